/** Connections of one tenant. No query here can be made without naming the tenant. */
import { and, asc, desc, eq, inArray, lt, lte, notInArray, sql } from "drizzle-orm";
import {
  checks,
  connectionSecrets,
  connections,
  endpoints,
  importChanges,
  importChunks,
  importErrors,
  imports,
  inboundEvents,
  journal,
  mailAddresses,
  mails,
  records,
} from "../../../schema/tables/index.ts";
import type { Standing } from "../../domain/status.ts";
import type { Database, Transaction } from "../database.ts";
import { recordedGeneration } from "./audit.ts";
import {
  type ConnectionParts,
  type ConnectionRow,
  connectionOf,
  connectionOrder,
  groupParts,
  keptChecks,
  type NewSecrets,
  partsOf,
  type SealedRow,
  type SecretRow,
  toSealedRow,
  visibleSecret,
} from "./connection-parts.ts";

/** What a successful attempt writes; all or nothing. */
export interface ConnectionWrite {
  readonly row: typeof connections.$inferInsert;
  readonly secrets: readonly (typeof connectionSecrets.$inferInsert)[];
  readonly endpoint?: typeof endpoints.$inferInsert | undefined;
  readonly mailAddress?: typeof mailAddresses.$inferInsert | undefined;
  readonly check?: typeof checks.$inferInsert | undefined;
  readonly journal: typeof journal.$inferInsert;
  /** Appends the audit record in the same transaction. */
  readonly audit: (tx: Transaction) => Promise<void>;
}

export type ConnectionStore = ReturnType<typeof createConnectionStore>;

export function createConnectionStore(db: Database, tenantId: string) {
  const mine = (id: string) => connectionOf(tenantId, id);
  const secretsOf = (id: string) => partsOf(connectionSecrets, tenantId, id);

  return {
    tenantId,

    async list(): Promise<ConnectionParts[]> {
      const [rows, secretRows, checkRows] = await db.batch([
        db
          .select()
          .from(connections)
          .where(eq(connections.tenantId, tenantId))
          .orderBy(...connectionOrder),
        db.select(visibleSecret).from(connectionSecrets).where(eq(connectionSecrets.tenantId, tenantId)),
        db.select().from(checks).where(eq(checks.tenantId, tenantId)).orderBy(asc(checks.at)),
      ]);
      return groupParts(rows, secretRows, checkRows);
    },

    async find(id: string): Promise<ConnectionParts | undefined> {
      const [rows, secretRows, checkRows] = await db.batch([
        db.select().from(connections).where(mine(id)),
        db.select(visibleSecret).from(connectionSecrets).where(secretsOf(id)),
        db
          .select()
          .from(checks)
          .where(partsOf(checks, tenantId, id))
          .orderBy(asc(checks.at)),
      ]);
      return groupParts(rows, secretRows, checkRows)[0];
    },

    /** The row with its ciphertexts, for use. */
    async findSealed(id: string): Promise<{ row: SealedRow; secrets: SecretRow[] } | undefined> {
      const [[found], secrets] = await db.batch([
        db.select({ row: connections, recorded: recordedGeneration }).from(connections).where(mine(id)),
        db.select().from(connectionSecrets).where(secretsOf(id)),
      ]);
      return found && { row: toSealedRow(found.row, found.recorded), secrets };
    },

    /**
     * Writes a connection made or renewed by an attempt, inside the caller's transaction. `from` is the generation that was
     * read before (reconnect), undefined for a new connection. False: somebody else wrote meanwhile.
     */
    async write(tx: Transaction, write: ConnectionWrite, from: number | undefined): Promise<boolean> {
      if (from === undefined) {
        await tx.insert(connections).values(write.row);
      } else {
        const { id, tenantId: _tenant, createdAt: _at, createdBy: _by, ...changes } = write.row;
        const changed = await tx
          .update(connections)
          .set(changes)
          .where(and(mine(id), eq(connections.generation, from)))
          .returning({ id: connections.id });
        if (changed.length === 0) return false;
        await tx.delete(connectionSecrets).where(secretsOf(id));
      }
      if (write.secrets.length > 0) await tx.insert(connectionSecrets).values([...write.secrets]);
      if (write.endpoint) await tx.insert(endpoints).values(write.endpoint).onConflictDoNothing();
      if (write.mailAddress) await tx.insert(mailAddresses).values(write.mailAddress).onConflictDoNothing();
      if (write.check) await tx.insert(checks).values(write.check);
      await tx.insert(journal).values(write.journal);
      await write.audit(tx);
      return true;
    },

    /** Replaces all sealed values and some columns if nobody wrote since `from`. */
    async replaceSecrets(
      id: string,
      { from, to, secrets }: NewSecrets,
      changes: Partial<typeof connections.$inferInsert>,
      entry?: typeof journal.$inferInsert,
      audit?: (tx: Transaction) => Promise<void>,
    ): Promise<boolean> {
      return db.transaction(async (tx) => {
        const changed = await tx
          .update(connections)
          .set({ ...changes, generation: to })
          .where(and(mine(id), eq(connections.generation, from)))
          .returning({ id: connections.id });
        if (changed.length === 0) return false;
        await tx.delete(connectionSecrets).where(secretsOf(id));
        if (secrets.length > 0) await tx.insert(connectionSecrets).values([...secrets]);
        if (entry) await tx.insert(journal).values(entry);
        await audit?.(tx);
        return true;
      });
    },

    async update(id: string, changes: Partial<typeof connections.$inferInsert>): Promise<boolean> {
      const rows = await db.update(connections).set(changes).where(mine(id)).returning({ id: connections.id });
      return rows.length > 0;
    },

    /** A new name with its line and its record. Writes nothing when the connection is gone. */
    async rename(
      id: string,
      changes: Pick<typeof connections.$inferInsert, "label" | "updatedAt">,
      entry: typeof journal.$inferInsert,
      audit: (tx: Transaction) => Promise<void>,
    ): Promise<boolean> {
      return db.transaction(async (tx) => {
        const changed = await tx.update(connections).set(changes).where(mine(id)).returning({ id: connections.id });
        if (changed.length === 0) return false;
        await tx.insert(journal).values(entry);
        await audit(tx);
        return true;
      });
    },

    /** One check: result, standing, next due time, journal lines. Writes nothing when the connection is gone. */
    async recordCheck(
      id: string,
      record: {
        readonly check: typeof checks.$inferInsert;
        readonly standing: Standing & { readonly since: Date };
        readonly nextCheckAt: Date | null;
        readonly changes?: Partial<typeof connections.$inferInsert>;
        readonly journal: readonly (typeof journal.$inferInsert)[];
        readonly audit: (tx: Transaction) => Promise<void>;
      },
    ): Promise<boolean> {
      return db.transaction(async (tx) => {
        const changed = await tx
          .update(connections)
          .set({
            ...record.changes,
            status: record.standing.status,
            reason: record.standing.reason,
            statusSince: record.standing.since,
            failedChecks: record.standing.failedChecks,
            lastCheckedAt: record.check.at,
            nextCheckAt: record.nextCheckAt,
          })
          .where(mine(id))
          .returning({ id: connections.id });
        if (changed.length === 0) return false;
        await tx.insert(checks).values(record.check);
        const newest = tx
          .select({ id: checks.id })
          .from(checks)
          .where(partsOf(checks, tenantId, id))
          .orderBy(desc(checks.at))
          .limit(keptChecks);
        await tx.delete(checks).where(and(partsOf(checks, tenantId, id), notInArray(checks.id, newest)));
        if (record.journal.length > 0) await tx.insert(journal).values([...record.journal]);
        await record.audit(tx);
        return true;
      });
    },

    /**
     * Erases everything of the connection but the audit trail: the data key goes with the row. `audit` is told the generation
     * beyond the erased one, so that a row that is put back later is one of the past.
     */
    async remove(id: string, audit: (generation: number) => (tx: Transaction) => Promise<void>): Promise<boolean> {
      return db.transaction(async (tx) => {
        const [erased] = await tx.delete(connections).where(mine(id)).returning({ generation: connections.generation });
        if (!erased) return false;
        // Said outright, not left to cascades: erasure must not depend on a server's foreign key setting.
        const itsImports = tx
          .select({ id: imports.id })
          .from(imports)
          .where(partsOf(imports, tenantId, id));
        for (const part of [importChunks, importErrors, importChanges]) {
          await tx.delete(part).where(inArray(part.importId, itsImports));
        }
        for (const part of [
          connectionSecrets,
          endpoints,
          checks,
          journal,
          imports,
          records,
          inboundEvents,
          mails,
          mailAddresses,
        ]) {
          await tx.delete(part).where(partsOf(part, tenantId, id));
        }
        await audit(erased.generation + 1)(tx);
        return true;
      });
    },
  };
}

