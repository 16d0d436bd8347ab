import { describe, expect, test } from "vitest";
import type { OutboundRequest } from "../platform/ports.ts";
import { type CannedAnswer, probeProvider, readTyped } from "../testing/probing.ts";
import opentable from "./opentable.ts";

const token = { json: { access_token: "v2-abc", token_type: "Bearer", expires_in: 2_419_181, scope: "DEFAULT" } };
const isToken = (request: OutboundRequest) => request.url.startsWith("https://oauth.opentable.com/");
const listings = (items: readonly object[], total = items.length) => ({
  json: { total_items: total, offset: 0, limit: 1000, items },
});

const probe = (answers: { token?: CannedAnswer; api?: CannedAnswer }, restaurantId = "123456") =>
  probeProvider(opentable, "credentials", { api_key: "client:s:cret", restaurant_id: restaurantId }, (request) =>
    isToken(request) ? (answers.token ?? token) : (answers.api ?? listings([])),
  );

test("buys a token by Basic with an empty body, then looks for the restaurant among the client's", async () => {
  const { sent, trial } = await probe({
    api: listings([
      { rid: 1, name: "Other" },
      { rid: 123_456, name: "Le Phare" },
    ]),
  });
  expect(sent).toEqual([
    {
      method: "POST",
      url: "https://oauth.opentable.com/api/v2/oauth/token?grant_type=client_credentials",
      // The secret may hold colons; the id may not (RFC 7617 §2).
      headers: { accept: "application/json", authorization: `Basic ${btoa("client:s:cret")}` },
      body: "",
      maxBytes: 65_536,
    },
    {
      method: "GET",
      url: "https://platform.opentable.com/sync/listings?offset=0&limit=1000",
      headers: { accept: "application/json", authorization: "Bearer v2-abc" },
    },
  ]);
  expect(trial).toMatchObject({ ok: true, finding: { accountId: "123456", accountLabel: "Le Phare" } });
});

describe("the restaurant", () => {
  test.each([
    ["a product that is not in the contract", { status: 403, json: { errors: [{ message: "Permission denied" }] } }],
    ["no such product", { status: 404, json: {} }],
    ["a list that is longer than the page", listings([{ rid: 1 }], 4000)],
    ["a list without its length", { json: { items: [] } }],
  ])("cannot be disproved by %s", async (_what, api) => {
    expect((await probe({ api })).trial).toMatchObject({ ok: true, finding: { accountLabel: "RID 123456" } });
  });

  test("that a whole list does not hold is unknown", async () => {
    const { failure } = (await probe({ api: listings([{ rid: 1 }]) })).trial;
    expect(failure).toEqual({ reason: "unknown_id", field: "restaurant_id" });
  });
});

describe("refusals", () => {
  test.each([
    ["a wrong key", { token: { status: 401, json: { error: "invalid_client" } } }, "bad_credentials", "api_key"],
    [
      "a wrong key in a 400",
      { token: { status: 400, json: { error: "invalid_client" } } },
      "bad_credentials",
      "api_key",
    ],
    ["a token server that is down", { token: { status: 500, text: "" } }, "provider_down", undefined],
    ["an error inside a 200", { token: { json: { error: "server_error" } } }, "unexpected_answer", undefined],
    ["a token that the platform refuses", { api: { status: 401, json: {} } }, "bad_credentials", undefined],
    ["a page", { api: { text: "<html>login</html>" } }, "unexpected_answer", undefined],
    ["an answer without a list", { api: { json: { error: "server_error" } } }, "unexpected_answer", undefined],
  ])("%s", async (_what, answers, reason, field) => {
    const { failure } = (await probe(answers)).trial;
    expect([failure?.reason, failure?.field]).toEqual([reason, field]);
  });

  test("too many requests, with the wait", async () => {
    const api = { status: 429, headers: { "retry-after": "30" }, json: {} };
    expect((await probe({ api })).trial.failure).toEqual({ reason: "rate_limited", retryAfter: 30 });
  });
});

describe("the key as people paste it", () => {
  test.each([
    ["id:secret", "id:secret"],
    [" id : secret ", "id:secret"],
    ["Client ID: id Client Secret: secret", "id:secret"],
    ["id\tsecret", "id:secret"],
    ["only-one-part", "wrong_format"],
    ["id:", "too_short"],
  ])("%j reads as %j", (text, expected) => {
    expect(readTyped(opentable, "credentials", "api_key", text)).toBe(expected);
  });

  test.each([
    ["https://www.opentable.com/restref/client/?rid=123456&lang=fr", "123456"],
    ["123456", "123456"],
    ["Le Phare", "wrong_format"],
  ])("restaurant ID %j reads as %j", (text, expected) => {
    expect(readTyped(opentable, "credentials", "restaurant_id", text)).toBe(expected);
  });
});
