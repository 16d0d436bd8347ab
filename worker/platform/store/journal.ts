/** The journal of a tenant's connections: what happened to each, for the people who use it. */
import { and, desc, lt } from "drizzle-orm";
import { connections, journal } from "../../../schema/tables/index.ts";
import type { Database } from "../database.ts";
import { connectionOf, partsOf } from "./connection-parts.ts";

export type JournalRow = typeof journal.$inferSelect;

export function createJournal(db: Database, tenantId: string) {
  return {
    async write(...entries: readonly (typeof journal.$inferInsert)[]): Promise<void> {
      if (entries.length > 0) await db.insert(journal).values([...entries]);
    },

    /** For a renewal, whose connection may be disconnected while the person is away. */
    async writeIfThere(entry: typeof journal.$inferInsert): Promise<void> {
      await db.transaction(async (tx) => {
        const there = await tx
          .select({ id: connections.id })
          .from(connections)
          .where(connectionOf(tenantId, entry.connectionId))
          .get();
        if (there) await tx.insert(journal).values(entry);
      });
    },

    /** Newest first. Ids are ordered by time. */
    async read(id: string, before: string | undefined, most: number): Promise<JournalRow[]> {
      return db
        .select()
        .from(journal)
        .where(and(partsOf(journal, tenantId, id), before === undefined ? undefined : lt(journal.id, before)))
        .orderBy(desc(journal.id))
        .limit(most);
    },
  };
}