/** Background work crosses tenants: rows that are due, oldest first, claimed so that two runs do not take the same. */
export async function claimDueChecks(
  db: Database,
  now: Date,
  claimedUntil: Date,
  most: number,
): Promise<{ id: string; tenantId: string }[]> {
  const due = db
    .select({ id: connections.id })
    .from(connections)
    .where(lte(connections.nextCheckAt, now))
    .orderBy(asc(connections.nextCheckAt))
    .limit(most);
  return db
    .update(connections)
    .set({ nextCheckAt: claimedUntil })
    .where(and(inArray(connections.id, due), lte(connections.nextCheckAt, now)))
    .returning({ id: connections.id, tenantId: connections.tenantId });
}

/** Erases every sealed value of a name that was set before a time. */
export async function deleteRetiredSecrets(db: Database, field: string, before: Date): Promise<void> {
  await db
    .delete(connectionSecrets)
    .where(and(eq(connectionSecrets.field, field), lt(connectionSecrets.setAt, before)));
}

export interface InternalFilter {
  readonly tenants: readonly string[] | "*";
  readonly tenant?: string | undefined;
  readonly provider?: string | undefined;
  readonly after?: string | undefined;
  readonly most: number;
}

/** For SpeedAI's own services: the key's tenant set is part of the query. */
export async function listForServices(db: Database, filter: InternalFilter): Promise<ConnectionRow[]> {
  return db
    .select()
    .from(connections)
    .where(
      and(
        filter.tenants === "*" ? undefined : inArray(connections.tenantId, [...filter.tenants]),
        filter.tenant === undefined ? undefined : eq(connections.tenantId, filter.tenant),
        filter.provider === undefined ? undefined : eq(connections.provider, filter.provider),
        filter.after === undefined ? undefined : sql`${connections.id} > ${filter.after}`,
      ),
    )
    .orderBy(asc(connections.id))
    .limit(filter.most);
}

export async function findTenantOf(db: Database, connectionId: string): Promise<string | undefined> {
  const row = await db
    .select({ tenantId: connections.tenantId })
    .from(connections)
    .where(eq(connections.id, connectionId))
    .get();
  return row?.tenantId;
}
