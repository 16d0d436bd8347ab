/**
 * The vault: each connection has its own random data key, wrapped by a key-encryption key from the configuration; each
 * value is sealed with the data key for one tenant, connection, field and generation. Format, limits and what this does
 * and does not protect against: docs/storage.md; why it is so: docs/decisions/0003-vault.md.
 */
import { encodeBase64Url } from "../domain/base64.ts";
import { type Bytes, concatBytes, joinWithLengths, toBytes } from "../domain/bytes.ts";
import { importHmacKey, sha256, signHmac } from "../domain/hash.ts";
import { err, ok, type Result } from "../domain/result.ts";
import { envelopeVersion, ivBytes, readEnvelope, tagBytes, writeEnvelope } from "./envelope.ts";
import { createHeadSigner } from "./head-signer.ts";
import type { OpenedKey, Random, SealContext, Vault, VaultFailure, WrappedKey } from "./ports.ts";
import { type NamedKey, type SecretBytes, toSecret } from "./secret.ts";

/** AES-256. */
const keyBytes = 32;

/** What a check value holds; only that it opens matters. */
const checkText = "speedai vault";

/** What a ciphertext is for. All of it is authenticated: what was made for one use opens for no other. */
interface Use {
  readonly purpose: "data key" | "value" | "key check";
  readonly context: readonly string[];
}

interface CipherKey {
  readonly id: string;
  readonly key: CryptoKey;
}

type Owner = Pick<SealContext, "tenant" | "connection">;

/**
 * `keys` are the key-encryption keys, the first being current; the others only open. `fingerprintKey` is apart from them so
 * that fingerprints outlive a rotation. Throws for configurations that `parseEnv` never lets through.
 */
export function createVault({
  keys,
  fingerprintKey,
  random,
}: {
  readonly keys: readonly NamedKey[];
  readonly fingerprintKey: SecretBytes;
  readonly random: Pick<Random, "bytes">;
}): Vault {
  const [current] = keys;
  if (current === undefined) throw new RangeError("the vault needs a key");
  const currentKeyId = current.id;
  /** Imported once: an import of bookings makes hundreds of thousands of fingerprints. */
  let fingerprinting: Promise<CryptoKey> | undefined;
  const heads = createHeadSigner(fingerprintKey);
  const wrappingKeys = new Map(keys.map(({ id, key }) => [id, key]));
  if (wrappingKeys.size !== keys.length) throw new RangeError("two keys of the vault have the same id");
  if (keys.some(({ key }) => key.reveal().length !== keyBytes)) throw new RangeError("a key of the vault has 32 bytes");

  async function encryptWith(keyId: string, use: Use, plaintext: Bytes): Promise<string> {
    const key = wrappingKeys.get(keyId);
    if (key === undefined) throw new RangeError("the vault has no key of this id");
    return encrypt(await importCipherKey(keyId, key.reveal()), use, plaintext, random.bytes(ivBytes));
  }

  async function decryptWith(keyId: string, use: Use, text: string): Promise<Result<Bytes, VaultFailure>> {
    const key = wrappingKeys.get(keyId);
    return key === undefined ? refuse("unknown_key") : decrypt(await importCipherKey(keyId, key.reveal()), use, text);
  }

  async function wrap(dataKey: Bytes, owner: Owner): Promise<WrappedKey> {
    return { keyId: currentKeyId, wrapped: await encryptWith(currentKeyId, wrappingOf(owner), dataKey) };
  }

  async function unwrap({ keyId, wrapped }: WrappedKey, owner: Owner): Promise<Result<Bytes, VaultFailure>> {
    return decryptWith(keyId, wrappingOf(owner), wrapped);
  }

  async function openKey(key: WrappedKey, { tenant, connection }: Owner): Promise<Result<OpenedKey, VaultFailure>> {
    const dataKey = await unwrap(key, { tenant, connection });
    if (!dataKey.ok) return dataKey;
    const named = await nameDataKey(dataKey.value);
    const useOf = ({ field, generation }: Pick<SealContext, "field" | "generation">) =>
      sealingOf({ tenant, connection, field, generation });
    return ok({
      seal: (context, plaintext) => encrypt(named, useOf(context), toBytes(plaintext), random.bytes(ivBytes)),
      async open(context, envelope) {
        const plaintext = await decrypt(named, useOf(context), envelope);
        return plaintext.ok ? ok(toSecret(decodeText(plaintext.value))) : plaintext;
      },
    });
  }

  return {
    currentKeyId,

    newKey: (owner) => wrap(random.bytes(keyBytes), owner),

    async seal(key, context, plaintext) {
      const opened = await openKey(key, context);
      return opened.ok ? ok(await opened.value.seal(context, plaintext)) : opened;
    },

    async open(key, context, envelope) {
      const opened = await openKey(key, context);
      return opened.ok ? opened.value.open(context, envelope) : opened;
    },

    openKey,

    async rewrap(key, owner) {
      const dataKey = await unwrap(key, owner);
      return dataKey.ok ? ok(await wrap(dataKey.value, owner)) : dataKey;
    },

    async fingerprint(purpose, ...parts) {
      fingerprinting ??= importHmacKey(fingerprintKey.reveal());
      const content = joinWithLengths("fingerprint", purpose, ...parts);
      return encodeBase64Url(await signHmac(await fingerprinting, content));
    },

    signHead: heads.sign,
    headKey: heads.publicKey,

    checkValue: (keyId) => encryptWith(keyId, keyCheck, toBytes(checkText)),

    async provesKey(keyId, checkValue) {
      const opened = await decryptWith(keyId, keyCheck, checkValue);
      return opened.ok;
    },
  };
}

