/** Judging a provider's answer: its own words first, then the general table of statuses. Pure; sending is elsewhere. */
import type { ApiSpec, Failure, Judgement, ProbeCall } from "../providers/define.ts";
import type { Answer } from "./exchange.ts";
import type { Values } from "./values.ts";

/** What a good answer is made of. */
export type AnswerFormat = NonNullable<ProbeCall["format"]> | "json";

/**
 * Why this answer is a refusal, or undefined when it is a good one.
 * @param explain the provider's own reading, asked first
 * @param format `json` unless told: a 2xx of another kind is an unexpected answer (a login page, a proxy's page)
 */
export function judgeAnswer(
  answer: Answer,
  explain?: ApiSpec["explain"],
  format: AnswerFormat = "json",
): Failure | undefined {
  return explain?.(answer) ?? judgeStatus(answer) ?? judgeFormat(answer, format);
}

/** One line of a test: a refusal, or what the call's own judge makes of the answer. */
export function judgeCall(call: ProbeCall, answer: Answer, values: Values, explain?: ApiSpec["explain"]): Judgement {
  if (call.tolerates?.includes(answer.status) !== true) {
    const failure = judgeAnswer(answer, explain, call.format);
    if (failure !== undefined) return { ok: false, failure };
  }
  return call.judge(answer, values);
}

/**
 * Seconds to wait from `Retry-After` (RFC 9110 §10.2.3): a number of seconds (Shopify writes "2.0") or an HTTP date, which
 * counts from the answer's own `Date` so that no clock of ours is involved. Undefined when there is none or it makes no sense.
 */
export function readRetryAfter(headers: Answer["headers"]): number | undefined {
  const value = headers["retry-after"]?.trim();
  if (value === undefined || value === "") return undefined;
  if (/^\d{1,9}(\.\d{1,6})?$/.test(value)) return Math.ceil(Number(value));
  const until = readHttpDate(value);
  const now = readHttpDate(headers["date"] ?? "");
  return until === undefined || now === undefined ? undefined : Math.max(0, Math.ceil((until - now) / 1000));
}

function judgeStatus(answer: Answer): Failure | undefined {
  const { status } = answer;
  if (status >= 200 && status < 300) return undefined;
  if (status >= 300 && status < 400) return { reason: "redirect_refused" };
  if (status === 408 || status >= 500) return withRetryAfter({ reason: "provider_down" }, answer);
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
      return withRetryAfter({ reason: "rate_limited" }, answer);
    default:
      return { reason: "unexpected_answer" };
  }
}

function judgeFormat(answer: Answer, format: AnswerFormat): Failure | undefined {
  if (format === "any" || answer.status === 204) return undefined;
  if (format === "json") return answer.json === undefined ? { reason: "unexpected_answer" } : undefined;
  const isXml = /^\uFEFF?\s*<(\?xml|[a-z])/i.test(answer.text) && !/^\uFEFF?\s*<(!doctype\s+html|html)/i.test(answer.text);
  return isXml ? undefined : { reason: "unexpected_answer" };
}

/** Adds the wait that the provider asked for, when it named one. */
export function withRetryAfter(failure: Failure, answer: Answer): Failure {
  const retryAfter = readRetryAfter(answer.headers);
  return retryAfter === undefined ? failure : { ...failure, retryAfter };
}

/** The three date forms of RFC 9110 §5.6.7 all name the day or month in English; anything else is not a date to us. */
function readHttpDate(text: string): number | undefined {
  if (!/^(mon|tue|wed|thu|fri|sat|sun)/i.test(text)) return undefined;
  const instant = Date.parse(text);
  return Number.isNaN(instant) ? undefined : instant;
}
