/** The key inventory, and the rows that a key still wraps. */
import { and, asc, count, eq, gt, ne, sql } from "drizzle-orm";
import { connections, imports, vaultKeys } from "../../../schema/tables/index.ts";
import type { Database } from "../database.ts";

export type VaultKeyRow = typeof vaultKeys.$inferSelect;

export interface WrappedRow {
  readonly id: string;
  readonly tenantId: string;
  readonly wrappedKey: string;
  readonly keyId: string;
}

/** Tables whose rows own a data key for long. Attempts and OAuth states end by themselves within the hour. */
const owners = { connections, imports } as const;
export type OwnerTable = keyof typeof owners;
export const ownerTables: readonly OwnerTable[] = ["connections", "imports"];

/** Rows that another key than the current one wraps, in the order of their ids. */
export async function listOutdated(
  db: Database,
  table: OwnerTable,
  currentKeyId: string,
  after: string,
  most: number,
): Promise<WrappedRow[]> {
  const owner = owners[table];
  return db
    .select({ id: owner.id, tenantId: owner.tenantId, wrappedKey: owner.wrappedKey, keyId: owner.keyId })
    .from(owner)
    .where(and(ne(owner.keyId, currentKeyId), gt(owner.id, after)))
    .orderBy(asc(owner.id))
    .limit(most);
}

/** Compare and swap: whoever wrapped the row anew meanwhile wins. */
export async function replaceWrapping(
  db: Database,
  table: OwnerTable,
  row: WrappedRow,
  next: { readonly wrapped: string; readonly keyId: string },
): Promise<boolean> {
  const owner = owners[table];
  const changed = await db
    .update(owner)
    .set({ wrappedKey: next.wrapped, keyId: next.keyId })
    .where(and(eq(owner.id, row.id), eq(owner.tenantId, row.tenantId), eq(owner.wrappedKey, row.wrappedKey)))
    .returning({ id: owner.id });
  return changed.length > 0;
}

/** How many rows each key wraps. */
export async function countByKey(db: Database): Promise<ReadonlyMap<string, number>> {
  const totals = new Map<string, number>();
  for (const table of ownerTables) {
    const owner = owners[table];
    const rows = await db.select({ keyId: owner.keyId, total: count() }).from(owner).groupBy(owner.keyId);
    for (const { keyId, total } of rows) totals.set(keyId, (totals.get(keyId) ?? 0) + total);
  }
  return totals;
}

export async function listVaultKeys(db: Database): Promise<VaultKeyRow[]> {
  return db.select().from(vaultKeys).orderBy(asc(vaultKeys.createdAt));
}

/** Writes which key is current; the others only open. */
export async function markCurrentKey(db: Database, currentKeyId: string): Promise<void> {
  await db.update(vaultKeys).set({
    state: sql`case when ${vaultKeys.keyId} = ${currentKeyId} then 'active' when ${vaultKeys.state} = 'destroyed' then 'destroyed' else 'decrypt_only' end`,
  });
}
