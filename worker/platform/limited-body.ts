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
  if (body === null) return new Uint8Array();
  const reader = body.getReader();
  const chunks: Bytes[] = [];
  let total = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return concatBytes(...chunks);
    total += value.length;
    if (total > maxBytes) {
      await reader.cancel();
      return undefined;
    }
    chunks.push(new Uint8Array(value));
  }
}
