/** What outside senders delivered: one row per sender's event id. */
import { and, asc, desc, eq, gt, inArray, isNull, lt, lte, or, sql } from "drizzle-orm";
import { connectionSecrets, connections, endpoints, inboundEvents, journal } from "../../../schema/tables/index.ts";
import { limits } from "../../domain/rate-limit.ts";
import type { Database, Transaction } from "../database.ts";
import { recordedGeneration } from "./audit.ts";
import { type SealedRow, type SecretRow, toSealedRow } from "./connection-parts.ts";
import { countStatement, judgeCount } from "./limits.ts";

export type EndpointRow = typeof endpoints.$inferSelect;
export type InboundEventRow = typeof inboundEvents.$inferSelect;

export interface FoundEndpoint {
  readonly endpoint: EndpointRow;
  readonly row: SealedRow;
  readonly secrets: readonly SecretRow[];
  /** Seconds to wait, when the endpoint's limit refused the delivery. */
  readonly retryAfter: number | undefined;
}

/**
 * The endpoint with its connection and ciphertexts; the tenant comes from here, never from the payload. Counts the delivery
 * in the same round trip; ids that are nobody's are not counted.
 */
export async function findEndpoint(db: Database, id: string, now: Date): Promise<FoundEndpoint | undefined> {
  const whose = sql`select ${endpoints.id} as whose from ${endpoints} where ${endpoints.id} = ${id}`;
  const buckets = [{ scope: "endpoint", routeClass: "inbound", limit: limits.inbound.endpoint, whose }] as const;
  const [counted, rows] = await db.batch([
    countStatement(db, buckets, now),
    db
      .select({
        endpoint: endpoints,
        row: connections,
        secret: connectionSecrets,
        recorded: recordedGeneration,
      })
      .from(endpoints)
      .innerJoin(
        connections,
        and(eq(connections.id, endpoints.connectionId), eq(connections.tenantId, endpoints.tenantId)),
      )
      .leftJoin(connectionSecrets, eq(connectionSecrets.connectionId, connections.id))
      .where(eq(endpoints.id, id)),
  ]);
  const [first] = rows;
  if (!first) return undefined;
  return {
    endpoint: first.endpoint,
    row: toSealedRow(first.row, first.recorded),
    secrets: rows.flatMap(({ secret }) => (secret ? [secret] : [])),
    retryAfter: judgeCount(counted, buckets, now),
  };
}

/** The unique index decides: true for the first arrival of an event id, false for every later one. */
export async function insertEventOnce(
  db: Database,
  event: typeof inboundEvents.$inferInsert,
  changes: Partial<typeof connections.$inferInsert>,
  entry: typeof journal.$inferInsert,
): Promise<boolean> {
  return db.transaction(async (tx) => {
    const rows = await tx
      .insert(inboundEvents)
      .values(event)
      .onConflictDoNothing()
      .returning({ id: inboundEvents.sequence });
    if (rows.length === 0) return false;
    const mine = and(eq(connections.id, event.connectionId), eq(connections.tenantId, event.tenantId));
    await tx.update(connections).set(changes).where(mine);
    await tx.insert(journal).values(entry);
    return true;
  });
}

/** The sender brought an event again. */
export async function countRepetition(
  db: Database,
  { tenantId, endpointId, eventId, at }: { tenantId: string; endpointId: string; eventId: string; at: Date },
  entry: typeof journal.$inferInsert,
): Promise<void> {
  const same = and(
    eq(inboundEvents.tenantId, tenantId),
    eq(inboundEvents.endpointId, endpointId),
    eq(inboundEvents.eventId, eventId),
  );
  await db.batch([
    db
      .update(inboundEvents)
      .set({ attempts: sql`${inboundEvents.attempts} + 1`, lastAttemptAt: at })
      .where(same),
    db.insert(journal).values(entry),
  ]);
}

/** Deliveries of one connection of one tenant. */
export function createDeliveryStore(db: Database, owner: { readonly tenantId: string; readonly connectionId: string }) {
  const ofConnection = and(
    eq(inboundEvents.tenantId, owner.tenantId),
    eq(inboundEvents.connectionId, owner.connectionId),
  );
  const mine = (id: string) => and(ofConnection, eq(inboundEvents.deliveryId, id));

  return {
    /** Newest first. */
    async list(before: string | undefined, most: number): Promise<InboundEventRow[]> {
      return db
        .select()
        .from(inboundEvents)
        .where(and(ofConnection, before === undefined ? undefined : lt(inboundEvents.deliveryId, before)))
        .orderBy(desc(inboundEvents.deliveryId))
        .limit(most);
    },

    async find(id: string): Promise<InboundEventRow | undefined> {
      return db.select().from(inboundEvents).where(mine(id)).get();
    },

    /**
     * Moves a delivery to the end of what services read, as one that nobody has read. Undefined: it is gone, or was moved after
     * `notSince`; nothing happened then.
     */
    async replay(
      id: string,
      { now, notSince }: { readonly now: Date; readonly notSince: Date },
      entry: typeof journal.$inferInsert,
      audit: (tx: Transaction) => Promise<void>,
    ): Promise<InboundEventRow | undefined> {
      return db.transaction(async (tx) => {
        const isDue = or(isNull(inboundEvents.replayedAt), lte(inboundEvents.replayedAt, notSince));
        const [taken] = await tx
          .delete(inboundEvents)
          .where(and(mine(id), isDue))
          .returning();
        if (!taken) return undefined;
        const { sequence: _place, ...kept } = taken;
        const [moved] = await tx
          .insert(inboundEvents)
          .values({ ...kept, readAt: null, replays: kept.replays + 1, replayedAt: now })
          .returning();
        await tx.insert(journal).values(entry);
        await audit(tx);
        return moved;
      });
    },
  };
}

/** A service has read these. */
export async function noteRead(db: Database, sequences: readonly number[], at: Date): Promise<void> {
  if (sequences.length === 0) return;
  await db
    .update(inboundEvents)
    .set({ readAt: at })
    .where(and(inArray(inboundEvents.sequence, [...sequences]), isNull(inboundEvents.readAt)));
}

/** Event ids are kept far longer than any sender retries; after that the events themselves are forgotten. */
export async function deleteOldEvents(db: Database, before: Date, most: number): Promise<void> {
  const old = db
    .select({ sequence: inboundEvents.sequence })
    .from(inboundEvents)
    .where(lt(inboundEvents.receivedAt, before))
    .orderBy(asc(inboundEvents.sequence))
    .limit(most);
  await db.delete(inboundEvents).where(inArray(inboundEvents.sequence, old));
}

export interface EventFilter {
  readonly tenants: readonly string[] | "*";
  readonly connectionId?: string | undefined;
  readonly after: number;
  readonly most: number;
}

export async function listEvents(db: Database, filter: EventFilter): Promise<InboundEventRow[]> {
  return db
    .select()
    .from(inboundEvents)
    .where(
      and(
        filter.tenants === "*" ? undefined : inArray(inboundEvents.tenantId, [...filter.tenants]),
        filter.connectionId === undefined ? undefined : eq(inboundEvents.connectionId, filter.connectionId),
        gt(inboundEvents.sequence, filter.after),
      ),
    )
    .orderBy(asc(inboundEvents.sequence))
    .limit(filter.most);
}
