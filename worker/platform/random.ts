/** The operating system's randomness, through WebCrypto. */
import { encodeBase64Url } from "../domain/base64.ts";
import type { Bytes } from "../domain/bytes.ts";
import type { Random } from "./ports.ts";

/** RFC 4648 §6 in lower case: reads aloud, and means the same where letter case is lost. */
const base32 = "abcdefghijklmnopqrstuvwxyz234567";
/** 160 bits fill 32 characters exactly; RFC 6749 §10.10 wishes for as much for values that must not be guessed. */
const idBytes = 20;
const tokenBytes = 32;
/** Most that `getRandomValues` gives at once (Web Cryptography API, QuotaExceededError). */
const quotaBytes = 65_536;

export const systemRandom: Random = {
  id: (prefix) => `${prefix}_${encodeBase32(readBytes(idBytes))}`,
  token: (bytes = tokenBytes) => encodeBase64Url(readBytes(bytes)),
  bytes: readBytes,
};

function readBytes(length: number): Bytes {
  const bytes = new Uint8Array(length);
  for (let start = 0; start < length; start += quotaBytes) {
    crypto.getRandomValues(bytes.subarray(start, start + quotaBytes));
  }
  return bytes;
}

/** Whole groups of five bytes only. */
function encodeBase32(bytes: Bytes): string {
  const bits = Array.from(bytes, (byte) => byte.toString(2).padStart(8, "0")).join("");
  return (bits.match(/.{5}/g) ?? []).map((group) => base32.charAt(Number.parseInt(group, 2))).join("");
}
