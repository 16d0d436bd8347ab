/** Reading a form that a customer filled: everything is checked here once and trusted after. Pure. */
import type { FieldError, FieldErrorCode, FieldValue, Role } from "../../schema/wire/index.ts";
import type { FieldSpec } from "../providers/define.ts";
import { err, ok, type Result } from "./result.ts";

/** Longest value of a field that names no limit of its own; the wire's limit holds for long texts. */
const lineLength = 4096;
const textLength = 65_536;

export interface FormValues {
  /** Values of the non-secret fields. */
  readonly settings: Readonly<Record<string, FieldValue>>;
  /** Values of the `secret` fields: to be sealed, never stored beside the settings. */
  readonly secrets: Readonly<Record<string, string>>;
}

export interface FormContext {
  readonly role: Role;
  /** Secrets that are already sealed: left out or empty, they stay. */
  readonly keepSecrets?: ReadonlySet<string>;
}

/**
 * Checks and cleans the values of a form. `file` fields are not read here: the file arrives by its own step.
 * A value of a field that does not count now (`visibleIf`) is dropped. Errors name their field as `values.<name>`.
 */
export function readForm(
  fields: readonly FieldSpec[],
  values: Readonly<Record<string, FieldValue>>,
  context: FormContext,
): Result<FormValues, FieldError[]> {
  const given = new Map(Object.entries(values));
  const known = new Set(fields.filter((field) => field.type !== "file").map((field) => field.name));
  const errors: FieldError[] = [];
  const read = new Map<string, FieldValue>();
  for (const field of fields) {
    if (field.type === "file" || !counts(field, read)) continue;
    const outcome = readField(field, given.get(field.name), context);
    if (!outcome.ok) errors.push({ field: `values.${field.name}`, code: outcome.failure });
    else if (outcome.value !== undefined) read.set(field.name, outcome.value);
  }
  for (const name of given.keys()) {
    if (!known.has(name)) errors.push({ field: `values.${name}`, code: "unknown_field" });
  }
  return errors.length > 0 ? err(errors) : ok(separate(fields, read));
}

/** A field depends on fields that stand before it; one that does not count hides those that depend on it. */
function counts(field: FieldSpec, read: ReadonlyMap<string, FieldValue>): boolean {
  const condition = field.visibleIf;
  if (condition === undefined) return true;
  const value = read.get(condition.field);
  return value !== undefined && condition.equals.includes(value);
}

/** Typed headers are sealed as well: they are where people put keys of interfaces that know no other place. */
export function isSealed(field: Pick<FieldSpec, "type">): boolean {
  return field.type === "secret" || field.type === "headers";
}

/** Settings that came from the form, not from the provider's answers. */
export function typedSettings<Value>(
  fields: readonly FieldSpec[],
  settings: Readonly<Record<string, Value>>,
): Record<string, Value> {
  const typed = new Set(fields.filter((field) => !isSealed(field)).map((field) => field.name));
  return Object.fromEntries(Object.entries(settings).filter(([name]) => typed.has(name)));
}

function separate(fields: readonly FieldSpec[], read: ReadonlyMap<string, FieldValue>): FormValues {
  const secretNames = new Set(fields.filter(isSealed).map((field) => field.name));
  const entries = [...read];
  return {
    settings: Object.fromEntries(entries.filter(([name]) => !secretNames.has(name))),
    secrets: Object.fromEntries(
      entries.filter(([name]) => secretNames.has(name)).map(([name, value]) => [name, String(value)]),
    ),
  };
}

type FieldOutcome = Result<FieldValue | undefined, FieldErrorCode>;

function readField(field: FieldSpec, given: FieldValue | undefined, context: FormContext): FieldOutcome {
  const isEmpty = given === undefined || (typeof given === "string" && given.trim() === "");
  if (isEmpty) return readAbsence(field, context);
  if (field.adminOnly && context.role !== "admin") return err("admin_only");
  switch (field.type) {
    case "boolean":
      return readBoolean(given);
    case "number":
      return readNumber(field, given);
    default:
      return readText(field, given);
  }
}

function readAbsence(field: FieldSpec, context: FormContext): FieldOutcome {
  if (field.default !== undefined) return ok(field.default);
  const isKept = isSealed(field) && context.keepSecrets?.has(field.name) === true;
  return field.optional || isKept ? ok(undefined) : err("required");
}

function readBoolean(given: FieldValue): FieldOutcome {
  if (given === true || given === "true") return ok(true);
  if (given === false || given === "false") return ok(false);
  return err("wrong_type");
}

/** Whole numbers only: every number asked for is a port or a count. */
function readNumber(field: FieldSpec, given: FieldValue): FieldOutcome {
  const text = String(given).trim();
  if (typeof given === "boolean" || !/^-?\d{1,15}$/.test(text)) return err("wrong_type");
  const value = Number(text);
  const isInside = value >= (field.min ?? -Infinity) && value <= (field.max ?? Infinity);
  return isInside ? ok(value) : err("out_of_range");
}

/** Ids come as numbers too; a number is taken for its digits. */
function readText(field: FieldSpec, given: FieldValue): FieldOutcome {
  if (typeof given === "boolean" || (typeof given === "number" && !Number.isSafeInteger(given)))
    return err("wrong_type");
  const typed = String(given).trim();
  if (isSealed(field) && looksMasked(typed)) return err("masked_value");
  const value = field.clean === undefined ? typed : field.clean(typed);
  const code = judgeText(field, value);
  return code === undefined ? ok(value) : err(code);
}

function judgeText(field: FieldSpec, value: string): FieldErrorCode | undefined {
  const isLong = field.type === "textarea" || field.type === "headers";
  if (value.length > (field.maxLength ?? (isLong ? textLength : lineLength))) return "too_long";
  // A line break in a single line would end up in a header or a log line.
  if (isLong ? hasControlCharacter(value.replace(/[\r\n\t]/g, "")) : hasControlCharacter(value)) return "wrong_format";
  if (field.options !== undefined && !field.options.some((option) => option.value === value)) return "not_an_option";
  const refusal = field.refuses?.find((known) => known.pattern.test(value));
  if (refusal !== undefined) return refusal.code;
  if (value.length < (field.minLength ?? 1)) return "too_short";
  if (field.type === "url") {
    const code = judgeUrl(value);
    if (code !== undefined) return code;
  }
  return field.pattern === undefined || field.pattern.test(value) ? undefined : "wrong_format";
}

/** Addresses carry credentials: https only, and no user name or password inside. Where they lead is Outbound's business. */
function judgeUrl(value: string): FieldErrorCode | undefined {
  if (!URL.canParse(value)) return "wrong_format";
  const url = new URL(value);
  if (url.protocol === "http:") return "https_required";
  // « maboutique »: no public server is called so.
  if (!/[.:]/.test(url.hostname)) return "wrong_format";
  const isPlain = url.protocol === "https:" && url.username === "" && url.password === "" && url.hash === "";
  return isPlain ? undefined : "wrong_format";
}

/** What a page shows in place of a secret, sent back by mistake: bullets, `****`, our own `[secret]`. */
function looksMasked(value: string): boolean {
  return /[•●∙·]{2}|\*{4}/.test(value) || value.toLowerCase() === "[secret]";
}

function hasControlCharacter(value: string): boolean {
  return /\p{Cc}/u.test(value);
}
