/** What works: for load balancers and for people, without secrets. */
import { createRoute, OpenAPIHono } from "@hono/zod-openapi";
import { sql } from "drizzle-orm";
import type { Context } from "hono";
import { health } from "../../schema/wire/index.ts";
import { Refusal } from "../errors.ts";
import type { AppEnv } from "../middleware/context.ts";
import { addressBuckets } from "../middleware/limits.ts";
import { countRequest } from "../services/limits.ts";
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
    const database = await limited(c);
    const [sidecar, vault] = await Promise.all([
      works(async () => (await services.sidecar.healthy()) || Promise.reject(new Error("sidecar"))),
      works(() => admitVaultKeys(services)),
    ]);
    const ok = [database, sidecar, vault].every((part) => part === "ok");
    return c.json({ status: ok ? "ok" : "degraded", checks: { database, sidecar, vault } } as const, ok ? 200 : 503);
  });
  return routes;
}

/** Counts the call, which asks the database; where there is nothing to count it is asked for nothing. */
async function limited(c: Context<AppEnv>): Promise<"ok" | "failed"> {
  const services = c.get("services");
  const buckets = await addressBuckets(c, "health");
  if (buckets.length === 0) return works(() => services.db.run(sql`select 1`));
  const [counted] = await Promise.allSettled([countRequest(services, buckets)]);
  if (counted.status === "rejected") return "failed";
  if (counted.value !== undefined) throw new Refusal("too_many_requests", { retryAfter: counted.value });
  return "ok";
}

async function works(check: () => Promise<unknown>): Promise<"ok" | "failed"> {
  return check().then(
    () => "ok",
    () => "failed",
  );
}
