import { describe, expect, test } from "vitest";
import { toValues } from "../domain/values.ts";
import { type CannedAnswer, probeProvider } from "../testing/probing.ts";
import zoho from "./zoho.ts";

const { oauth } = zoho.methods[0];
const org = { org: [{ id: "20071234567", zgid: "1", company_name: "Maison Lumière", type: "Production" }] };
const probe = (answer: CannedAnswer) =>
  probeProvider(zoho, "oauth2", { region: "eu" }, answer, {
    access_token: "1000.zoho",
    api_domain: "https://www.zohoapis.eu",
  });
const refusal = (code: string) => ({ code, details: {}, message: "…", status: "error" });

test("asks for the organisation at the account's own API host", async () => {
  const { sent, trial } = await probe({ json: org });
  expect(sent).toEqual([
    {
      method: "GET",
      url: "https://www.zohoapis.eu/crm/v8/org",
      headers: { accept: "application/json", authorization: "Zoho-oauthtoken 1000.zoho" },
    },
  ]);
  expect(trial).toMatchObject({ ok: true, finding: { accountId: "20071234567", accountLabel: "Maison Lumière" } });
});

test("a sandbox says so", async () => {
  const { trial } = await probe({ json: { org: [{ id: "1", company_name: "Essais", type: "Sandbox" }] } });
  expect(trial.finding.accountLabel).toBe("Essais (sandbox)");
});

describe("refusals", () => {
  test.each<[string, CannedAnswer, object]>([
    ["an invalid token", { status: 401, json: refusal("INVALID_TOKEN") }, { reason: "credentials_expired" }],
    [
      "a failed authentication",
      { status: 401, json: refusal("AUTHENTICATION_FAILURE") },
      { reason: "credentials_expired" },
    ],
    [
      "a missing scope, which is a 401",
      { status: 401, json: refusal("OAUTH_SCOPE_MISMATCH") },
      { reason: "rights_missing", step: "rights" },
    ],
    [
      "a missing right of the profile",
      { status: 403, json: refusal("NO_PERMISSION") },
      { reason: "rights_missing", step: "rights" },
    ],
    [
      "too many calls",
      { status: 429, headers: { "retry-after": "60" }, json: refusal("TOO_MANY_REQUESTS") },
      { reason: "rate_limited", retryAfter: 60 },
    ],
    ["a licence that ended", { status: 403, json: refusal("LICENSE_EXPIRED") }, { reason: "account_frozen" }],
    ["an error inside a 200", { json: refusal("INTERNAL_ERROR") }, { reason: "unexpected_answer" }],
    ["an organisation without a name", { json: { org: [{}] } }, { reason: "unexpected_answer" }],
    ["an unknown path", { status: 404, json: refusal("INVALID_URL_PATTERN") }, { reason: "unknown_id" }],
    ["a page", { text: "<html>" }, { reason: "unexpected_answer" }],
    ["an outage", { status: 500, text: "" }, { reason: "provider_down" }],
  ])("%s", async (_what, answer, failure) => {
    expect((await probe(answer)).trial.failure).toEqual(failure);
  });
});

describe("data centres", () => {
  test.each([
    ["eu", "https://accounts.zoho.eu"],
    ["us", "https://accounts.zoho.com"],
    ["in", "https://accounts.zoho.in"],
    ["au", "https://accounts.zoho.com.au"],
    ["cn", "https://accounts.zoho.com.cn"],
    ["jp", "https://accounts.zoho.jp"],
    ["ca", "https://accounts.zohocloud.ca"],
    ["sa", "https://accounts.zoho.sa"],
    ["uk", "https://accounts.zoho.uk"],
  ])("%s signs in at %s, with its own secret where there is one", (region, accounts) => {
    const values = toValues({ region });
    expect(oauth.issuer(values)).toBe(accounts);
    expect(oauth.authorizationEndpoint(values)).toBe(`${accounts}/oauth/v2/auth`);
    expect(oauth.tokenEndpoint(values)).toBe(`${accounts}/oauth/v2/token`);
    expect(oauth.revocation.endpoint(values)).toBe(`${accounts}/oauth/v2/token/revoke`);
    expect(oauth.clientVariant(values)).toBe(region.toUpperCase());
  });

  test("the form offers exactly those", () => {
    const [field] = zoho.methods[0].fields;
    expect(field.options.map(({ value }) => value).toSorted()).toEqual([
      "au",
      "ca",
      "cn",
      "eu",
      "in",
      "jp",
      "sa",
      "uk",
      "us",
    ]);
  });

  test("a region that is none is a fault of ours", () => {
    expect(() => oauth.tokenEndpoint(toValues({ region: "constructor" }))).toThrow("region");
  });
});

describe("the callback", () => {
  const facts = (query: string, region = "eu") => oauth.callbackFacts(new URLSearchParams(query), toValues({ region }));

  test("moves the connection to the person's own data centre", async () => {
    const moved = await facts("location=us&accounts-server=https%3A%2F%2Faccounts.zoho.com");
    expect(moved).toEqual({ ok: true, settings: { region: "us" } });
  });

  test("without a server stays where it began", async () => {
    expect(await facts("code=1")).toEqual({ ok: true, settings: { region: "eu" } });
  });

  test.each([
    "https://accounts.zoho.com.evil.example",
    "https://evil.example",
    "http://accounts.zoho.com",
    "accounts.zoho.com",
    "https://accounts.zoho.com/path",
    "",
  ])("never posts the client's secret to %j", async (server) => {
    expect(await facts(new URLSearchParams({ location: "us", "accounts-server": server }).toString())).toEqual({
      ok: false,
      failure: { reason: "issuer_mismatch" },
    });
  });
});

describe("the token answer", () => {
  const facts = (answer: Record<string, unknown>) => oauth.tokenFacts(answer, toValues({ region: "eu" }));

  test("says where the API is", () => {
    expect(facts({ api_domain: "https://www.zohoapis.com" })).toEqual({
      ok: true,
      settings: { api_domain: "https://www.zohoapis.com" },
    });
  });

  test("without it leaves the API at the region's host", () => {
    expect(facts({})).toEqual({ ok: true, settings: { api_domain: "https://www.zohoapis.eu" } });
  });

  test.each([
    "https://evil.example",
    "https://www.zohoapis.com.evil.example",
    "http://www.zohoapis.eu",
    "https://accounts.zoho.eu",
  ])("never sends the token to %s", (apiDomain) => {
    expect(facts({ api_domain: apiDomain })).toEqual({ ok: false, failure: { reason: "unexpected_answer" } });
  });
});
