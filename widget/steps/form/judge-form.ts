/** What a form says: the fields that count, their values as they cross HTTP, and what is wrong with them. Pure. */
import type { Connection, Field, FieldErrorCode, FieldValue, FieldValues } from "../../../schema/wire/index.ts";
import { isFieldVisible, judgeValue, toWire } from "../field/judge-value.ts";

type ValueFor = (field: Field) => FieldValue | undefined;

/** Fields that count with the values of the others. */
export function visibleFields(fields: readonly Field[], valueFor: ValueFor): readonly Field[] {
  const values: Record<string, FieldValue> = {};
  for (const field of fields) {
    const value = valueFor(field);
    if (value !== undefined) values[field.name] = value;
  }
  return fields.filter((field) => isFieldVisible(field, values));
}

interface Filled {
  readonly fields: readonly Field[];
  /** Secrets that are stored: an empty one is kept. */
  readonly secrets: Connection["secrets"];
  readonly valueFor: ValueFor;
  readonly fileFor: (field: Field) => File | null;
}

interface Judged {
  readonly values: FieldValues;
  readonly file: File | null;
  /** A code for each field that the API would surely refuse; the values are worth sending when there is none. */
  readonly found: Readonly<Record<string, FieldErrorCode>>;
}

export function judgeForm({ fields, secrets, valueFor, fileFor }: Filled): Judged {
  const found: Record<string, FieldErrorCode> = {};
  const values: Record<string, FieldValue> = {};
  let file: File | null = null;
  for (const field of fields) {
    if (field.type === "file") {
      file = fileFor(field);
      if (file === null && field.required) found[field.name] = "required";
      continue;
    }
    const value = valueFor(field);
    const isKept = secrets[field.name] !== undefined && (value === undefined || value === "");
    const code = isKept ? undefined : judgeValue(field, value);
    if (code !== undefined) found[field.name] = code;
    const sent = toWire(field, value);
    if (sent !== undefined) values[field.name] = sent;
  }
  return { values, file, found };
}
