/** Internal API: SpeedAI's own services, with scoped keys. */
import { z } from "zod";
import { connectionStatus, reason } from "./codes.ts";

export const internalScope = z.enum([
  "connections:read",
  "proxy",
  "records:read",
  "events:read",
  "audit:read",
  "vault:rotate",
]);
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
export type InboundEvent = z.infer<typeof inboundEvent>;
export const inboundEvents = z.strictObject({ events: z.array(inboundEvent), next: z.string().nullable() });

/** One record of the audit trail, as exported. */
export const auditRecord = z.strictObject({
  position: z.int(),
  at: z.iso.datetime(),
  actor: z.string(),
  action: z.string(),
  connection_id: z.string().nullable(),
  outcome: z.string(),
  origin: z.string().nullable(),
  request_id: z.string().nullable(),
  previous_hash: z.string(),
  hash: z.string(),
});
export const auditPage = z.strictObject({ records: z.array(auditRecord), next: z.int().nullable() });

export const auditVerification = z.strictObject({
  tenant: z.string(),
  /** Records that hold, from the first. */
  records: z.int(),
  /** Hash of the last one. */
  head: z.string().nullable(),
  broken_at: z.int().nullable(),
  problem: z.enum(["missing_record", "chain_broken", "record_changed", "cut_off"]).nullable(),
});
export type AuditVerification = z.infer<typeof auditVerification>;

/** `POST /internal/vault/rotate`: data keys wrapped anew with the current key. Call again until nothing remains. */
export const vaultRotation = z.strictObject({
  rewrapped: z.int(),
  remaining: z.int(),
  /** Rows that did not open: their owner must type the key again. */
  unreadable: z.int(),
  keys: z.array(
    z.strictObject({ key_id: z.string(), state: z.enum(["active", "decrypt_only", "destroyed"]), rows: z.int() }),
  ),
});
export type VaultRotation = z.infer<typeof vaultRotation>;

export const health = z.strictObject({
  status: z.enum(["ok", "degraded"]),
  checks: z.strictObject({
    database: z.enum(["ok", "failed"]),
    sidecar: z.enum(["ok", "failed"]),
    vault: z.enum(["ok", "failed"]),
  }),
});
export type Health = z.infer<typeof health>;
