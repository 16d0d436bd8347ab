/** Headers of every answer; pages for browsers add their own policy. */
import { createMiddleware } from "hono/factory";
import type { AppEnv } from "./context.ts";

/** Where nothing is allowed. `base-uri` and the two after it do not fall back on `default-src` (CSP Level 3, §6.3 to §6.4). */
export const strictPolicy =
  "default-src 'none'; object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

export const securityHeaders = createMiddleware<AppEnv>(async (c, next) => {
  await next();
  const set = (name: string, value: string) => {
    if (!c.res.headers.has(name)) c.header(name, value);
  };
  set("x-content-type-options", "nosniff");
  set("referrer-policy", "no-referrer");
  set("cache-control", "no-store");
  set("content-security-policy", strictPolicy);
  set("x-frame-options", "DENY");
  // RFC 6797; browsers ignore it on plain http (local use).
  set("strict-transport-security", "max-age=63072000; includeSubDomains");
  set("permissions-policy", "camera=(), geolocation=(), microphone=()");
});
