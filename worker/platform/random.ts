/** The operating system's randomness, through WebCrypto. */
import { encodeBase32, encodeBase64Url } from "../domain/base64.ts";
import type { Bytes } from "../domain/bytes.ts";
import type { Random } from "./ports.ts";

/** 160 bits: RFC 6749 §10.10 wishes for as much for values that must not be guessed. */
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
