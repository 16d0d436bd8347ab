/** Mails and the addresses that receive them. A mail counts once per connection. */
import { and, count, desc, eq, gte, inArray, lt, ne } from "drizzle-orm";
import { connections, journal, mailAddresses, mails } from "../../../schema/tables/index.ts";
import type { Database, Transaction } from "../database.ts";
import type { ConnectionRow } from "./connection-parts.ts";

export type MailRow = typeof mails.$inferSelect;
export type MailInsert = typeof mails.$inferInsert;

/** The connection behind an address; tenant and connection come from here, never from the mail. */
export async function findByAddress(db: Database, addressHash: string): Promise<ConnectionRow | undefined> {
  const rows = await db
    .select({ row: connections })
    .from(mailAddresses)
    .innerJoin(
      connections,
      and(eq(connections.id, mailAddresses.connectionId), eq(connections.tenantId, mailAddresses.tenantId)),
    )
    .where(eq(mailAddresses.addressHash, addressHash));
  return rows[0]?.row;
}

export type MailStore = ReturnType<typeof createMailStore>;

export function createMailStore(db: Database, owner: { readonly tenantId: string; readonly connectionId: string }) {
  const mine = and(eq(mails.tenantId, owner.tenantId), eq(mails.connectionId, owner.connectionId));
  const connection = and(eq(connections.tenantId, owner.tenantId), eq(connections.id, owner.connectionId));

  return {
    async isKnown(messageHash: string): Promise<boolean> {
      const found = await db
        .select({ id: mails.id })
        .from(mails)
        .where(and(mine, eq(mails.messageHash, messageHash)))
        .get();
      return found !== undefined;
    },

    /** How many mails nobody vouched for arrived since. */
    async countUnproven(since: Date): Promise<number> {
      const found = await db
        .select({ total: count() })
        .from(mails)
        .where(and(mine, gte(mails.receivedAt, since), inArray(mails.verdict, ["to_review", "refused", "discarded"])))
        .get();
      return found?.total ?? 0;
    },

    /** The mail with all that follows from it; false when it had arrived before, and then nothing follows. */
    async insertOnce(
      mail: MailInsert,
      changes: Partial<typeof connections.$inferInsert>,
      entry: typeof journal.$inferInsert | undefined,
      audit: (tx: Transaction) => Promise<void>,
    ): Promise<boolean> {
      return db.transaction(async (tx) => {
        const inserted = await tx.insert(mails).values(mail).onConflictDoNothing().returning({ id: mails.id });
        if (inserted.length === 0) return false;
        if (Object.keys(changes).length > 0) await tx.update(connections).set(changes).where(connection);
        if (entry) await tx.insert(journal).values(entry);
        await audit(tx);
        return true;
      });
    },

    /** Newest first; ids are ordered by time. */
    async list(before: string | undefined, most: number): Promise<MailRow[]> {
      return db
        .select()
        .from(mails)
        .where(and(mine, before === undefined ? undefined : lt(mails.id, before)))
        .orderBy(desc(mails.id))
        .limit(most);
    },

    async find(id: string): Promise<MailRow | undefined> {
      return db
        .select()
        .from(mails)
        .where(and(mine, eq(mails.id, id)))
        .get();
    },

    /** A person's word on a mail that waits for it; the first word counts. */
    async decide(
      id: string,
      decision: Pick<MailInsert, "verdict" | "reason" | "sealedContent">,
      changes: Partial<typeof connections.$inferInsert>,
      entry: typeof journal.$inferInsert | undefined,
      audit: (tx: Transaction) => Promise<void>,
    ): Promise<boolean> {
      return db.transaction(async (tx) => {
        const decided = await tx
          .update(mails)
          .set(decision)
          .where(and(mine, eq(mails.id, id), eq(mails.verdict, "to_review")))
          .returning({ id: mails.id });
        if (decided.length === 0) return false;
        if (Object.keys(changes).length > 0) await tx.update(connections).set(changes).where(connection);
        if (entry) await tx.insert(journal).values(entry);
        await audit(tx);
        return true;
      });
    },

    /** The old address receives nothing from here on. False: somebody replaced it with the same one meanwhile. */
    async replaceAddress(
      address: typeof mailAddresses.$inferInsert,
      changes: Partial<typeof connections.$inferInsert>,
      entry: typeof journal.$inferInsert,
      audit: (tx: Transaction) => Promise<void>,
    ): Promise<boolean> {
      return db.transaction(async (tx) => {
        const others = ne(mailAddresses.addressHash, address.addressHash);
        const ofConnection = eq(mailAddresses.connectionId, owner.connectionId);
        const ofTenant = eq(mailAddresses.tenantId, owner.tenantId);
        const removed = await tx
          .delete(mailAddresses)
          .where(and(ofTenant, ofConnection, others))
          .returning({ connectionId: mailAddresses.connectionId });
        if (removed.length === 0) return false;
        await tx.insert(mailAddresses).values(address);
        await tx.update(connections).set(changes).where(connection);
        await tx.insert(journal).values(entry);
        await audit(tx);
        return true;
      });
    },
  };
}

/** Mails are not an archive: what became a record stays a record. */
export async function deleteOldMails(db: Database, before: Date, most: number): Promise<void> {
  const old = db.select({ id: mails.id }).from(mails).where(lt(mails.receivedAt, before)).limit(most);
  await db.delete(mails).where(inArray(mails.id, old));
}
