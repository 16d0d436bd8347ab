/** What was changed in the settings of a connection: only that is sent. Pure. */
import type { Connection, Field, FieldValue, FieldValues } from "../../../schema/wire/index.ts";
import { isFieldVisible } from "../../steps/field/judge-value.ts";

/** A secret counts when it was typed; another value when it differs; an emptied one is sent as an empty text. */
export function readChanges(
  fields: readonly Field[],
  settings: Connection["settings"],
  answered: FieldValues,
): FieldValues {
  const changes: Record<string, FieldValue> = {};
  for (const field of fields) {
    if (!isFieldVisible(field, { ...settings, ...answered })) continue;
    const before = settings[field.name];
    const after = answered[field.name];
    if (after === undefined) {
      if (field.type !== "secret" && before !== undefined && before !== "" && !field.required) changes[field.name] = "";
    } else if (field.type === "secret" || after !== (before ?? field.default)) {
      changes[field.name] = after;
    }
  }
  return changes;
}
