/** Gives each request its id and writes one line when it ends. The path is logged as its pattern, never with its ids. */
import { createMiddleware } from "hono/factory";
import { routePath } from "hono/route";
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
  });
});
