/**
 * Salesforce as its OAuth documentation and jsforce state it: login hosts, My Domain instances, identity and a little of the REST API.
 * Refresh tokens rotate and a second use ends the grant, as for apps that serve many customers.
 * Sources: help.salesforce.com (web server flow, rotation), jsforce 3.
 */
import { createHmac } from "node:crypto";
import { type Context, Hono } from "hono";
import { mountConsent } from "./consent.ts";
import { defineSimulator, type FaultKind } from "./define.ts";
import { createAuthorizationServer, type IssuedTokens, type OAuthFailure } from "./oauth.ts";
import { simulatorClient } from "./oauth-client.ts";
import { readBearer, readTokenRequest } from "./token-request.ts";

const organisations = [
  {
    id: "00D5g000001LumiEAC",
    label: "Maison Lumière",
    detail: "camille@maison-lumiere.fr",
    isSandbox: false,
    instance: "maison-lumiere",
    userId: "0055g00000CamilleAA",
    user: "camille@maison-lumiere.fr",
  },
  {
    id: "00D5g000002BrumEAC",
    label: "Brasserie du Port",
    detail: "camille@brasserie-du-port.fr",
    isSandbox: false,
    instance: "brasserie-du-port",
    userId: "0055g00000CamilleAB",
    user: "camille@brasserie-du-port.fr",
  },
  {
    id: "00D5g000003SandEAC",
    label: "Maison Lumière (essais)",
    detail: "camille@maison-lumiere.fr.uat",
    isSandbox: true,
    instance: "maison-lumiere--uat.sandbox",
    userId: "0055g00000CamilleAC",
    user: "camille@maison-lumiere.fr.uat",
  },
] as const;
type Organisation = (typeof organisations)[number];

/** An external client app of the customer's own, for administrators. */
const ownClient = { id: "3MVG9SimulatedMaisonLumiere", secret: "SIMULATED0C0FFEE0LUMIERE" } as const;

const contacts = [
  { Id: "0035g00000Elodie1", Name: "Élodie Marchand", Phone: "+33 6 12 34 56 78" },
  { Id: "0035g00000Karim01", Name: "Karim Benali", Phone: "+33 6 98 76 54 32" },
] as const;

const scopeMeanings: Readonly<Record<string, string>> = {
  api: "Lire et écrire vos données par les API",
  refresh_token: "Agir en votre nom à tout moment",
  id: "Reconnaître votre identité",
};

const server = createAuthorizationServer({
  client: (id) => [simulatorClient("salesforce"), ownClient].find((client) => client.id === id),
  callbackPath: "/api/integrations/salesforce/callback",
  clientAuthentication: ["body", "basic"],
  pkce: "required",
  rotation: "strict",
  prefixes: { code: "aPrx", access: "00D5g000001Lumi!AQ", refresh: "5Aep861" },
});

/** One app for every host: OAuth on all, data on instances. */
const app = new Hono();

/** Salesforce takes a challenge without a method for S256, where RFC 7636 would read `plain`. */
const authorizationServer: typeof server = {
  ...server,
  readAuthorizationRequest: (parameters) => {
    const read = new URLSearchParams(parameters);
    if (read.has("code_challenge") && !read.has("code_challenge_method")) read.set("code_challenge_method", "S256");
    return server.readAuthorizationRequest(read);
  },
};

mountConsent(app, "/services/oauth2/authorize", authorizationServer, {
  name: "Salesforce",
  color: "#0b5cab",
  accounts: organisations,
  accountsOf: (_request, host) => organisationsAt(host),
  describeScope: (scope) => scopeMeanings[scope],
});

app.post("/services/oauth2/token", async (c) => {
  const request = await readTokenRequest(c.req.raw);
  const answered = server.answerTokenRequest(request);
  if (!answered.ok) return tokenRefusal(c, answered.failure);
  const clientSecret = request.basic?.secret ?? request.parameters.get("client_secret") ?? "";
  return c.json(tokenAnswer(answered.value, clientSecret, request.parameters.get("grant_type") === "refresh_token"));
});

