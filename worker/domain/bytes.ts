/** Sequences of bytes. */

export type Bytes = Uint8Array<ArrayBuffer>;

/** Bytes before each part that say how long it is (unsigned, big-endian). */
const lengthBytes = 4;

/** UTF-8 of a text; bytes stay as they are. */
export function toBytes(data: string | Bytes): Bytes {
  return typeof data === "string" ? new Uint8Array(new TextEncoder().encode(data)) : data;
}

export function concatBytes(...parts: readonly (string | Bytes)[]): Bytes {
  const sequences = parts.map(toBytes);
  const joined = new Uint8Array(sequences.reduce((total, sequence) => total + sequence.length, 0));
  let offset = 0;
  for (const sequence of sequences) {
    joined.set(sequence, offset);
    offset += sequence.length;
  }
  return joined;
}

/**
 * Several texts as one sequence of bytes that only these texts give: each is preceded by its length in bytes, so
 * ("ab", "c") and ("a", "bc") differ. For authenticated data and keyed hashes.
 */
export function joinWithLengths(...texts: readonly string[]): Bytes {
  return concatBytes(
    ...texts.flatMap((text) => {
      const sequence = toBytes(text);
      const length = new Uint8Array(lengthBytes);
      new DataView(length.buffer).setUint32(0, sequence.length);
      return [length, sequence];
    }),
  );
}
