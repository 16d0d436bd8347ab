/**
 * Zoho CRM as its documentation and official client state it: nine data centres with their own accounts and API hosts, errors inside a
 * 200 of the token endpoint, ten new access tokens per ten minutes. A person whose account lives elsewhere is moved there.
 * Sources: zoho.com/crm/developer/docs (OAuth, multi-DC, v8), @zohocrm/nodejs-sdk-8.0.
 */
import { type Context, Hono } from "hono";
import { mountConsent } from "./consent.ts";
import { defineSimulator, type FaultKind } from "./define.ts";
import { createAuthorizationServer } from "./oauth.ts";
import { simulatorClient } from "./oauth-client.ts";
import { readTokenRequest, type TokenRequest } from "./token-request.ts";

const accessTokenLifetimeSeconds = 3600;
const renewalsPerWindow = 10;
const renewalWindowMs = 600_000;

/** Stated here anew, so that a wrong host in the adapter's table finds nobody. */
const dataCentres = {
  us: { accounts: "https://accounts.zoho.com", api: "https://www.zohoapis.com" },
  eu: { accounts: "https://accounts.zoho.eu", api: "https://www.zohoapis.eu" },
  in: { accounts: "https://accounts.zoho.in", api: "https://www.zohoapis.in" },
  au: { accounts: "https://accounts.zoho.com.au", api: "https://www.zohoapis.com.au" },
  cn: { accounts: "https://accounts.zoho.com.cn", api: "https://www.zohoapis.com.cn" },
  jp: { accounts: "https://accounts.zoho.jp", api: "https://www.zohoapis.jp" },
  ca: { accounts: "https://accounts.zohocloud.ca", api: "https://www.zohoapis.ca" },
  sa: { accounts: "https://accounts.zoho.sa", api: "https://www.zohoapis.sa" },
  uk: { accounts: "https://accounts.zoho.uk", api: "https://www.zohoapis.uk" },
} as const;
type Location = keyof typeof dataCentres;

const organisations = [
  { id: "20071234567", label: "Maison Lumière", detail: "Centre de données de la région choisie", home: undefined },
  { id: "77112233445", label: "Lumière New York", detail: "Compte hébergé aux États-Unis", home: "us" },
] as const;
type Organisation = (typeof organisations)[number];

const contacts = [
  { id: "554023000000527001", Last_Name: "Marchand", First_Name: "Élodie", Phone: "+33612345678" },
  { id: "554023000000527002", Last_Name: "Benali", First_Name: "Karim", Phone: "+33698765432" },
] as const;

const scopeMeanings: Readonly<Record<string, string>> = {
  "ZohoCRM.org.READ": "Voir le nom de votre entreprise",
  "ZohoCRM.modules.contacts.READ": "Lire les contacts",
  "ZohoCRM.modules.leads.ALL": "Lire et écrire les prospects",
  "ZohoCRM.modules.deals.READ": "Lire les affaires",
  "ZohoCRM.modules.calls.ALL": "Lire et écrire les appels",
  "ZohoCRM.modules.events.ALL": "Lire et écrire les rendez-vous",
  "ZohoCRM.users.READ": "Lire les utilisateurs",
};

const client = simulatorClient("zoho");
const server = createAuthorizationServer({
  client,
  callbackPath: "/api/integrations/zoho/callback",
  clientAuthentication: ["body"],
  pkce: "ignored",
  accessTokenLifetimeSeconds,
  rotation: "never",
  prefixes: { code: "1000.", access: "1000.", refresh: "1000." },
});

/** Where a code or refresh token lives: at every other accounts host it is unknown. */
const homes = new Map<string, Location>();
const renewals = new Map<string, number[]>();

const accountsApp = new Hono();

mountConsent(accountsApp, "/oauth/v2/auth", server, {
  name: "Zoho",
  color: "#b3261e",
  accounts: organisations,
  scopeSeparator: ",",
  describeScope: (scope) => scopeMeanings[scope],
  callbackParameters: (parameters, { account, host }) => {
    const location = organisationOf(account).home ?? locationOf(host);
    homes.set(parameters.get("code") ?? "", location);
    parameters.set("location", location);
    parameters.set("accounts-server", dataCentres[location].accounts);
    return parameters;
  },
});