app.post("/services/oauth2/revoke", async (c) => {
  const { parameters } = await readTokenRequest(c.req.raw);
  return server.revoke(parameters.get("token") ?? "")
    ? c.body(null, 200)
    : c.json({ error: "invalid_token", error_description: "invalid token" }, 400);
});

app.get("/services/oauth2/userinfo", (c) => {
  const { state, grant } = server.inspectAccessToken(readBearer(c.req));
  // The identity service speaks its own way: a status 403 and a bare word.
  if (state !== "active" || !grant) return c.text("Bad_OAuth_Token", 403);
  const organisation = organisationOf(grant.account);
  return c.json({
    sub: `https://login.salesforce.com/id/${organisation.id}/${organisation.userId}`,
    user_id: organisation.userId,
    organization_id: organisation.id,
    preferred_username: organisation.user,
    nickname: "camille",
    name: "Camille Laurent",
    email: organisation.user,
    email_verified: true,
    zoneinfo: "Europe/Paris",
    urls: {
      rest: `https://${instanceHost(organisation)}/services/data/v{version}/`,
      query: `https://${instanceHost(organisation)}/services/data/v{version}/query/`,
    },
    active: true,
    user_type: "STANDARD",
    language: "fr",
    locale: "fr_FR",
  });
});

/** Public: says nothing about a token. */
app.get("/services/data", (c) => c.json(versions));
app.get("/services/data/", (c) => c.json(versions));
const versions = [60, 61, 62].map((number) => ({
  label: `API ${number}`,
  url: `/services/data/v${number}.0`,
  version: `${number}.0`,
}));

app.get("/services/data/:version/limits", (c) =>
  withOrganisation(c, () => c.json({ DailyApiRequests: { Max: 100_000, Remaining: 99_982 } })),
);

app.get("/services/data/:version/query", (c) =>
  withOrganisation(c, (organisation) => {
    const [, fields = "", object = ""] = /^\s*select\s+(.+?)\s+from\s+(\w+)/i.exec(c.req.query("q") ?? "") ?? [];
    const rows = rowsOf(object, organisation);
    if (rows === undefined) return c.json(apiError("INVALID_TYPE", `sObject type '${object}' is not supported.`), 400);
    const names = fields.split(",").map((field) => field.trim());
    const records = rows.map((row) => ({
      attributes: { type: object, url: `/services/data/${c.req.param("version")}/sobjects/${object}/${row["Id"]}` },
      ...Object.fromEntries(names.map((name) => [name, row[name] ?? null])),
    }));
    return c.json({ totalSize: records.length, done: true, records });
  }),
);

app.notFound((c) => c.json(apiError("NOT_FOUND", "The requested resource does not exist"), 404));

function rowsOf(object: string, organisation: Organisation): readonly Record<string, unknown>[] | undefined {
  switch (object.toLowerCase()) {
    case "organization":
      return [{ Id: organisation.id, Name: organisation.label, IsSandbox: organisation.isSandbox }];
    case "contact":
      return contacts;
    default:
      return undefined;
  }
}

function tokenAnswer(issued: IssuedTokens, clientSecret: string, isRenewal: boolean): Record<string, unknown> {
  const organisation = organisationOf(issued.grant.account);
  const host = organisation.isSandbox ? "test.salesforce.com" : "login.salesforce.com";
  const id = `https://${host}/id/${organisation.id}/${organisation.userId}`;
  const issuedAt = String(Date.now());
  return {
    access_token: issued.accessToken,
    ...((isRenewal || issued.grant.scopes.includes("refresh_token")) && { refresh_token: issued.refreshToken }),
    signature: createHmac("sha256", clientSecret)
      .update(id + issuedAt)
      .digest("base64"),
    scope: issued.grant.scopes.join(" "),
    instance_url: `https://${instanceHost(organisation)}`,
    id,
    token_type: "Bearer",
    issued_at: issuedAt,
  };
}

