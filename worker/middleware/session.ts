/** Who asks: the session token in `Authorization`, never in a URL or a cookie. */
import type { Context } from "hono";
import { createMiddleware } from "hono/factory";
import { Refusal } from "../errors.ts";
import { type Asking, type FoundSession, findSession } from "../platform/store/sessions.ts";
import type { Person } from "../services/people.ts";
import { authenticate, tokenHashOf } from "../services/sessions.ts";
import type { AppEnv } from "./context.ts";
import { bearerOf } from "./keys.ts";
import { addressOf } from "./limits.ts";

/** Costs one database round trip. The catalogue does without: it asks for the session together with the connections. */
export const session = admitSession();
/** Where the body is a file. */
export const uploadSession = admitSession("upload");

function admitSession(routeClass?: Asking["routeClass"]) {
  return createMiddleware<AppEnv>(async (c, next) => {
    c.set("person", admitted(c, await findSession(c.get("services").db, await askingOf(c, routeClass))));
    await next();
  });
}

/** What the database is asked for this request. A Refusal when there is no token that we ever made. */
export async function askingOf(c: Context<AppEnv>, routeClass?: Asking["routeClass"]): Promise<Asking> {
  const services = c.get("services");
  const tokenHash = await tokenHashOf(services, bearerOf(c));
  if (tokenHash === null) throw new Refusal("unauthenticated");
  return {
    tokenHash,
    routeClass: routeClass ?? (c.req.method === "GET" ? "read" : "act"),
    address: await addressOf(c),
    now: services.clock.now(),
  };
}

/** The person of a living session within its limits; a Refusal else. */
export function admitted(c: Context<AppEnv>, { session: row, retryAfter }: FoundSession): Person {
  const use = { origin: c.req.header("origin"), language: c.req.header("accept-language") };
  const person = authenticate(row, c.get("services").clock.now(), use);
  if (retryAfter !== undefined) throw new Refusal("too_many_requests", { retryAfter });
  return person;
}
