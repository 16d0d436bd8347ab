/** Internal API: SpeedAI's own services, with scoped keys. */
import { z } from "zod";
import { connectionStatus, reason } from "./codes.ts";

export const internalScope = z.enum(["connections:read", "proxy", "records:read", "events:read", "vault:rotate"]);
export type InternalScope = z.infer<typeof internalScope>;

export const internalConnection = z.strictObject({
  id: z.string(),
  tenant: z.string(),
  provider: z.string(),
  method: z.string(),
  label: z.string(),
  status: connectionStatus,
  reason: reason.nullable(),
  last_checked_at: z.iso.datetime().nullable(),
});
export const internalConnections = z.strictObject({
  connections: z.array(internalConnection),
  next: z.string().nullable(),
});

/** One verified inbound event, in the order of arrival. */
export const inboundEvent = z.strictObject({
  /** Cursor for `after`. */
  id: z.string(),
  tenant: z.string(),
  connection_id: z.string(),
  provider: z.string(),
  /** The sender's event id (`webhook-id`, Stripe `evt_…`). */
  event_id: z.string(),
  type: z.string().nullable(),
  received_at: z.iso.datetime(),
  /** The body as received. */
  payload: z.string(),
});
export const inboundEvents = z.strictObject({ events: z.array(inboundEvent), next: z.string().nullable() });

export const health = z.strictObject({
  status: z.enum(["ok", "degraded"]),
  checks: z.strictObject({
    database: z.enum(["ok", "failed"]),
    sidecar: z.enum(["ok", "failed"]),
    vault: z.enum(["ok", "failed"]),
  }),
});
export type Health = z.infer<typeof health>;
