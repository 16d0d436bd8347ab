/** Connections, their sealed values, checks and journal. */
import { sql } from "drizzle-orm";
import { index, integer, primaryKey, sqliteTable, text, uniqueIndex } from "drizzle-orm/sqlite-core";
import type { ConnectionStatus, FieldValue, JournalCode, MethodKind, Reason } from "../wire/index.ts";
import { instant, sealed, wrappedKey } from "./columns.ts";

export const connections = sqliteTable(
  "connections",
  {
    id: text("id").primaryKey(),
    tenantId: text("tenant_id").notNull(),
    provider: text("provider").notNull(),
    method: text("method").notNull(),
    kind: text("kind").$type<MethodKind>().notNull(),
    label: text("label").notNull(),
    status: text("status").$type<ConnectionStatus>().notNull(),
    reason: text("reason").$type<Reason>(),
    statusSince: instant("status_since").notNull(),
    /** Keyed hash of the provider's account id. */
    accountFingerprint: text("account_fingerprint"),
    accountLabel: text("account_label"),
    settings: text("settings", { mode: "json" }).$type<Record<string, FieldValue>>().notNull(),
    ...wrappedKey(),
    /** Counts the writes of the sealed values; a ciphertext of another generation does not open. */
    generation: integer("generation").notNull(),
    createdBy: text("created_by").notNull(),
    createdAt: instant("created_at").notNull(),
    updatedAt: instant("updated_at").notNull(),
    lastCheckedAt: instant("last_checked_at"),
    lastUsedAt: instant("last_used_at"),
    /** End of the credential itself, where known; a token that renews itself has none. */
    expiresAt: instant("expires_at"),
    /** The present access token: when it came, when it ends (null: the provider does not say). */
    tokenReceivedAt: instant("token_received_at"),
    tokenExpiresAt: instant("token_expires_at"),
    /** When the background check is due; null where there is none. */
    nextCheckAt: instant("next_check_at"),
    failedChecks: integer("failed_checks").notNull().default(0),
    /** Refresh lease: fencing number, holder's deadline, intent. See worker/services/tokens.ts. */
    leaseFence: integer("lease_fence").notNull().default(0),
    leaseUntil: instant("lease_until"),
    refreshIntentAt: instant("refresh_intent_at"),
    refreshFailures: integer("refresh_failures").notNull().default(0),
    refreshNotBefore: instant("refresh_not_before"),
  },
  (table) => [
    index("connections_tenant").on(table.tenantId, table.provider),
    index("connections_due").on(table.nextCheckAt).where(sql`${table.nextCheckAt} is not null`),
  ],
);

export const connectionSecrets = sqliteTable(
  "connection_secrets",
  {
    connectionId: text("connection_id")
      .notNull()
      .references(() => connections.id, { onDelete: "cascade" }),
    tenantId: text("tenant_id").notNull(),
    field: text("field").notNull(),
    ...sealed(),
    setAt: instant("set_at").notNull(),
  },
  (table) => [primaryKey({ columns: [table.connectionId, table.field] })],
);

/** The last results per connection: history strip and « dernière vérification ». */
export const checks = sqliteTable(
  "checks",
  {
    id: text("id").primaryKey(),
    connectionId: text("connection_id")
      .notNull()
      .references(() => connections.id, { onDelete: "cascade" }),
    tenantId: text("tenant_id").notNull(),
    at: instant("at").notNull(),
    ok: integer("ok", { mode: "boolean" }).notNull(),
    reason: text("reason").$type<Reason>(),
    ms: integer("ms").notNull(),
  },
  (table) => [index("checks_connection").on(table.connectionId, table.at)],
);

/** The customer's simple log: codes and facts, no secret, no provider body. A trigger keeps the last 500 lines of each connection. */
export const journal = sqliteTable(
  "journal",
  {
    id: text("id").primaryKey(),
    connectionId: text("connection_id")
      .notNull()
      .references(() => connections.id, { onDelete: "cascade" }),
    tenantId: text("tenant_id").notNull(),
    at: instant("at").notNull(),
    level: text("level").$type<"info" | "warning" | "error">().notNull(),
    code: text("code").$type<JournalCode>().notNull(),
    params: text("params", { mode: "json" }).$type<Record<string, string | number | boolean>>().notNull(),
    requestId: text("request_id"),
  },
  (table) => [index("journal_connection").on(table.connectionId, table.id)],
);

/** Where outside senders reach a connection. The id is the capability; the secret is a sealed value of the connection. */
export const endpoints = sqliteTable(
  "endpoints",
  {
    id: text("id").primaryKey(),
    connectionId: text("connection_id")
      .notNull()
      .references(() => connections.id, { onDelete: "cascade" }),
    tenantId: text("tenant_id").notNull(),
    verifier: text("verifier").$type<"standard_webhooks" | "stripe">().notNull(),
    createdAt: instant("created_at").notNull(),
  },
  (table) => [uniqueIndex("endpoints_connection").on(table.connectionId)],
);

/** Verified inbound events, once per sender's event id. */
export const inboundEvents = sqliteTable(
  "inbound_events",
  {
    /** Cursor: increases with arrival; a delivery that is replayed moves to the end. */
    sequence: integer("sequence").primaryKey({ autoIncrement: true }),
    endpointId: text("endpoint_id").notNull(),
    connectionId: text("connection_id").notNull(),
    tenantId: text("tenant_id").notNull(),
    provider: text("provider").notNull(),
    eventId: text("event_id").notNull(),
    type: text("type"),
    /** The body as received, sealed under the connection's data key. */
    sealedPayload: text("sealed_payload").notNull(),
    receivedAt: instant("received_at").notNull(),
    /** What the customer sees of it. Sorts by time as text. */
    deliveryId: text("delivery_id").notNull().default(""),
    /** How often the sender brought it, and when last. */
    attempts: integer("attempts").notNull().default(1),
    lastAttemptAt: instant("last_attempt_at"),
    /** When a service first read it, since it was last replayed. */
    readAt: instant("read_at"),
    replays: integer("replays").notNull().default(0),
    replayedAt: instant("replayed_at"),
  },
  (table) => [
    uniqueIndex("inbound_events_once").on(table.tenantId, table.endpointId, table.eventId),
    index("inbound_events_tenant").on(table.tenantId, table.sequence),
    index("inbound_events_delivery").on(table.connectionId, table.deliveryId),
  ],
);
