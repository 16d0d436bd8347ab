/**
 * A customer's own HTTP API, as a small till might have it: reachable by Bearer, Basic or the HMAC scheme of docs/custom-api.md,
 * each with its own key.
 */
import { createHmac, timingSafeEqual } from "node:crypto";
import { type Context, Hono } from "hono";
import { defineSimulator, type FaultKind } from "./define.ts";

const origin = "https://api.maison-lumiere.example";
const signatureToleranceSeconds = 300;

/** What the form takes for each type of authentication. */
const ways = {
  bearer: { auth_type: "bearer", secret: "ml_live_4b7c1e90d2a84f6b" },
  basic: { auth_type: "basic", key: "speedai", secret: "Lumière-2026" },
  hmac: { auth_type: "hmac", key: "speedai-1", secret: "hmac-shared-secret-4b7c1e90d2a84f6b" },
} as const;

const customers = [
  { id: "C-101", name: "Élodie Marchand", phone: "+33612345678" },
  { id: "C-102", name: "Karim Benali", phone: "+33698765432" },
] as const;

const api = new Hono();

// The site's own front page, for people: a 200 that proves nothing.
api.get("/login", (c) => c.html("<!doctype html><title>Maison Lumière</title><h1>Connexion</h1>"));

api.use("/v1/*", async (c, next) => {
  const body = await c.req.text();
  if (!isAllowed(c, body)) return c.json({ error: "unauthorized" }, 401, { "www-authenticate": 'Bearer realm="till"' });
  await next();
  return undefined;
});

api.get("/v1/", (c) => c.json({ name: "Maison Lumière", version: 1 }));
api.get("/v1/ping", (c) => c.json({ status: "ok", site: c.req.header("x-site") ?? null }));
api.get("/v1/customers", (c) => {
  const phone = c.req.query("phone");
  return c.json({ items: customers.filter((customer) => phone === undefined || customer.phone === phone), next: null });
});
api.get("/v1/staff", (c) => c.json({ error: "forbidden" }, 403));
api.post("/v1/calls", (c) => c.json({ id: crypto.randomUUID() }, 201));
api.notFound((c) => c.json({ error: "not_found" }, 404));

function isAllowed(c: Context, body: string): boolean {
  const authorization = c.req.header("authorization");
  if (authorization === undefined) return isSigned(c, body);
  const basic = Buffer.from(`${ways.basic.key}:${ways.basic.secret}`, "utf8").toString("base64");
  return authorization === `Bearer ${ways.bearer.secret}` || authorization === `Basic ${basic}`;
}

/** The receiver's half of docs/custom-api.md. */
function isSigned(c: Context, body: string): boolean {
  const timestamp = c.req.header("speedai-timestamp") ?? "";
  const age = Math.abs(Date.now() / 1000 - Number(timestamp));
  if (c.req.header("speedai-key-id") !== ways.hmac.key || !(age <= signatureToleranceSeconds)) return false;
  const { pathname, search } = new URL(c.req.url);
  const content = [timestamp, c.req.method, pathname + search, body].join(".");
  const expected = createHmac("sha256", ways.hmac.secret).update(content).digest();
  const [version, given = ""] = (c.req.header("speedai-signature") ?? "").split(",");
  const received = Buffer.from(given, "base64");
  return version === "v1" && received.length === expected.length && timingSafeEqual(received, expected);
}

function fault(kind: FaultKind): Response | undefined {
  // This API has no body of its own for an error inside a 200: a page is what such APIs answer.
  return kind === "error_in_200"
    ? new Response("<html><body>Maintenance</body></html>", { headers: { "content-type": "text/html" } })
    : undefined;
}

export default defineSimulator({
  id: "custom_api",
  origins: { [origin]: "custom-api" },
  mounts: { "custom-api": api },
  samples: { credentials: { base_url: `${origin}/v1`, ...ways.bearer, headers: "X-Site: 42", test_path: "/ping" } },
  fault,
  reset: () => undefined,
});

export { origin as customApiOrigin, ways as customApiWays };
