/**
 * The audit trail: append-only, one chain per tenant. Each record's hash is keyed and covers the record, its position and the
 * hash before it, so that changing, removing or moving one breaks every later one (docs/storage.md).
 */
import { and, asc, desc, eq, gt } from "drizzle-orm";
import { audit } from "../../../schema/tables/index.ts";
import type { Database, Transaction } from "../database.ts";
import type { Vault } from "../ports.ts";

export type AuditRow = typeof audit.$inferSelect;

/** What happened; place and hashes are added on writing. */
export interface AuditRecord {
  readonly tenantId: string;
  readonly at: Date;
  /** `session:<user id>`, `partner:<name>`, `internal:<name>`, `system`. */
  readonly actor: string;
  readonly action: string;
  readonly connectionId?: string | null;
  readonly outcome: string;
  readonly origin: string | null;
  readonly requestId: string | null;
}

/** Hash before the first record of a tenant. */
export const chainStart = "";

/** Appends inside the caller's transaction: the record stands if and only if what it tells of stands. */
export async function appendAudit(
  tx: Transaction,
  vault: Pick<Vault, "fingerprint">,
  record: AuditRecord,
): Promise<void> {
  const last = await tx
    .select({ position: audit.position, hash: audit.hash })
    .from(audit)
    .where(eq(audit.tenantId, record.tenantId))
    .orderBy(desc(audit.position))
    .limit(1)
    .get();
  const position = (last?.position ?? 0) + 1;
  const row = { connectionId: null, ...record, position, previousHash: last?.hash ?? chainStart };
  await tx.insert(audit).values({ ...row, hash: await hashOf(vault, row) });
}

/** For records that accompany no other write. */
export async function writeAudit(db: Database, vault: Pick<Vault, "fingerprint">, record: AuditRecord): Promise<void> {
  await db.transaction((tx) => appendAudit(tx, vault, record));
}

/** The keyed hash that a record must have at its place. */
export async function hashOf(vault: Pick<Vault, "fingerprint">, row: Omit<AuditRow, "hash">): Promise<string> {
  return vault.fingerprint(
    "audit",
    row.tenantId,
    String(row.position),
    row.previousHash,
    String(row.at.getTime()),
    row.actor,
    row.action,
    row.connectionId ?? "",
    row.outcome,
    row.origin ?? "",
    row.requestId ?? "",
  );
}

export async function readAudit(
  db: Database,
  tenantId: string,
  afterPosition: number,
  most: number,
): Promise<AuditRow[]> {
  return db
    .select()
    .from(audit)
    .where(and(eq(audit.tenantId, tenantId), gt(audit.position, afterPosition)))
    .orderBy(asc(audit.position))
    .limit(most);
}

/** Tenants with the position of their last record. */
export async function listAuditHeads(db: Database): Promise<{ tenantId: string; position: number; hash: string }[]> {
  const tenants = await db.selectDistinct({ tenantId: audit.tenantId }).from(audit);
  const heads = await Promise.all(
    tenants.map(({ tenantId }) =>
      db
        .select({ tenantId: audit.tenantId, position: audit.position, hash: audit.hash })
        .from(audit)
        .where(eq(audit.tenantId, tenantId))
        .orderBy(desc(audit.position))
        .limit(1)
        .get(),
    ),
  );
  return heads.flatMap((head) => head ?? []);
}
