import { describe, expect, test } from "vitest";
import { type CannedAnswer, probeProvider, readTyped } from "../testing/probing.ts";
import zenchef from "./zenchef.ts";

const typed = { api_token: "zc_4f1d9a7be2", restaurant_id: "351234" };
const bookings = (rows: readonly object[]) => ({
  data: rows,
  paginator: { total: rows.length, count: rows.length, limit: 1, current_page: 1, total_pages: 1 },
});
const probe = (answer: CannedAnswer, more: Record<string, string> = {}) =>
  probeProvider(zenchef, "credentials", { ...typed, ...more }, answer);

test("asks for one booking with the token and the restaurant, through the guarded exit", async () => {
  const { sent, trial } = await probe({ json: bookings([{ id: 7, restaurant_id: 351_234 }]) });
  expect(sent).toEqual([
    {
      method: "GET",
      url: "https://api.zenchef.com/api/v1/bookings?limit=1",
      headers: { accept: "application/json", "auth-token": "zc_4f1d9a7be2", restaurantId: "351234" },
      via: "egress",
    },
  ]);
  expect(trial).toMatchObject({ ok: true, finding: { accountId: "351234", accountLabel: "Restaurant 351234" } });
});

test("a restaurant without bookings is connected too", async () => {
  expect((await probe({ json: bookings([]) })).trial.ok).toBe(true);
});

test("an administrator's other address is the one that is called", async () => {
  const { sent } = await probe({ json: bookings([]) }, { base_url: "api.preproduction.zenchef.io/" });
  expect(sent[0]?.url).toBe("https://api.preproduction.zenchef.io/api/v1/bookings?limit=1");
});

describe("refusals", () => {
  test.each([
    ["a wrong token", { status: 401, json: { error: "Unauthorized" } }, "bad_credentials", "api_token"],
    [
      "a token of another restaurant",
      { status: 403, json: { message: "Forbidden" } },
      "rights_missing",
      "restaurant_id",
    ],
    ["an unknown restaurant", { status: 404, json: { message: "Not found" } }, "unknown_id", "restaurant_id"],
    ["bookings of another restaurant", { json: bookings([{ restaurant_id: 999 }]) }, "unknown_id", "restaurant_id"],
    ["an error inside a 200", { json: { error: "maintenance" } }, "unexpected_answer", undefined],
    ["a page", { text: "<!doctype html><h1>Zenchef</h1>" }, "unexpected_answer", undefined],
    ["a failing server", { status: 503, text: "" }, "provider_down", undefined],
    ["a redirect", { status: 302, text: "" }, "redirect_refused", undefined],
  ])("%s", async (_what, answer, reason, field) => {
    const { failure } = (await probe(answer)).trial;
    expect([failure?.reason, failure?.field]).toEqual([reason, field]);
  });

  test("too many requests, with the wait", async () => {
    const { trial } = await probe({ status: 429, headers: { "retry-after": "12" }, json: {} });
    expect(trial.failure).toMatchObject({ reason: "rate_limited", retryAfter: 12 });
  });
});

test("a token copied with line breaks is put together", () => {
  expect(readTyped(zenchef, "credentials", "api_token", " zc_4f1d\n 9a7be2 ")).toBe("zc_4f1d9a7be2");
});
