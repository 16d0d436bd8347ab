import { createHash, createHmac, randomBytes } from "node:crypto";
import { describe, expect, it } from "vitest";
import { decodeBase64, decodeBase64Url, decodeHex, encodeBase64, encodeBase64Url, encodeHex } from "./base64.ts";
import { equalBytesConstantTime, equalsConstantTime, hashToken, hmacSha256, sha256Hex } from "./hash.ts";

const bytes = (length: number) => new Uint8Array(randomBytes(length));

describe("text for bytes", () => {
  it.each([0, 1, 2, 3, 32, 8191, 8192, 8193, 200_000])("is what Node makes of %i bytes, and comes back", (length) => {
    const data = bytes(length);
    const buffer = Buffer.from(data);
    expect(encodeBase64(data)).toBe(buffer.toString("base64"));
    expect(encodeBase64Url(data)).toBe(buffer.toString("base64url"));
    expect(encodeHex(data)).toBe(buffer.toString("hex"));
    expect(decodeBase64(encodeBase64(data))).toEqual(data);
    expect(decodeBase64Url(encodeBase64Url(data))).toEqual(data);
    expect(decodeHex(encodeHex(data).toUpperCase())).toEqual(data);
  });

  it.each(["YQ", "YQ=", "YQ===", "YR==", "Y Q==", "YQ==\n", "-_==", "====", "é==="])(
    "has one Base64 form only: %j",
    (text) => {
      expect(decodeBase64(text)).toBeUndefined();
    },
  );

  it.each(["YQ==", "YR", "Y", "+/", "YQ\n", " YQ", "YQ.YQ"])("has one Base64url form only: %j", (text) => {
    expect(decodeBase64Url(text)).toBeUndefined();
  });

  it.each(["a", "0g", "0x00", " 00", "00\n"])("is hexadecimal in pairs only: %j", (text) => {
    expect(decodeHex(text)).toBeUndefined();
  });
});

describe("hashes", () => {
  it("are those of Node, for texts and bytes", async () => {
    const data = bytes(100);
    expect(await sha256Hex("héllo")).toBe(createHash("sha256").update("héllo").digest("hex"));
    expect(await sha256Hex(data)).toBe(createHash("sha256").update(data).digest("hex"));
    expect(await hashToken("token")).toBe(createHash("sha256").update("token").digest("base64url"));
    expect(encodeHex(await hmacSha256(data, "é"))).toBe(createHmac("sha256", data).update("é").digest("hex"));
  });

  it("with an empty key are refused", async () => {
    await expect(hmacSha256(new Uint8Array(), "x")).rejects.toThrow(RangeError);
  });
});

describe("comparison", () => {
  it.each([
    ["same", "same", true],
    ["", "", true],
    ["é", "é", true],
    ["same", "sama", false],
    ["same", "Same", false],
    ["same", "sam", false],
    ["same", "samee", false],
    ["", "a", false],
    ["a", "", false],
    ["ab", "abab", false],
    ["a\u0000", "a", false],
  ])("of %j and %j is %s", (expected, given, equal) => {
    expect(equalsConstantTime(expected, given)).toBe(equal);
  });

  it("sees every single bit", () => {
    const expected = bytes(32);
    const equal = Array.from({ length: 256 }, (_, bit) => {
      const given = expected.slice();
      given[bit >> 3] = (given[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      return equalBytesConstantTime(expected, given);
    });
    expect(equal).not.toContain(true);
  });
});
