/**
 * monday.com as its documentation and official client state it: one GraphQL endpoint, application errors inside a 200, an empty list for
 * a board that does not exist or may not be seen, a small budget of calls per day.
 * Sources: developer.monday.com (rate limits, error handling), @mondaydotcomorg/api 14.
 */
import { randomUUID } from "node:crypto";
import { buildSchema } from "graphql";
import { Hono } from "hono";
import { defineSimulator, type FaultKind } from "./define.ts";
import { answerGraphql } from "./graphql.ts";

/** What a free account has. */
const callsPerDay = 200;
const accountId = 17_203_311;

const tokens = {
  valid: "eyJhbGciOiJIUzI1NiJ9.simulated-maison-lumiere.5f2a",
  /** A person who sees no board. */
  guest: "eyJhbGciOiJIUzI1NiJ9.simulated-invite.77b1",
  /** A person who may not use the API. */
  forbidden: "eyJhbGciOiJIUzI1NiJ9.simulated-sans-droit.90cc",
  /** The day's calls are used up. */
  exhausted: "eyJhbGciOiJIUzI1NiJ9.simulated-epuise.429d",
} as const;

const boards = [
  {
    id: "1234567890",
    name: "Clients 2026",
    state: "active",
    board_kind: "public",
    permissions: "everyone",
    items_count: 214,
  },
  {
    id: "2345678901",
    name: "Réservations",
    state: "active",
    board_kind: "private",
    permissions: "owners",
    items_count: 58,
  },
] as const;

const me = {
  id: "48211907",
  name: "Camille Laurent",
  email: "camille@maison-lumiere.fr",
  account: { id: String(accountId), name: "Maison Lumière", slug: "maison-lumiere" },
} as const;

const schema = buildSchema(`
  type Account { id: ID! name: String! slug: String! }
  type User { id: ID! name: String! email: String! account: Account! }
  type Board { id: ID! name: String! state: String! board_kind: String! permissions: String! items_count: Int }
  type Query { me: User boards(ids: [ID!], limit: Int = 25, page: Int = 1): [Board] }
`);

let callsToday = 0;

const api = new Hono();

api.post("/v2", async (c) => {
  const token = (c.req.header("authorization") ?? "").replace(/^Bearer /i, "");
  if (token === tokens.forbidden)
    return c.json(applicationError("USER_UNAUTHORIZED", 403, "User unauthorized to perform action"));
  if (token === tokens.exhausted) return dailyLimit();
  if (token !== tokens.valid && token !== tokens.guest) return c.json({ errors: ["Not Authenticated"] }, 401);
  callsToday += 1;
  if (callsToday > callsPerDay) return dailyLimit();
  const seen = token === tokens.valid ? boards : [];
  const answered = await answerGraphql(
    schema,
    {
      me,
      boards: ({ ids, limit }: { readonly ids?: readonly string[]; readonly limit: number }) =>
        seen.filter((board) => ids === undefined || ids.includes(board.id)).slice(0, limit),
    },
    c.req.raw,
  );
  if (!answered)
    return c.json({ error_code: "JsonParseException", error_message: "Invalid JSON", status_code: 400 }, 400);
  c.header("api-version", c.req.header("api-version") ?? "2026-10");
  c.header("ratelimit-policy", `"daily";q=${callsPerDay};w=86400`);
  c.header("ratelimit", `"daily";r=${callsPerDay - callsToday}`);
  if (answered.errors.length === 0) return c.json({ data: answered.data, account_id: accountId });
  return c.json({
    errors: answered.errors.map(({ message, locations }) => ({
      message,
      locations,
      extensions: { code: "GRAPHQL_VALIDATION_FAILED" },
    })),
    account_id: accountId,
  });
});

function dailyLimit(): Response {
  return Response.json(applicationError("DAILY_LIMIT_EXCEEDED", 429, "Daily limit exceeded"), {
    headers: { "retry-after": "3600" },
  });
}

/** Since API version 2025-01 with a status of 200. */
function applicationError(code: string, statusCode: number, message: string, more: Record<string, unknown> = {}) {
  return {
    errors: [{ message, extensions: { code, status_code: statusCode, request_id: randomUUID(), ...more } }],
    account_id: accountId,
  };
}

function fault(kind: FaultKind): Response | undefined {
  switch (kind) {
    case "unauthorized":
    case "rotated_token":
      return Response.json({ errors: ["Not Authenticated"] }, { status: 401 });
    case "forbidden":
      return Response.json(applicationError("USER_UNAUTHORIZED", 403, "User unauthorized to perform action"));
    case "rate_limited":
      return Response.json(applicationError("RATE_LIMIT_EXCEEDED", 429, "Rate limit exceeded"), { status: 429 });
    case "error_in_200":
      return Response.json(applicationError("INTERNAL_SERVER_ERROR", 500, "Internal server error"));
    default:
      return undefined;
  }
}

export default defineSimulator({
  id: "monday",
  origins: { "https://api.monday.com": "monday-api" },
  mounts: { "monday-api": api },
  samples: { credentials: { api_token: tokens.valid, board_id: boards[0].id } },
  fault,
  reset: () => {
    callsToday = 0;
  },
});

export { tokens as mondayTokens };
