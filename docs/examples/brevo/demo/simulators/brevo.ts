/**
 * Brevo's API v3 as its official client sees it: the account of a key and its contacts. Keys for each way in which an account can
 * refuse are fixed, so that a visitor can try them. Sources: npm @getbrevo/brevo 6, developers.brevo.com (limits, IP security).
 */
import { type Context, Hono } from "hono";
import { defineSimulator, type FaultKind } from "./define.ts";

const keyOf = (digit: string, name: string) => `xkeysib-${digit.repeat(64)}-${name}`;
const keys = {
  valid: keyOf("a", "Lumiere000000001"),
  /** The account blocks calls from addresses that it does not know. */
  elsewhere: keyOf("b", "Lumiere000000002"),
  /** Its user may not read contacts. */
  withoutContacts: keyOf("c", "Lumiere000000003"),
  /** The hour's calls are used up. */
  exhausted: keyOf("d", "Lumiere000000429"),
} as const;

const hourlyLimit = 100;
const secondsLeftOfTheHour = 1800;

const account = {
  organization_id: "5f1e2a90c7d34f68a1b2c3d4",
  user_id: 4_210_337,
  enterprise: false,
  companyName: "Maison Lumière",
  email: "camille@maison-lumiere.fr",
  firstName: "Camille",
  lastName: "Laurent",
  plan: [{ type: "free", credits: 300, creditsType: "sendLimit" }],
  relay: {
    enabled: true,
    data: { userName: "camille@maison-lumiere.fr", relay: "smtp-relay.brevo.com", port: 587 },
  },
} as const;

const contacts = [
  { id: 1, email: "elodie.marchand@example.com", attributes: { PRENOM: "Élodie", SMS: "33612345678" } },
  { id: 2, email: "karim.benali@example.com", attributes: { PRENOM: "Karim", SMS: "33698765432" } },
] as const;

const api = new Hono();

api.use(async (c, next) => {
  const refused = refusalFor(c);
  if (refused) return refused;
  limitHeaders(c, hourlyLimit - 1);
  await next();
  return undefined;
});

api.get("/v3/account", (c) => c.json(account));

api.get("/v3/contacts", (c) => {
  if (c.req.header("api-key") === keys.withoutContacts) {
    return c.json({ code: "permission_denied", message: "You do not have the permission to read contacts" }, 403);
  }
  const limit = Number(c.req.query("limit") ?? 50);
  if (!Number.isInteger(limit) || limit < 1 || limit > 1000) {
    return c.json({ code: "out_of_range", message: "limit is out of range" }, 400);
  }
  const stamped = contacts.map((contact) => ({
    ...contact,
    emailBlacklisted: false,
    smsBlacklisted: false,
    createdAt: "2026-01-12T09:00:00.000+01:00",
    modifiedAt: "2026-10-03T17:20:00.000+02:00",
    listIds: [2],
  }));
  return c.json({ contacts: stamped.slice(0, limit), count: contacts.length });
});

api.notFound((c) => c.json({ code: "document_not_found", message: "Route not found" }, 404));

function refusalFor(c: Context): Response | undefined {
  switch (c.req.header("api-key")) {
    case keys.valid:
    case keys.withoutContacts:
      return undefined;
    case keys.elsewhere:
      return c.json(unauthorized("We have detected you are using an unrecognised IP address 203.0.113.7."), 401);
    case keys.exhausted:
      limitHeaders(c, 0);
      return c.json(tooMany, 429);
    case undefined:
      return c.json(unauthorized("authentication not found in headers"), 401);
    default:
      return c.json(unauthorized("Key not found"), 401);
  }
}

function limitHeaders(c: Context, remaining: number): void {
  c.header("x-sib-ratelimit-limit", String(hourlyLimit));
  c.header("x-sib-ratelimit-remaining", String(remaining));
  c.header("x-sib-ratelimit-reset", String(secondsLeftOfTheHour));
}

function unauthorized(message: string): Record<string, string> {
  return { code: "unauthorized", message };
}

const tooMany = { code: "too_many_requests", message: "API rate limit exceeded" } as const;

function fault(kind: FaultKind): Response | undefined {
  switch (kind) {
    case "unauthorized":
    case "rotated_token":
      return Response.json(unauthorized("Key not found"), { status: 401 });
    case "forbidden":
      return Response.json({ code: "permission_denied", message: "Permission denied" }, { status: 403 });
    case "rate_limited":
      return Response.json(tooMany, { status: 429 });
    default:
      return undefined;
  }
}

export default defineSimulator({
  id: "brevo",
  origins: { "https://api.brevo.com": "brevo-api" },
  mounts: { "brevo-api": api },
  samples: { credentials: { api_key: keys.valid } },
  fault,
  reset: () => undefined,
});

export { keys as brevoKeys };
