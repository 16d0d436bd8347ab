/** Judging a provider's answer: its own words first, then the general table of statuses. Pure; sending is elsewhere. */
import type { ApiSpec, Failure, Judgement, ProbeCall } from "../providers/define.ts";
import type { Answer } from "./exchange.ts";
import type { Values } from "./values.ts";

/** What a good answer is made of. */
export type AnswerFormat = NonNullable<ProbeCall["format"]> | "json";

/**
 * Why this answer is a refusal, or undefined when it is a good one.
 * @param explain the provider's own reading, asked first
 * @param now for a `Retry-After` that is a date
 * @param format `json` unless told: a 2xx of another kind is an unexpected answer (a login page, a proxy's page)
 */
export function judgeAnswer(
  answer: Answer,
  explain: ApiSpec["explain"],
  now: Date,
  format: AnswerFormat = "json",
): Failure | undefined {
  const failure = explain?.(answer) ?? judgeStatus(answer.status) ?? judgeFormat(answer, format);
  return failure && withRetryAfter(failure, answer, now);
}

/** One line of a test: a refusal, or what the call's own judge makes of the answer. */
export function judgeCall(
  call: ProbeCall,
  answer: Answer,
  values: Values,
  context: { readonly explain: ApiSpec["explain"]; readonly now: Date },
): Judgement {
  if (call.tolerates?.includes(answer.status) !== true) {
    const failure = judgeAnswer(answer, context.explain, context.now, call.format);
    if (failure !== undefined) return { ok: false, failure };
  }
  const judged = call.judge(answer, values);
  // What the answer lacks is a later line's fault: it was given to whom this line asks about.
  const isLater = !judged.ok && judged.failure.step !== undefined && judged.failure.step !== call.step;
  return isLater ? { ...judged, proven: [call.step] } : judged;
}

/**
 * Seconds to wait from `Retry-After` (RFC 9110 §10.2.3): a number of seconds (Shopify writes "2.0") or an HTTP date.
 * Undefined when there is none or it makes no sense.
 */
export function readRetryAfter(headers: Answer["headers"], now: Date): number | undefined {
  const value = headers["retry-after"]?.trim() ?? "";
  if (/^\d{1,9}(\.\d{1,6})?$/.test(value)) return Math.ceil(Number(value));
  // All three date forms of RFC 9110 §5.6.7 begin with a day's name; without that rule "1e9" or "2" would parse as a year.
  if (!/^(mon|tue|wed|thu|fri|sat|sun)/i.test(value)) return undefined;
  const until = Date.parse(value);
  return Number.isNaN(until) ? undefined : Math.max(0, Math.ceil((until - now.getTime()) / 1000));
}

/** What a status says by itself; undefined: it is a good one. */
export function judgeStatus(status: number): Failure | undefined {
  if (status >= 200 && status < 300) return undefined;
  if (status >= 300 && status < 400) return { reason: "redirect_refused" };
  if (status === 408 || status >= 500) return { reason: "provider_down" };
  switch (status) {
    case 401:
      return { reason: "bad_credentials" };
    case 402:
      return { reason: "account_frozen" };
    case 403:
      return { reason: "rights_missing", step: "rights" };
    case 404:
      return { reason: "unknown_id" };
    case 429:
      return { reason: "rate_limited" };
    default:
      return { reason: "unexpected_answer" };
  }
}

function judgeFormat(answer: Answer, format: AnswerFormat): Failure | undefined {
  if (format === "any" || answer.status === 204) return undefined;
  if (format === "json") return answer.json === undefined ? { reason: "unexpected_answer" } : undefined;
  return /^\uFEFF?\s*<(?!html\b|!doctype html\b)[?a-z]/i.test(answer.text)
    ? undefined
    : { reason: "unexpected_answer" };
}

/** A wait only means something where waiting helps. */
function withRetryAfter(failure: Failure, answer: Answer, now: Date): Failure {
  const waits =
    failure.reason === "rate_limited" || failure.reason === "quota_exhausted" || failure.reason === "provider_down";
  const retryAfter = waits ? (failure.retryAfter ?? readRetryAfter(answer.headers, now)) : undefined;
  return retryAfter === undefined ? failure : { ...failure, retryAfter };
}
