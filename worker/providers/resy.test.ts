import { describe, expect, test } from "vitest";
import { type CannedAnswer, probeProvider, readTyped } from "../testing/probing.ts";
import resy from "./resy.ts";

const typed = { api_key: "contractkey0123456789", venue_id: "54602" };
const venues = (...ids: readonly number[]) => ({
  results: { venues: ids.map((id) => ({ venue: { id: { resy: id }, name: `Table ${id}` }, slots: [] })) },
});
const probe = (answer: CannedAnswer, more: Record<string, string> = {}) =>
  probeProvider(resy, "credentials", { ...typed, ...more }, answer);

test("asks for today's tables of the venue with the key in Resy's own scheme", async () => {
  const { sent, trial } = await probe({ json: venues(54_602) });
  expect(sent).toEqual([
    {
      method: "GET",
      url: "https://api.resy.com/4/find?lat=0&long=0&day=2026-11-23&party_size=2&venue_id=54602",
      headers: { accept: "application/json", authorization: 'ResyAPI api_key="contractkey0123456789"' },
      via: "egress",
    },
  ]);
  expect(trial).toMatchObject({ ok: true, finding: { accountId: "54602", accountLabel: "Table 54602" } });
});

test("a contract's address, header and path are used instead", async () => {
  const { sent, trial } = await probe(
    { json: { anything: true } },
    {
      base_url: "https://partners.resy.example/v2/",
      authorization: "Key {api_key}",
      test_path: "/venues/{venue_id}?on={today}",
    },
  );
  expect(sent[0]?.url).toBe("https://partners.resy.example/v2/venues/54602?on=2026-11-23");
  expect(sent[0]?.headers?.["authorization"]).toBe("Key contractkey0123456789");
  expect(trial).toMatchObject({ ok: true, finding: { accountLabel: "Venue 54602" } });
});

describe("refusals", () => {
  test.each([
    [
      "Resy's own Unauthorized",
      { status: 419, json: { status: 419, message: "Unauthorized", data: {} } },
      "bad_credentials",
      "api_key",
    ],
    ["a 401", { status: 401, json: {} }, "bad_credentials", "api_key"],
    ["a venue that is not among the answers", { json: venues(1, 2) }, "unknown_id", "venue_id"],
    ["no venue at all", { json: venues() }, "unknown_id", "venue_id"],
    ["an unknown path or venue", { status: 404, json: {} }, "unknown_id", "venue_id"],
    ["a right that is missing", { status: 403, json: {} }, "rights_missing", undefined],
    ["a page", { text: "<!DOCTYPE html>" }, "unexpected_answer", undefined],
    ["a failing server", { status: 500, json: {} }, "provider_down", undefined],
  ])("%s", async (_what, answer, reason, field) => {
    const { failure } = (await probe(answer)).trial;
    expect([failure?.reason, failure?.field]).toEqual([reason, field]);
  });

  test("too many requests, with the wait", async () => {
    const { failure } = (await probe({ status: 429, headers: { "retry-after": "5" }, json: {} })).trial;
    expect(failure).toEqual({ reason: "rate_limited", retryAfter: 5 });
  });
});

test.each([
  ["api_key", 'ResyAPI api_key="contractkey0123456789"', "contractkey0123456789"],
  ["api_key", 'has"quote-inside', "wrong_format"],
  ["venue_id", "le-phare", "wrong_format"],
  ["authorization", "Key without a place", "wrong_format"],
  ["base_url", "http://partners.resy.example", "https_required"],
  ["test_path", "no-slash", "wrong_format"],
])("%s %j reads as %j", (field, text, expected) => {
  expect(readTyped(resy, "credentials", field, text)).toBe(expected);
});
