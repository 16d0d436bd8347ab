import { describe, expect, it } from "vitest";
import { findProvider } from "../providers/registry.ts";
import { judgeCallback } from "./oauth2.ts";

const method = findProvider("hubspot")?.methods.find(({ kind }) => kind === "oauth2");
if (method?.kind !== "oauth2") throw new Error("HubSpot has no OAuth");
const silent = method.oauth;
const outspoken = { ...silent, sendsIssuer: true } as const;
const issuer = "https://login.example.com";
const judge = (spec: typeof silent, query: string) => judgeCallback(spec, new URLSearchParams(query), issuer);

describe("the issuer of a callback", () => {
  it("that is the one asked is good, whether it was promised or not", () => {
    for (const spec of [silent, outspoken]) {
      expect(judge(spec, `code=c&iss=${encodeURIComponent(issuer)}`)).toEqual({ ok: true, code: "c" });
    }
  });

  it.each([
    "https://login.example.com/",
    "https://LOGIN.example.com",
    "https://login.example.com:443",
    "https://login.example.com.evil.example",
    "http://login.example.com",
    "",
    " https://login.example.com",
  ])("is compared as plain text: %j is another", (iss) => {
    for (const spec of [silent, outspoken]) {
      const judged = judge(spec, `code=c&iss=${encodeURIComponent(iss)}`);
      expect(judged).toEqual({ ok: false, failure: { reason: "issuer_mismatch" } });
    }
  });

  it("that was promised and is missing is a refusal, also of an error", () => {
    const mismatch = { ok: false, failure: { reason: "issuer_mismatch" } };
    expect(judge(outspoken, "code=c")).toEqual(mismatch);
    expect(judge(outspoken, "error=access_denied")).toEqual(mismatch);
    expect(judge(silent, "code=c")).toEqual({ ok: true, code: "c" });
  });

  it.each(["code=a&code=b", "code=a&state=x&state=y", "code=a&iss=x&iss=y", "error=x&error=y"])(
    "does not help a callback with a parameter twice: %s",
    (query) => {
      expect(judge(silent, query)).toEqual({ ok: false, failure: { reason: "unexpected_answer" } });
    },
  );
});
