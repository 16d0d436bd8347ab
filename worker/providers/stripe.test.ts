import { describe, expect, test } from "vitest";
import type { OutboundRequest } from "../platform/ports.ts";
import { type CannedAnswer, probeProvider, readTyped } from "../testing/probing.ts";
import stripe from "./stripe.ts";

const account = {
  json: {
    id: "acct_1Lumiere",
    settings: { dashboard: { display_name: "Maison Lumière" } },
    business_profile: { name: "SAS" },
  },
};
const customers = { json: { object: "list", data: [] } };
const forbidden = {
  status: 403,
  json: {
    error: {
      type: "invalid_request_error",
      message: "The provided key 'rk_test_****' … on account 'acct_1Lumiere'. Having the 'rak_x_read' permission …",
    },
  },
};

const probe = (answers: { account?: CannedAnswer; customers?: CannedAnswer } = {}, key = "sk_test_abcd1234") =>
  probeProvider(
    stripe,
    "credentials",
    { secret_key: key, webhook_secret: "whsec_abcd1234" },
    (request: OutboundRequest) =>
      request.url.endsWith("/v1/account") ? (answers.account ?? account) : (answers.customers ?? customers),
  );

test("asks for the account", async () => {
  const { sent, trial } = await probe({}, "sk_live_abcd1234");
  expect(sent).toEqual([
    {
      method: "GET",
      url: "https://api.stripe.com/v1/account",
      headers: { accept: "application/json", authorization: "Bearer sk_live_abcd1234" },
    },
  ]);
  expect(trial.finding).toEqual({
    accountId: "acct_1Lumiere",
    accountLabel: "Maison Lumière",
    settings: { mode: "live" },
  });
});

test("a test key says so", async () => {
  expect((await probe()).trial.finding).toMatchObject({
    accountLabel: "Maison Lumière (test)",
    settings: { mode: "test" },
  });
});

test.each([
  [{ json: { id: "acct_1", business_profile: { name: "SAS" } } }, "SAS (test)"],
  [{ json: { id: "acct_1" } }, "acct_1 (test)"],
])("an account without a display name is named otherwise", async (answer, label) => {
  expect((await probe({ account: answer })).trial.finding.accountLabel).toBe(label);
});

describe("a restricted key", () => {
  const key = "rk_live_abcd1234";

  test("is proven by the refusal to show the account, which names it", async () => {
    const { sent, trial } = await probe({ account: forbidden }, key);
    expect(sent.map(({ url }) => url)).toEqual([
      "https://api.stripe.com/v1/account",
      "https://api.stripe.com/v1/customers?limit=1",
    ]);
    expect(trial).toMatchObject({
      ok: true,
      finding: { accountId: "acct_1Lumiere", accountLabel: "acct_1Lumiere", settings: { mode: "live" } },
    });
    expect(trial.steps.map(({ name }) => name)).toEqual(["network", "tls", "login", "rights", "sample"]);
  });

  test("that may read the account is named like any other", async () => {
    expect((await probe({}, key)).trial.finding.accountLabel).toBe("Maison Lumière");
  });

  test("that may not read customers is genuine and lacks a right", async () => {
    const { trial } = await probe({ account: forbidden, customers: forbidden }, key);
    expect(trial.failure).toEqual({ reason: "rights_missing", field: "secret_key", step: "rights" });
    expect(trial.steps.map(({ name, ok }) => [name, ok])).toContainEqual(["login", true]);
  });
});

describe("refusals", () => {
  const refusal = (status: number, error: object): CannedAnswer => ({
    status,
    json: { error: { type: "invalid_request_error", ...error } },
  });
  test.each<[string, CannedAnswer, object]>([
    [
      "an unknown key",
      refusal(401, { message: "Invalid API Key provided: sk_test_****abcd" }),
      { reason: "bad_credentials", field: "secret_key" },
    ],
    [
      "an expired key",
      refusal(401, { code: "api_key_expired" }),
      { reason: "credentials_expired", field: "secret_key" },
    ],
    ["a full key that is refused", forbidden, { reason: "rights_missing", step: "rights" }],
    [
      "too many calls",
      { ...refusal(429, { code: "rate_limit" }), headers: { "retry-after": "3" } },
      { reason: "rate_limited", retryAfter: 3 },
    ],
    ["too many calls, as 400", refusal(400, { code: "rate_limit" }), { reason: "rate_limited" }],
    ["an outage", { status: 500, json: { error: { type: "api_error" } } }, { reason: "provider_down" }],
    ["an error inside a 200", { json: { error: { type: "api_error" } } }, { reason: "unexpected_answer" }],
    ["an account without an id", { json: { object: "account" } }, { reason: "unexpected_answer" }],
    ["a page", { text: "<html>" }, { reason: "unexpected_answer" }],
  ])("%s", async (_what, answer, failure) => {
    expect((await probe({ account: answer })).trial.failure).toEqual(failure);
  });
});

test.each([
  ["secret_key", "sk_test_51abcDEF", "sk_test_51abcDEF"],
  ["secret_key", " rk_live_51abcDEF\n", "rk_live_51abcDEF"],
  ["secret_key", "pk_live_51abcDEF", "publishable_key"],
  ["secret_key", "pk_test_x", "publishable_key"],
  ["secret_key", "whsec_abcd1234", "wrong_format"],
  ["secret_key", "sk_prod_51abcDEF", "wrong_format"],
  ["secret_key", "sk_live_****DEF", "masked_value"],
  ["webhook_secret", "whsec_abcd+/=1234", "whsec_abcd+/=1234"],
  ["webhook_secret", " whsec_abcd1234 ", "whsec_abcd1234"],
  ["webhook_secret", "sk_live_51abcDEF", "wrong_format"],
  ["webhook_secret", "whsec_", "wrong_format"],
])("%s: a person pastes %j: %s", (field, typed, read) => {
  expect(readTyped(stripe, "credentials", field, typed)).toBe(read);
});

test("events are checked with the webhook's secret", () => {
  expect(stripe.methods[0].inbound).toEqual({ verifier: "stripe", secretField: "webhook_secret" });
});
