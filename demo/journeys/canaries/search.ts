/** Finds secrets in bytes, however they are written: plain, escaped, base64 at any place, hexadecimal, in an address; and their ends. */

export interface Canary {
  readonly name: string;
  readonly value: string;
}

export interface Hit {
  readonly canary: string;
  readonly written: string;
}

/** Both ends of long values are looked for as well: half a secret is a secret. */
const endLength = 16;
const longLength = 32;

/** Every way in which a value may be written, without doubles. */
export function writingsOf(value: string): ReadonlyMap<string, string> {
  const bytes = Buffer.from(value, "utf8");
  const json = JSON.stringify(value).slice(1, -1);
  const writings: [string, string][] = [
    ["plain", value],
    ["json", json],
    ["json in json", JSON.stringify(json).slice(1, -1)],
    ["url", encodeURIComponent(value)],
    ["form", new URLSearchParams({ "": value }).toString().slice(1)],
    ["hex", bytes.toString("hex")],
    ["HEX", bytes.toString("hex").toUpperCase()],
  ];
  for (const offset of [0, 1, 2]) {
    const base64 = base64At(bytes, offset);
    writings.push([`base64 at ${offset}`, base64]);
    writings.push([`base64url at ${offset}`, base64.replaceAll("+", "-").replaceAll("/", "_")]);
  }
  if (value.length >= longLength) {
    writings.push(["beginning", value.slice(0, endLength)], ["end", value.slice(-endLength)]);
  }
  const seen = new Set<string>();
  return new Map(writings.filter(([, text]) => !seen.has(text) && seen.add(text)));
}

/** The characters that these bytes always give when they stand `offset` bytes after a multiple of three. */
function base64At(bytes: Buffer, offset: number): string {
  const whole = Buffer.concat([Buffer.alloc(offset), bytes]).toString("base64");
  const bits = 8 * (offset + bytes.length);
  return whole.slice(Math.ceil((8 * offset) / 6), Math.floor(bits / 6));
}

/** One pass over the bytes, whatever the number of canaries. */
export function createSearch(canaries: readonly Canary[]): (haystack: Uint8Array) => Hit[] {
  const needles = new Map<number, { readonly bytes: Buffer; readonly hit: Hit }[]>();
  for (const { name, value } of canaries) {
    for (const [written, text] of writingsOf(value)) {
      const bytes = Buffer.from(text, "utf8");
      const key = keyAt(bytes, 0);
      needles.set(key, [...(needles.get(key) ?? []), { bytes, hit: { canary: name, written } }]);
    }
  }
  return (haystack) => {
    const bytes = Buffer.from(haystack.buffer, haystack.byteOffset, haystack.byteLength);
    const found = new Map<string, Hit>();
    for (let at = 0; at + keyLength <= bytes.length; at += 1) {
      const candidates = needles.get(keyAt(bytes, at));
      if (candidates === undefined) continue;
      for (const { bytes: needle, hit } of candidates) {
        const isThere = bytes.compare(needle, 0, needle.length, at, Math.min(bytes.length, at + needle.length)) === 0;
        if (isThere) found.set(`${hit.canary} ${hit.written}`, hit);
      }
    }
    return [...found.values()];
  };
}

const keyLength = 4;

function keyAt(bytes: Buffer, at: number): number {
  return bytes.readUInt32LE(at);
}
