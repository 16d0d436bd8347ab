/** Where outside senders deliver. No session: the signature is the proof, the endpoint's id names the connection. */
import { createRoute, OpenAPIHono, z } from "@hono/zod-openapi";
import type { Context } from "hono";
import { Refusal } from "../errors.ts";
import type { AppEnv } from "../middleware/context.ts";
import { readLimited } from "../platform/limited-body.ts";
import { type Delivery, receive } from "../services/inbound.ts";
import { json, refusals } from "./answers.ts";
import { refuseInvalid } from "./validation.ts";

/** Senders' events are small; a larger body is refused while it streams. */
const maxEventBytes = 1024 * 1024;

const received = z.strictObject({ received: z.literal(true) });
const endpointId = z.string().min(1).max(128);

const standard = createRoute({
  method: "post",
  path: "/api/integrations/webhook/{endpoint}",
  summary: "Deliver an event, signed as Standard Webhooks prescribe",
  request: { params: z.object({ endpoint: endpointId }) },
  responses: { 200: json(received, "Stored, or stored before"), ...refusals },
});

const stripe = createRoute({
  method: "post",
  path: "/api/integrations/stripe/webhook",
  summary: "Deliver a Stripe event",
  request: { query: z.object({ endpoint: endpointId }) },
  responses: { 200: json(received, "Stored, or stored before"), ...refusals },
});

export function inboundRoutes() {
  const routes = new OpenAPIHono<AppEnv>({ defaultHook: refuseInvalid });
  routes.openapi(standard, async (c) => {
    await take(c, c.req.valid("param").endpoint, "standard_webhooks");
    return c.json({ received: true } as const, 200);
  });
  routes.openapi(stripe, async (c) => {
    await take(c, c.req.valid("query").endpoint, "stripe");
    return c.json({ received: true } as const, 200);
  });
  return routes;
}

async function take(c: Context<AppEnv>, endpoint: string, verifier: Delivery["verifier"]): Promise<void> {
  if ((c.req.header("content-encoding") ?? "identity") !== "identity") throw new Refusal("unsupported_media_type");
  const body = await readLimited(c.req.raw.body, maxEventBytes);
  if (body === undefined) throw new Refusal("body_too_large");
  const outcome = await receive(c.get("services"), {
    endpointId: endpoint,
    verifier,
    headers: c.req.raw.headers,
    body,
    requestId: c.get("requestId"),
  });
  if (outcome.ok) return;
  const { failure } = outcome;
  switch (failure.kind) {
    case "unknown_endpoint":
      throw new Refusal("not_found");
    case "secret_unreadable":
      throw new Refusal("dependency_unavailable");
    case "signature_invalid":
    case "signature_stale":
      throw new Refusal(failure.kind);
    case "too_many":
      throw new Refusal("too_many_requests", { retryAfter: failure.retryAfter });
    default:
      throw failure satisfies never;
  }
}
