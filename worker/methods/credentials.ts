/** Keys that the customer types. Tried against the provider before anything is saved. */
import { type Values, withValues } from "../domain/values.ts";
import type { CredentialsMethod } from "../providers/define.ts";
import { Checklist, type Tools, type Trial } from "./driver.ts";
import { exchangeToken, runProbe } from "./probe.ts";

/** A bought token is used until this long before its end. */
const exchangeMarginMs = 60_000;

/**
 * Tests the values. Where the provider wants a bought token, `access_token` among the values is used while
 * `access_token_expires_at` (ISO) lies ahead, and bought anew otherwise or after a refusal.
 */
export async function tryCredentials(tools: Tools, method: CredentialsMethod, values: Values): Promise<Trial> {
  const { exchange } = method;
  if (!exchange) return runProbe(tools, method, values);
  const kept = values.has("access_token") && tokenIsFresh(values, tools.clock.now());
  if (kept) {
    const trial = await runProbe(tools, method, values);
    if (trial.ok || trial.failure?.reason !== "bad_credentials") return trial;
  }
  const checklist = new Checklist(tools.clock);
  const bought = await exchangeToken(tools, exchange, values, checklist);
  if (!("accessToken" in bought)) return bought;
  return runProbe(tools, method, withToken(values, bought.accessToken), checklist);
}

export function tokenIsFresh(values: Values, now: Date): boolean {
  const end = Date.parse(values.text("access_token_expires_at"));
  return Number.isFinite(end) && end - exchangeMarginMs > now.getTime();
}

/** The same values with another access token. */
export function withToken(values: Values, accessToken: string): Values {
  return withValues(values, { access_token: accessToken });
}
