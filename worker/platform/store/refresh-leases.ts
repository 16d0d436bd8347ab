/** Leases of a tenant's connections: who holds one renews the tokens, alone over all isolates. */
import { and, eq, isNull, lte, or, sql } from "drizzle-orm";
import { connectionSecrets, connections, journal } from "../../../schema/tables/index.ts";
import type { Database, Transaction } from "../database.ts";
import { connectionOf, type NewSecrets, partsOf } from "./connection-parts.ts";

export type RefreshLeases = ReturnType<typeof createRefreshLeases>;

export function createRefreshLeases(db: Database, tenantId: string) {
  return {
    /**
     * Takes the refresh lease if it is free and the generation is still the caller's. The fencing number goes into every
     * later write of the holder.
     */
    async take(id: string, generation: number, now: Date, until: Date): Promise<number | undefined> {
      const rows = await db
        .update(connections)
        .set({ leaseFence: sql`${connections.leaseFence} + 1`, leaseUntil: until, refreshIntentAt: now })
        .where(
          and(
            connectionOf(tenantId, id),
            eq(connections.generation, generation),
            or(isNull(connections.leaseUntil), lte(connections.leaseUntil, now)),
          ),
        )
        .returning({ fence: connections.leaseFence });
      return rows[0]?.fence;
    },

    /** Ends the lease with what the refresh gave; false when the holder came too late or the connection is gone. */
    async settle(
      id: string,
      fence: number,
      changes: Partial<typeof connections.$inferInsert>,
      renewed: NewSecrets | undefined,
      entries: readonly (typeof journal.$inferInsert)[],
      audit: (tx: Transaction) => Promise<void>,
    ): Promise<boolean> {
      return db.transaction(async (tx) => {
        const changed = await tx
          .update(connections)
          .set({
            ...changes,
            leaseUntil: null,
            refreshIntentAt: null,
            ...(renewed && { generation: renewed.to }),
          })
          .where(
            and(
              connectionOf(tenantId, id),
              eq(connections.leaseFence, fence),
              renewed ? eq(connections.generation, renewed.from) : undefined,
            ),
          )
          .returning({ id: connections.id });
        if (changed.length === 0) return false;
        if (renewed) {
          await tx.delete(connectionSecrets).where(partsOf(connectionSecrets, tenantId, id));
          await tx.insert(connectionSecrets).values([...renewed.secrets]);
        }
        if (entries.length > 0) await tx.insert(journal).values([...entries]);
        await audit(tx);
        return true;
      });
    },
  };
}
