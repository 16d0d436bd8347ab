/** The token answer of a client credentials grant (RFC 6749 §4.4.3, errors §5.2). */
import type { Failure, TokenExchange } from "../providers/define.ts";
import type { Answer } from "./exchange.ts";
import { numberAt, textAt } from "./json.ts";
import { judgeAnswer } from "./judge.ts";

/** `invalid_client` is the standard's word, the others are Auth0's. */
const wrongCredentials = new Set(["invalid_client", "access_denied", "unauthorized_client"]);

/**
 * Reads the answer. Success is a non-empty `access_token`; a refusal names the field of the form to correct.
 * @param lifetime seconds, when the answer has no `expires_in`
 */
export function judgeClientCredentials(
  answer: Answer,
  options: { readonly field: string; readonly lifetime: number; readonly now: Date },
): ReturnType<TokenExchange["judge"]> {
  const accessToken = textAt(answer.json, "access_token");
  if (answer.status >= 200 && answer.status < 300 && accessToken !== undefined) {
    return { ok: true, accessToken, expiresIn: numberAt(answer.json, "expires_in") ?? options.lifetime };
  }
  const explain = (refused: Answer): Failure | undefined => {
    const isWrong = refused.status === 401 || wrongCredentials.has(textAt(refused.json, "error") ?? "");
    return isWrong ? { reason: "bad_credentials", field: options.field } : undefined;
  };
  return { ok: false, failure: judgeAnswer(answer, explain, options.now) ?? { reason: "unexpected_answer" } };
}
