/** Who may do what: sessions, attempts, OAuth states, the key inventory and the audit trail. */
import { sql } from "drizzle-orm";
import { index, integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";
import type { AttemptState, Check, FieldValues, Reason, Role, StepOf } from "../wire/index.ts";
import { instant } from "./columns.ts";

/**
 * The present step of an attempt, without what is derived when it is shown: translated fields, addresses, the connection,
 * values that are shown once.
 */
export type StoredStep =
  | { readonly kind: "form"; readonly values?: FieldValues; readonly check?: Check }
  | { readonly kind: "redirect" }
  | StepOf<"choice">
  | { readonly kind: "upload" }
  | { readonly kind: "mapping"; readonly importId: string }
  | (StepOf<"waiting"> & { readonly importId?: string })
  | { readonly kind: "instructions" }
  | { readonly kind: "done"; readonly check?: Check; readonly importId?: string }
  | { readonly kind: "failed"; readonly reason: Reason; readonly check?: Check };

export const sessions = sqliteTable(
  "sessions",
  {
    id: text("id").primaryKey(),
    /** Keyed hash; the token itself is never stored. */
    tokenHash: text("token_hash").notNull().unique(),
    tenantId: text("tenant_id").notNull(),
    tenantName: text("tenant_name").notNull(),
    userId: text("user_id").notNull(),
    role: text("role").$type<Role>().notNull(),
    origins: text("origins", { mode: "json" }).$type<string[]>().notNull(),
    integrations: text("integrations", { mode: "json" }).$type<string[]>(),
    locale: text("locale").notNull(),
    partner: text("partner").notNull(),
    /** RFC 7638 thumbprint of the browser's key, from the first request that proved one. */
    keyThumbprint: text("key_thumbprint"),
    /** The token is worth nothing without a proof, also before a key is bound. */
    proofRequired: integer("proof_required", { mode: "boolean" }).notNull(),
    createdAt: instant("created_at").notNull(),
    expiresAt: instant("expires_at").notNull(),
    revokedAt: instant("revoked_at"),
  },
  (table) => [index("sessions_tenant").on(table.tenantId, table.userId), index("sessions_expiry").on(table.expiresAt)],
);

/** Proofs of possession of the last minutes, as hashes of key and proof: each counts once. */
export const usedProofs = sqliteTable(
  "used_proofs",
  {
    id: text("id").primaryKey(),
    endsAt: instant("ends_at").notNull(),
  },
  (table) => [index("used_proofs_end").on(table.endsAt)],
);

export const attempts = sqliteTable(
  "attempts",
  {
    id: text("id").primaryKey(),
    tenantId: text("tenant_id").notNull(),
    userId: text("user_id").notNull(),
    sessionId: text("session_id").notNull(),
    provider: text("provider").notNull(),
    method: text("method").notNull(),
    state: text("state").$type<AttemptState>().notNull(),
    step: text("step", { mode: "json" }).$type<StoredStep>().notNull(),
    label: text("label"),
    /** Id that the connection has (reconnect) or will have. */
    connectionId: text("connection_id").notNull(),
    reconnects: integer("reconnects", { mode: "boolean" }).notNull(),
    /** Data key and sealed draft of the unfinished connection (typed keys, parked grant), erased with the attempt. */
    wrappedKey: text("wrapped_key"),
    keyId: text("key_id"),
    sealedDraft: text("sealed_draft"),
    openerOrigin: text("opener_origin"),
    returnUrl: text("return_url"),
    completionHash: text("completion_hash"),
    createdAt: instant("created_at").notNull(),
    expiresAt: instant("expires_at").notNull(),
  },
  (table) => [index("attempts_tenant").on(table.tenantId), index("attempts_expiry").on(table.expiresAt)],
);

/** One authorization request under way. Single use: read by one `delete … returning`. */
export const oauthStates = sqliteTable(
  "oauth_states",
  {
    stateHash: text("state_hash").primaryKey(),
    attemptId: text("attempt_id")
      .notNull()
      .references(() => attempts.id, { onDelete: "cascade" }),
    tenantId: text("tenant_id").notNull(),
    provider: text("provider").notNull(),
    issuer: text("issuer").notNull(),
    redirectUri: text("redirect_uri").notNull(),
    scopes: text("scopes").notNull(),
    /** PKCE verifier, sealed under a data key of its own. */
    wrappedKey: text("wrapped_key").notNull(),
    keyId: text("key_id").notNull(),
    sealedVerifier: text("sealed_verifier").notNull(),
    /** `popup`: the cookie's nonce is needed. `redirect`: the grant is parked and committed by the page. */
    road: text("road").$type<"popup" | "redirect">().notNull(),
    browserNonceHash: text("browser_nonce_hash").notNull(),
    expiresAt: instant("expires_at").notNull(),
  },
  (table) => [index("oauth_states_expiry").on(table.expiresAt)],
);

/** Key inventory: ids, states and check values, never keys. */
export const vaultKeys = sqliteTable("vault_keys", {
  keyId: text("key_id").primaryKey(),
  checkValue: text("check_value").notNull(),
  state: text("state").$type<"active" | "decrypt_only" | "destroyed">().notNull(),
  createdAt: instant("created_at").notNull(),
});

/** Append-only. What happened to whom, by whom, from where; never a secret, a code or a state value. */
export const audit = sqliteTable(
  "audit",
  {
    tenantId: text("tenant_id").notNull(),
    /** From 1, without a gap, per tenant. */
    position: integer("position").notNull(),
    at: instant("at").notNull(),
    /** `session:<user id>`, `partner:<name>`, `internal:<name>`, `system`. */
    actor: text("actor").notNull(),
    action: text("action").notNull(),
    connectionId: text("connection_id"),
    outcome: text("outcome").notNull(),
    origin: text("origin"),
    requestId: text("request_id"),
    /** Generation of the connection's sealed values that this wrote; one beyond the last when it erased them. */
    generation: integer("generation"),
    /** Hash of the record before; empty at the start of a chain. */
    previousHash: text("previous_hash").notNull(),
    /** Of the record and the hash before it; anybody can compute it (worker/domain/audit-chain.ts). */
    hash: text("hash").notNull(),
    /** Keyed hash of `hash`: who can write rows cannot write records. */
    seal: text("seal").notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.position] }),
    index("audit_generation")
      .on(table.connectionId, table.tenantId, table.generation)
      .where(sql`${table.generation} is not null`),
  ],
);

/** The last signed head of each trail. The log holds all of them; this row tells from where the clock goes on. */
export const auditHeads = sqliteTable("audit_heads", {
  tenantId: text("tenant_id").primaryKey(),
  position: integer("position").notNull(),
  hash: text("hash").notNull(),
  signature: text("signature").notNull(),
  signedAt: instant("signed_at").notNull(),
  /** When the trail was last compared with it, whole or broken. */
  checkedAt: instant("checked_at").notNull(),
});
