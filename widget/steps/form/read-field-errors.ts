/** From the API's field paths to the names of the form. Pure. */
import type { FieldErrorCode } from "../../../schema/wire/index.ts";

/** `values.api_token` and `api_token` are the same field of a form; the first error of a field is the one to show. */
export function readFieldErrors(
  errors: readonly { readonly field: string; readonly code: FieldErrorCode }[],
): ReadonlyMap<string, FieldErrorCode> {
  const byName = new Map<string, FieldErrorCode>();
  for (const { field, code } of errors) {
    const name = field.startsWith("values.") ? field.slice("values.".length) : field;
    if (!byName.has(name)) byName.set(name, code);
  }
  return byName;
}

/** Names of the fields to look at: those in error, and the one that a check blames. */
export function readFieldNames(
  errors: Readonly<Record<string, FieldErrorCode>>,
  blamed: string | undefined,
): ReadonlySet<string> {
  return new Set(blamed === undefined ? Object.keys(errors) : [...Object.keys(errors), blamed]);
}