function tokenRefusal(c: Context, failure: OAuthFailure): Response {
  const [error, description] = {
    client_unknown: ["invalid_client_id", "client identifier invalid"],
    client_secret_wrong: ["invalid_client", "invalid client credentials"],
    grant_type_unknown: ["unsupported_grant_type", "grant type not supported"],
    code_unknown: ["invalid_grant", "invalid authorization code"],
    code_expired: ["invalid_grant", "expired authorization code"],
    redirect_uri_differs: ["redirect_uri_mismatch", "redirect_uri must match configuration"],
    verifier_wrong: ["invalid_grant", "invalid code verifier"],
    refresh_token_unknown: ["invalid_grant", "expired access/refresh token"],
    refresh_token_reused: ["invalid_grant", "expired access/refresh token"],
    malformed: ["unsupported_grant_type", "grant type not supported"],
  }[failure.cause];
  return c.json({ error, error_description: description }, 400);
}

function withOrganisation(c: Context, answer: (organisation: Organisation) => Response): Response {
  const { state, grant } = server.inspectAccessToken(readBearer(c.req));
  if (state !== "active" || !grant) return c.json(apiError("INVALID_SESSION_ID", "Session expired or invalid"), 401);
  if (!grant.scopes.includes("api")) {
    return c.json(apiError("INVALID_SESSION_ID", "This session is not valid for use with the REST API"), 401);
  }
  c.header("sforce-limit-info", "api-usage=18/100000");
  return answer(organisationOf(grant.account));
}

/** A list, as the REST API answers. */
function apiError(errorCode: string, message: string): readonly Record<string, unknown>[] {
  return [{ message, errorCode }];
}

/** Sandboxes log in at the test host, organisations at the login host, each also at its own domain. */
function organisationsAt(host: string): readonly Organisation[] {
  if (host === "login.salesforce.com") return organisations.filter((organisation) => !organisation.isSandbox);
  if (host === "test.salesforce.com") return organisations.filter((organisation) => organisation.isSandbox);
  return organisations.filter((organisation) => instanceHost(organisation) === host);
}

function organisationOf(id: string): Organisation {
  return organisations.find((organisation) => organisation.id === id) ?? organisations[0];
}

function instanceHost(organisation: Organisation): string {
  return `${organisation.instance}.my.salesforce.com`;
}

function fault(kind: FaultKind, path: string): Response | undefined {
  const isOAuth = path.startsWith("/services/oauth2/") && path !== "/services/oauth2/userinfo";
  switch (kind) {
    case "unauthorized":
      return isOAuth
        ? Response.json({ error: "invalid_client", error_description: "invalid client credentials" }, { status: 400 })
        : Response.json(apiError("INVALID_SESSION_ID", "Session expired or invalid"), { status: 401 });
    case "forbidden":
      return Response.json(apiError("INSUFFICIENT_ACCESS", "insufficient access rights"), { status: 403 });
    case "rate_limited":
      // Salesforce has no 429: the daily quota of the organisation is a 403.
      return Response.json(apiError("REQUEST_LIMIT_EXCEEDED", "TotalRequests Limit exceeded."), { status: 403 });
    case "rotated_token":
      return Response.json(
        { error: "invalid_grant", error_description: "expired access/refresh token" },
        { status: 400 },
      );
    case "error_in_200":
      return Response.json(apiError("UNKNOWN_EXCEPTION", "An unexpected error occurred."));
    default:
      return undefined;
  }
}

export default defineSimulator({
  id: "salesforce",
  origins: {
    "https://login.salesforce.com": "salesforce-login",
    "https://test.salesforce.com": "salesforce-test",
    "https://*.my.salesforce.com": "salesforce/*",
  },
  mounts: { "salesforce-login": app, "salesforce-test": app, "salesforce/*": app },
  samples: { oauth2: {} },
  fault,
  reset: server.reset,
});

export { ownClient as salesforceOwnClient, server as salesforceServer };
