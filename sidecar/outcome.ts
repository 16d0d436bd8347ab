/** Expected failure as a value: what the customer's side did, in the words of the page, and the field to correct. */
import type { DatabaseCheckAnswer, Reason } from "../schema/wire/index.ts";

export interface Failure {
  readonly code: Reason;
  readonly field?: DatabaseCheckAnswer["field"];
}

export type Outcome<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly failure: Failure };

export function succeed<Value>(value: Value): { readonly ok: true; readonly value: Value } {
  return { ok: true, value };
}

export function fail(code: Reason, field?: Failure["field"]): { readonly ok: false; readonly failure: Failure } {
  return { ok: false, failure: field === undefined ? { code } : { code, field } };
}
