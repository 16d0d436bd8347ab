/** Records of one tenant. One batch is one transaction: a batch is written whole or not at all. */
import { and, asc, count, desc, eq, inArray, lt, sql } from "drizzle-orm";
import { records } from "../../../schema/tables/index.ts";
import type { RecordKind } from "../../../schema/wire/index.ts";
import type { Database } from "../database.ts";
import { type ImportProgress, progressStatements } from "./imports.ts";

export type RecordRow = typeof records.$inferSelect;
export type RecordInsert = typeof records.$inferInsert;

export function createRecordStore(db: Database, tenantId: string) {
  const ofConnection = (connectionId: string) =>
    and(eq(records.tenantId, tenantId), eq(records.connectionId, connectionId));

  return {
    async findByKeys(connectionId: string, naturalKeys: readonly string[]): Promise<RecordRow[]> {
      if (naturalKeys.length === 0) return [];
      return db
        .select()
        .from(records)
        .where(and(ofConnection(connectionId), inArray(records.naturalKey, [...naturalKeys])));
    },

    /**
     * Creates and updates, and an import's progress with them. False: another runner has counted these rows; the records are the
     * same, whoever writes them.
     */
    async saveBatch(rows: readonly RecordInsert[], progress?: ImportProgress): Promise<boolean> {
      const upsert =
        rows.length === 0
          ? []
          : [
              db
                .insert(records)
                .values([...rows])
                .onConflictDoUpdate({
                  target: [records.tenantId, records.connectionId, records.kind, records.naturalKey],
                  set: {
                    sealedData: sql`excluded.sealed_data`,
                    dataHash: sql`excluded.data_hash`,
                    sourceKind: sql`excluded.source_kind`,
                    sourceId: sql`excluded.source_id`,
                    sourceLine: sql`excluded.source_line`,
                    updatedAt: sql`excluded.updated_at`,
                  },
                }),
            ];
      const statements = [...upsert, ...(progress ? progressStatements(db, tenantId, progress) : [])];
      const [first, ...rest] = statements;
      const results: readonly unknown[] = first ? await db.batch([first, ...rest]) : [];
      const counted = results.at(-1);
      return !progress || (Array.isArray(counted) && counted.length > 0);
    },

    async list(connectionId: string, kind: RecordKind, before: string | undefined, most: number): Promise<RecordRow[]> {
      return db
        .select()
        .from(records)
        .where(
          and(
            ofConnection(connectionId),
            eq(records.kind, kind),
            before === undefined ? undefined : lt(records.id, before),
          ),
        )
        .orderBy(desc(records.id))
        .limit(most);
    },

    async countKinds(connectionId: string): Promise<{ booking: number; customer: number }> {
      const rows = await db
        .select({ kind: records.kind, total: count() })
        .from(records)
        .where(ofConnection(connectionId))
        .groupBy(records.kind);
      const total = (kind: RecordKind) => rows.find((row) => row.kind === kind)?.total ?? 0;
      return { booking: total("booking"), customer: total("customer") };
    },
  };
}

export interface RecordFilter {
  readonly tenants: readonly string[] | "*";
  readonly kind: RecordKind;
  readonly connectionId?: string | undefined;
  readonly after?: string | undefined;
  readonly most: number;
}

/** For SpeedAI's own services, oldest first; the key's tenant set is part of the query. */
export async function listRecordsForServices(db: Database, filter: RecordFilter): Promise<RecordRow[]> {
  return db
    .select()
    .from(records)
    .where(
      and(
        eq(records.kind, filter.kind),
        filter.tenants === "*" ? undefined : inArray(records.tenantId, [...filter.tenants]),
        filter.connectionId === undefined ? undefined : eq(records.connectionId, filter.connectionId),
        filter.after === undefined ? undefined : sql`${records.id} > ${filter.after}`,
      ),
    )
    .orderBy(asc(records.id))
    .limit(filter.most);
}
