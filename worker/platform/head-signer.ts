/**
 * Signs heads of the audit trail. The key is derived from FINGERPRINT_KEY, which does not change, so that heads of any age can be
 * checked with one public key; nothing that the derivation gives away leads back to it (HKDF, RFC 5869).
 */
import { encodeBase64Url } from "../domain/base64.ts";
import { type Bytes, concatBytes, toBytes } from "../domain/bytes.ts";

export interface HeadSigner {
  /** Ed25519 signature, Base64url. */
  sign(content: Bytes): Promise<string>;
  /** `x` of the public key (RFC 8037). */
  publicKey(): Promise<string>;
}

const purpose = "speedai audit heads";
/** RFC 8410 §7: what stands before the 32 bytes of an Ed25519 private key in PKCS #8. */
const pkcs8Prefix = new Uint8Array([
  0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20,
]);

interface KeyPair {
  readonly signing: CryptoKey;
  readonly x: string;
}

export function createHeadSigner(secret: { reveal(): Bytes }): HeadSigner {
  /** Derived once, when it is first needed. */
  let pair: Promise<KeyPair> | undefined;
  const derived = () => {
    pair ??= derivePair(secret.reveal());
    return pair;
  };
  return {
    async sign(content) {
      const { signing } = await derived();
      return encodeBase64Url(new Uint8Array(await crypto.subtle.sign("Ed25519", signing, content)));
    },
    publicKey: async () => (await derived()).x,
  };
}

async function derivePair(secret: Bytes): Promise<KeyPair> {
  const material = await crypto.subtle.importKey("raw", secret, "HKDF", false, ["deriveBits"]);
  const derivation = { name: "HKDF", hash: "SHA-256", salt: new Uint8Array(), info: toBytes(purpose) };
  const seed = new Uint8Array(await crypto.subtle.deriveBits(derivation, material, 256));
  const encoded = concatBytes(pkcs8Prefix, seed);
  // Exportable for the one moment in which its public half is read.
  const open = await crypto.subtle.importKey("pkcs8", encoded, "Ed25519", true, ["sign"]);
  const jwk = await crypto.subtle.exportKey("jwk", open);
  if (!("x" in jwk) || typeof jwk.x !== "string") throw new TypeError("an Ed25519 key has a public half");
  return { signing: await crypto.subtle.importKey("pkcs8", encoded, "Ed25519", false, ["sign"]), x: jwk.x };
}
