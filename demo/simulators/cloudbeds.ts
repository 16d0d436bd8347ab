/**
 * Cloudbeds' PMS API v1.3 as its public OpenAPI file states it: OAuth with the properties in the token answer, the address of a
 * property's island, hotels, guests; data calls fail inside a 200. Sources: github.com/cloudbeds/openapi-specs, developers.cloudbeds.com.
 */
import { type Context, Hono } from "hono";
import { mountConsent } from "./consent.ts";
import { defineSimulator, type FaultKind } from "./define.ts";
import { createAuthorizationServer, type Grant, type OAuthFailure } from "./oauth.ts";
import { simulatorClient } from "./oauth-client.ts";
import { readBearer, readTokenRequest } from "./token-request.ts";

const accessTokenLifetimeSeconds = 28_800;
const island = "https://api-eu.cloudbeds.com";

const properties = [
  { id: "198431", name: "Auberge Maison Lumière", account: "single" },
  { id: "198432", name: "Hôtel du Lac", account: "group" },
  { id: "198433", name: "Hôtel de la Gare", account: "group" },
] as const;

const server = createAuthorizationServer({
  client: simulatorClient("cloudbeds"),
  callbackPath: "/api/integrations/cloudbeds/callback",
  clientAuthentication: ["body"],
  pkce: "ignored",
  accessTokenLifetimeSeconds,
  rotation: "strict",
});

const api = new Hono();
mountConsent(api, "/api/v1.3/oauth", server, {
  name: "Cloudbeds",
  color: "#1f57c3",
  accounts: [
    { id: "single", label: "Auberge Maison Lumière", detail: "1 établissement" },
    { id: "group", label: "Groupe Maison Lumière", detail: "2 établissements" },
  ],
});

api.post("/api/v1.3/access_token", async (c) => {
  const answered = server.answerTokenRequest(await readTokenRequest(c.req.raw));
  if (!answered.ok) return tokenRefusal(c, answered.failure);
  const { accessToken, refreshToken, expiresIn, grant } = answered.value;
  return c.json({
    access_token: accessToken,
    token_type: "Bearer",
    expires_in: expiresIn,
    refresh_token: refreshToken,
    resources: propertiesOf(grant).map(({ id }) => ({ type: "property", id })),
  });
});

api.get("/api/v1.3/oauth/metadata", (c) =>
  withGrant(c, undefined, () => c.json({ success: "true", data: { api: { url: `${island}/api/v1.3/` } } })),
);

api.get("/api/v1.3/userinfo", (c) =>
  withGrant(c, undefined, () =>
    c.json({ user_id: "77", first_name: "Camille", last_name: "Laurent", email: "camille@maison-lumiere.fr" }),
  ),
);

api.get("/api/v1.3/getHotels", (c) =>
  withGrant(c, "read:hotel", (grant) => {
    const asked = c.req.query("propertyIDs")?.split(",");
    const data = propertiesOf(grant).filter(({ id }) => asked === undefined || asked.includes(id));
    return c.json({ success: true, data: data.map(writeProperty), count: data.length, total: data.length });
  }),
);

api.get("/api/v1.3/getHotelDetails", (c) =>
  withGrant(c, "read:hotel", (grant) => {
    const found = propertiesOf(grant).find(({ id }) => id === (c.req.query("propertyID") ?? id));
    return found === undefined
      ? c.json({ success: false, message: "Property not found" })
      : c.json({ success: true, data: { ...writeProperty(found), propertyCurrency: { currencyCode: "EUR" } } });
  }),
);

api.get("/api/v1.3/getGuestList", (c) =>
  withGrant(c, "read:guest", () => {
    const guest = { guestID: "5501", guestName: "Élodie Marchand", guestPhone: "+33 6 12 34 56 78", isMainGuest: true };
    return c.json({ success: true, data: { [guest.guestID]: guest }, count: 1, total: 1 });
  }),
);

api.notFound((c) => c.json({ success: false, message: "Method not found" }, 404));

function withGrant(c: Context, scope: string | undefined, answer: (grant: Grant) => Response): Response {
  c.header("x-request-id", crypto.randomUUID());
  const { state, grant } = server.inspectAccessToken(readBearer(c.req));
  if (state !== "active" || grant === undefined) return c.json(accessDenied, 401);
  if (scope !== undefined && !grant.scopes.includes(scope)) {
    return c.json({ success: false, message: `You don't have access to this call. Required scope: ${scope}` });
  }
  return answer(grant);
}

/** The documentation's own words for a bad code; those for a bad refresh token follow the same pattern. */
function tokenRefusal(c: Context, { error, cause }: OAuthFailure): Response {
  if (error === "invalid_client") return c.json({ error, error_description: "Client authentication failed" }, 401);
  if (error !== "invalid_grant") return c.json({ error }, 400);
  const what = cause.startsWith("refresh_token") ? "refresh token" : "authorization code";
  return c.json({ error: "server_error", error_description: `The ${what} is invalid or has expired.` }, 401);
}

const accessDenied = {
  error: "access_denied",
  message: "The resource owner or authorization server denied the request.",
} as const;

function propertiesOf(grant: Grant): readonly (typeof properties)[number][] {
  return properties.filter(({ account }) => account === grant.account);
}

function writeProperty({ id, name }: (typeof properties)[number]): Record<string, unknown> {
  return { propertyID: id, organizationID: "31", propertyName: name, propertyTimezone: "Europe/Paris" };
}

function fault(kind: FaultKind, path: string): Response | undefined {
  switch (kind) {
    case "unauthorized":
      return Response.json(accessDenied, { status: 401 });
    case "rotated_token":
      return Response.json(
        { error: "invalid_grant", error_description: "The refresh token is invalid." },
        { status: 400 },
      );
    case "error_in_200":
      return path.endsWith("/access_token")
        ? undefined
        : Response.json({ success: false, message: "User who approved this connection is not active anymore" });
    default:
      return undefined;
  }
}

export default defineSimulator({
  id: "cloudbeds",
  origins: { "https://api.cloudbeds.com": "cloudbeds-api", [island]: "cloudbeds-island" },
  mounts: { "cloudbeds-api": api, "cloudbeds-island": api },
  samples: { oauth2: {} },
  fault,
  reset: server.reset,
});
