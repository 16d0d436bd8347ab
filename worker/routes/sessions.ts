/** Sessions: a host's back end mints them for its page and revokes them. */
import { createRoute, OpenAPIHono, z } from "@hono/zod-openapi";
import type { Context } from "hono";
import { session, sessionCreate, sessionRevocation } from "../../schema/wire/index.ts";
import { limits } from "../domain/rate-limit.ts";
import { Refusal } from "../errors.ts";
import { type AppEnv, circumstanceOf } from "../middleware/context.ts";
import { partnerKey } from "../middleware/keys.ts";
import { admit } from "../middleware/limits.ts";
import type { Bucket } from "../platform/store/limits.ts";
import { endSessions, mintSession } from "../services/sessions.ts";
import { idParameter, json, jsonBody, partnerSecurity, refusals } from "./answers.ts";
import { refuseInvalid } from "./validation.ts";

const mint = createRoute({
  method: "post",
  path: "/api/sessions",
  summary: "Mint a session for one user of one tenant on named origins",
  security: partnerSecurity,
  middleware: partnerKey,
  request: { body: jsonBody(sessionCreate) },
  responses: { 201: json(session, "The token is shown this once"), ...refusals },
});

const revokeOne = createRoute({
  method: "delete",
  path: "/api/sessions/{id}",
  summary: "Revoke a session",
  security: partnerSecurity,
  middleware: partnerKey,
  request: { params: idParameter },
  responses: { 200: json(sessionRevocation, "How many living sessions were ended"), ...refusals },
});

const revokeMany = createRoute({
  method: "delete",
  path: "/api/sessions",
  summary: "Revoke all sessions of a tenant, or of one of its users",
  security: partnerSecurity,
  middleware: partnerKey,
  request: {
    query: z.strictObject({ tenant_id: z.string().min(1).max(128), user_id: z.string().min(1).max(128).optional() }),
  },
  responses: { 200: json(sessionRevocation, "How many living sessions were ended"), ...refusals },
});

export function sessionRoutes() {
  const routes = new OpenAPIHono<AppEnv>({ defaultHook: refuseInvalid });
  routes.openapi(mint, async (c) => {
    const body = c.req.valid("json");
    const tenant = `${c.get("partner").name}/${body.tenant.id}`;
    await admit(c, [
      partnerBucket(c),
      { scope: "tenant", routeClass: "mint", limit: limits.mint.tenant, whose: tenant },
    ]);
    const made = await mintSession(c.get("services"), c.get("partner"), body, circumstanceOf(c));
    return c.json(made, 201);
  });
  routes.openapi(revokeOne, async (c) => {
    await admit(c, [partnerBucket(c)]);
    const which = { sessionId: c.req.valid("param").id, partner: c.get("partner").name };
    const revoked = await endSessions(c.get("services"), which, c.get("requestId"));
    if (revoked === 0) throw new Refusal("not_found");
    return c.json({ revoked }, 200);
  });
  routes.openapi(revokeMany, async (c) => {
    await admit(c, [partnerBucket(c)]);
    const { tenant_id: tenantId, user_id: userId } = c.req.valid("query");
    const which = { tenantId, userId, partner: c.get("partner").name };
    const revoked = await endSessions(c.get("services"), which, c.get("requestId"));
    return c.json({ revoked }, 200);
  });
  return routes;
}

function partnerBucket(c: Context<AppEnv>): Bucket {
  return { scope: "partner", routeClass: "mint", limit: limits.mint.partner, whose: c.get("partner").name };
}
