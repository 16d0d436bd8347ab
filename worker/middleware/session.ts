/** Who asks: the session token in `Authorization`, never in a URL or a cookie. */
import type { Context } from "hono";
import { createMiddleware } from "hono/factory";
import { Refusal } from "../errors.ts";
import { findSession } from "../platform/store/sessions.ts";
import { authenticate, tokenHashOf } from "../services/sessions.ts";
import type { AppEnv } from "./context.ts";
import { bearerOf } from "./keys.ts";

/** Costs one database round trip. The catalogue does without: it asks for the session together with the connections. */
export const session = createMiddleware<AppEnv>(async (c, next) => {
  const services = c.get("services");
  const row = await findSession(services.db, await sessionHash(c));
  c.set("person", authenticate(row, services.clock.now(), circumstancesOfUse(c)));
  await next();
});

export async function sessionHash(c: Context<AppEnv>): Promise<string> {
  const hash = await tokenHashOf(c.get("services"), bearerOf(c));
  if (hash === null) throw new Refusal("unauthenticated");
  return hash;
}

export function circumstancesOfUse(c: Context<AppEnv>) {
  return { origin: c.req.header("origin"), language: c.req.header("accept-language") };
}
