/** Values that must not be printed. Whatever prints, serialises or inspects them shows `[secret]`. */
import type { Bytes } from "../domain/bytes.ts";
import type { Secret } from "./ports.ts";

const mask = "[secret]";

/** What `console.log` of Node and of workerd asks an object for. */
const inspect = Symbol.for("nodejs.util.inspect.custom");

const showMask = (): typeof mask => mask;
const printing = { toString: showMask, toJSON: showMask, [inspect]: showMask };

export function toSecret(value: string): Secret {
  return Object.freeze({ ...printing, reveal: () => value });
}

/** Key material in memory. */
export interface SecretBytes {
  reveal(): Bytes;
  toString(): "[secret]";
  toJSON(): "[secret]";
}

export function toSecretBytes(value: Bytes): SecretBytes {
  return Object.freeze({ ...printing, reveal: () => value });
}

/** A configured key and the public name that stands beside what it made. */
export interface NamedKey {
  readonly id: string;
  readonly key: SecretBytes;
}
