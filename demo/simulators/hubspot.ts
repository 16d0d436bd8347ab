/**
 * HubSpot as its public OpenAPI files state it: OAuth 2026-03 (and the v1 paths that the official client still calls),
 * account information and contacts. Sources: developers.hubspot.com (oauth 2026-03, account-info 2026-03), @hubspot/api-client 14.
 */
import { type Context, Hono } from "hono";
import { mountConsent } from "./consent.ts";
import { defineSimulator, type FaultKind } from "./define.ts";
import { createAuthorizationServer, type Grant, type IssuedTokens, type OAuthFailure } from "./oauth.ts";
import { simulatorClient } from "./oauth-client.ts";
import { readBearer, readTokenRequest } from "./token-request.ts";

const accessTokenLifetimeSeconds = 1800;
const appId = 31_415_926;

const portals = [
  {
    id: "8412207",
    label: "Maison Lumière",
    detail: "maison-lumiere.fr · portail 8412207",
    domain: "maison-lumiere.fr",
    user: "camille@maison-lumiere.fr",
    userId: 51_290_771,
  },
  {
    id: "9026514",
    label: "Maison Lumière Lyon",
    detail: "lyon.maison-lumiere.fr · portail 9026514",
    domain: "lyon.maison-lumiere.fr",
    user: "lyon@maison-lumiere.fr",
    userId: 51_290_772,
  },
] as const;

const contacts = [
  { id: "101", firstname: "Élodie", lastname: "Marchand", email: "elodie.marchand@example.com", phone: "+33612345678" },
  { id: "102", firstname: "Karim", lastname: "Benali", email: "karim.benali@example.com", phone: "+33698765432" },
] as const;

const scopeMeanings: Readonly<Record<string, string>> = {
  oauth: "Reconnaître votre portail",
  "crm.objects.contacts.read": "Lire les contacts",
  "crm.objects.contacts.write": "Créer et modifier des contacts",
  "crm.objects.companies.read": "Lire les entreprises",
  "crm.objects.deals.read": "Lire les transactions",
  "crm.objects.deals.write": "Créer et modifier des transactions",
};

const server = createAuthorizationServer({
  client: simulatorClient("hubspot"),
  callbackPath: "/api/integrations/hubspot/callback",
  clientAuthentication: ["body"],
  pkce: "optional",
  accessTokenLifetimeSeconds,
  rotation: "never",
});

const site = new Hono();
mountConsent(site, "/oauth/authorize", server, {
  name: "HubSpot",
  color: "#c2410c",
  accounts: portals,
  describeScope: (scope) => scopeMeanings[scope],
});

const api = new Hono();

for (const path of ["/oauth/2026-03/token", "/oauth/v1/token"]) {
  api.post(path, async (c) => {
    const answered = server.answerTokenRequest(await readTokenRequest(c.req.raw));
    return answered.ok ? c.json(tokenAnswer(answered.value)) : tokenRefusal(c, answered.failure);
  });
}

api.post("/oauth/2026-03/token/introspect", async (c) => {
  const request = await readTokenRequest(c.req.raw);
  const client = server.authenticateClient(request);
  if (!client.ok) return tokenRefusal(c, client.failure);
  const found = server.introspect(request.parameters.get("token") ?? "");
  if (!found.active) return c.json({ active: false });
  const portal = portalOf(found.grant);
  return c.json({
    active: true,
    token_use: found.use,
    token_type: "bearer",
    app_id: appId,
    client_id: found.grant.clientId,
    hub_id: Number(portal.id),
    hub_domain: portal.domain,
    user: portal.user,
    user_id: portal.userId,
    scopes: found.grant.scopes,
    is_private_distribution: false,
    ...(found.expiresIn === undefined ? {} : { expires_in: found.expiresIn }),
  });
});

api.post("/oauth/2026-03/token/revoke", async (c) => {
  const request = await readTokenRequest(c.req.raw);
  const client = server.authenticateClient(request);
  if (!client.ok) return tokenRefusal(c, client.failure);
  // RFC 7009 §2.2: an unknown token is no error.
  server.revoke(request.parameters.get("token") ?? "");
  return c.body(null, 200);
});

api.get("/oauth/v1/access-tokens/:token", (c) => {
  const found = server.introspect(c.req.param("token"));
  if (!found.active || found.use !== "access_token") return tokenRefusal(c, unknownToken);
  const portal = portalOf(found.grant);
  return c.json({
    token: c.req.param("token"),
    user: portal.user,
    user_id: portal.userId,
    hub_id: Number(portal.id),
    hub_domain: portal.domain,
    app_id: appId,
    scopes: found.grant.scopes,
    token_type: "access",
    expires_in: found.expiresIn ?? 0,
  });
});

api.delete("/oauth/v1/refresh-tokens/:token", (c) =>
  server.revoke(c.req.param("token")) ? c.body(null, 204) : tokenRefusal(c, unknownToken),
);

for (const path of ["/account-info/2026-03/details", "/account-info/v3/details"]) {
  api.get(path, (c) =>
    withGrant(c, "oauth", (grant) =>
      c.json({
        portalId: Number(grant.account),
        accountType: "STANDARD",
        timeZone: "Europe/Paris",
        companyCurrency: "EUR",
        additionalCurrencies: [],
        utcOffset: "+01:00",
        utcOffsetMilliseconds: 3_600_000,
        uiDomain: "app.hubspot.com",
        dataHostingLocation: "eu1",
      }),
    ),
  );
}

