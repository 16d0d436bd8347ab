/** No public documentation: what is known of Resy's address and refusals, stated. */
import { expect, test } from "vitest";
import resy from "./resy.ts";
import { serveForTests } from "./testing/served.ts";

const running = serveForTests([resy]);

const { api_key: key = "", venue_id: venue = "" } = resy.samples["credentials"] ?? {};

const find = async (authorization: string, venueId = String(venue)) => {
  const answer = await fetch(`${running.url}/resy-api/4/find?day=2026-11-27&party_size=2&venue_id=${venueId}`, {
    headers: { authorization },
  });
  const body: unknown = await answer.json();
  return { status: answer.status, body };
};

test("the venue is found by its id", async () => {
  expect(await find(`ResyAPI api_key="${key}"`)).toMatchObject({
    status: 200,
    body: { results: { venues: [{ venue: { id: { resy: Number(venue) }, name: "Maison Lumière New York" } }] } },
  });
});

test("another venue is an empty list, not an error", async () => {
  expect(await find(`ResyAPI api_key="${key}"`, "1")).toMatchObject({ status: 200, body: { results: { venues: [] } } });
});

test.each([`Bearer ${key}`, 'ResyAPI api_key="wrong"', ""])("%j gets Resy's own 419", async (authorization) => {
  expect(await find(authorization)).toEqual({
    status: 419,
    body: { status: 419, code: null, message: "Unauthorized", data: {} },
  });
});
