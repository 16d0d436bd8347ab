import { describe, expect, test } from "vitest";
import type { OutboundRequest } from "../platform/ports.ts";
import { type CannedAnswer, probeProvider, probingTime, readTyped } from "../testing/probing.ts";
import thefork from "./thefork.ts";

const restaurant = "c564869f-225a-4cb6-b124-2214a6216ec1";
const typed = { client_id: "speedai-client", client_secret: "s3cr3t-of-thefork", restaurant_id: restaurant };
const token = { json: { access_token: "tf-token", expires_in: 8600, token_type: "Bearer" } };
const isToken = (request: OutboundRequest) => request.url.startsWith("https://auth.thefork.io/");
const refused = (code: string) => ({ statusCode: 404, error: "Not Found", data: { code } });

const probe = (answers: { token?: CannedAnswer; api?: CannedAnswer }, known = {}) =>
  probeProvider(
    thefork,
    "credentials",
    typed,
    (request) => (isToken(request) ? (answers.token ?? token) : (answers.api ?? { json: [1, 2, 3] })),
    known,
  );

test("buys a token with the client's credentials, then asks for the restaurant's party sizes of today", async () => {
  const { sent, trial } = await probe({});
  expect(sent.map(({ method, url }) => [method, url])).toEqual([
    ["POST", "https://auth.thefork.io/oauth/token"],
    [
      "GET",
      `https://api.thefork.io/manager/v1/restaurants/${restaurant}/partySizes?startDate=2026-11-23&endDate=2026-11-23`,
    ],
  ]);
  expect(JSON.parse(sent[0]?.body ?? "")).toEqual({
    grant_type: "client_credentials",
    client_id: "speedai-client",
    client_secret: "s3cr3t-of-thefork",
    audience: "https://api.thefork.io",
  });
  expect(sent[1]?.headers).toEqual({ accept: "application/json", authorization: "Bearer tf-token" });
  expect(trial).toMatchObject({
    ok: true,
    finding: { accountId: restaurant, accountLabel: "Restaurant c564869f" },
    token: { accessToken: "tf-token", expiresAt: new Date(probingTime.getTime() + 8_600_000) },
  });
});

test("a living token is used again, as the documentation asks", async () => {
  const { sent, trial } = await probe({}, { access_token: "kept", access_token_expires_at: "2026-11-23T11:00:00Z" });
  expect(sent.map(({ headers }) => headers?.["authorization"])).toEqual(["Bearer kept"]);
  expect(trial.ok).toBe(true);
});

test("a restaurant that is full today is connected too", async () => {
  expect((await probe({ api: { json: [] } })).trial.ok).toBe(true);
});

describe("refusals", () => {
  test.each([
    [
      "wrong credentials",
      { token: { status: 401, json: { error: "access_denied", error_description: "Unauthorized" } } },
      "bad_credentials",
      "client_secret",
    ],
    [
      "a client without this API",
      { token: { status: 403, json: { error: "unauthorized_client" } } },
      "bad_credentials",
      "client_secret",
    ],
    ["a token answer without a token", { token: { json: { error: "server_error" } } }, "unexpected_answer", undefined],
    ["a page instead of a token", { token: { text: "<html></html>" } }, "unexpected_answer", undefined],
    ["a token server that is down", { token: { status: 502, text: "" } }, "provider_down", undefined],
    [
      "an unknown restaurant",
      { api: { status: 404, json: refused("RESTAURANT_NOT_FOUND") } },
      "unknown_id",
      "restaurant_id",
    ],
    [
      "a token that the API refuses",
      { api: { status: 401, json: { statusCode: 401, error: "Unauthorized", data: { code: "" } } } },
      "bad_credentials",
      undefined,
    ],
    ["a refusal at the edge", { api: { status: 403, text: "Forbidden" } }, "rights_missing", undefined],
    ["an answer that is no list", { api: { json: { data: [] } } }, "unexpected_answer", undefined],
    [
      "a failing API",
      { api: { status: 500, json: { statusCode: 500, error: "Internal Server Error" } } },
      "provider_down",
      undefined,
    ],
  ])("%s", async (_what, answers, reason, field) => {
    const { failure } = (await probe(answers)).trial;
    expect([failure?.reason, failure?.field]).toEqual([reason, field]);
  });

  test("too many tokens or calls, with the wait", async () => {
    const busy = { status: 429, headers: { "retry-after": "60" }, json: { statusCode: 429 } };
    expect((await probe({ token: busy })).trial.failure).toEqual({ reason: "rate_limited", retryAfter: 60 });
    expect((await probe({ api: busy })).trial.failure).toEqual({ reason: "rate_limited", retryAfter: 60 });
  });
});

test.each([
  [`https://manager.thefork.com/fr_FR/${restaurant.toUpperCase()}/bookings`, restaurant],
  [restaurant, restaurant],
  ["123456", "wrong_format"],
])("restaurant ID %s reads as %s", (text, expected) => {
  expect(readTyped(thefork, "credentials", "restaurant_id", text)).toBe(expected);
});