accountsApp.post("/oauth/v2/token", async (c) => {
  const location = locationOf(c.req.header("x-simulated-host"));
  const request = withCommonSecret(await readRequest(c.req.raw), location);
  const authenticated = server.authenticateClient(request);
  if (!authenticated.ok) return refuseToken(c, "invalid_client");
  const isRenewal = request.parameters.get("grant_type") === "refresh_token";
  const given = request.parameters.get(isRenewal ? "refresh_token" : "code") ?? "";
  if (homes.get(given) !== location) return refuseToken(c, "invalid_code");
  if (isRenewal && !mayRenew(given)) return c.json(tooManyRenewals, 400);
  const answered = server.answerTokenRequest(request);
  if (!answered.ok) {
    return refuseToken(c, answered.failure.cause === "redirect_uri_differs" ? "invalid_redirect_uri" : "invalid_code");
  }
  const { accessToken, refreshToken, grant } = answered.value;
  if (refreshToken !== undefined) homes.set(refreshToken, location);
  return c.json({
    access_token: accessToken,
    // Only with the first consent: a renewal says nothing about the refresh token, which stays.
    ...(!isRenewal && { refresh_token: refreshToken, scope: grant.scopes.join(" ") }),
    api_domain: dataCentres[location].api,
    token_type: "Bearer",
    expires_in: accessTokenLifetimeSeconds,
  });
});

accountsApp.post("/oauth/v2/token/revoke", async (c) => {
  const token = c.req.query("token") ?? (await readRequest(c.req.raw)).parameters.get("token") ?? "";
  const isHere = homes.get(token) === locationOf(c.req.header("x-simulated-host"));
  return isHere && server.revoke(token) ? c.json({ status: "success" }) : c.json({ error: "invalid_token" }, 400);
});

const apiApp = new Hono();

apiApp.get("/crm/v8/org", (c) =>
  withOrganisation(c, ["ZohoCRM.org.READ", "ZohoCRM.org.ALL"], (organisation) =>
    c.json({
      org: [
        {
          id: organisation.id,
          zgid: organisation.id.slice(2),
          company_name: organisation.label,
          primary_email: "camille@maison-lumiere.fr",
          country_code: organisation.home === "us" ? "US" : "FR",
          time_zone: organisation.home === "us" ? "America/New_York" : "Europe/Paris",
          iso_code: organisation.home === "us" ? "USD" : "EUR",
          type: "Production",
        },
      ],
    }),
  ),
);

apiApp.get("/crm/v8/Contacts", (c) =>
  withOrganisation(c, ["ZohoCRM.modules.contacts.READ", "ZohoCRM.modules.contacts.ALL", "ZohoCRM.modules.ALL"], () =>
    c.json({ data: contacts, info: { per_page: 200, count: contacts.length, page: 1, more_records: false } }),
  ),
);

apiApp.notFound((c) =>
  c.json(apiError("INVALID_URL_PATTERN", "Please check if the URL trying to access is a correct one"), 404),
);

/** The client's secret of one data centre, where it has its own (`OAUTH_ZOHO_CLIENT_SECRET_EU`), stands for the common one. */
function withCommonSecret(request: TokenRequest, location: Location): TokenRequest {
  const own = process.env[`OAUTH_ZOHO_CLIENT_SECRET_${location.toUpperCase()}`];
  if (own === undefined) return request;
  const isOwn = request.parameters.get("client_secret") === own;
  return { ...request, parameters: new Map(request.parameters).set("client_secret", isOwn ? client.secret : "") };
}

/** Zoho takes a form in both encodings. */
async function readRequest(request: Request): Promise<TokenRequest> {
  if (request.headers.get("content-type")?.startsWith("multipart/form-data") !== true) return readTokenRequest(request);
  const form = await request.formData();
  const texts = [...form].flatMap(([name, value]) => (typeof value === "string" ? [[name, value] as const] : []));
  return { parameters: new Map(texts), basic: undefined };
}

