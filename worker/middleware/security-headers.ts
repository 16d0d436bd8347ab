/** Headers of every answer; pages for browsers add their own policy. */
import { createMiddleware } from "hono/factory";
import type { AppEnv } from "./context.ts";

export const securityHeaders = createMiddleware<AppEnv>(async (c, next) => {
  await next();
  const set = (name: string, value: string) => {
    if (!c.res.headers.has(name)) c.header(name, value);
  };
  set("x-content-type-options", "nosniff");
  set("referrer-policy", "no-referrer");
  set("cache-control", "no-store");
  set("content-security-policy", "default-src 'none'; frame-ancestors 'none'");
  set("x-frame-options", "DENY");
  // RFC 6797; browsers ignore it on plain http (local use).
  set("strict-transport-security", "max-age=63072000; includeSubDomains");
  set("permissions-policy", "camera=(), geolocation=(), microphone=()");
});
