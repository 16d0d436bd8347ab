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
  /** How often a person asked for it again; a service that tells repetitions apart by `event_id` counts this in. */
  replays: z.int(),
});
export type InboundEvent = z.infer<typeof inboundEvent>;
export const inboundEvents = z.strictObject({ events: z.array(inboundEvent), next: z.string().nullable() });

/** One record of the audit trail, as exported; `npm run audit:verify` checks it without a key of ours. */
export const auditRecord = z.strictObject({
  position: z.int(),
  at: z.iso.datetime(),
  actor: z.string(),
  action: z.string(),
  connection_id: z.string().nullable(),
  outcome: z.string(),
  origin: z.string().nullable(),
  request_id: z.string().nullable(),
  /** Of the connection's sealed values, where they were written. */
  generation: z.int().nullable(),
  previous_hash: z.string(),
  /** SHA-256 over the record and the hash before it, Base64url. */
  hash: z.string(),
});
export type AuditRecordView = z.infer<typeof auditRecord>;

/** What a trail had come to at a time. `signature`: Ed25519 (RFC 8032), Base64url. */
export const auditHead = z.strictObject({
  tenant: z.string(),
  position: z.int(),
  hash: z.string(),
  signed_at: z.iso.datetime(),
  signature: z.string(),
});
export type AuditHeadView = z.infer<typeof auditHead>;

export const auditPage = z.strictObject({
  tenant: z.string(),
  records: z.array(auditRecord),
  next: z.int().nullable(),
  /** The last signed head; the log has all of them. */
  head: auditHead.nullable(),
  /** `x` of the Ed25519 key that signs heads (RFC 8037). An auditor gets it from the operator once, not with each export. */
  head_key: z.string(),
});
export type AuditPage = z.infer<typeof auditPage>;

export const auditVerification = z.strictObject({
  tenant: z.string(),
  /** Records that hold, from the first. */
  records: z.int(),
  /** Hash of the last one. */
  head: z.string().nullable(),
  broken_at: z.int().nullable(),
  /**
   * `record_changed`: it is not what its hash or its seal says. `chain_broken`: it names another one as the one before it.
   * `rewritten`: at a signed head stands something else. `cut_off`: the trail ends before a signed head. `head_forged`: the head
   * in the database was not signed by us.
   */
  problem: z
    .enum(["missing_record", "out_of_order", "chain_broken", "record_changed", "rewritten", "cut_off", "head_forged"])
    .nullable(),
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
