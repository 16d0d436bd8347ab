/** What outside senders delivered: one row per sender's event id. */
import { and, asc, eq, gt, inArray, lt, sql } from "drizzle-orm";
import { connectionSecrets, connections, endpoints, inboundEvents, journal } from "../../../schema/tables/index.ts";
import { limits } from "../../domain/rate-limit.ts";
import type { Database } from "../database.ts";
import { recordedGeneration } from "./audit.ts";
import { type EndpointRow, type SealedRow, type SecretRow, toSealedRow } from "./connections.ts";
import { countStatement, judgeCount } from "./limits.ts";

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
