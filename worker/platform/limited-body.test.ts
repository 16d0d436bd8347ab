import { describe, expect, it } from "vitest";
import { readLimited } from "./limited-body.ts";

/** A sender that never ends; tells how much was taken from it and whether it was told to stop. */
function endless(chunkBytes: number) {
  const seen = { bytes: 0, cancelled: false };
  const body = new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        seen.bytes += chunkBytes;
        controller.enqueue(new Uint8Array(chunkBytes));
      },
      cancel() {
        seen.cancelled = true;
      },
    },
    { highWaterMark: 0 },
  );
  return { body, seen };
}

describe("a body", () => {
  it("is read whole up to its limit", async () => {
    const bytes = new Uint8Array(1_000).fill(7);
    expect(await readLimited(new Response(bytes).body, 1_000)).toEqual(bytes);
    expect(await readLimited(new Response(bytes).body, 999)).toBeUndefined();
    expect(await readLimited(null, 0)).toEqual(new Uint8Array());
  });

  it.each([1, 16_384])("without an end is cut off while it streams, in pieces of %i bytes", async (chunkBytes) => {
    const { body, seen } = endless(chunkBytes);
    expect(await readLimited(body, 65_536)).toBeUndefined();
    expect(seen.cancelled).toBe(true);
    expect(seen.bytes).toBeLessThanOrEqual(65_536 + 2 * chunkBytes);
  });

  it("that breaks off is an error, not a shorter body", async () => {
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        controller.enqueue(new Uint8Array(10));
        controller.error(new Error("cut"));
      },
    });
    await expect(readLimited(body, 100)).rejects.toThrow("cut");
  });
});
