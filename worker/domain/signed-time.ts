/** The time that a webhook's signature covers. */
import { err, ok, type Result } from "./result.ts";

/** How far a sender's clock, or the delivery, may be off, both ways. The value of both specifications. */
export const signedTimeToleranceSeconds = 300;

export type SignedTimeFailure =
  | { readonly reason: "malformed_timestamp" }
  | { readonly reason: "too_old"; readonly ageSeconds: number }
  | { readonly reason: "too_new"; readonly aheadSeconds: number };

/**
 * `text` is Unix seconds in digits alone: a lenient reader takes `1700000000abc` for a number. Future times are refused
 * too, otherwise one captured delivery could be repeated until its date has come.
 */
export function judgeSignedTime(text: string, now: Date): Result<Date, SignedTimeFailure> {
  if (!/^\d{1,12}$/.test(text)) return err({ reason: "malformed_timestamp" });
  const ageSeconds = Math.floor(now.getTime() / 1000) - Number(text);
  if (ageSeconds > signedTimeToleranceSeconds) return err({ reason: "too_old", ageSeconds });
  if (-ageSeconds > signedTimeToleranceSeconds) return err({ reason: "too_new", aheadSeconds: -ageSeconds });
  return ok(new Date(Number(text) * 1000));
}
