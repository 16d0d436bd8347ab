/** Imports of one tenant: the file and its mapping, the refused rows, what was changed, and who reads it now. */
import { and, asc, desc, eq, getTableColumns, inArray, isNull, lt, lte, or, sql } from "drizzle-orm";
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
import type { Database } from "../database.ts";
import { closeAttempt } from "./attempts.ts";

export type ImportRow = typeof imports.$inferSelect;
export type ImportErrorRow = typeof importErrors.$inferSelect;

export type ImportStore = ReturnType<typeof createImportStore>;

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

export function createImportStore(db: Database, tenantId: string) {
  const ofImport = (id: string) => and(eq(imports.tenantId, tenantId), eq(imports.id, id));

  return {
    /** The file, sealed in pieces, and what is known of it before anybody confirms. Replaces an earlier upload of the attempt. */
    async insert(row: typeof imports.$inferInsert, chunks: readonly string[]): Promise<void> {
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

    async find(id: string): Promise<ImportRow | undefined> {
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

    async list(connectionId: string): Promise<ImportRow[]> {
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

    async update(id: string, changes: Partial<typeof imports.$inferInsert>): Promise<void> {
      await db.update(imports).set(changes).where(ofImport(id));
    },

    /** Ends the import and erases the file. */
    async end(id: string, state: ImportRow["state"], finishedAt: Date): Promise<void> {
      await db.batch([
        db.update(imports).set({ state, finishedAt, leaseUntil: null }).where(ofImport(id)),
        db.delete(importChunks).where(eq(importChunks.importId, id)),
      ]);
    },

    /** Ends a file that was read to its end: with it the attempt that waits for it, and its line in the journal. */
    async complete(id: string, now: Date, entryOf: (row: ImportRow) => typeof journal.$inferInsert): Promise<void> {
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
}

function toSourceKind(text: string): (typeof records.$inferSelect)["sourceKind"] {
  return text === "mail" || text === "webhook" ? text : "csv";
}

/** Belongs into the batch that writes the records; its last statement answers a row unless another runner has counted these. */
export function progressStatements(db: Database, tenantId: string, progress: ImportProgress) {
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
      .where(and(eq(imports.tenantId, tenantId), eq(imports.id, importId), eq(imports.cursor, progress.from)))
      .returning({ id: imports.id }),
  ];
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
