/** Reading a body that may be longer than it says. */
import { type Bytes, concatBytes } from "../domain/bytes.ts";

/**
 * All bytes of a body, or undefined as soon as there are more than `maxBytes`; the rest is then cancelled, not read.
 * `Content-Length` is not asked: it may lie, and it counts compressed bytes.
 */
export async function readLimited(
  body: ReadableStream<Uint8Array> | null,
  maxBytes: number,
): Promise<Bytes | undefined> {
  const { bytes, isWhole } = await readBeginning(body, maxBytes);
  return isWhole ? bytes : undefined;
}

/** The first `maxBytes` of a body; the rest is cancelled, not read. */
export async function readBeginning(
  body: ReadableStream<Uint8Array> | null,
  maxBytes: number,
): Promise<{ readonly bytes: Bytes; readonly isWhole: boolean }> {
  if (body === null) return { bytes: new Uint8Array(), isWhole: true };
  const reader = body.getReader();
  const chunks: Bytes[] = [];
  let total = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return { bytes: concatBytes(...chunks), isWhole: true };
    total += value.length;
    chunks.push(new Uint8Array(value));
    if (total > maxBytes) {
      await reader.cancel();
      return { bytes: concatBytes(...chunks).subarray(0, maxBytes), isWhole: false };
    }
  }
}
