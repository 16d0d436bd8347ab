/** Tells keys that were made by a generator from keys that somebody typed or forgot to change. */
import type { Bytes } from "./bytes.ts";

export type WeakKey = "too_short" | "not_random" | "placeholder";

/** 256 bits: AES-256 keys, and HMAC-SHA-256 keys as long as its output (RFC 2104 §3). */
export const minKeyBytes = 32;
/** Keys that travel as text in `Authorization`: enough for 128 bits even in hexadecimal. */
export const minKeyCharacters = 32;

/**
 * 32 random bytes have 30 different values on average; 32 random hexadecimal digits, taken as bytes, have 14, and fewer
 * than 9 once in 300 000 keys.
 */
const fewestDistinctBytes = 9;
/** 32 random hexadecimal digits have fewer than 7 different ones once in 10⁹ keys. */
const fewestDistinctCharacters = 7;

/** Words of instructions and samples. A random key loses at most a few letters to them. */
const words =
  /change|replace|placeholder|example|sample|dummy|secret|password|default|insecure|todo|partner|internal|session|vault|token|your|key|me/gi;
/** What must be left of a key without these words. */
const leastRest = 16;

/** What is wrong with a binary key and the text it was written in, or undefined. */
export function findWeakKey(bytes: Bytes, written: string): WeakKey | undefined {
  if (bytes.length < minKeyBytes) return "too_short";
  if (isPlaceholder(asPrintable(bytes) ?? written)) return "placeholder";
  return new Set(bytes).size < fewestDistinctBytes || isArithmetic(bytes) ? "not_random" : undefined;
}

/** What is wrong with a key that is used as text, or undefined. */
export function findWeakTextKey(text: string): WeakKey | undefined {
  if (text.length < minKeyCharacters) return "too_short";
  if (isPlaceholder(text)) return "placeholder";
  return new Set(text).size < fewestDistinctCharacters ? "not_random" : undefined;
}

/** Whether almost nothing is left of a text without the words of samples. */
export function isPlaceholder(text: string, least: number = leastRest): boolean {
  return text.replace(words, "").replace(/[^A-Za-z0-9]/g, "").length < least;
}

function asPrintable(bytes: Bytes): string | undefined {
  return bytes.every((byte) => byte >= 0x20 && byte < 0x7f) ? String.fromCharCode(...bytes) : undefined;
}

/** 00 01 02 …, ff fe fd …, and a constant. */
function isArithmetic(bytes: Bytes): boolean {
  const steps = bytes.slice(1).map((byte, index) => byte - (bytes[index] ?? 0));
  return new Set(steps).size === 1;
}
