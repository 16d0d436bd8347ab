/**
 * Pipedrive as its official client sees it: the user of a token (v1) and the search of persons (v2). Tokens for each way in which an
 * account can refuse are fixed, so that a visitor can try them. Sources: npm pipedrive 33, developers.pipedrive.com (errors).
 */
import { type Context, Hono } from "hono";
import { defineSimulator, type FaultKind } from "./define.ts";

/** Forty characters, as Pipedrive's own. */
const tokens = {
  valid: "5b1e2a90c7d34f68a1b2c3d4e5f60718293a4b5c",
  /** The company's trial is over. */
  closed: "402e2a90c7d34f68a1b2c3d4e5f60718293a4b5c",
  /** The administrator took the right to use the API. */
  forbidden: "403e2a90c7d34f68a1b2c3d4e5f60718293a4b5c",
  /** The day's budget is used up. */
  exhausted: "429e2a90c7d34f68a1b2c3d4e5f60718293a4b5c",
} as const;

const user = {
  id: 14_203_377,
  name: "Camille Laurent",
  email: "camille@maison-lumiere.fr",
  lang: 5,
  locale: "fr_FR",
  timezone_name: "Europe/Paris",
  timezone_offset: "+01:00",
  default_currency: "EUR",
  active_flag: true,
  is_admin: 1,
  company_id: 7_731_902,
  company_name: "Maison Lumière",
  company_domain: "maisonlumiere",
  company_country: "FR",
  company_industry: null,
  language: { language_code: "fr", country_code: "FR" },
} as const;

const persons = [
  { id: 1, name: "Élodie Marchand", phones: ["+33612345678"], emails: ["elodie.marchand@example.com"] },
  { id: 2, name: "Karim Benali", phones: ["+33698765432"], emails: ["karim.benali@example.com"] },
] as const;

const requestsPerWindow = 80;

const api = new Hono();

api.use(async (c, next) => {
  const refused = refusalFor(c);
  if (refused) return refused;
  c.header("x-ratelimit-limit", String(requestsPerWindow));
  c.header("x-ratelimit-remaining", String(requestsPerWindow - 1));
  c.header("x-ratelimit-reset", "2");
  await next();
});

for (const path of ["/v1/users/me", "/api/v1/users/me"]) {
  api.get(path, (c) => c.json({ success: true, data: user }));
}

api.get("/api/v2/persons/search", (c) => {
  const term = (c.req.query("term") ?? "").toLowerCase();
  if (term.length < 2) {
    return c.json(refusal("Search term must be at least 2 characters long.", 400), 400);
  }
  const fields = (c.req.query("fields") ?? "name,email,phone").split(",");
  const found = persons.filter(
    (person) =>
      (fields.includes("name") && person.name.toLowerCase().includes(term)) ||
      (fields.includes("email") && person.emails.some((email) => email.includes(term))) ||
      (fields.includes("phone") && person.phones.some((phone) => phone.includes(term))),
  );
  return c.json({
    success: true,
    data: {
      items: found.map((person) => ({
        result_score: 0.5,
        item: { ...person, type: "person", owner: { id: user.id }, organization: null, visible_to: 3, notes: [] },
      })),
    },
    additional_data: { next_cursor: null },
  });
});

api.notFound((c) => c.json(refusal("Unknown method.", 404), 404));

function refusalFor(c: Context): Response | undefined {
  // The query parameter is the old way; it still works.
  switch (c.req.header("x-api-token") ?? c.req.query("api_token")) {
    case tokens.valid:
      return undefined;
    case tokens.closed:
      return c.json(refusal("Company is not active: the trial is over or the account is closed.", 402), 402);
    case tokens.forbidden:
      return c.json(refusal("Forbidden: the user has no permission to use the API.", 403), 403);
    case tokens.exhausted:
      return c.json(refusal("Rate limit exceeded.", 429), 429, { "retry-after": "2" });
    default:
      return c.json(unauthorized, 401);
  }
}

function refusal(error: string, errorCode: number): Record<string, unknown> {
  return { success: false, error, errorCode, error_info: errorInfo };
}

const errorInfo = "Please check developers.pipedrive.com for more information about Pipedrive API.";
const unauthorized = refusal("unauthorized access", 401);

function fault(kind: FaultKind): Response | undefined {
  switch (kind) {
    case "unauthorized":
    case "rotated_token":
      return Response.json(unauthorized, { status: 401 });
    case "forbidden":
      return Response.json(refusal("Forbidden", 403), { status: 403 });
    case "rate_limited":
      return Response.json(refusal("Rate limit exceeded.", 429), { status: 429 });
    case "server_error":
      return Response.json(refusal("Internal server error.", 500), { status: 500 });
    case "error_in_200":
      return Response.json({ success: false, error: "Something went wrong." });
    default:
      return undefined;
  }
}

export default defineSimulator({
  id: "pipedrive",
  origins: { "https://api.pipedrive.com": "pipedrive-api" },
  mounts: { "pipedrive-api": api },
  samples: { credentials: { api_token: tokens.valid } },
  fault,
  reset: () => undefined,
});

export { tokens as pipedriveTokens };
