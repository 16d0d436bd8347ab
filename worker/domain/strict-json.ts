/**
 * JSON from outside, read so that every reader sees the same: one value, no depth that a recursion could fall over, no key
 * twice (RFC 8259 §4 leaves open which one counts), and none that reaches an object's prototype.
 */
import { err, ok, type Result } from "./result.ts";

export type JsonFault =
  | { readonly kind: "malformed" }
  | { readonly kind: "too_deep" }
  | { readonly kind: "repeated_key"; readonly key: string }
  | { readonly kind: "forbidden_key"; readonly key: string };

/** `__proto__` sets a prototype when it is assigned; the other two lead there by way of a copied object. */
const forbiddenKeys = new Set(["__proto__", "constructor", "prototype"]);

/** Linear in the length of the text. */
export function parseStrictJson(text: string, maxDepth: number): Result<unknown, JsonFault> {
  if (isDeeperThan(text, maxDepth)) return err({ kind: "too_deep" });
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return err({ kind: "malformed" });
    throw error;
  }
  const fault = findKeyFault(text);
  return fault ? err(fault) : ok(value);
}

/** Also of a text that is no JSON: the deepest nesting of brackets outside of strings. */
export function isDeeperThan(text: string, maxDepth: number): boolean {
  let depth = 0;
  for (let index = 0; index < text.length; index += 1) {
    const character = text[index];
    if (character === '"') index = endOfString(text, index);
    else if (character === "{" || character === "[") depth += 1;
    else if (character === "}" || character === "]") depth -= 1;
    if (depth > maxDepth) return true;
  }
  return false;
}

/** The text is valid JSON. */
function findKeyFault(text: string): JsonFault | undefined {
  /** Keys of each open object; undefined for an open list. */
  const open: (Set<string> | undefined)[] = [];
  let expectsKey = false;
  for (let index = 0; index < text.length; index += 1) {
    const character = text[index];
    if (character === '"') {
      const end = endOfString(text, index);
      const keys = expectsKey ? open.at(-1) : undefined;
      if (keys) {
        const key = String(JSON.parse(text.slice(index, end + 1)));
        if (forbiddenKeys.has(key)) return { kind: "forbidden_key", key };
        if (keys.has(key)) return { kind: "repeated_key", key };
        keys.add(key);
      }
      expectsKey = false;
      index = end;
    } else if (character === "{") {
      open.push(new Set());
      expectsKey = true;
    } else if (character === "[") {
      open.push(undefined);
      expectsKey = false;
    } else if (character === "}" || character === "]") {
      open.pop();
      expectsKey = false;
    } else if (character === ",") {
      expectsKey = true;
    }
  }
  return undefined;
}

/** Place of the quotation mark that ends the string which begins at `start`; the end of the text where none does. */
function endOfString(text: string, start: number): number {
  for (let index = start + 1; index < text.length; index += 1) {
    if (text[index] === "\\") index += 1;
    else if (text[index] === '"') return index;
  }
  return text.length;
}
