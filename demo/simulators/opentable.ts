/**
 * OpenTable's network partner API as its public documentation states it: client credentials by Basic with an empty body, the
 * restaurants of a client, availability. What a contract adds is not public. Source: platform.opentable.com/documentation.
 */
import { Hono } from "hono";
import { defineSimulator, type FaultKind } from "./define.ts";
import { createTokenMint } from "./minted-tokens.ts";
import { readBearer, readTokenRequest } from "./token-request.ts";

const tokenLifetimeSeconds = 1_989_434;
const client = { id: "speedai-opentable", secret: "simulated:opentable-secret-4e21" };
/** A contract without the list of restaurants. */
const limitedClient = { id: "speedai-opentable-limited", secret: "simulated-opentable-secret-403" };

const restaurants = [
  { rid: 123_456, name: "Maison Lumière", city: "Lyon", country: "FR", currency: "EUR" },
  { rid: 123_457, name: "Maison Lumière Annecy", city: "Annecy", country: "FR", currency: "EUR" },
] as const;

const mint = createTokenMint({ lifetimeSeconds: tokenLifetimeSeconds, prefix: "v2-" });

const auth = new Hono();
auth.on(["GET", "POST"], "/api/v2/oauth/token", async (c) => {
  const { basic } = await readTokenRequest(c.req.raw);
  if (c.req.query("grant_type") !== "client_credentials") return c.json({ error: "unsupported_grant_type" }, 400);
  const known = [client, limitedClient].find(({ id, secret }) => basic?.id === id && basic.secret === secret);
  if (known === undefined) return c.json({ error: "invalid_client", error_description: "Bad client credentials" }, 401);
  return c.json({
    access_token: mint.issue(known.id),
    token_type: "Bearer",
    expires_in: tokenLifetimeSeconds,
    scope: "DEFAULT",
  });
});

const api = new Hono();
api.use("*", async (c, next) => {
  c.header("ot-requestid", crypto.randomUUID());
  const token = readBearer(c.req);
  if (!mint.isLiving(token)) return c.json(refusal("Invalid access token"), 401);
  if (mint.holderOf(token) === limitedClient.id && c.req.path.startsWith("/sync/")) {
    return c.json(refusal("Permission denied"), 403);
  }
  await next();
  return undefined;
});

for (const path of ["/sync/listings", "/sync/directory"]) {
  api.get(path, (c) => {
    const offset = Number(c.req.query("offset") ?? 0);
    const limit = Math.min(1000, Number(c.req.query("limit") ?? 100));
    const items = restaurants.slice(offset, offset + limit);
    return c.json({ total_items: restaurants.length, offset, limit, items });
  });
}

api.get("/availability/:rid", (c) => {
  if (!restaurants.some(({ rid }) => String(rid) === c.req.param("rid")))
    return c.json(refusal("Unknown restaurant"), 404);
  return c.json({
    rid: Number(c.req.param("rid")),
    party_size: Number(c.req.query("party_size") ?? 2),
    date_time: c.req.query("start_date_time"),
    times: ["2026-11-27T19:00", "2026-11-27T19:30"],
    no_availability_reasons: [],
  });
});

api.notFound((c) => c.json(refusal("Not found"), 404));

function refusal(message: string): Record<string, unknown> {
  return { errors: [{ message }], requestid: crypto.randomUUID() };
}

function fault(kind: FaultKind, path: string): Response | undefined {
  switch (kind) {
    case "unauthorized":
    case "rotated_token": {
      const body = path.startsWith("/api/v2/oauth") ? { error: "invalid_client" } : refusal("Invalid access token");
      return Response.json(body, { status: 401 });
    }
    case "forbidden":
      return Response.json(refusal("Permission denied"), { status: 403 });
    default:
      return undefined;
  }
}

export default defineSimulator({
  id: "opentable",
  origins: { "https://oauth.opentable.com": "opentable-oauth", "https://platform.opentable.com": "opentable-platform" },
  mounts: { "opentable-oauth": auth, "opentable-platform": api },
  samples: { credentials: { api_key: `${client.id}:${client.secret}`, restaurant_id: String(restaurants[0].rid) } },
  fault,
  reset: mint.reset,
});

export { limitedClient as opentableLimitedClient };