for (const path of ["/crm/objects/2026-03/contacts", "/crm/v3/objects/contacts"]) {
  api.get(path, (c) =>
    withGrant(c, "crm.objects.contacts.read", () =>
      c.json({
        results: contacts.slice(0, Number(c.req.query("limit") ?? 10)).map(({ id, ...properties }) => ({
          id,
          properties,
          createdAt: "2026-09-01T08:00:00.000Z",
          updatedAt: "2026-11-02T16:30:00.000Z",
          archived: false,
        })),
      }),
    ),
  );
}

api.notFound((c) => c.json(apiError("OBJECT_NOT_FOUND", "Resource not found"), 404));

const unknownToken: OAuthFailure = { error: "invalid_grant", cause: "refresh_token_unknown" };

function tokenAnswer(issued: IssuedTokens): Record<string, unknown> {
  const portal = portalOf(issued.grant);
  return {
    token_type: "bearer",
    access_token: issued.accessToken,
    refresh_token: issued.refreshToken,
    expires_in: issued.expiresIn,
    hub_id: Number(portal.id),
    user_id: portal.userId,
    scopes: issued.grant.scopes,
    token_use: "access_token",
  };
}

/** HubSpot answers with the fields of RFC 6749 §5.2 and with its own envelope in one body. */
function tokenRefusal(c: Context, failure: OAuthFailure): Response {
  const [status, message] = {
    client_unknown: ["BAD_CLIENT_ID", "missing or unknown client id"],
    client_secret_wrong: ["BAD_CLIENT_SECRET", "missing or invalid client secret"],
    grant_type_unknown: ["BAD_GRANT_TYPE", "unknown grant_type"],
    code_unknown: ["BAD_AUTH_CODE", "missing or unknown auth code"],
    code_expired: ["EXPIRED_AUTH_CODE", "auth code is expired"],
    redirect_uri_differs: ["MISMATCH_REDIRECT_URI_AUTH_CODE", "redirect URI does not match the auth code"],
    verifier_wrong: ["BAD_CODE_VERIFIER", "code verifier does not match the challenge"],
    refresh_token_unknown: ["BAD_REFRESH_TOKEN", "refresh token is invalid, expired or revoked"],
    refresh_token_reused: ["BAD_REFRESH_TOKEN", "refresh token is invalid, expired or revoked"],
    malformed: ["BAD_GRANT_TYPE", "missing grant_type"],
  }[failure.cause];
  return c.json(
    { error: failure.error, error_description: message, status, message, correlationId: crypto.randomUUID() },
    400,
  );
}

function withGrant(c: Context, scope: string, answer: (grant: Grant) => Response): Response {
  const { state, grant } = server.inspectAccessToken(readBearer(c.req));
  if (state === "expired") {
    return c.json(apiError("EXPIRED_AUTHENTICATION", "The OAuth token used to make this call expired."), 401);
  }
  if (state !== "active" || !grant) {
    return c.json(apiError("INVALID_AUTHENTICATION", "Authentication credentials not found or not valid."), 401);
  }
  if (!grant.scopes.includes(scope)) return c.json(missingScopes(scope), 403);
  c.header("x-hubspot-ratelimit-max", "100");
  c.header("x-hubspot-ratelimit-remaining", "99");
  c.header("x-hubspot-ratelimit-interval-milliseconds", "10000");
  return answer(grant);
}

function missingScopes(scope: string): Record<string, unknown> {
  const message = "This app hasn't been granted all required scopes to make this call.";
  return {
    ...apiError("MISSING_SCOPES", message),
    errors: [{ message, context: { requiredGranularScopes: [scope], missingScopes: [scope] } }],
  };
}

function apiError(category: string, message: string): Record<string, unknown> {
  return { status: "error", message, correlationId: crypto.randomUUID(), category };
}

function portalOf(grant: Grant): (typeof portals)[number] {
  return portals.find((portal) => portal.id === grant.account) ?? portals[0];
}

function fault(kind: FaultKind, path: string): Response | undefined {
  switch (kind) {
    case "unauthorized":
      return path.startsWith("/oauth")
        ? Response.json(
            { error: "invalid_client", status: "BAD_CLIENT_ID", message: "unknown client" },
            { status: 401 },
          )
        : Response.json(apiError("EXPIRED_AUTHENTICATION", "The OAuth token used to make this call expired."), {
            status: 401,
          });
    case "forbidden":
      return Response.json(missingScopes("crm.objects.contacts.read"), { status: 403 });
    case "rate_limited":
      return Response.json(
        {
          status: "error",
          message: "You have reached your ten_secondly_rolling limit.",
          errorType: "RATE_LIMIT",
          correlationId: crypto.randomUUID(),
          policyName: "TEN_SECONDLY_ROLLING",
          requestId: crypto.randomUUID(),
        },
        { status: 429 },
      );
    case "rotated_token": {
      const message = "refresh token is invalid, expired or revoked";
      return Response.json(
        { error: "invalid_grant", error_description: message, status: "BAD_REFRESH_TOKEN", message },
        { status: 400 },
      );
    }
    case "error_in_200":
      return Response.json(apiError("INTERNAL_ERROR", "internal error"));
    default:
      return undefined;
  }
}

export default defineSimulator({
  id: "hubspot",
  origins: { "https://app.hubspot.com": "hubspot-app", "https://api.hubapi.com": "hubspot-api" },
  mounts: { "hubspot-app": site, "hubspot-api": api },
  samples: { oauth2: {} },
  fault,
  reset: server.reset,
});
