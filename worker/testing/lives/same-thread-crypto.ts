/**
 * WebCrypto's digests, HMAC and AES-GCM by the same OpenSSL, but on this thread. A life has thousands of them, and each would
 * cost a way to another thread and back; and without those ways the same history always takes the same course. Everything else
 * is WebCrypto's own. That the vault works with the real one in both runtimes is shown by its own tests.
 */
import { createCipheriv, createDecipheriv, createHash, createHmac } from "node:crypto";
import { vi } from "vitest";

const tagBytes = 16;

/** Stands for a `CryptoKey`. */
class LocalKey {
  readonly bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }
}

interface Gcm {
  readonly name: string;
  readonly iv: Uint8Array;
  readonly additionalData?: Uint8Array;
}

export function useSameThreadCrypto(): void {
  const real = globalThis.crypto;
  const { subtle } = real;
  const nameOf = (algorithm: string | { readonly name: string }) =>
    typeof algorithm === "string" ? algorithm : algorithm.name;

  const local = {
    async digest(algorithm: string | { readonly name: string }, data: Uint8Array | ArrayBuffer) {
      if (nameOf(algorithm) !== "SHA-256") return subtle.digest(algorithm, new Uint8Array(data));
      return exact(createHash("sha256").update(bytesOf(data)).digest());
    },
    async importKey(...parameters: Parameters<SubtleCrypto["importKey"]>) {
      const [format, data, algorithm] = parameters;
      const { name, hash } =
        typeof algorithm === "string" ? { name: algorithm, hash: undefined } : { hash: undefined, ...algorithm };
      const isHmac = name === "HMAC" && JSON.stringify(hash).includes("SHA-256");
      const isBytes = data instanceof Uint8Array || data instanceof ArrayBuffer;
      if (format !== "raw" || !isBytes || !(isHmac || name === "AES-GCM")) return subtle.importKey(...parameters);
      return new LocalKey(new Uint8Array(bytesOf(data)));
    },
    async sign(...parameters: Parameters<SubtleCrypto["sign"]>) {
      const [, key, data] = parameters;
      if (!(key instanceof LocalKey)) return subtle.sign(...parameters);
      return exact(createHmac("sha256", key.bytes).update(bytesOf(data)).digest());
    },
    async encrypt({ iv, additionalData }: Gcm, key: LocalKey, data: Uint8Array) {
      const cipher = createCipheriv("aes-256-gcm", key.bytes, iv);
      if (additionalData) cipher.setAAD(additionalData);
      return exact(Buffer.concat([cipher.update(data), cipher.final(), cipher.getAuthTag()]));
    },
    async decrypt({ iv, additionalData }: Gcm, key: LocalKey, data: Uint8Array | ArrayBuffer) {
      const bytes = bytesOf(data);
      const decipher = createDecipheriv("aes-256-gcm", key.bytes, iv);
      if (additionalData) decipher.setAAD(additionalData);
      try {
        decipher.setAuthTag(bytes.subarray(bytes.length - tagBytes));
        return exact(Buffer.concat([decipher.update(bytes.subarray(0, -tagBytes)), decipher.final()]));
      } catch {
        throw new DOMException("The operation failed", "OperationError");
      }
    },
  };
  const others = new Proxy(subtle, {
    get(target, name) {
      const own = Object.entries(local).find(([method]) => method === name)?.[1];
      if (own) return own;
      const value: unknown = Reflect.get(target, name);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
  vi.stubGlobal("crypto", {
    subtle: others,
    getRandomValues: real.getRandomValues.bind(real),
    randomUUID: real.randomUUID.bind(real),
  });
}

function bytesOf(data: ArrayBuffer | ArrayBufferView): Uint8Array {
  return data instanceof ArrayBuffer
    ? new Uint8Array(data)
    : new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}

function exact(buffer: Buffer): ArrayBuffer {
  return new Uint8Array(buffer).buffer;
}
