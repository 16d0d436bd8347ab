import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isDeeperThan, parseStrictJson } from "./strict-json.ts";

const read = (text: string, maxDepth = 8) => parseStrictJson(text, maxDepth);

describe("strict JSON", () => {
  it("reads every value that JSON.parse reads, when it is flat enough and its keys are plain", () => {
    const plain = fc
      .jsonValue({ maxDepth: 5 })
      .filter((value) => !/"(?:__proto__|constructor|prototype)":/.test(JSON.stringify(value)));
    fc.assert(
      fc.property(plain, fc.constantFrom(undefined, 2, "\t"), (value, indent) => {
        const text = JSON.stringify(value, null, indent);
        expect(read(text, 32)).toEqual({ ok: true, value: JSON.parse(text) });
      }),
    );
  });

  it.each(["", "{", "{a:1}", "[1,]", "'x'", "nul", '{"a":1}x', "[1}", '"\\u12"', "\ufeff{}"])("refuses %j", (text) => {
    expect(read(text)).toEqual({ ok: false, failure: { kind: "malformed" } });
  });

  it("takes its depth and not one more, lists and objects alike", () => {
    expect(read(`${"[".repeat(8)}${"]".repeat(8)}`).ok).toBe(true);
    expect(read(`${'{"a":'.repeat(8)}1${"}".repeat(8)}`).ok).toBe(true);
    expect(read(`${"[".repeat(9)}${"]".repeat(9)}`)).toEqual({ ok: false, failure: { kind: "too_deep" } });
    expect(read(`${'{"a":'.repeat(9)}1${"}".repeat(9)}`)).toEqual({ ok: false, failure: { kind: "too_deep" } });
  });

  it("does not count brackets in texts", () => {
    expect(read('{"a":"[[[[[[[[[[[[\\"[[[","b":"{{{{{{{{{{{\\\\"}').ok).toBe(true);
  });

  it.each([
    ['{"a":1,"a":2}', "a"],
    ['{"x":[{"b":{},"c":1,"b":[]}]}', "b"],
    ['{"a":1,"\\u0061":2}', "a"],
  ])("refuses the key that stands twice in %s", (text, key) => {
    expect(read(text)).toEqual({ ok: false, failure: { kind: "repeated_key", key } });
  });

  it("lets the same key stand in different objects, and as a value", () => {
    expect(read('{"a":{"a":["a","a"]},"b":[{"a":1},{"a":2}]}').ok).toBe(true);
  });

  it.each(["__proto__", "constructor", "prototype", "\\u005f_proto__"])("refuses the key %s at any depth", (key) => {
    for (const text of [`{"${key}":{}}`, `[{"a":{"${key}":1}}]`]) {
      expect(read(text)).toMatchObject({ ok: false, failure: { kind: "forbidden_key" } });
    }
    expect(read(`["${key}",{"a":"${key}"}]`).ok).toBe(true);
  });

  it("judges a quarter of a megabyte of anything within its time", () => {
    const size = 262_144;
    const texts = ["[", "{", '"', "\\", ",", '{"":', '[""', '{"a":[', '"\\'].map((piece) =>
      piece.repeat(Math.ceil(size / piece.length)),
    );
    const keys = `{${Array.from({ length: 20_000 }, (_, index) => `"k${index}":0`).join()}}`;
    for (const text of [...texts, keys]) {
      const startedAt = performance.now();
      read(text);
      isDeeperThan(text, Number.MAX_SAFE_INTEGER);
      expect(performance.now() - startedAt).toBeLessThan(500);
    }
  });
});
