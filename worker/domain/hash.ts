/** SHA-256, HMAC-SHA-256 and comparison of secrets. */
import { encodeBase64Url, encodeHex } from "./base64.ts";
import { type Bytes, toBytes } from "./bytes.ts";

/** Lower-case hexadecimal SHA-256 of UTF-8 text or bytes. */
export async function sha256Hex(data: string | Bytes): Promise<string> {
  return encodeHex(await sha256(data));
}

/**
 * What is stored instead of a token, a state or a code of at least 128 random bits: its SHA-256 in Base64url. Nothing
 * shorter or chosen by people may be hashed so.
 */
export async function hashToken(token: string): Promise<string> {
  return encodeBase64Url(await sha256(token));
}

export async function sha256(data: string | Bytes): Promise<Bytes> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", toBytes(data)));
}

/** HMAC-SHA-256 (RFC 2104) of UTF-8 text or bytes. An empty key is refused: it would let anybody sign. */
export async function hmacSha256(key: Bytes, data: string | Bytes): Promise<Bytes> {
  return signHmac(await importHmacKey(key), data);
}

/** For many messages under one key. */
export async function importHmacKey(key: Bytes): Promise<CryptoKey> {
  if (key.length === 0) throw new RangeError("an HMAC key cannot be empty");
  return crypto.subtle.importKey("raw", key, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
}

export async function signHmac(key: CryptoKey, data: string | Bytes): Promise<Bytes> {
  return new Uint8Array(await crypto.subtle.sign("HMAC", key, toBytes(data)));
}

/** Whether two texts are the same, in a time that depends on the length of `given` alone. */
export function equalsConstantTime(expected: string, given: string): boolean {
  return equalBytesConstantTime(toBytes(expected), toBytes(given));
}

/** Whether two byte sequences are the same, in a time that depends on the length of `given` alone. */
export function equalBytesConstantTime(expected: Uint8Array, given: Uint8Array): boolean {
  let difference = expected.length ^ given.length;
  // Against an empty `expected` every read gives 0; the lengths have already decided.
  for (let index = 0; index < given.length; index += 1) {
    difference |= (given[index] ?? 0) ^ (expected[index % expected.length] ?? 0);
  }
  return difference === 0;
}