async function encrypt(key: CipherKey, use: Use, plaintext: Bytes, iv: Bytes): Promise<string> {
  const ciphertext = await crypto.subtle.encrypt(toGcm(key.id, use, iv), key.key, plaintext);
  return writeEnvelope({ keyId: key.id, iv, ciphertext: new Uint8Array(ciphertext) });
}

/** Tries exactly one key, and only if the envelope names it. */
async function decrypt(key: CipherKey, use: Use, text: string): Promise<Result<Bytes, VaultFailure>> {
  const envelope = readEnvelope(text);
  if (!envelope.ok) return refuse(envelope.failure === "unknown_version" ? "unknown_version" : "refused");
  const { keyId, iv, ciphertext } = envelope.value;
  if (keyId !== key.id) return refuse("unknown_key");
  try {
    const plaintext = await crypto.subtle.decrypt(toGcm(keyId, use, iv), key.key, ciphertext);
    return ok(new Uint8Array(plaintext));
  } catch (error) {
    // WebCrypto's word for "this was not sealed so"; it carries nothing worth keeping. Anything else is a bug.
    if (error instanceof DOMException && error.name === "OperationError") return refuse("refused");
    throw error;
  }
}

function toGcm(keyId: string, { purpose, context }: Use, iv: Bytes) {
  const additionalData = joinWithLengths(purpose, String(envelopeVersion), keyId, ...context);
  return { name: "AES-GCM", iv, additionalData, tagLength: tagBytes * 8 };
}

async function importCipherKey(id: string, bytes: Bytes): Promise<CipherKey> {
  return { id, key: await crypto.subtle.importKey("raw", bytes, "AES-GCM", false, ["encrypt", "decrypt"]) };
}

/** A data key's name is a hash of it: envelopes that carry the name commit to the key, which GCM alone does not. */
async function nameDataKey(bytes: Bytes): Promise<CipherKey> {
  return importCipherKey(encodeBase64Url(await sha256(concatBytes(joinWithLengths("data key id"), bytes))), bytes);
}

const keyCheck: Use = { purpose: "key check", context: [] };

function wrappingOf({ tenant, connection }: Owner): Use {
  return { purpose: "data key", context: [tenant, connection] };
}

function sealingOf({ tenant, connection, field, generation }: SealContext): Use {
  if (!Number.isSafeInteger(generation) || generation < 0) throw new RangeError("a generation is a count");
  return { purpose: "value", context: [tenant, connection, field, String(generation)] };
}

/** Exactly the text that was sealed: a decoder would swallow a leading byte order mark. */
function decodeText(bytes: Bytes): string {
  return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
}

function refuse(cause: VaultFailure["cause"]): { readonly ok: false; readonly failure: VaultFailure } {
  return err({ reason: "secret_unreadable", cause });
}