function mayRenew(refreshToken: string): boolean {
  const now = Date.now();
  const recent = (renewals.get(refreshToken) ?? []).filter((at) => at > now - renewalWindowMs);
  if (recent.length >= renewalsPerWindow) return false;
  renewals.set(refreshToken, [...recent, now]);
  return true;
}

/** A refusal looks like success to whoever reads the status alone. */
function refuseToken(c: Context, error: string): Response {
  return c.json({ error });
}

const tooManyRenewals = {
  error: "Access Denied",
  error_description: "You have made too many requests continuously. Please try again after some time.",
  status: "failure",
};

function withOrganisation(
  c: Context,
  scopes: readonly string[],
  answer: (organisation: Organisation) => Response,
): Response {
  const header = /^(?:Zoho-oauthtoken|Bearer) (\S+)$/i.exec(c.req.header("authorization") ?? "")?.[1] ?? "";
  const { state, grant } = server.inspectAccessToken(header);
  if (state !== "active" || !grant) return c.json(apiError("INVALID_TOKEN", "invalid oauth token"), 401);
  const organisation = organisationOf(grant.account);
  const location = locationOf(c.req.header("x-simulated-host"));
  if (organisation.home !== undefined && organisation.home !== location) {
    return c.json(apiError("INVALID_TOKEN", "invalid oauth token"), 401);
  }
  if (!scopes.some((scope) => grant.scopes.includes(scope))) {
    return c.json(apiError("OAUTH_SCOPE_MISMATCH", "invalid oauth scope to access this URL"), 401);
  }
  return answer(organisation);
}

function apiError(code: string, message: string): Record<string, unknown> {
  return { code, details: {}, message, status: "error" };
}

function organisationOf(id: string): Organisation {
  return organisations.find((organisation) => organisation.id === id) ?? organisations[0];
}

function locationOf(host: string | undefined): Location {
  for (const location of locations) {
    const { accounts, api } = dataCentres[location];
    if ([accounts, api].some((origin) => new URL(origin).host === host)) return location;
  }
  throw new Error(`no data centre of Zoho is at ${host}`);
}

function fault(kind: FaultKind, path: string): Response | undefined {
  const isToken = path.startsWith("/oauth/");
  switch (kind) {
    case "unauthorized":
      return isToken
        ? Response.json({ error: "invalid_client" })
        : Response.json(apiError("INVALID_TOKEN", "invalid oauth token"), { status: 401 });
    case "forbidden":
      return Response.json(apiError("NO_PERMISSION", "permission denied"), { status: 403 });
    case "rate_limited":
      return isToken
        ? Response.json(tooManyRenewals, { status: 400 })
        : Response.json(apiError("TOO_MANY_REQUESTS", "too many requests fired"), { status: 429 });
    case "rotated_token":
      return Response.json({ error: "invalid_code" });
    case "error_in_200":
      return isToken
        ? Response.json({ error: "general_error" })
        : Response.json(apiError("INTERNAL_ERROR", "Internal Server Error"));
    default:
      return undefined;
  }
}

const locations = ["us", "eu", "in", "au", "cn", "jp", "ca", "sa", "uk"] as const satisfies readonly Location[];
const accountsMounts = locations.map(
  (location) => [dataCentres[location].accounts, `zoho-accounts-${location}`] as const,
);
const apiMounts = locations.map((location) => [dataCentres[location].api, `zoho-api-${location}`] as const);

export default defineSimulator({
  id: "zoho",
  origins: Object.fromEntries([...accountsMounts, ...apiMounts]),
  mounts: Object.fromEntries([
    ...accountsMounts.map(([, mount]) => [mount, accountsApp]),
    ...apiMounts.map(([, mount]) => [mount, apiApp]),
  ]),
  samples: { oauth2: { region: "eu" } },
  fault,
  reset: () => {
    server.reset();
    homes.clear();
    renewals.clear();
  },
});

export { server as zohoServer };
