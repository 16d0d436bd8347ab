/** The official client is the judge of the simulator; what it refuses, the provider file reads. */
import { BrevoClient } from "@getbrevo/brevo";
import { describe, expect, test } from "vitest";
import { toAnswer } from "../../worker/domain/exchange.ts";
import provider from "../../worker/providers/brevo.ts";
import brevo, { brevoKeys } from "./brevo.ts";
import { serveForTests } from "./testing/served.ts";

const running = serveForTests([brevo]);
const client = (apiKey: string) => new BrevoClient({ apiKey, baseUrl: `${running.url}/brevo-api/v3`, maxRetries: 0 });

test("the official client reads the key's account", async () => {
  expect(await client(brevoKeys.valid).account.getAccount()).toMatchObject({
    organization_id: "5f1e2a90c7d34f68a1b2c3d4",
    companyName: "Maison Lumière",
    plan: [{ type: "free" }],
  });
});

test("the official client reads contacts, page by page", async () => {
  const { contacts, count } = await client(brevoKeys.valid).contacts.getContacts({ limit: 1 });
  expect([contacts.map(({ email }) => email), count]).toEqual([["elodie.marchand@example.com"], 2]);
});

test("a page beyond the limit is refused", async () => {
  await expect(client(brevoKeys.valid).contacts.getContacts({ limit: 1001 })).rejects.toMatchObject({
    statusCode: 400,
    body: { code: "out_of_range" },
  });
});

describe("a key that is refused", () => {
  const [{ api }] = provider.methods;

  test.each([
    ["an unknown one", "xkeysib-unknown", 401, { reason: "bad_credentials", field: "api_key" }],
    ["the SMTP key", "xsmtpsib-0123456789abcdef", 401, { reason: "bad_credentials", field: "api_key" }],
    ["one whose account does not know our address", brevoKeys.elsewhere, 401, { reason: "host_not_allowed" }],
    ["one whose hour is used up", brevoKeys.exhausted, 429, { reason: "rate_limited", retryAfter: 1800 }],
  ])("%s", async (_what, key, status, failure) => {
    await expect(client(key).account.getAccount()).rejects.toMatchObject({ statusCode: status });
    const answer = await fetch(`${running.url}/brevo-api/v3/account`, { headers: { "api-key": key } });
    const { headers } = answer;
    expect(api.explain(toAnswer(answer.status, Object.fromEntries(headers), await answer.text()))).toEqual(failure);
  });

  test("one that may not read contacts still shows its account", async () => {
    const limited = client(brevoKeys.withoutContacts);
    expect((await limited.account.getAccount()).companyName).toBe("Maison Lumière");
    await expect(limited.contacts.getContacts({ limit: 1 })).rejects.toMatchObject({ statusCode: 403 });
  });

  test("a wait that makes no sense is none", () => {
    const tooMany = (reset: string) => api.explain(toAnswer(429, { "x-sib-ratelimit-reset": reset }, "{}"));
    expect(["", "soon", "-1", "0"].map(tooMany)).toEqual(Array(4).fill({ reason: "rate_limited" }));
    expect(api.explain(toAnswer(429, {}, "{}"))).toEqual({ reason: "rate_limited" });
  });
});
