/** Accounts with several hotels, venues or tills: a connection is for one of them. */
import type { Judgement } from "./define.ts";

export interface Place {
  readonly id: string;
  readonly label: string;
}

/**
 * The place named by the connection's setting; with none named, the only one, or a question to the person.
 * @param chosen id of the setting, empty while there is none
 * @param setting where the answer is kept
 */
export function choosePlace(places: readonly Place[], chosen: string, setting: string): Judgement {
  const [only] = places;
  const isAlone = chosen === "" && places.length === 1;
  const found = isAlone ? only : places.find(({ id }) => id === chosen);
  if (found !== undefined) {
    const { id, label } = found;
    return { ok: true, finding: { accountId: id, accountLabel: label, settings: { [setting]: id } } };
  }
  if (chosen !== "") return { ok: false, failure: { reason: "unknown_id", field: setting } };
  if (only === undefined) return { ok: false, failure: { reason: "rights_missing", step: "rights" } };
  const options = places.map(({ id, label }) => ({ value: id, label }));
  return { ok: true, finding: { choice: { field: setting, question: "property", options } } };
}
