/** Records, and the imports that write them. One batch is one transaction: a batch is written whole or not at all. */
import { and, asc, count, desc, eq, getTableColumns, inArray, isNull, lt, lte, or, sql } from "drizzle-orm";
import {
  connections,
  importChanges,
  importChunks,
  importErrors,
  importMappings,
  imports,
  journal,
  records,
} from "../../../schema/tables/index.ts";
import type { RecordKind } from "../../../schema/wire/index.ts";
import type { Database } from "../database.ts";
import { closeAttempt } from "./attempts.ts";

export type RecordRow = typeof records.$inferSelect;
export type RecordInsert = typeof records.$inferInsert;
export type ImportRow = typeof imports.$inferSelect;
export type ImportErrorRow = typeof importErrors.$inferSelect;

export type RecordStore = ReturnType<typeof createRecordStore>;

/** What an import adds with a batch of records. */
export interface ImportProgress {
  readonly importId: string;
  readonly changes: readonly (typeof importChanges.$inferInsert)[];
  readonly errors: readonly (typeof importErrors.$inferInsert)[];
  /** Where the batch was read from: who finds the import elsewhere has lost it to another runner. */
  readonly from: number;
  readonly cursor: number;
  readonly line: number;
  readonly counts: {
    readonly created: number;
    readonly updated: number;
    readonly unchanged: number;
    readonly failed: number;
  };
  readonly leaseUntil: Date;
}

export function createRecordStore(db: Database, tenantId: string) {
  const ofConnection = (connectionId: string) =>
    and(eq(records.tenantId, tenantId), eq(records.connectionId, connectionId));
  const ofImport = (id: string) => and(eq(imports.tenantId, tenantId), eq(imports.id, id));

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
      const statements = [...upsert, ...(progress ? progressStatements(progress) : [])];
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

    /** The file, sealed in pieces, and what is known of it before anybody confirms. Replaces an earlier upload of the attempt. */
    async insertImport(row: typeof imports.$inferInsert, chunks: readonly string[]): Promise<void> {
      const earlier = db
        .select({ id: imports.id })
        .from(imports)
        .where(and(eq(imports.tenantId, tenantId), eq(imports.attemptId, row.attemptId), eq(imports.state, "preview")));
      await db.batch([
        db.delete(importChunks).where(inArray(importChunks.importId, earlier)),
        db
          .delete(imports)
          .where(
            and(eq(imports.tenantId, tenantId), eq(imports.attemptId, row.attemptId), eq(imports.state, "preview")),
          ),
        db.insert(imports).values(row),
      ]);
      for (const [position, sealedBytes] of chunks.entries()) {
        await db.insert(importChunks).values({ importId: row.id, position, sealedBytes });
      }
    },

    async findImport(id: string): Promise<ImportRow | undefined> {
      return db.select().from(imports).where(ofImport(id)).get();
    },

    async readChunks(importId: string): Promise<string[]> {
      const rows = await db
        .select()
        .from(importChunks)
        .where(eq(importChunks.importId, importId))
        .orderBy(asc(importChunks.position));
      return rows.map((row) => row.sealedBytes);
    },

    async listImports(connectionId: string): Promise<ImportRow[]> {
      return db
        .select()
        .from(imports)
        .where(
          and(
            eq(imports.tenantId, tenantId),
            eq(imports.connectionId, connectionId),
            inArray(imports.state, ["running", "done", "undone", "failed"]),
          ),
        )
        .orderBy(desc(imports.createdAt))
        .limit(50);
    },

    async updateImport(id: string, changes: Partial<typeof imports.$inferInsert>): Promise<void> {
      await db.update(imports).set(changes).where(ofImport(id));
    },

    /** Ends the import and erases the file. */
    async endImport(id: string, state: ImportRow["state"], finishedAt: Date): Promise<void> {
      await db.batch([
        db.update(imports).set({ state, finishedAt, leaseUntil: null }).where(ofImport(id)),
        db.delete(importChunks).where(eq(importChunks.importId, id)),
      ]);
    },

    /** Ends a file that was read to its end: with it the attempt that waits for it, and its line in the journal. */
    async completeImport(
      id: string,
      now: Date,
      entryOf: (row: ImportRow) => typeof journal.$inferInsert,
    ): Promise<void> {
      await db.transaction(async (tx) => {
        const [row] = await tx
          .update(imports)
          .set({ state: "done", finishedAt: now, leaseUntil: null })
          .where(and(ofImport(id), eq(imports.state, "running")))
          .returning();
        if (!row) return;
        await tx.delete(importChunks).where(eq(importChunks.importId, id));
        await closeAttempt(tx, row.attemptId, { state: "done", step: { kind: "done", importId: id } });
        const itsConnection = and(eq(connections.tenantId, tenantId), eq(connections.id, row.connectionId));
        await tx.update(connections).set({ lastUsedAt: now }).where(itsConnection);
        await tx.insert(journal).values(entryOf(row));
      });
    },

    async readErrors(importId: string): Promise<ImportErrorRow[]> {
      return db.select().from(importErrors).where(eq(importErrors.importId, importId)).orderBy(asc(importErrors.line));
    },

    /** The first lines of each import, in one statement. The ids come from rows of this tenant. */
    async readFirstErrors(importIds: readonly string[], most: number): Promise<ImportErrorRow[]> {
      const place = sql<number>`row_number() over (partition by ${importErrors.importId} order by ${importErrors.line})`;
      const placed = db
        .select({ ...getTableColumns(importErrors), place: place.as("place") })
        .from(importErrors)
        .where(inArray(importErrors.importId, [...importIds]))
        .as("placed");
      return db
        .select({ importId: placed.importId, line: placed.line, codes: placed.codes, sealedRow: placed.sealedRow })
        .from(placed)
        .where(lte(placed.place, most))
        .orderBy(asc(placed.importId), asc(placed.line));
    },

    async insertErrors(rows: readonly (typeof importErrors.$inferInsert)[]): Promise<void> {
      if (rows.length > 0) await db.insert(importErrors).values([...rows]);
    },

    async findMapping(provider: string, headerHash: string) {
      const row = await db
        .select()
        .from(importMappings)
        .where(
          and(
            eq(importMappings.tenantId, tenantId),
            eq(importMappings.provider, provider),
            eq(importMappings.headerHash, headerHash),
          ),
        )
        .get();
      return row?.mapping;
    },

    async rememberMapping(row: Omit<typeof importMappings.$inferInsert, "tenantId">): Promise<void> {
      await db
        .insert(importMappings)
        .values({ ...row, tenantId })
        .onConflictDoUpdate({
          target: [importMappings.tenantId, importMappings.provider, importMappings.headerHash],
          set: { mapping: row.mapping, updatedAt: row.updatedAt },
        });
    },

    /** Puts back what the import changed, as far as nothing newer wrote over it. Returns how many changes were taken. */
    async undoBatch(importId: string, most: number): Promise<number> {
      const changes = await db.select().from(importChanges).where(eq(importChanges.importId, importId)).limit(most);
      if (changes.length === 0) return 0;
      const made = changes.filter((change) => change.sealedBefore === null).map((change) => change.recordId);
      const writtenByIt = and(eq(records.tenantId, tenantId), eq(records.sourceId, importId));
      const restorations = changes.flatMap((change) => {
        const { sealedBefore, hashBefore, sourceBefore } = change;
        if (sealedBefore === null || hashBefore === null || sourceBefore === null) return [];
        const [sourceKind = "csv", sourceId = ""] = sourceBefore.split(":");
        return [
          db
            .update(records)
            .set({
              sealedData: sealedBefore,
              dataHash: hashBefore,
              sourceKind: toSourceKind(sourceKind),
              sourceId,
              sourceLine: null,
            })
            .where(and(writtenByIt, eq(records.id, change.recordId))),
        ];
      });
      await db.batch([
        db.delete(records).where(and(writtenByIt, inArray(records.id, made))),
        ...restorations,
        db.delete(importChanges).where(
          and(
            eq(importChanges.importId, importId),
            inArray(
              importChanges.recordId,
              changes.map((change) => change.recordId),
            ),
          ),
        ),
      ]);
      return changes.length;
    },
  };

  function progressStatements(progress: ImportProgress) {
    const { importId, changes, errors, counts } = progress;
    return [
      ...(changes.length > 0
        ? [
            db
              .insert(importChanges)
              .values([...changes])
              .onConflictDoNothing(),
          ]
        : []),
      ...(errors.length > 0
        ? [
            db
              .insert(importErrors)
              .values([...errors])
              .onConflictDoNothing(),
          ]
        : []),
      db
        .update(imports)
        .set({
          cursor: progress.cursor,
          line: progress.line,
          leaseUntil: progress.leaseUntil,
          created: sql`${imports.created} + ${counts.created}`,
          updated: sql`${imports.updated} + ${counts.updated}`,
          unchanged: sql`${imports.unchanged} + ${counts.unchanged}`,
          failed: sql`${imports.failed} + ${counts.failed}`,
        })
        .where(and(ofImport(importId), eq(imports.cursor, progress.from)))
        .returning({ id: imports.id }),
    ];
  }
}

