import { describe, expect, test } from "vitest";
import type { OutboundRequest } from "../platform/ports.ts";
import { type CannedAnswer, probeProvider, readTyped } from "../testing/probing.ts";
import airtable from "./airtable.ts";

const token = `patAbCdEfGhIjKlMn.${"0".repeat(64)}`;
const base = "appAbCdEfGhIjKlMn";
const table = "tblAbCdEfGhIjKlMn";
const whoami = { json: { id: "usrAbCdEfGhIjKlMn", email: "a@example.com", scopes: ["data.records:read"] } };
const tables = { json: { tables: [{ id: table, name: "Clients", primaryFieldId: "fld", fields: [], views: [] }] } };
const records = { json: { records: [{ id: "rec1", createdTime: "2026-01-01T00:00:00.000Z", fields: {} }] } };
const refusal = (type: string) => ({ error: { type, message: "…" } });

const probe = (answers: { whoami?: CannedAnswer; tables?: CannedAnswer; records?: CannedAnswer }, tableId = table) =>
  probeProvider(airtable, "credentials", { token, base_id: base, table_id: tableId }, (request: OutboundRequest) => {
    if (request.url.endsWith("/whoami")) return answers.whoami ?? whoami;
    return request.url.endsWith("/tables") ? (answers.tables ?? tables) : (answers.records ?? records);
  });

test("proves the token, then the table, then reads one row", async () => {
  const { sent, trial } = await probe({});
  expect(sent.map(({ url }) => url)).toEqual([
    "https://api.airtable.com/v0/meta/whoami",
    `https://api.airtable.com/v0/meta/bases/${base}/tables`,
    `https://api.airtable.com/v0/${base}/${table}?maxRecords=1`,
  ]);
  for (const request of sent) {
    expect(request).toMatchObject({ method: "GET", headers: { authorization: `Bearer ${token}` } });
    expect(request.body).toBeUndefined();
  }
  expect(trial).toMatchObject({
    ok: true,
    finding: { accountId: "usrAbCdEfGhIjKlMn", accountLabel: "a@example.com", settings: { table_name: "Clients" } },
  });
  expect(trial.steps.map(({ name }) => name)).toEqual(["network", "tls", "login", "rights", "sample"]);
});

test("a table by its name is found, and asked for by its name", async () => {
  const { sent, trial } = await probe({}, "Clients");
  expect(trial.ok).toBe(true);
  expect(sent[2]?.url).toBe(`https://api.airtable.com/v0/${base}/Clients?maxRecords=1`);
});

test("a name with odd characters stays one segment of the path", async () => {
  const { sent } = await probe({ tables: { status: 403, json: refusal("x") } }, "Clients/2026?#");
  expect(sent[2]?.url).toBe(`https://api.airtable.com/v0/${base}/Clients%2F2026%3F%23?maxRecords=1`);
});

test("a token without an e-mail is named by its owner's id", async () => {
  const { trial } = await probe({ whoami: { json: { id: "usr1" } } });
  expect(trial.finding.accountLabel).toBe("usr1");
});

test("without schema.bases:read the row still proves the table", async () => {
  const { trial } = await probe({ tables: { status: 403, json: refusal("INVALID_PERMISSIONS_OR_MODEL_NOT_FOUND") } });
  expect(trial).toMatchObject({ ok: true });
  expect(trial.finding.settings).toBeUndefined();
});

describe("refusals", () => {
  const forbidden = { status: 403, json: refusal("INVALID_PERMISSIONS_OR_MODEL_NOT_FOUND") };
  test.each([
    [
      "a malformed token",
      { whoami: { status: 401, json: refusal("AUTHENTICATION_REQUIRED") } },
      "bad_credentials",
      "token",
    ],
    [
      "an unknown or deleted token",
      { whoami: { status: 401, json: refusal("UNAUTHORIZED") } },
      "bad_credentials",
      "token",
    ],
    [
      "a token without reading rights",
      { whoami: { json: { id: "usr1", scopes: ["schema.bases:read"] } } },
      "rights_missing",
      "token",
    ],
    ["a base that has no such table", { tables: { json: { tables: [] } } }, "unknown_id", "table_id"],
    ["a base outside the token", { tables: forbidden, records: forbidden }, "unknown_id", "base_id"],
    [
      "an unknown base, error as text",
      { tables: { status: 404, json: { error: "NOT_FOUND" } }, records: { status: 404, json: { error: "NOT_FOUND" } } },
      "unknown_id",
      "base_id",
    ],
    ["rows that are none", { records: { json: { error: "inside a 200" } } }, "unexpected_answer", undefined],
    ["a token answer without an owner", { whoami: { json: {} } }, "unexpected_answer", undefined],
    ["a page", { whoami: { text: "<html></html>" } }, "unexpected_answer", undefined],
    ["a failing server", { whoami: { status: 503, text: "" } }, "provider_down", undefined],
    [
      "a monthly cap",
      { whoami: { status: 429, json: { errors: [{ error: "PUBLIC_API_BILLING_LIMIT_EXCEEDED" }] } } },
      "quota_exhausted",
      undefined,
    ],
  ])("%s", async (_what, answers, reason, field) => {
    const { failure } = (await probe(answers)).trial;
    expect([failure?.reason, failure?.field]).toEqual([reason, field]);
  });

  test("too many requests rest for the 30 seconds of the documentation", async () => {
    const { failure } = (await probe({ whoami: { status: 429, json: { errors: [{ error: "RATE_LIMIT_REACHED" }] } } }))
      .trial;
    expect(failure).toEqual({ reason: "rate_limited", retryAfter: 30 });
  });
});

describe("what people paste", () => {
  const page = `https://airtable.com/${base}/${table}/viwAbCdEfGhIjKlMn?blocks=hide`;
  test.each([
    ["base_id", page, base],
    ["table_id", page, table],
    ["table_id", "Clients", "Clients"],
    ["base_id", "https://airtable.com/shrAbCdEfGhIjKlMn", "wrong_format"],
    ["token", "keyAbCdEfGhIjKlMn", "wrong_format"],
    ["token", `${token.slice(0, 30)}\n${token.slice(30)}`, token],
    ["token", ` ${token} `, token],
  ])("%s %j reads as %j", (field, text, expected) => {
    expect(readTyped(airtable, "credentials", field, text)).toBe(expected);
  });
});
