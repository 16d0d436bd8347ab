/** What works: for load balancers and for people, without secrets. */
import { createRoute, OpenAPIHono } from "@hono/zod-openapi";
import { sql } from "drizzle-orm";
import { health } from "../../schema/wire/index.ts";
import type { AppEnv } from "../middleware/context.ts";
import { admitVaultKeys } from "../services/vault-keys.ts";
import { json, refusals } from "./answers.ts";
import { refuseInvalid } from "./validation.ts";

const read = createRoute({
  method: "get",
  path: "/healthz",
  summary: "What works",
  responses: {
    200: json(health, "All parts answer"),
    503: json(health, "A part does not answer"),
    ...refusals,
  },
});

export function healthRoutes() {
  const routes = new OpenAPIHono<AppEnv>({ defaultHook: refuseInvalid });
  routes.openapi(read, async (c) => {
    const services = c.get("services");
    const [database, sidecar, vault] = await Promise.all([
      works(() => services.db.run(sql`select 1`)),
      works(async () => (await services.sidecar.healthy()) || Promise.reject(new Error("sidecar"))),
      works(() => admitVaultKeys(services)),
    ]);
    const ok = [database, sidecar, vault].every((part) => part === "ok");
    return c.json({ status: ok ? "ok" : "degraded", checks: { database, sidecar, vault } } as const, ok ? 200 : 503);
  });
  return routes;
}

async function works(check: () => Promise<unknown>): Promise<"ok" | "failed"> {
  return check().then(
    () => "ok",
    () => "failed",
  );
}
