/**
 * Cross-origin answers for origins that some partner key names, compared as whole strings. Whether a session may be used on
 * an origin is decided by the session itself; a preflight carries no session, so it is judged by the partners' lists.
 */
import { createMiddleware } from "hono/factory";
import type { AppEnv } from "./context.ts";

const methods = "GET, POST, PATCH, DELETE";
const headers = "authorization, content-type, accept-language, dpop";
const preflightSeconds = "600";

export const cors = createMiddleware<AppEnv>(async (c, next) => {
  const origin = c.req.header("origin");
  const known = origin !== undefined && isKnown(c.get("services").config.partnerKeys, origin);
  if (c.req.method === "OPTIONS" && c.req.header("access-control-request-method") !== undefined) {
    const answer = new Response(null, { status: 204, headers: { vary: "Origin" } });
    if (known) {
      answer.headers.set("access-control-allow-origin", origin);
      answer.headers.set("access-control-allow-methods", methods);
      answer.headers.set("access-control-allow-headers", headers);
      answer.headers.set("access-control-max-age", preflightSeconds);
    }
    return answer;
  }
  await next();
  c.header("vary", "Origin", { append: true });
  if (known) {
    c.header("access-control-allow-origin", origin);
    c.header("access-control-expose-headers", "x-request-id, retry-after, www-authenticate, date");
  }
});

function isKnown(partners: readonly { readonly origins: readonly string[] }[], origin: string): boolean {
  return partners.some((partner) => partner.origins.includes(origin));
}
