/** Refusals that several providers word alike. */
import type { Answer } from "../domain/exchange.ts";
import { judgeStatus } from "../domain/judge.ts";
import type { Failure } from "./define.ts";

/**
 * Names the field of the form that a status speaks about, and leaves the reason to the general table: a provider that says no
 * more than 401, 403 or 404 still tells the person which value to look at.
 */
export function blame(
  fields: Readonly<Record<number, string>>,
): (answer: Pick<Answer, "status">) => Failure | undefined {
  return ({ status }) => {
    const field = fields[status];
    const failure = judgeStatus(status);
    return field === undefined || failure === undefined ? undefined : { ...failure, field };
  };
}
