/**
 * Production answers https alone, and refuses plain http instead of redirecting it: a caller whose key travels in clear should
 * notice at once (OWASP ASVS 5.0, V4.1.2). The scheme is what the runtime was reached by, not a header of the caller.
 */
import { createMiddleware } from "hono/factory";
import { Refusal } from "../errors.ts";
import type { AppEnv } from "./context.ts";

export const httpsOnly = createMiddleware<AppEnv>(async (c, next) => {
  const { environment } = c.get("services").config;
  if (environment === "production" && new URL(c.req.url).protocol !== "https:") throw new Refusal("https_required");
  await next();
});
