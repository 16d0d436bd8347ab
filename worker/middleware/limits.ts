/** Limits of routes without a session; those with one are counted where the session is found (middleware/session.ts). */
import type { Context } from "hono";
import { createMiddleware } from "hono/factory";
import { addressBlock, limits } from "../domain/rate-limit.ts";
import { Refusal } from "../errors.ts";
import type { Bucket } from "../platform/store/limits.ts";
import { countRequest } from "../services/limits.ts";
import type { AppEnv } from "./context.ts";

/**
 * Keyed hash of the client's address; undefined where nothing in front of us tells it. Cloudflare sets the header itself and
 * drops what a client sends under its name; addresses are people's data and are not stored.
 */
export async function addressOf(c: Context<AppEnv>): Promise<string | undefined> {
  const block = addressBlock(c.req.header("cf-connecting-ip") ?? "");
  return block === undefined ? undefined : c.get("services").vault.fingerprint("address", block);
}

/** Routes that anybody may call are counted by address. */
export function limitAddress(routeClass: "consent" | "health") {
  return createMiddleware<AppEnv>(async (c, next) => {
    await admit(c, await addressBuckets(c, routeClass));
    await next();
  });
}

export async function addressBuckets(c: Context<AppEnv>, routeClass: "consent" | "health"): Promise<Bucket[]> {
  const address = await addressOf(c);
  if (address === undefined) return [];
  return [{ scope: "address", routeClass, limit: limits[routeClass].address, whose: address }];
}

/** One round trip; none when there is nothing to count. A Refusal when a bucket is empty. */
export async function admit(c: Context<AppEnv>, buckets: readonly Bucket[]): Promise<void> {
  const retryAfter = await countRequest(c.get("services"), buckets);
  if (retryAfter !== undefined) throw new Refusal("too_many_requests", { retryAfter });
}
