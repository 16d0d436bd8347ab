import { describe, expect, test } from "vitest";
import { toValues } from "../domain/values.ts";
import type { OutboundRequest } from "../platform/ports.ts";
import { type CannedAnswer, probeProvider, readTyped } from "../testing/probing.ts";
import salesforce from "./salesforce.ts";

const { oauth } = salesforce.methods[0];
const instance = "https://maison-lumiere.my.salesforce.com";
const userinfo = { json: { organization_id: "00D5g000001LumiEAC", preferred_username: "camille@maison-lumiere.fr" } };
const organization = (isSandbox = false) => ({ json: { records: [{ Name: "Maison Lumière", IsSandbox: isSandbox }] } });

const probe = (answers: { userinfo?: CannedAnswer; query?: CannedAnswer }) =>
  probeProvider(
    salesforce,
    "oauth2",
    {},
    (request: OutboundRequest) =>
      request.url.endsWith("/userinfo") ? (answers.userinfo ?? userinfo) : (answers.query ?? organization()),
    { access_token: "sf-token", instance_url: instance },
  );
const restError = (errorCode: string, message = "…") => [{ message, errorCode }];

test("asks who signed in, then the organisation's name, at the instance", async () => {
  const { sent, trial } = await probe({});
  expect(sent.map(({ method, url }) => `${method} ${url}`)).toEqual([
    `GET ${instance}/services/oauth2/userinfo`,
    `GET ${instance}/services/data/v62.0/query?q=SELECT+Id%2C+Name%2C+IsSandbox+FROM+Organization`,
  ]);
  for (const { headers } of sent) expect(headers).toMatchObject({ authorization: "Bearer sf-token" });
  expect(trial).toMatchObject({
    ok: true,
    finding: { accountId: "00D5g000001LumiEAC", accountLabel: "Maison Lumière" },
  });
});

test("a sandbox says so", async () => {
  expect((await probe({ query: organization(true) })).trial.finding.accountLabel).toBe("Maison Lumière (sandbox)");
});

test("a person who may not see the organisation has a working connection", async () => {
  const { trial } = await probe({ query: { status: 400, json: restError("INVALID_TYPE") } });
  expect(trial).toMatchObject({ ok: true, finding: { accountLabel: "camille@maison-lumiere.fr" } });
});

describe("refusals", () => {
  test.each<[string, CannedAnswer, object]>([
    [
      "a dead session",
      { status: 401, json: restError("INVALID_SESSION_ID", "Session expired or invalid") },
      { reason: "credentials_expired" },
    ],
    ["the identity service's bare word", { status: 403, text: "Bad_OAuth_Token" }, { reason: "credentials_expired" }],
    [
      "a session that no new token heals",
      { status: 401, json: restError("INVALID_SESSION_ID", "This session is not valid for use with the REST API") },
      { reason: "rights_missing", step: "rights" },
    ],
    [
      "the day's quota, which is a 403",
      { status: 403, json: restError("REQUEST_LIMIT_EXCEEDED") },
      { reason: "quota_exhausted" },
    ],
    [
      "an edition without API",
      { status: 403, json: restError("API_DISABLED_FOR_ORG") },
      { reason: "service_disabled" },
    ],
    [
      "a missing right",
      { status: 403, json: restError("INSUFFICIENT_ACCESS") },
      { reason: "rights_missing", step: "rights" },
    ],
    ["an outage", { status: 503, text: "<html>" }, { reason: "provider_down" }],
    ["a page", { text: "<html>" }, { reason: "unexpected_answer" }],
    ["a redirect", { status: 302, text: "" }, { reason: "redirect_refused" }],
    ["an error inside a 200", { json: restError("UNKNOWN_EXCEPTION") }, { reason: "unexpected_answer" }],
  ])("%s", async (_what, answer, failure) => {
    expect((await probe({ userinfo: answer })).trial.failure).toEqual(failure);
  });
});

describe("where to sign in", () => {
  test.each([
    [{}, "https://login.salesforce.com"],
    [{ environment: "production" }, "https://login.salesforce.com"],
    [{ environment: "sandbox" }, "https://test.salesforce.com"],
    [{ environment: "my_domain", my_domain: "acme.my.salesforce.com" }, "https://acme.my.salesforce.com"],
  ])("%j is %s", (values, host) => {
    expect(oauth.issuer(toValues(values))).toBe(host);
    expect(oauth.authorizationEndpoint(toValues(values))).toBe(`${host}/services/oauth2/authorize`);
    expect(oauth.tokenEndpoint(toValues(values))).toBe(`${host}/services/oauth2/token`);
    expect(oauth.revocation.endpoint(toValues(values))).toBe(`${host}/services/oauth2/revoke`);
  });

  test.each([
    ["acme.my.salesforce.com", "acme.my.salesforce.com"],
    ["https://acme.my.salesforce.com/home?x#y", "acme.my.salesforce.com"],
    ["https://acme.lightning.force.com/lightning/page/home", "acme.my.salesforce.com"],
    ["ACME--uat.sandbox.lightning.force.com", "acme--uat.sandbox.my.salesforce.com"],
    ["acme", "acme.my.salesforce.com"],
    ["acme.my.salesforce.com.evil.example", "wrong_format"],
    ["evil.example/acme.my.salesforce.com", "wrong_format"],
    ["login.salesforce.com", "wrong_format"],
    ["user@acme.my.salesforce.com", "wrong_format"],
    ["acme.my.salesforce.com:8443", "wrong_format"],
  ])("a person types %s: %s", (typed, read) => {
    expect(readTyped(salesforce, "oauth2", "my_domain", typed)).toBe(read);
  });
});

describe("the token answer", () => {
  const facts = (
    instanceUrl: unknown,
    id: unknown = "https://login.salesforce.com/id/00D5g000001LumiEAC/0055g00000CamilleAA",
  ) => oauth.tokenFacts({ instance_url: instanceUrl, id });

  test.each([
    "https://acme.my.salesforce.com",
    "https://acme--uat.sandbox.my.salesforce.com",
    "https://eu12.salesforce.com",
    "https://acme.my.salesforce.mil",
  ])("may send tokens to %s", (url) => {
    expect(facts(url)).toEqual({
      ok: true,
      settings: { instance_url: url },
      finding: { accountId: "00D5g000001LumiEAC" },
    });
  });

  test.each([
    undefined,
    "",
    "acme.my.salesforce.com",
    "http://acme.my.salesforce.com",
    "https://evil.example",
    "https://salesforce.com.evil.example",
    "https://evilsalesforce.com",
    "https://evil.example/.my.salesforce.com",
    "https://acme.my.salesforce.com@evil.example",
    "https://user@acme.my.salesforce.com",
    "https://acme.my.salesforce.com:8443",
    "https://127.0.0.1",
  ])("never to %s", (url) => {
    expect(facts(url)).toEqual({ ok: false, failure: { reason: "unexpected_answer" } });
  });

  test("keeps the origin only", () => {
    expect(facts("https://acme.my.salesforce.com/path?x")).toMatchObject({
      settings: { instance_url: "https://acme.my.salesforce.com" },
    });
  });

  test("without an identity leaves the account to the probe", () => {
    expect(facts("https://acme.my.salesforce.com", null)).toEqual({
      ok: true,
      settings: { instance_url: "https://acme.my.salesforce.com" },
    });
  });
});
