import { describe, expect, test } from "vitest";
import { type CannedAnswer, probeProvider, readTyped } from "../testing/probing.ts";
import pipedrive from "./pipedrive.ts";

const token = "5b1e2a90c7d34f68a1b2c3d4e5f60718293a4b5c";
const user = {
  success: true,
  data: { id: 1, name: "Camille Laurent", company_id: 7731902, company_name: "Maison Lumière" },
};
const probe = (answer: CannedAnswer) => probeProvider(pipedrive, "credentials", { api_token: token }, answer);
const refusal = (errorCode: number) => ({ success: false, error: "…", errorCode });

test("asks for the token's user, the token in its header and nowhere else", async () => {
  const { sent, trial } = await probe({ json: user });
  expect(sent).toEqual([
    {
      method: "GET",
      url: "https://api.pipedrive.com/v1/users/me",
      headers: { accept: "application/json", "x-api-token": token },
    },
  ]);
  expect(trial).toMatchObject({
    ok: true,
    finding: { accountId: "7731902", accountLabel: "Maison Lumière · Camille Laurent" },
  });
});

test("a company without a name is named by its user", async () => {
  const { trial } = await probe({
    json: { success: true, data: { company_id: 1, company_name: null, name: "Camille" } },
  });
  expect(trial.finding.accountLabel).toBe("Camille");
});

describe("refusals", () => {
  test.each<[string, CannedAnswer, object]>([
    ["a wrong token", { status: 401, json: refusal(401) }, { reason: "bad_credentials", field: "api_token" }],
    ["a closed company", { status: 402, json: refusal(402) }, { reason: "account_frozen" }],
    ["a missing right", { status: 403, json: refusal(403) }, { reason: "rights_missing", step: "rights" }],
    ["the edge's own page after abuse", { status: 403, text: "<html>" }, { reason: "rate_limited" }],
    [
      "a burst",
      { status: 429, headers: { "retry-after": "2" }, json: refusal(429) },
      { reason: "rate_limited", retryAfter: 2 },
    ],
    [
      "the day's budget",
      { status: 429, headers: { "x-daily-requests-left": "0" }, json: refusal(429) },
      { reason: "quota_exhausted" },
    ],
    ["an outage", { status: 500, json: refusal(500) }, { reason: "provider_down" }],
    ["an error inside a 200", { json: { success: false, error: "…" } }, { reason: "unexpected_answer" }],
    ["an answer without a company", { json: { success: true, data: {} } }, { reason: "unexpected_answer" }],
    ["a page", { text: "<html>" }, { reason: "unexpected_answer" }],
  ])("%s", async (_what, answer, failure) => {
    expect((await probe(answer)).trial.failure).toEqual(failure);
  });
});

test.each([
  [` ${token}\n`, token],
  [`${token.slice(0, 20)}\n${token.slice(20)}`, token],
  ["court", "too_short"],
  ["clé-secrète", "wrong_format"],
])("a person pastes %j: %s", (typed, read) => {
  expect(readTyped(pipedrive, "credentials", "api_token", typed)).toBe(read);
});
