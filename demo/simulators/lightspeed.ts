/**
 * Lightspeed Restaurant: the K-Series as its public documentation states it (OAuth with single-use refresh tokens, businesses,
 * sales), and an L-Series server after public code of others (a contract, its documentation is not public).
 * Source: api-docs.lsk.lightspeed.app.
 */
import { type Context, Hono } from "hono";
import { mountConsent } from "./consent.ts";
import { defineSimulator, type FaultKind } from "./define.ts";
import { createAuthorizationServer, type Grant } from "./oauth.ts";
import { simulatorClient } from "./oauth-client.ts";
import { readBearer, readTokenRequest } from "./token-request.ts";

/** A bearer token that Lightspeed handed out: the "API key" of the form. */
const kSeriesKey = "lsk-simulated-bearer-5f0c2a";
const lSeriesKey = "posios-simulated-token-91b7";
const companyId = "4711";

/** Ids are text because they may be longer than a JavaScript number holds; on the wire they are numbers. */
const locations = [
  { business: "1001", blID: "267739991882", blName: "Presqu’île", account: "maison" },
  { business: "1001", blID: "9007199254740993", blName: "Croix-Rousse", account: "maison" },
  { business: "1002", blID: "267739991999", blName: "Annecy", account: "annecy" },
] as const;

const server = createAuthorizationServer({
  client: simulatorClient("lightspeed"),
  callbackPath: "/api/integrations/lightspeed/callback",
  clientAuthentication: ["basic", "body"],
  pkce: "optional",
  accessTokenLifetimeSeconds: 3600,
  rotation: "strict",
});

const k = new Hono();
mountConsent(k, "/oauth/authorize", server, {
  name: "Lightspeed Restaurant",
  color: "#b3171d",
  accounts: [
    { id: "maison", label: "Maison Lumière", detail: "2 établissements à Lyon" },
    { id: "annecy", label: "Maison Lumière Annecy", detail: "1 établissement" },
  ],
  describeScope: (scope) =>
    ({ "financial-api": "Lire vos établissements et vos ventes", "orders-api": "Lire vos cartes et vos commandes" })[
      scope
    ],
});

k.post("/oauth/token", async (c) => {
  const answered = server.answerTokenRequest(await readTokenRequest(c.req.raw));
  if (!answered.ok)
    return c.json({ error: answered.failure.error }, answered.failure.error === "invalid_client" ? 401 : 400);
  const { accessToken, refreshToken, expiresIn, grant } = answered.value;
  return c.json({
    access_token: accessToken,
    refresh_token: refreshToken,
    token_type: "bearer",
    expires_in: expiresIn,
    scope: grant.scopes.join(" "),
  });
});

k.get("/f/data/businesses", (c) =>
  withAccess(c, "financial-api", (account) => {
    const own = locations.filter((location) => account === undefined || location.account === account);
    const businesses = [...new Set(own.map(({ business }) => business))].map((business) => {
      const listed = own.filter((location) => location.business === business).map(writeLocation);
      const name = JSON.stringify(business === "1001" ? "Maison Lumière" : "Maison Lumière Annecy");
      return `{"businessName":${name},"businessId":${business},"currencyCode":"EUR","businessLocations":[${listed.join(",")}]}`;
    });
    return json(
      `{"_embedded":{"businessList":[${businesses.join(",")}]},"_links":{"self":{"href":"/f/data/businesses"}}}`,
    );
  }),
);
k.notFound((c) => c.json(refusal("NOT_FOUND", "Not found"), 404));

const l = new Hono();
l.get("/PosServer/info", (c) => c.json({ version: "2026.11" }));
l.use("/PosServer/rest/*", async (c, next) => {
  if (c.req.header("x-auth-token") !== lSeriesKey) return c.json({ code: 401, description: "Unauthorized" }, 401);
  await next();
  return undefined;
});
l.get("/PosServer/rest/core/company", (c) =>
  c.json({ id: Number(companyId), name: "Maison Lumière", currency: "EUR" }),
);
l.notFound((c) => c.json({ code: 404, description: "Not found" }, 404));

/** The key sees every location, a grant those of its account. */
function withAccess(c: Context, scope: string, answer: (account: string | undefined) => Response): Response {
  const token = readBearer(c.req);
  if (token === kSeriesKey) return answer(undefined);
  const { state, grant } = server.inspectAccessToken(token);
  if (state !== "active" || grant === undefined) return new Response(null, { status: 401 });
  return hasScope(grant, scope) ? answer(grant.account) : c.json(refusal("FORBIDDEN", "Insufficient scope"), 403);
}

function hasScope(grant: Grant, scope: string): boolean {
  return grant.scopes.includes(scope);
}

function writeLocation({ blID, blName }: (typeof locations)[number]): string {
  return `{"blName":${JSON.stringify(blName)},"blID":${blID},"country":"FR","timezone":"Europe/Paris"}`;
}

function json(text: string): Response {
  return new Response(text, { headers: { "content-type": "application/json" } });
}

function refusal(status: string, message: string): Record<string, unknown> {
  return { status, timestamp: new Date().toISOString(), message, apiSubExceptions: [] };
}

function fault(kind: FaultKind, path: string): Response | undefined {
  switch (kind) {
    case "unauthorized":
      return path.startsWith("/oauth")
        ? Response.json({ error: "invalid_client" }, { status: 401 })
        : new Response(null, { status: 401 });
    case "forbidden":
      return Response.json(refusal("FORBIDDEN", "Insufficient scope"), { status: 403 });
    case "server_error":
      return Response.json(refusal("SERVICE_UNAVAILABLE", "Try again later"), { status: 503 });
    default:
      return undefined;
  }
}

export default defineSimulator({
  id: "lightspeed",
  origins: { "https://api.lsk.lightspeed.app": "lightspeed-k", "https://*.posios.com": "lightspeed-l/*" },
  mounts: { "lightspeed-k": k, "lightspeed-l/*": l },
  samples: { credentials: { series: "k", api_key: kSeriesKey, location_id: locations[0].blID }, oauth2: {} },
  fault,
  reset: server.reset,
});

export const lightspeedLSeries = {
  series: "l",
  api_key: lSeriesKey,
  location_id: companyId,
  base_url: "https://euc2.posios.com",
} as const;
