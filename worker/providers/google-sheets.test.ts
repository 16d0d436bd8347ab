import { describe, expect, test } from "vitest";
import type { OutboundRequest } from "../platform/ports.ts";
import { type CannedAnswer, probeProvider, readTyped } from "../testing/probing.ts";
import googleSheets from "./google-sheets.ts";

const spreadsheet = "1BxiMVs0XRA5nFMdKvBdBZjgmUUqptlbs74OgvE2upms";
const user = { json: { sub: "1127", email: "camille@example.com", email_verified: true } };
const sheet = { json: { spreadsheetId: spreadsheet, properties: { title: "Clients" }, sheets: [] } };
const refusal = (code: number, status: string, reason?: string) => ({
  status: code,
  json: {
    error: {
      code,
      status,
      message: "…",
      details: reason === undefined ? [] : [{ "@type": "type.googleapis.com/google.rpc.ErrorInfo", reason }],
    },
  },
});

const probe = (answers: { user?: CannedAnswer; sheet?: CannedAnswer }) =>
  probeProvider(
    googleSheets,
    "oauth2",
    { spreadsheet_id: spreadsheet },
    (request: OutboundRequest) =>
      request.url.includes("userinfo") ? (answers.user ?? user) : (answers.sheet ?? sheet),
    { access_token: "ya29.token" },
  );

test("proves the account, then reads the spreadsheet's title and tabs, and no cell", async () => {
  const { sent, trial } = await probe({});
  expect(sent.map(({ method, url }) => [method, url])).toEqual([
    ["GET", "https://openidconnect.googleapis.com/v1/userinfo"],
    [
      "GET",
      `https://sheets.googleapis.com/v4/spreadsheets/${spreadsheet}?fields=spreadsheetId,properties.title,sheets.properties(sheetId,title)`,
    ],
  ]);
  for (const { headers } of sent) expect(headers?.["authorization"]).toBe("Bearer ya29.token");
  expect(trial).toMatchObject({
    ok: true,
    finding: { accountId: "1127", accountLabel: "camille@example.com", settings: { spreadsheet_title: "Clients" } },
  });
});

describe("refusals", () => {
  test.each([
    ["a token that ended", { user: refusal(401, "UNAUTHENTICATED") }, "bad_credentials", undefined],
    [
      "a spreadsheet of somebody else",
      { sheet: refusal(403, "PERMISSION_DENIED") },
      "rights_missing",
      "spreadsheet_id",
    ],
    [
      "an unticked permission",
      { sheet: refusal(403, "PERMISSION_DENIED", "ACCESS_TOKEN_SCOPE_INSUFFICIENT") },
      "consent_incomplete",
      undefined,
    ],
    [
      "an API that is switched off",
      { sheet: refusal(403, "PERMISSION_DENIED", "SERVICE_DISABLED") },
      "service_disabled",
      undefined,
    ],
    ["an unknown spreadsheet", { sheet: refusal(404, "NOT_FOUND") }, "unknown_id", "spreadsheet_id"],
    ["an Excel file", { sheet: refusal(400, "FAILED_PRECONDITION") }, "unknown_id", "spreadsheet_id"],
    [
      "too many requests, without a wait",
      { sheet: refusal(429, "RESOURCE_EXHAUSTED", "RATE_LIMIT_EXCEEDED") },
      "rate_limited",
      undefined,
    ],
    ["another spreadsheet than asked for", { sheet: { json: { spreadsheetId: "x" } } }, "unexpected_answer", undefined],
    ["an account without an id", { user: { json: { email: "a@example.com" } } }, "unexpected_answer", undefined],
    ["a page", { user: { text: "<html></html>" } }, "unexpected_answer", undefined],
    ["a failing server", { sheet: refusal(503, "UNAVAILABLE") }, "provider_down", undefined],
  ])("%s", async (_what, answers, reason, field) => {
    const { failure } = (await probe(answers)).trial;
    expect([failure?.reason, failure?.field]).toEqual([reason, field]);
  });
});

describe("the token answer", () => {
  const [{ oauth }] = googleSheets.methods;
  const scope = "openid https://www.googleapis.com/auth/userinfo.email https://www.googleapis.com/auth/spreadsheets";

  test("with the permission, or silent about it, is good", () => {
    expect(oauth.tokenFacts({ access_token: "t", scope })).toEqual({ ok: true });
    expect(oauth.tokenFacts({ access_token: "t" })).toEqual({ ok: true });
  });

  test.each(["openid", "", "openid https://www.googleapis.com/auth/spreadsheets.readonly"])(
    "without the permission asks again: %j",
    (less) => {
      const facts = oauth.tokenFacts({ access_token: "t", scope: less || "none" });
      expect(facts).toEqual({ ok: false, failure: { reason: "consent_incomplete" } });
    },
  );
});

describe("a spreadsheet ID as people paste it", () => {
  test.each([
    [`https://docs.google.com/spreadsheets/d/${spreadsheet}/edit?gid=0#gid=0`, spreadsheet],
    [`https://docs.google.com/spreadsheets/u/1/d/${spreadsheet}/edit`, spreadsheet],
    [spreadsheet, spreadsheet],
    ["https://docs.google.com/spreadsheets/d/e/2PACX-1vQ/pubhtml", "wrong_format"],
    ["https://docs.google.com/document/d/1BxiMVs0XRA5nFMdKvBdBZjgmUUqptlbs74OgvE2upms/edit", "wrong_format"],
  ])("%j reads as %j", (text, expected) => {
    expect(readTyped(googleSheets, "oauth2", "spreadsheet_id", text)).toBe(expected);
  });
});
