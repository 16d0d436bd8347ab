/**
 * Google's OAuth and the Sheets API as the official clients see them: granular consent, a refresh token only for offline access,
 * one spreadsheet. Sources: npm google-auth-library, npm @googleapis/sheets, developers.google.com.
 */
import { type Context, Hono } from "hono";
import { mountConsent } from "./consent.ts";
import { defineSimulator, type FaultKind } from "./define.ts";
import { createAuthorizationServer, type Grant } from "./oauth.ts";
import { simulatorClient } from "./oauth-client.ts";
import { readBearer, readTokenRequest } from "./token-request.ts";

const accessTokenLifetimeSeconds = 3599;
const sheetsScope = "https://www.googleapis.com/auth/spreadsheets";
const emailScope = "https://www.googleapis.com/auth/userinfo.email";

const accounts = [
  { id: "112740000000000000001", label: "camille@maison-lumiere.fr", detail: "Propriétaire de la feuille « Clients »" },
  { id: "112740000000000000002", label: "stage@maison-lumiere.fr", detail: "Sans accès à la feuille" },
] as const;

const spreadsheet = { id: "1SpeedAIdemoSheet_Clients-2026xyz", title: "Clients" } as const;
/** An Excel file that is only stored in Drive. */
const excelFileId = "1SpeedAIdemoSheet_Excel-file-2026";

const server = createAuthorizationServer({
  client: simulatorClient("google_sheets"),
  callbackPath: "/api/integrations/google/callback",
  clientAuthentication: ["body", "basic"],
  pkce: "optional",
  accessTokenLifetimeSeconds,
  rotation: "never",
  prefixes: { code: "4/0", access: "ya29.", refresh: "1//0" },
});

/** Codes whose request asked for offline access with a fresh consent: only these are worth a refresh token. */
const offlineCodes = new Set<string>();
let rows: unknown[][] = [];

const accountsSite = new Hono();
mountConsent(accountsSite, "/o/oauth2/v2/auth", server, {
  name: "Google",
  color: "#1a56b8",
  accounts,
  granular: true,
  describeScope: (scope) =>
    ({
      openid: "Vous identifier",
      email: "Voir votre adresse e-mail",
      [sheetsScope]: "Voir, modifier, créer et supprimer toutes vos feuilles de calcul Google Sheets",
    })[scope],
  callbackParameters: (parameters, { request }) => {
    const asked = request.parameters;
    if (asked.get("access_type") === "offline" && asked.get("prompt")?.includes("consent")) {
      offlineCodes.add(parameters.get("code") ?? "");
    }
    parameters.append("iss", "https://accounts.google.com");
    parameters.append("scope", request.scope);
    parameters.append("authuser", "0");
    parameters.append("prompt", "consent");
    return parameters;
  },
});

const oauth = new Hono();
oauth.post("/token", async (c) => {
  const request = await readTokenRequest(c.req.raw);
  const answered = server.answerTokenRequest(request);
  if (!answered.ok) {
    const { error } = answered.failure;
    return c.json({ error, error_description: descriptionOf(error) }, error === "invalid_client" ? 401 : 400);
  }
  const { accessToken, refreshToken, expiresIn, grant } = answered.value;
  const isOffline = offlineCodes.delete(request.parameters.get("code") ?? "");
  return c.json({
    access_token: accessToken,
    expires_in: expiresIn,
    ...(isOffline && { refresh_token: refreshToken }),
    scope: grant.scopes.map((scope) => (scope === "email" ? emailScope : scope)).join(" "),
    token_type: "Bearer",
  });
});

oauth.on(["GET", "POST"], "/revoke", async (c) => {
  const { parameters } = await readTokenRequest(c.req.raw);
  const token = parameters.get("token") ?? c.req.query("token") ?? "";
  return server.revoke(token)
    ? c.json({})
    : c.json({ error: "invalid_token", error_description: "Token expired or revoked" }, 400);
});

oauth.get("/tokeninfo", (c) => {
  const found = server.introspect(c.req.query("access_token") ?? "");
  if (!found.active) return c.json({ error: "invalid_token", error_description: "Invalid Value" }, 400);
  return c.json({ aud: found.grant.clientId, sub: found.grant.account, scope: found.grant.scopes.join(" ") });
});
oauth.post("/tokeninfo", async (c) => {
  const found = server.introspect(readBearer(c.req));
  if (!found.active) return c.json({ error: "invalid_token", error_description: "Invalid Value" }, 400);
  return c.json({ aud: found.grant.clientId, expires_in: found.expiresIn, scope: found.grant.scopes.join(" ") });
});

const identity = new Hono();
identity.get("/v1/userinfo", (c) =>
  withScope(c, "openid", (grant) => {
    const account = accountOf(grant);
    return c.json({ sub: account.id, email: account.label, email_verified: true });
  }),
);

