import { describe, expect, it } from "vitest";
import { decodeBase64Url } from "../domain/base64.ts";
import { systemClock } from "./clock.ts";
import { systemRandom } from "./random.ts";

describe("randomness", () => {
  it("makes ids of a prefix and 160 bits in base32", () => {
    const ids = Array.from({ length: 2_000 }, () => systemRandom.id("con"));
    expect(ids.every((id) => /^con_[a-z2-7]{32}$/.test(id))).toBe(true);
    expect(new Set(ids).size).toBe(ids.length);
    // Each of the 32 places sees each of the 32 letters: no bit is fixed (p of a false alarm below 10⁻²⁴).
    const seen = Array.from({ length: 32 }, (_, place) => new Set(ids.map((id) => id.at(place + 4))).size);
    expect(seen).toEqual(Array(32).fill(32));
  });

  it("makes tokens of 32 bytes unless told otherwise", () => {
    expect(decodeBase64Url(systemRandom.token())).toHaveLength(32);
    expect(decodeBase64Url(systemRandom.token(16))).toHaveLength(16);
    expect(systemRandom.token()).not.toBe(systemRandom.token());
  });

  it.each([0, 32, 65_536, 65_600, 200_000])("gives %i bytes, all of them random", (length) => {
    const bytes = systemRandom.bytes(length);
    expect(bytes).toHaveLength(length);
    // 32 zero bytes in a row do not happen by chance: a part that was left out would show.
    const blocks = Array.from({ length: Math.floor(length / 32) }, (_, block) =>
      bytes.slice(block * 32, block * 32 + 32),
    );
    expect(blocks.filter((block) => block.every((byte) => byte === 0))).toEqual([]);
  });
});

it("the clock gives the machine's time", () => {
  const before = Date.now();
  const now = systemClock.now().getTime();
  expect(now).toBeGreaterThanOrEqual(before);
  expect(now).toBeLessThanOrEqual(Date.now());
});
