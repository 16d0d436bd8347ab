import { describe, expect, test } from "vitest";
import { type CannedAnswer, probeProvider, readTyped } from "../testing/probing.ts";
import monday from "./monday.ts";

const token = "eyJhbGciOiJIUzI1NiJ9.token";
const me = {
  id: "1",
  name: "Camille",
  email: "c@example.com",
  account: { id: "17203311", name: "Maison Lumière", slug: "m" },
};
const boards = [{ id: "1234567890", name: "Clients 2026" }];
const probe = (answer: CannedAnswer) =>
  probeProvider(monday, "credentials", { api_token: token, board_id: "1234567890" }, answer);
const applicationError = (code: string, more: object = {}) => ({
  errors: [{ message: "…", extensions: { code, ...more } }],
  account_id: 1,
});

test("proves token and board with one call", async () => {
  const { sent, trial } = await probe({ json: { data: { me, boards } } });
  expect(sent).toHaveLength(1);
  expect(sent[0]).toMatchObject({
    method: "POST",
    url: "https://api.monday.com/v2",
    headers: { authorization: token, "api-version": "2026-07", "content-type": "application/json" },
  });
  expect(JSON.parse(sent[0]?.body ?? "")).toEqual({
    query: expect.stringMatching(/^query\(\$ids:\[ID!\]\)\{me\{.+\}boards\(ids:\$ids\)\{.+\}\}$/),
    variables: { ids: ["1234567890"] },
  });
  expect(trial).toMatchObject({
    ok: true,
    finding: { accountId: "17203311", accountLabel: "Maison Lumière · Clients 2026" },
  });
});

test("an empty list is a board that is missing or out of sight", async () => {
  const { trial } = await probe({ json: { data: { me, boards: [] } } });
  expect(trial.failure).toEqual({ reason: "unknown_id", field: "board_id", step: "sample" });
});

test("nobody's calls are used up by background checks", () => {
  expect(monday.methods[0].backgroundChecks).toBe(false);
});

describe("refusals", () => {
  test.each<[string, CannedAnswer, object]>([
    [
      "a wrong token",
      { status: 401, json: { errors: ["Not Authenticated"] } },
      { reason: "bad_credentials", field: "api_token" },
    ],
    [
      "a wrong token, in the older form",
      { status: 401, json: { error_message: "Not Authenticated", status_code: 401 } },
      { reason: "bad_credentials", field: "api_token" },
    ],
    [
      "a wrong token inside a 200",
      { json: { errors: ["Not Authenticated"] } },
      { reason: "bad_credentials", field: "api_token" },
    ],
    ["a missing right", { json: applicationError("USER_UNAUTHORIZED") }, { reason: "rights_missing", step: "rights" }],
    [
      "a missing right, by its older name",
      { json: applicationError("UserUnauthorizedException") },
      { reason: "rights_missing", step: "rights" },
    ],
    [
      "the day's calls",
      { headers: { "retry-after": "3600" }, json: applicationError("DAILY_LIMIT_EXCEEDED") },
      { reason: "quota_exhausted", retryAfter: 3600 },
    ],
    [
      "too complex",
      { json: applicationError("COMPLEXITY_BUDGET_EXHAUSTED", { retry_in_seconds: 17 }) },
      { reason: "rate_limited", retryAfter: 17 },
    ],
    ["too complex, by its older name", { json: applicationError("ComplexityException") }, { reason: "rate_limited" }],
    [
      "the minute's calls",
      { status: 429, headers: { "retry-after": "20" }, json: applicationError("Rate Limit Exceeded") },
      { reason: "rate_limited", retryAfter: 20 },
    ],
    ["a field's minute", { json: applicationError("FIELD_MINUTE_RATE_LIMIT_EXCEEDED") }, { reason: "rate_limited" }],
    ["too many at once", { json: applicationError("maxConcurrencyExceeded") }, { reason: "rate_limited" }],
    [
      "an error of its own, beside partial data",
      { json: { data: { me, boards }, ...applicationError("INTERNAL_SERVER_ERROR") } },
      { reason: "unexpected_answer" },
    ],
    ["an outage", { status: 503, text: "<html>" }, { reason: "provider_down" }],
    ["a page", { text: "<html>" }, { reason: "unexpected_answer" }],
    ["nobody", { json: { data: { me: null, boards: [] } } }, { reason: "unexpected_answer" }],
  ])("%s", async (_what, answer, failure) => {
    expect((await probe(answer)).trial.failure).toEqual(failure);
  });
});

test.each([
  ["1234567890", "1234567890"],
  ["https://maison-lumiere.monday.com/boards/1234567890/views/77?x=1", "1234567890"],
  ["maison-lumiere.monday.com/boards/1234567890", "1234567890"],
  ["https://maison-lumiere.monday.com/docs/5", "wrong_format"],
  ["Clients", "wrong_format"],
])("a person gives the board as %s: %s", (typed, read) => {
  expect(readTyped(monday, "credentials", "board_id", typed)).toBe(read);
});
