/** What the page may say about a typed value before the API judges it. Pure. */
import type { Field, FieldErrorCode, FieldType, FieldValue, FieldValues } from "../../../schema/wire/index.ts";

/** Characters that copying from a page or a PDF brings along and nobody sees: zero-width ones and the byte order mark. */
const invisible = /[\u200b-\u200d\u2060\ufeff]/g;

/** What a tool shows instead of a secret; saving it would overwrite the real one. */
const masked = /^.{0,8}?(?:[•●∙·]{3,}|\*{3,}).{0,8}$/u;

/** Removes what people paste along without wanting it. */
export function cleanTyped(type: FieldType, typed: string): string {
  switch (type) {
    case "text":
    case "secret":
    case "number":
    case "url":
      return typed.replace(invisible, "").trim();
    case "textarea":
    case "headers":
      return typed.replace(invisible, "").replace(/^\s+|\s+$/g, "");
    case "boolean":
    case "select":
    case "file":
      return typed;
  }
}

/** Quotation marks, or the words of a header, around a key. A password may hold them itself: then they stand. */
const wrapping = /^(?:authorization:\s*)?(?:bearer\s+)?(["'`“”«]?)\s*([\x21-\x7e]{12,}?)\s*["'`“”»]?,?$/i;

/** What comes along when a value is copied out of a program, a request or a guide. */
export function cleanPasted(type: FieldType, pasted: string): string {
  const cleaned = cleanTyped(type, pasted);
  if (type !== "secret" && type !== "text" && type !== "url") return cleaned;
  return wrapping.exec(cleaned)?.[2] ?? cleaned;
}

/** A field counts while the field it depends on has one of the named values. */
export function isFieldVisible(field: Field, values: FieldValues): boolean {
  const condition = field.visible_if;
  if (condition === undefined) return true;
  const value = values[condition.field];
  return value !== undefined && condition.equals.includes(value);
}

/**
 * An error that no cleaning by the API could heal, or undefined. `pattern` and `max_length` are left to the API: it accepts
 * a pasted address and takes the identifier out of it.
 */
export function judgeValue(field: Field, value: FieldValue | undefined): FieldErrorCode | undefined {
  if (value === undefined || value === "") return field.required && field.type !== "boolean" ? "required" : undefined;
  if (field.type === "number") {
    const number = typeof value === "number" ? value : Number(value);
    if (!Number.isFinite(number)) return "wrong_type";
    if (number < (field.min ?? -Infinity) || number > (field.max ?? Infinity)) return "out_of_range";
    return undefined;
  }
  if (typeof value !== "string") return undefined;
  if (field.type === "secret" && masked.test(value)) return "masked_value";
  if (field.type === "url" && /^http:/i.test(value)) return "https_required";
  if (field.min_length !== undefined && value.length < field.min_length) return "too_short";
  return undefined;
}

/** A label as it is spoken of: without its other name in brackets. */
export function shortLabel(label: string): string {
  return label.replace(/\s*\([^)]*\)$/, "");
}

/** The value as it crosses HTTP: numbers as numbers, an empty text not at all. */
export function toWire(field: Field, value: FieldValue | undefined): FieldValue | undefined {
  if (value === undefined || value === "") return undefined;
  return field.type === "number" && typeof value === "string" ? Number(value) : value;
}
