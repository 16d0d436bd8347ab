import { randomBytes } from "node:crypto";
import { describe, expect, it } from "vitest";
import { encodeBase64, encodeHex } from "./base64.ts";
import { findWeakKey, findWeakTextKey, isPlaceholder } from "./key-quality.ts";

const judge = (bytes: Uint8Array<ArrayBuffer>) => findWeakKey(bytes, encodeBase64(bytes));
const ascii = (text: string) => new Uint8Array(new TextEncoder().encode(text));

describe("a binary key", () => {
  it("from a generator is accepted, always", () => {
    const judged = Array.from({ length: 20_000 }, () => judge(new Uint8Array(randomBytes(32))));
    expect(judged.filter((weak) => weak !== undefined)).toEqual([]);
  });

  it("that is a generator's hexadecimal text is accepted, always", () => {
    const judged = Array.from({ length: 20_000 }, () => judge(ascii(encodeHex(new Uint8Array(randomBytes(32))))));
    expect(judged.filter((weak) => weak !== undefined)).toEqual([]);
  });

  it.each<[string, Uint8Array<ArrayBuffer>, string]>([
    ["nothing", new Uint8Array(), "too_short"],
    ["31 random bytes", new Uint8Array(randomBytes(31)), "too_short"],
    ["zeros", new Uint8Array(32), "not_random"],
    ["one byte over and over", new Uint8Array(32).fill(0xa7), "not_random"],
    ["a short pattern over and over", Uint8Array.from({ length: 64 }, (_, index) => (index % 8) * 31), "not_random"],
    ["counting up", Uint8Array.from({ length: 32 }, (_, index) => index), "not_random"],
    ["counting down from 255", Uint8Array.from({ length: 32 }, (_, index) => 255 - index), "not_random"],
    ["a placeholder", ascii("changeme-changeme-changeme-changeme"), "placeholder"],
    ["an instruction", ascii("your-secret-key-replace-me-0123456789"), "placeholder"],
  ])("is refused when it is %s", (_name, bytes, weak) => {
    expect(judge(bytes)).toBe(weak);
  });

  it("is refused when its Base64 is the placeholder", () => {
    const text = "changemechangemechangemechangemechangemechangeme";
    expect(findWeakKey(new Uint8Array(Buffer.from(text, "base64")), text)).toBe("placeholder");
  });
});

describe("a key that is text", () => {
  it("from a generator is accepted, with any prefix", () => {
    const judged = Array.from({ length: 5_000 }, () => [
      findWeakTextKey(randomBytes(16).toString("hex")),
      findWeakTextKey(randomBytes(24).toString("base64url")),
      findWeakTextKey(`partner-secret-key_${randomBytes(16).toString("hex")}`),
    ]);
    expect(judged.flat().filter((weak) => weak !== undefined)).toEqual([]);
  });

  it.each([
    ["", "too_short"],
    ["a".repeat(31), "too_short"],
    ["a".repeat(64), "not_random"],
    ["abcabcabcabcabcabcabcabcabcabcabcabc", "not_random"],
    ["changeme".repeat(8), "placeholder"],
    ["CHANGE_ME-change-me-Change Me-change.me", "placeholder"],
    ["example-example-example-example-example", "placeholder"],
    ["secret-password-secret-password-secret", "placeholder"],
    ["your-partner-key-here-your-internal-key", "placeholder"],
  ])("is refused: %j is %s", (text, weak) => {
    expect(findWeakTextKey(text)).toBe(weak);
  });
});

it("a placeholder is what has next to nothing left without the words of samples", () => {
  expect(isPlaceholder("changeme", 8)).toBe(true);
  expect(isPlaceholder("your-client-secret", 8)).toBe(true);
  expect(isPlaceholder("GOCSPX-8sd7f6as8d7f6", 8)).toBe(false);
});
