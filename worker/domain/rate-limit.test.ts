import { describe, expect, it } from "vitest";
import { addressBlock, limits, retryAfterSeconds } from "./rate-limit.ts";

describe("a client address", () => {
  it.each([
    ["203.0.113.7", "203.0.113.7"],
    [" 203.0.113.7 ", "203.0.113.7"],
    ["::ffff:203.0.113.7", "203.0.113.7"],
    ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2"],
    ["2001:0DB8:0001:0002::ff", "2001:db8:1:2"],
    ["2001:db8::1", "2001:db8:0:0"],
    ["2001:db8:1::", "2001:db8:1:0"],
    ["::1", "0:0:0:0"],
  ])("%s counts as %s", (address, block) => {
    expect(addressBlock(address)).toBe(block);
  });

  it.each(["", "localhost", "203.0.113", "203.0.113.7, 198.51.100.1", "2001:db8::zz", "a".repeat(60)])(
    "%j is none",
    (address) => {
      expect(addressBlock(address)).toBeUndefined();
    },
  );

  it("of the same /64 is the same client, of the next one another", () => {
    expect(addressBlock("2001:db8:1:2::1")).toBe(addressBlock("2001:db8:1:2:ffff:ffff:ffff:ffff"));
    expect(addressBlock("2001:db8:1:2::1")).not.toBe(addressBlock("2001:db8:1:3::1"));
  });
});

describe("the time to wait", () => {
  const limit = { requests: 60, perSeconds: 60 };

  it.each([
    ["a bucket that was emptied just now", 60_000, 1],
    ["a bucket that has still half a second of its share", 59_500, 1],
    ["a bucket of which a longer time was taken", 75_000, 16],
  ])("after %s is whole seconds and at least one", (_name, freeAt, seconds) => {
    expect(retryAfterSeconds(limit, freeAt, 0)).toBe(seconds);
  });
});

it("every limit moves its bucket by whole milliseconds, as the column keeps them", () => {
  for (const scopes of Object.values(limits)) {
    for (const { requests, perSeconds } of Object.values(scopes)) {
      expect(Number.isInteger((perSeconds * 1_000) / requests)).toBe(true);
    }
  }
});
