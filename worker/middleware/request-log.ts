/**
 * Gives each request its id and writes one line when it ends: who asked, for what, and why it was refused. The path is logged as
 * its pattern, never with its ids.
 */
import { createMiddleware } from "hono/factory";
import { routePath } from "hono/route";
import { Refusal } from "../errors.ts";
import type { LogFields } from "../platform/ports.ts";
import type { AppEnv } from "./context.ts";

export const requestLog = createMiddleware<AppEnv>(async (c, next) => {
  const { clock, log, random } = c.get("services");
  const requestId = random.id("req");
  c.set("requestId", requestId);
  const startedAt = clock.now().getTime();
  await next();
  c.header("x-request-id", requestId);
  log.info("request", {
    request_id: requestId,
    method: c.req.method,
    route: routePath(c, -1),
    status: c.res.status,
    ms: clock.now().getTime() - startedAt,
    ...(c.error instanceof Refusal && { code: c.error.code }),
    ...whoAsked(c.var),
  });
});

/** Nothing for a caller who was not recognised. */
function whoAsked({ person, partner, service }: Partial<AppEnv["Variables"]>): LogFields {
  if (person) return { tenant: person.tenantId, session: person.sessionId };
  if (partner) return { caller: `partner:${partner.name}` };
  return service ? { caller: `service:${service.name}` } : {};
}
