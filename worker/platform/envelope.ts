/**
 * A sealed value as text: Base64url of `version (1) | length of key id (1) | key id | IV (12) | ciphertext and tag`.
 * docs/storage.md describes it for reviewers. Nothing here is secret and nothing here decrypts.
 */
import { decodeBase64Url, encodeBase64Url } from "../domain/base64.ts";
import { type Bytes, concatBytes, toBytes } from "../domain/bytes.ts";
import { err, ok, type Result } from "../domain/result.ts";

/** A reader refuses any other number before it touches a key, so that a later format never fails inside the cipher. */
export const envelopeVersion = 1;
/** 96 bits: the length for which GCM needs no extra hashing (NIST SP 800-38D §5.2.1.1), and the only one all runtimes share. */
export const ivBytes = 12;
/** The full 128 bits (NIST SP 800-38D §5.2.1.2); shorter tags weaken GCM more than proportionally. */
export const tagBytes = 16;
const maxKeyIdBytes = 255;

export interface Envelope {
  readonly keyId: string;
  readonly iv: Bytes;
  /** Ciphertext with the tag at its end. */
  readonly ciphertext: Bytes;
}

export function writeEnvelope({ keyId, iv, ciphertext }: Envelope): string {
  const id = toBytes(keyId);
  if (id.length === 0 || id.length > maxKeyIdBytes) throw new RangeError("a key id has 1 to 255 bytes");
  return encodeBase64Url(concatBytes(Uint8Array.of(envelopeVersion, id.length), id, iv, ciphertext));
}

export function readEnvelope(text: string): Result<Envelope, "unknown_version" | "malformed"> {
  const bytes = decodeBase64Url(text);
  const [version, idBytes] = bytes ?? [];
  if (bytes === undefined || version === undefined || idBytes === undefined) return err("malformed");
  if (version !== envelopeVersion) return err("unknown_version");
  const ivStart = 2 + idBytes;
  if (idBytes === 0 || bytes.length < ivStart + ivBytes + tagBytes) return err("malformed");
  return ok({
    keyId: new TextDecoder().decode(bytes.subarray(2, ivStart)),
    iv: bytes.slice(ivStart, ivStart + ivBytes),
    ciphertext: bytes.slice(ivStart + ivBytes),
  });
}
