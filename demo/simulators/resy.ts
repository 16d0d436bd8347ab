/**
 * Resy without public partner documentation: only what is known of its address and its ways of refusing, for the contract mode.
 * Not a copy of any partner API. Source: public code of others (consumer API).
 */
import { Hono } from "hono";
import { defineSimulator, type FaultKind } from "./define.ts";

const apiKey = "simulatedResyContractKey2026";
const venue = { id: 54_602, name: "Maison Lumière New York" } as const;

const api = new Hono();
api.use("*", async (c, next) => {
  if (c.req.header("authorization") !== `ResyAPI api_key="${apiKey}"`) return unauthorized();
  await next();
  return undefined;
});

api.get("/4/find", (c) => {
  const isKnown = c.req.query("venue_id") === String(venue.id);
  const found = { venue: { id: { resy: venue.id }, name: venue.name, location: { time_zone: "America/New_York" } } };
  return c.json({ query: { day: c.req.query("day") }, results: { venues: isKnown ? [{ ...found, slots: [] }] : [] } });
});

api.notFound((c) => c.json({ status: 404, message: "Not Found" }, 404));

/** Resy's own status for a wrong key; no registry knows it. */
function unauthorized(): Response {
  const body = JSON.stringify({ status: 419, code: null, message: "Unauthorized", data: {} });
  return new Response(body, { status: 419, headers: { "content-type": "application/json" } });
}

function fault(kind: FaultKind): Response | undefined {
  switch (kind) {
    case "unauthorized":
    case "rotated_token":
      return unauthorized();
    case "error_in_200":
      return Response.json({ results: { venues: [] } });
    default:
      return undefined;
  }
}

export default defineSimulator({
  id: "resy",
  origins: { "https://api.resy.com": "resy-api" },
  mounts: { "resy-api": api },
  samples: { credentials: { api_key: apiKey, venue_id: String(venue.id) } },
  fault,
  reset: () => undefined,
});
