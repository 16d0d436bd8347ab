import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createPostgresFilter } from "./postgres-filter.ts";

function message(letter: string, body: Buffer): Buffer {
  const header = Buffer.alloc(5, letter);
  header.writeInt32BE(body.length + 4, 1);
  return Buffer.concat([header, body]);
}

const authentication = (code: number, rest = "") => {
  const body = Buffer.alloc(4);
  body.writeInt32BE(code);
  return message("R", Buffer.concat([body, Buffer.from(rest)]));
};

const login = Buffer.concat([
  authentication(10, "SCRAM-SHA-256\0\0"),
  authentication(11, "r=abc,s=c2FsdA==,i=4096"),
  authentication(12, "v=c2ln"),
  authentication(0),
  message("S", Buffer.from("server_version\x0015.0\0")),
  message("K", Buffer.alloc(8, 1)),
  message("Z", Buffer.from("I")),
]);

/** Cuts bytes at these places. */
function cut(bytes: Buffer, places: readonly number[]): readonly Buffer[] {
  const ends = [...new Set(places.map((place) => place % bytes.length)), 0, bytes.length].toSorted((a, b) => a - b);
  return ends.slice(1).map((end, index) => bytes.subarray(ends[index], end));
}

describe("createPostgresFilter", () => {
  it("lets a login and what comes after it pass unchanged, however the network cuts it", () => {
    const after = Buffer.concat([
      message("N", Buffer.from("SNOTICE\0Mhello\0\0")),
      message("T", Buffer.from([0, 0])),
      message("C", Buffer.from("SELECT 1\0")),
      message("E", Buffer.from("SERROR\0C42501\0Mno\0\0")),
      message("Z", Buffer.from("E")),
    ]);
    fc.assert(
      fc.property(fc.array(fc.nat()), fc.boolean(), (places, encrypted) => {
        const filter = createPostgresFilter({ encrypted });
        const passed = cut(Buffer.concat([login, after]), places).map((chunk) => filter(chunk));
        const bytes = passed.map((outcome) => (outcome.ok ? outcome.value : Buffer.from("refused")));
        expect(Buffer.concat(bytes)).toEqual(Buffer.concat([login, after]));
      }),
    );
  });

  it("refuses a request for the password in clear wherever the network cuts it, and gives the driver none of it", () => {
    const request = authentication(3);
    fc.assert(
      fc.property(fc.array(fc.nat()), fc.boolean(), (places, encrypted) => {
        const filter = createPostgresFilter({ encrypted });
        const outcomes = cut(Buffer.concat([request, login]), places).map((chunk) => filter(chunk));
        const refusal = outcomes.findIndex((outcome) => !outcome.ok);
        expect(outcomes[refusal]).toEqual({ ok: false, failure: { code: "login_method_refused" } });
        const before = outcomes.slice(0, refusal).map((outcome) => (outcome.ok ? outcome.value.length : 0));
        expect(before.every((length) => length === 0)).toBe(true);
      }),
    );
  });

  it.each([
    ["MD5", authentication(5, "salt"), true],
    ["SCRAM with few iterations", authentication(11, "r=abc,s=c2FsdA==,i=4095"), true],
    ["SCRAM with no iterations", authentication(11, "r=abc,s=c2FsdA=="), true],
    ["the password in clear", authentication(3), false],
    ["Kerberos", authentication(2), false],
    ["SSPI", authentication(9), false],
  ])("refuses %s without TLS", (_case, request, allowedInTls) => {
    expect(createPostgresFilter({ encrypted: false })(request)).toMatchObject({ ok: false });
    expect(createPostgresFilter({ encrypted: true })(request).ok).toBe(allowedInTls);
  });

  it("refuses to be let in after SCRAM was begun and not finished", () => {
    const filter = createPostgresFilter({ encrypted: true });
    expect(filter(authentication(10, "SCRAM-SHA-256\0\0")).ok).toBe(true);
    expect(filter(authentication(0))).toEqual({ ok: false, failure: { code: "unexpected_answer" } });
  });

  it.each([
    ["nothing in it", ""],
    ["no end", "SERROR\0Mno\0"],
    ["a text without an end", "SERROR\0Mno"],
    ["something after its end", "SERROR\0\0more"],
    ["an end too early", "\0SERROR\0\0"],
  ])("refuses an error with %s, before and after the login", (_case, body) => {
    const malformed = message("E", Buffer.from(body));
    const filter = createPostgresFilter({ encrypted: true });
    expect(filter(malformed)).toEqual({ ok: false, failure: { code: "unexpected_answer" } });
    const later = createPostgresFilter({ encrypted: true });
    expect(later(Buffer.concat([login, malformed])).ok).toBe(false);
  });

  it("lets a server in that asks for nothing", () => {
    expect(createPostgresFilter({ encrypted: false })(authentication(0)).ok).toBe(true);
  });
});