function toSourceKind(text: string): RecordRow["sourceKind"] {
  return text === "mail" || text === "webhook" ? text : "csv";
}

/** One runner at a time; a runner that died leaves the import to the next after its lease. */
export async function leaseImport(db: Database, id: string, now: Date, until: Date): Promise<ImportRow | undefined> {
  const rows = await db
    .update(imports)
    .set({ leaseUntil: until })
    .where(
      and(
        eq(imports.id, id),
        eq(imports.state, "running"),
        or(isNull(imports.leaseUntil), lte(imports.leaseUntil, now)),
      ),
    )
    .returning();
  return rows[0];
}

export async function listRunnableImports(db: Database, now: Date, most: number): Promise<{ id: string }[]> {
  return db
    .select({ id: imports.id })
    .from(imports)
    .where(and(eq(imports.state, "running"), or(isNull(imports.leaseUntil), lte(imports.leaseUntil, now))))
    .limit(most);
}

/** Files that nobody confirmed. */
export async function deleteForgottenUploads(db: Database, before: Date): Promise<void> {
  const forgotten = db
    .select({ id: imports.id })
    .from(imports)
    .where(and(eq(imports.state, "preview"), lt(imports.createdAt, before)));
  await db.batch([
    db.delete(importChunks).where(inArray(importChunks.importId, forgotten)),
    db.delete(importErrors).where(inArray(importErrors.importId, forgotten)),
    db.delete(imports).where(and(eq(imports.state, "preview"), lt(imports.createdAt, before))),
  ]);
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