const sheets = new Hono();
sheets.get("/v4/spreadsheets/:id", (c) =>
  withSpreadsheet(c, () =>
    c.json({
      spreadsheetId: spreadsheet.id,
      properties: { title: spreadsheet.title },
      sheets: [{ properties: { sheetId: 0, title: "Feuille 1" } }],
    }),
  ),
);
sheets.get("/v4/spreadsheets/:id/values/:range", (c) =>
  withSpreadsheet(c, () => c.json({ range: c.req.param("range"), majorDimension: "ROWS", values: rows })),
);
sheets.post("/v4/spreadsheets/:id/values/:range{.+:append}", async (c) => {
  const body: unknown = await c.req.json().catch(() => undefined);
  return withSpreadsheet(c, () => {
    const values = typeof body === "object" && body !== null && "values" in body ? body.values : undefined;
    const added = Array.isArray(values) ? values.filter((row: unknown) => Array.isArray(row)) : [];
    rows.push(...added);
    return c.json({ spreadsheetId: spreadsheet.id, updates: { updatedRows: added.length } });
  });
});
sheets.notFound((c) => c.json(refusal(404, "NOT_FOUND", "Requested entity was not found."), 404));

function withSpreadsheet(c: Context, answer: () => Response): Response {
  return withScope(c, sheetsScope, (grant) => {
    const id = c.req.param("id");
    if (id === excelFileId) {
      return c.json(refusal(400, "FAILED_PRECONDITION", "This operation is not supported for this document"), 400);
    }
    if (id !== spreadsheet.id) return c.json(refusal(404, "NOT_FOUND", "Requested entity was not found."), 404);
    return grant.account === accounts[0].id
      ? answer()
      : c.json(refusal(403, "PERMISSION_DENIED", "The caller does not have permission"), 403);
  });
}

function withScope(c: Context, scope: string, answer: (grant: Grant) => Response): Response {
  const { state, grant } = server.inspectAccessToken(readBearer(c.req));
  if (state !== "active" || grant === undefined) {
    return c.json(refusal(401, "UNAUTHENTICATED", "Request had invalid authentication credentials."), 401);
  }
  if (grant.scopes.includes(scope)) return answer(grant);
  const message = "Request had insufficient authentication scopes.";
  return c.json(refusal(403, "PERMISSION_DENIED", message, "ACCESS_TOKEN_SCOPE_INSUFFICIENT"), 403);
}

function accountOf(grant: Grant): (typeof accounts)[number] {
  return accounts.find(({ id }) => id === grant.account) ?? accounts[0];
}

function descriptionOf(error: string): string {
  if (error === "invalid_grant") return "Token has been expired or revoked.";
  return error === "invalid_client" ? "The OAuth client was not found." : "Bad Request";
}

function refusal(code: number, status: string, message: string, reason?: string): Record<string, unknown> {
  const details = [{ "@type": "type.googleapis.com/google.rpc.ErrorInfo", reason, domain: "googleapis.com" }];
  return { error: { code, message, status, ...(reason !== undefined && { details }) } };
}

function fault(kind: FaultKind, path: string): Response | undefined {
  switch (kind) {
    case "unauthorized":
      return path === "/token"
        ? Response.json(
            { error: "invalid_client", error_description: descriptionOf("invalid_client") },
            { status: 401 },
          )
        : Response.json(refusal(401, "UNAUTHENTICATED", "Request had invalid authentication credentials."), {
            status: 401,
          });
    case "forbidden":
      return Response.json(refusal(403, "PERMISSION_DENIED", "The caller does not have permission"), { status: 403 });
    case "rate_limited":
      return Response.json(refusal(429, "RESOURCE_EXHAUSTED", "Quota exceeded.", "RATE_LIMIT_EXCEEDED"), {
        status: 429,
      });
    case "server_error":
      return Response.json(refusal(503, "UNAVAILABLE", "The service is currently unavailable."), { status: 503 });
    case "rotated_token":
      return Response.json(
        { error: "invalid_grant", error_description: descriptionOf("invalid_grant") },
        { status: 400 },
      );
    default:
      return undefined;
  }
}

function reset(): void {
  server.reset();
  offlineCodes.clear();
  rows = [
    ["Nom", "Téléphone"],
    ["Élodie Marchand", "+33612345678"],
  ];
}
reset();

export default defineSimulator({
  id: "google_sheets",
  origins: {
    "https://accounts.google.com": "google-accounts",
    "https://oauth2.googleapis.com": "google-oauth2",
    "https://openidconnect.googleapis.com": "google-openid",
    "https://sheets.googleapis.com": "google-sheets",
  },
  mounts: {
    "google-accounts": accountsSite,
    "google-oauth2": oauth,
    "google-openid": identity,
    "google-sheets": sheets,
  },
  samples: { oauth2: { spreadsheet_id: spreadsheet.id } },
  fault,
  reset,
});

export { excelFileId as googleExcelFile, spreadsheet as googleSpreadsheet };
