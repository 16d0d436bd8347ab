import { describe, expect, test } from "vitest";
import type { OutboundRequest } from "../platform/ports.ts";
import { type CannedAnswer, probeProvider, readTyped } from "../testing/probing.ts";
import notion from "./notion.ts";

const database = "1a2b3c4d-5e6f-7a8b-9c0d-1e2f3a4b5c6d";
const bot = { json: { object: "user", id: "bot-1", type: "bot", name: "SpeedAI", bot: {} } };
const found = {
  json: {
    object: "database",
    id: database,
    title: [{ plain_text: "Clients " }, { plain_text: "2026" }],
    data_sources: [{ id: "ds-1", name: "Clients" }],
  },
};
const refusal = (status: number, code: string) => ({ status, json: { object: "error", status, code, message: "…" } });

const probe = (answers: { me?: CannedAnswer; database?: CannedAnswer; query?: CannedAnswer }, known = {}) =>
  probeProvider(
    notion,
    "oauth2",
    { database_id: database },
    (request: OutboundRequest) => {
      if (request.url.endsWith("/users/me")) return answers.me ?? bot;
      return request.url.endsWith("/query")
        ? (answers.query ?? { json: { results: [] } })
        : (answers.database ?? found);
    },
    { access_token: "ntn_token", ...known },
  );

test("proves the token, then the database, then a row of its data source", async () => {
  const { sent, trial } = await probe({});
  expect(sent.map(({ method, url }) => [method, url])).toEqual([
    ["GET", "https://api.notion.com/v1/users/me"],
    ["GET", `https://api.notion.com/v1/databases/${database}`],
    ["POST", "https://api.notion.com/v1/data_sources/ds-1/query"],
  ]);
  expect(sent[2]).toMatchObject({ body: '{"page_size":1}', headers: { "content-type": "application/json" } });
  expect(trial.steps.map(({ name }) => name)).toEqual(["network", "tls", "login", "rights", "sample"]);
  for (const { headers } of sent) {
    expect(headers).toMatchObject({ authorization: "Bearer ntn_token", "notion-version": "2025-09-03" });
  }
  expect(trial).toMatchObject({
    ok: true,
    finding: { settings: { data_source_id: "ds-1", database_title: "Clients 2026" } },
  });
});

test("a database that has changed its data source is read at the new one", async () => {
  const { sent } = await probe({}, { data_source_id: "ds-former" });
  expect(sent[2]?.url).toBe("https://api.notion.com/v1/data_sources/ds-1/query");
});

describe("refusals", () => {
  test.each([
    ["a token that ended", { me: refusal(401, "unauthorized") }, "bad_credentials", undefined],
    ["a right that is missing", { me: refusal(403, "restricted_resource") }, "rights_missing", undefined],
    ["a database that was not shared", { database: refusal(404, "object_not_found") }, "unknown_id", "database_id"],
    ["an id of something else", { database: refusal(400, "validation_error") }, "unknown_id", "database_id"],
    [
      "a database without a data source",
      { database: { json: { object: "database", data_sources: [] } } },
      "unknown_id",
      "database_id",
    ],
    [
      "an error inside a 200",
      { database: { json: { object: "error", code: "object_not_found" } } },
      "unknown_id",
      "database_id",
    ],
    ["a missing version", { me: refusal(400, "missing_version") }, "unexpected_answer", undefined],
    ["a data source that is gone", { query: refusal(404, "object_not_found") }, "unknown_id", "database_id"],
    ["a page", { me: { text: "<html></html>" } }, "unexpected_answer", undefined],
    ["an answer without a bot", { me: { json: {} } }, "unexpected_answer", undefined],
    ["a failing server", { me: refusal(503, "service_unavailable") }, "provider_down", undefined],
  ])("%s", async (_what, answers, reason, field) => {
    const { failure } = (await probe(answers)).trial;
    expect([failure?.reason, failure?.field]).toEqual([reason, field]);
  });

  test("too many requests, with the wait", async () => {
    const { failure } = (await probe({ me: { ...refusal(429, "rate_limited"), headers: { "retry-after": "7" } } }))
      .trial;
    expect(failure).toEqual({ reason: "rate_limited", retryAfter: 7 });
  });
});

test("the token answer names the workspace", () => {
  const [{ oauth }] = notion.methods;
  const answer = { access_token: "t", bot_id: "b", workspace_id: "w-1", workspace_name: "Maison Lumière", owner: {} };
  expect(oauth.tokenFacts(answer)).toEqual({ ok: true, finding: { accountId: "w-1", accountLabel: "Maison Lumière" } });
  expect(oauth.tokenFacts({ ...answer, workspace_name: null }).finding.accountLabel).toBe("Notion");
});

describe("a database ID as people paste it", () => {
  const digits = database.replaceAll("-", "");
  test.each([
    [`https://www.notion.so/maison/${digits}?v=ffffffffffffffffffffffffffffffff`, database],
    [`https://www.notion.so/maison/Clients-cafe-${digits}`, database],
    [`https://www.notion.so/${database}/`, database],
    [digits.toUpperCase(), database],
    [database, database],
    ["https://www.notion.so/maison/Clients", "wrong_format"],
    ["", "required"],
  ])("%j reads as %j", (text, expected) => {
    expect(readTyped(notion, "oauth2", "database_id", text)).toBe(expected);
  });
});
