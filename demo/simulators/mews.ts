/**
 * The Mews Connector API as its public documentation states it: POST only, keys inside the body, configuration, customers and
 * reservations of one hotel, and a portfolio token over two. Source: docs.mews.com/connector-api.
 */
import { type Context, Hono } from "hono";
import { defineSimulator, type FaultKind } from "./define.ts";

const clientToken = "A1D439EE522F44368DC78E1BFB03710C-D24FB11DBE31D4621C4817E028D9E1D";
const accessTokens = {
  hotel: "B26EF7B239D24632943D115EDE9CB810-EA00F8FD8294692C940F6B5A8F9453D",
  portfolio: "C36EF7B239D24632943D115EDE9CB810-EA00F8FD8294692C940F6B5A8F9453D",
} as const;

const hotels = [
  { Id: "851df8c8-90f2-4c4a-8e01-a4fc46b25178", Name: "Hôtel Maison Lumière", IsPortfolio: false },
  { Id: "6f0a7c1e-3d52-4d0b-9a44-b1b6b6f0c2aa", Name: "Hôtel Maison Lumière Annecy", IsPortfolio: false },
] as const;
/** Stands for the whole portfolio when no hotel is asked for. */
const dummy = { Id: "00000000-0000-4000-8000-0000000000ff", Name: "Maison Lumière (portfolio)", IsPortfolio: true };

const customers = [
  { Id: "35d4b117-4e60-44a3-9580-c582117eff98", FirstName: "Élodie", LastName: "Marchand", Phone: "0033612345678" },
  { Id: "7a3b1e10-1f0c-4a5d-8f3c-b2a1c0d9e8f7", FirstName: "Karim", LastName: "Benali", Phone: "+33698765432" },
] as const;

const api = new Hono<{ Variables: { body: Record<string, unknown>; enterpriseIds: readonly string[] } }>();
const root = "/api/connector/v1";

api.use(`${root}/*`, async (c, next) => {
  c.header("request-id", crypto.randomUUID());
  if (c.req.method !== "POST") return c.json({ Message: "Method not allowed." }, 405);
  const body: unknown = await c.req.json().catch(() => undefined);
  if (typeof body !== "object" || body === null) return c.json({ Message: "Malformed JSON." }, 400);
  const given: Record<string, unknown> = { ...body };
  if (typeof given["Client"] !== "string") return c.json({ Message: "Client is required." }, 400);
  const isKnown = Object.values(accessTokens).some((token) => token === given["AccessToken"]);
  if (given["ClientToken"] !== clientToken || !isKnown) {
    return c.json({ Message: "Invalid ClientToken or AccessToken.", RequestId: crypto.randomUUID() }, 401);
  }
  c.set("body", given);
  const isPortfolio = given["AccessToken"] === accessTokens.portfolio;
  c.set("enterpriseIds", isPortfolio ? hotels.map(({ Id }) => Id) : [hotels[0].Id]);
  await next();
  return undefined;
});

api.post(`${root}/configuration/get`, (c) => {
  const asked = c.get("body")["EnterpriseId"];
  const allowed = c.get("enterpriseIds");
  if (allowed.length > 1 && asked !== undefined && !allowed.some((id) => id === asked)) {
    return c.json({ Message: "Invalid EnterpriseId." }, 400);
  }
  const enterprise = allowed.length > 1 ? (hotels.find(({ Id }) => Id === asked) ?? dummy) : hotels[0];
  return c.json({
    NowUtc: new Date().toISOString(),
    Enterprise: {
      ...enterprise,
      ChainName: "Maison Lumière",
      TimeZoneIdentifier: "Europe/Paris",
      DefaultLanguageCode: "fr-FR",
      Email: "hotel@maison-lumiere.fr",
      Currencies: [{ Currency: "EUR", IsDefault: true, IsEnabled: true }],
    },
    Service: null,
  });
});

api.post(`${root}/customers/getAll`, (c) =>
  withLimitation(c, c.get("body"), () =>
    c.json({ Customers: customers.map((customer) => ({ ...customer, LanguageCode: "fr-FR" })), Cursor: null }),
  ),
);
api.post(`${root}/reservations/getAll/2023-06-06`, (c) =>
  withLimitation(c, c.get("body"), () => c.json({ Reservations: [], Cursor: null })),
);

api.notFound((c) => c.json({ Message: "Not found." }, 404));

/** `Limitation` is required where answers are paged: 1 to 1000. */
function withLimitation(c: Context, body: Record<string, unknown>, answer: () => Response): Response {
  const { Limitation: limitation } = body;
  const count = typeof limitation === "object" && limitation !== null && "Count" in limitation ? limitation.Count : 0;
  const isGood = typeof count === "number" && count >= 1 && count <= 1000;
  return isGood ? answer() : c.json({ Message: "Limitation.Count must be between 1 and 1000." }, 400);
}

function fault(kind: FaultKind): Response | undefined {
  const refusal = (status: number, message: string) =>
    Response.json({ Message: message, RequestId: crypto.randomUUID() }, { status });
  switch (kind) {
    case "unauthorized":
    case "rotated_token":
      return refusal(401, "Invalid ClientToken or AccessToken.");
    case "forbidden":
      return refusal(403, "The property does not allow this operation.");
    case "rate_limited":
      return refusal(429, "Too many requests.");
    case "server_error":
      return refusal(500, "Unexpected error.");
    case "error_in_200":
      return refusal(200, "Unexpected error.");
    default:
      return undefined;
  }
}

export default defineSimulator({
  id: "mews",
  origins: { "https://api.mews.com": "mews-api" },
  mounts: { "mews-api": api },
  samples: { credentials: { client_token: clientToken, access_token: accessTokens.hotel, hotel_id: hotels[0].Id } },
  fault,
  reset: () => undefined,
});

export { accessTokens as mewsAccessTokens, clientToken as mewsClientToken, hotels as mewsHotels };
