/**
 * The audit trail: append-only, one chain per tenant. Each record's hash covers the record, its position and the hash before it
 * (domain/audit-chain.ts), and a keyed seal covers the hash, so that nobody adds or changes a record by writing rows. Triggers
 * refuse updates, deletions and records out of their place (docs/storage.md).
 */
import { and, asc, desc, eq, gt, type SQL, sql } from "drizzle-orm";
import { audit, auditHeads } from "../../../schema/tables/index.ts";
import { chainStart, hashRecord } from "../../domain/audit-chain.ts";
import type { Database, Transaction } from "../database.ts";
import type { Vault } from "../ports.ts";

export type AuditRow = typeof audit.$inferSelect;
export type AuditHeadRow = typeof auditHeads.$inferSelect;

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
  /** Of the connection's sealed values, where this wrote them; one beyond the last where it erased them. */
  readonly generation?: number | null;
}

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
  const { position, hash: previousHash } = last ?? chainStart;
  const row = { connectionId: null, generation: null, ...record, position: position + 1, previousHash };
  const hash = await hashRecord(row);
  await tx.insert(audit).values({ ...row, hash, seal: await sealOf(vault, hash) });
}

/** For records that accompany no other write. */
export async function writeAudit(db: Database, vault: Pick<Vault, "fingerprint">, record: AuditRecord): Promise<void> {
  await db.transaction((tx) => appendAudit(tx, vault, record));
}

/** The seal that a record with this hash must have. */
export async function sealOf(vault: Pick<Vault, "fingerprint">, hash: string): Promise<string> {
  return vault.fingerprint("audit", hash);
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

/**
 * The generation that the trail knows of a connection's sealed values, as a column of a query over `connections`; null when it
 * tells of none. A row of an earlier generation was put back.
 */
export const recordedGeneration: SQL<number | null> = sql`(
  select max("record"."generation") from ${audit} "record"
  where "record"."connection_id" = "connections"."id" and "record"."tenant_id" = "connections"."tenant_id"
    and "record"."generation" is not null
)`;

export async function findAuditHead(db: Database, tenantId: string): Promise<AuditHeadRow | undefined> {
  return db.select().from(auditHeads).where(eq(auditHeads.tenantId, tenantId)).get();
}

/** Trails whose end is not the last signed head and that were not looked at since `before`, the longest unseen first. */
export async function listTrailsToSign(db: Database, before: Date, most: number): Promise<string[]> {
  // Walks the key from tenant to tenant instead of reading every record.
  const rows = await db.all<{ tenantId: string }>(sql`
    with recursive "tenants"("id") as (
      select min("tenant_id") from ${audit}
      union all
      select (select min("tenant_id") from ${audit} where "tenant_id" > "tenants"."id")
      from "tenants" where "tenants"."id" is not null
    ), "ends" as (
      select "id", (select "hash" from ${audit} where "tenant_id" = "id" order by "position" desc limit 1) as "hash"
      from "tenants" where "id" is not null
      union all
      select "tenant_id", '' from ${auditHeads} "head"
      where not exists (select 1 from ${audit} where "tenant_id" = "head"."tenant_id")
    )
    select "ends"."id" as "tenantId" from "ends" left join ${auditHeads} "head" on "head"."tenant_id" = "ends"."id"
    where ("head"."hash" is null or "head"."hash" <> "ends"."hash")
      and ("head"."checked_at" is null or "head"."checked_at" <= ${before.getTime()})
    order by "head"."checked_at" limit ${most}
  `);
  return rows.map(({ tenantId }) => tenantId);
}

export async function writeAuditHead(db: Database, head: AuditHeadRow): Promise<void> {
  const { tenantId: _tenant, ...changes } = head;
  await db.insert(auditHeads).values(head).onConflictDoUpdate({ target: auditHeads.tenantId, set: changes });
}
