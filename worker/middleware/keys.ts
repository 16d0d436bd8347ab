/** Keys of partners and of SpeedAI's own services: compared by hash, never logged. */
import type { Context } from "hono";
import { createMiddleware } from "hono/factory";
import type { InternalScope } from "../../schema/wire/index.ts";
import { equalsConstantTime, sha256Hex } from "../domain/hash.ts";
import { limits } from "../domain/rate-limit.ts";
import { Refusal } from "../errors.ts";
import type { AppEnv } from "./context.ts";
import { admit } from "./limits.ts";

/** The bearer token of a request; a Refusal when there is none or it is absurdly long. */
export function bearerOf(c: Context): string {
  const match = /^Bearer ([\x21-\x7e]{1,512})$/i.exec(c.req.header("authorization") ?? "");
  if (!match?.[1]) throw new Refusal("unauthenticated");
  return match[1];
}

/** Every key is compared, so that the time does not tell which one is near. */
async function findKey<Key extends { readonly keySha256: string }>(c: Context, keys: readonly Key[]): Promise<Key> {
  const hash = await sha256Hex(bearerOf(c));
  let found: Key | undefined;
  for (const key of keys) {
    if (equalsConstantTime(key.keySha256, hash)) found = key;
  }
  if (!found) throw new Refusal("unauthenticated");
  return found;
}

export const partnerKey = createMiddleware<AppEnv>(async (c, next) => {
  const { name, origins, tenants } = await findKey(c, c.get("services").config.partnerKeys);
  c.set("partner", { name, origins, tenants });
  await next();
});

export function internalKey(scope: InternalScope) {
  return createMiddleware<AppEnv>(async (c, next) => {
    const { name, tenants, scopes } = await findKey(c, c.get("services").config.internalKeys);
    if (!scopes.includes(scope)) throw new Refusal("forbidden_role");
    const bucket = { scope: "service", routeClass: "internal", limit: limits.internal.service, whose: name } as const;
    await admit(c, [bucket]);
    c.set("service", { name, tenants });
    await next();
  });
}
