import { describe, expect, test } from "vitest";
import { type CannedAnswer, probeProvider } from "../testing/probing.ts";
import hubspot from "./hubspot.ts";

const { oauth } = hubspot.methods[0];
const details = { portalId: 8412207, accountType: "STANDARD", companyCurrency: "EUR", uiDomain: "app.hubspot.com" };
const probe = (answer: CannedAnswer) => probeProvider(hubspot, "oauth2", {}, answer, { access_token: "hs-token" });
const refusal = (category: string) => ({ status: "error", message: "…", correlationId: "c", category });

test("asks for the account's details, which need no more than the scope oauth", async () => {
  const { sent, trial } = await probe({ json: details });
  expect(sent).toEqual([
    {
      method: "GET",
      url: "https://api.hubapi.com/account-info/2026-03/details",
      headers: { accept: "application/json", authorization: "Bearer hs-token" },
    },
  ]);
  expect(trial).toMatchObject({ ok: true, finding: { accountId: "8412207" } });
});

test("the label lets a person tell portals apart without giving the number away", async () => {
  const { trial } = await probe({ json: details });
  expect(trial.finding.accountLabel).toBe("HubSpot · …2207 · EUR");
  const sandbox = await probe({ json: { ...details, accountType: "DEVELOPER_TEST", companyCurrency: undefined } });
  expect(sandbox.trial.finding.accountLabel).toBe("HubSpot · …2207 (developer test)");
});

describe("refusals", () => {
  test.each<[string, CannedAnswer, object]>([
    ["an unknown token", { status: 401, json: refusal("INVALID_AUTHENTICATION") }, { reason: "bad_credentials" }],
    ["an expired token", { status: 401, json: refusal("EXPIRED_AUTHENTICATION") }, { reason: "credentials_expired" }],
    ["a missing scope", { status: 403, json: refusal("MISSING_SCOPES") }, { reason: "rights_missing", step: "rights" }],
    [
      "a burst",
      { status: 429, headers: { "retry-after": "10" }, json: { policyName: "TEN_SECONDLY_ROLLING" } },
      { reason: "rate_limited", retryAfter: 10 },
    ],
    ["the day's quota", { status: 429, json: { policyName: "DAILY" } }, { reason: "quota_exhausted" }],
    ["a closed account", { status: 402, json: refusal("X") }, { reason: "account_frozen" }],
    ["an outage", { status: 502, text: "<html>" }, { reason: "provider_down" }],
    ["a page", { text: "<html>" }, { reason: "unexpected_answer" }],
    ["an error inside a 200", { json: refusal("INTERNAL_ERROR") }, { reason: "unexpected_answer" }],
  ])("%s", async (_what, answer, failure) => {
    expect((await probe(answer)).trial.failure).toEqual(failure);
  });
});

describe("the token answer", () => {
  const scopes = ["oauth", "crm.objects.contacts.read"];

  test("names the portal, which is sealed", () => {
    expect(oauth.tokenFacts({ hub_id: 8412207, scopes })).toEqual({
      ok: true,
      secrets: { portal_id: "8412207" },
      finding: { accountId: "8412207" },
    });
  });

  test("is read in camel case too", () => {
    expect(oauth.tokenFacts({ hubId: 8412207 })).toMatchObject({ secrets: { portal_id: "8412207" } });
  });

  test("without the portal is still a token", () => {
    expect(oauth.tokenFacts({})).toEqual({ ok: true });
  });

  test("with too few rights is no connection", () => {
    expect(oauth.tokenFacts({ hub_id: 1, scopes: ["oauth"] })).toEqual({
      ok: false,
      failure: { reason: "consent_incomplete" },
    });
  });
});

test("uses the dated endpoints, which outlive those of version 1", () => {
  expect([oauth.tokenEndpoint, oauth.revocation.endpoint]).toEqual([
    "https://api.hubapi.com/oauth/2026-03/token",
    "https://api.hubapi.com/oauth/2026-03/token/revoke",
  ]);
});
