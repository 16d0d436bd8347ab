import { describe, expect, it } from "vitest";
import { decodeBase64Url, encodeBase64Url } from "../domain/base64.ts";
import { toAnswer } from "../domain/exchange.ts";
import { sha256 } from "../domain/hash.ts";
import { toValues } from "../domain/values.ts";
import { findProvider, providers } from "../providers/registry.ts";
import { codeRequest, createAuthorization, judgeCallback, judgeRevocation } from "./oauth2.ts";

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

describe("a consent at", () => {
  /** Document no PKCE for this grant (docs/threats.md, A7). */
  const withoutPkce = ["cloudbeds", "lightspeed", "notion", "shopify", "zoho"];
  const client = { id: "client", secret: "secret" };
  const redirectUri = "https://api.example/api/integrations/x/callback";
  const values = toValues({ shop: "maison.myshopify.com", region: "eu" });
  const consents = providers.flatMap(({ id, methods }) =>
    methods.flatMap((one) => (one.kind === "oauth2" ? [[id, one.oauth] as const] : [])),
  );
  const begin = (spec: (typeof consents)[number][1]) => createAuthorization(spec, client, redirectUri, values);
  const finish = (spec: (typeof consents)[number][1], verifier: string) => {
    const { body } = codeRequest(spec, client, values, { code: "c", redirectUri, verifier });
    return String(body);
  };

  it.each(consents)("%s has a state and a verifier of 256 random bits each, new every time", (_id, spec) => {
    const [one, other] = [begin(spec), begin(spec)];
    expect(new Set([one.state, one.verifier, other.state, other.verifier]).size).toBe(4);
    for (const text of [one.state, one.verifier]) expect(decodeBase64Url(text)?.length).toBe(32);
    expect(new URL(one.url).searchParams.get("state")).toBe(one.state);
  });

  it.each(consents.filter(([id]) => !withoutPkce.includes(id)))("%s is bound by PKCE with S256", async (_id, spec) => {
    const { url, verifier } = begin(spec);
    const asked = new URL(url).searchParams;
    expect(asked.get("code_challenge_method")).toBe("S256");
    expect(asked.get("code_challenge")).toBe(encodeBase64Url(await sha256(verifier)));
    expect(url).not.toContain(verifier);
    expect(finish(spec, verifier)).toContain(verifier);
  });

  it.each(consents.filter(([id]) => withoutPkce.includes(id)))(
    "%s, which documents no PKCE, is sent none of it",
    (_id, spec) => {
      const { url, verifier } = begin(spec);
      expect(url).not.toContain("code_challenge");
      expect(finish(spec, verifier)).not.toContain(verifier);
    },
  );
});

describe("a revocation", () => {
  const json = { "content-type": "application/json" };
  const shopify = {
    revocation: { endpoint: "https://x.example", token: "access_token", style: "delete_with_bearer" },
  } as const;
  const standard = { revocation: { endpoint: "https://x.example", token: "refresh_token", style: "rfc7009" } } as const;

  it.each([
    ["is done", standard, toAnswer(200, {}, ""), "revoked"],
    [
      "of a grant that the server no longer knows is done",
      standard,
      toAnswer(400, json, '{"error":"invalid_grant"}'),
      "revoked",
    ],
    [
      "that the token itself asks for, and that is no longer known, was done before",
      shopify,
      toAnswer(401, {}, ""),
      "revoked",
    ],
    [
      "with a client that is refused is not done",
      standard,
      toAnswer(401, json, '{"error":"invalid_client"}'),
      "failed",
    ],
    ["by a server that is down is not done", shopify, toAnswer(503, {}, ""), "failed"],
  ] as const)("%s", (_name, oauth, answer, outcome) => {
    expect(judgeRevocation(oauth, answer)).toBe(outcome);
  });
});
