/** Who asks: the session token in `Authorization`, never in a URL or a cookie, and the proof of the browser's key. */
import type { Context } from "hono";
import { createMiddleware } from "hono/factory";
import { judgeProof, type Proof } from "../domain/proof.ts";
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
    const asking = await askingOf(c, routeClass);
    c.set("person", admitted(c, asking, await findSession(c.get("services").db, asking)));
    await next();
  });
}

/** What the database is asked for this request. A Refusal when there is no token that we ever made, or a proof of no worth. */
export async function askingOf(c: Context<AppEnv>, routeClass?: Asking["routeClass"]): Promise<Asking> {
  const services = c.get("services");
  const token = bearerOf(c);
  const tokenHash = await tokenHashOf(services, token);
  if (tokenHash === null) throw new Refusal("unauthenticated");
  return {
    tokenHash,
    routeClass: routeClass ?? (c.req.method === "GET" ? "read" : "act"),
    address: await addressOf(c),
    proof: await proofOf(c, token),
    origin: c.req.header("origin"),
    now: services.clock.now(),
  };
}

/**
 * The request may call itself what the browser sees and what it reached us as: both are names of ours, because only requests
 * for our own hosts are routed here, and behind a proxy that ends TLS they differ.
 */
async function proofOf(c: Context<AppEnv>, token: string): Promise<Proof | undefined> {
  const header = c.req.header("dpop");
  if (header === undefined) return undefined;
  const { config, clock } = c.get("services");
  const { origin, pathname } = new URL(c.req.url);
  const addresses = [config.publicUrl + pathname, origin + pathname];
  const judged = await judgeProof(header, { method: c.req.method, addresses, token }, clock.now());
  if (!judged.ok) throw new Refusal("unauthenticated", { challenge: "proof" });
  return judged.value;
}

/** The person of a living session within its limits; a Refusal else. */
export function admitted(c: Context<AppEnv>, asking: Asking, found: FoundSession): Person {
  const { session: row, retryAfter, isFirst } = found;
  const proof = asking.proof && { thumbprint: asking.proof.thumbprint, isFirst };
  const use = { origin: asking.origin, language: c.req.header("accept-language"), proof };
  const person = authenticate(row, c.get("services").clock.now(), use);
  if (retryAfter !== undefined) throw new Refusal("too_many_requests", { retryAfter });
  return person;
}
