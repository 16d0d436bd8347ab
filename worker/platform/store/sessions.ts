/** Sessions, and the page's one round trip: who asks, and all that the page shows of the tenant. */
import { and, asc, eq, gt, inArray, isNull, lt, type SQL, sql } from "drizzle-orm";
import { checks, connectionSecrets, connections, sessions, usedProofs } from "../../../schema/tables/index.ts";
import type { Proof } from "../../domain/proof.ts";
import { limits } from "../../domain/rate-limit.ts";
import type { Database } from "../database.ts";
import type { ConnectionParts } from "./connection-parts.ts";
import { connectionOrder, groupParts, visibleSecret } from "./connection-parts.ts";
import { type Bucket, countStatement, judgeCount } from "./limits.ts";

export type SessionRow = typeof sessions.$inferSelect;

export async function insertSession(db: Database, row: typeof sessions.$inferInsert): Promise<void> {
  await db.insert(sessions).values(row);
}

/** Who asks, counted. */
export interface Asking {
  readonly tokenHash: string;
  readonly routeClass: keyof typeof sessionLimits;
  /** Keyed hash of the client's address, where it is known. */
  readonly address: string | undefined;
  /** The request's valid proof of possession, if it brought one. */
  readonly proof: Proof | undefined;
  readonly origin: string | undefined;
  readonly now: Date;
}

export interface FoundSession {
  readonly session: SessionRow | undefined;
  /** Seconds to wait, when a limit refused the request. */
  readonly retryAfter: number | undefined;
  /** Whether the proof was seen for the first time. */
  readonly isFirst: boolean;
}

const sessionLimits = { read: limits.read, act: limits.act, upload: limits.upload } as const;

/** Buckets of a session that the database is still to find. */
function bucketsOf({ tokenHash, routeClass, address }: Asking): Bucket[] {
  const limit = sessionLimits[routeClass];
  const held = (whose: SQL) =>
    sql`select ${whose} as whose from ${sessions} where ${sessions.tokenHash} = ${tokenHash}`;
  return [
    { scope: "session", routeClass, limit: limit.session, whose: held(sql`${sessions.id}`) },
    { scope: "tenant", routeClass, limit: limit.tenant, whose: held(sql`${sessions.tenantId}`) },
    ...(address === undefined ? [] : [{ scope: "address", routeClass, limit: limit.address, whose: address } as const]),
  ];
}

/**
 * The first proof binds its key to a living session that is used where it may be; a compare-and-set, so that of two keys at the
 * same time one wins.
 */
function bindStatement(db: Database, { tokenHash, proof, origin, now }: Asking) {
  const mayUse =
    origin === undefined
      ? sql`true`
      : sql`exists (select 1 from json_each(${sessions.origins}) where value = ${origin})`;
  return db
    .update(sessions)
    .set({ keyThumbprint: proof?.thumbprint ?? null })
    .where(
      and(
        eq(sessions.tokenHash, tokenHash),
        isNull(sessions.keyThumbprint),
        isNull(sessions.revokedAt),
        gt(sessions.expiresAt, now),
        mayUse,
        sql`${proof === undefined ? 0 : 1}`,
      ),
    );
}

/** One row when the proof is new. Proofs of tokens that are nobody's are not kept. */
function useProofStatement(db: Database, { tokenHash, proof }: Asking) {
  return db.all(sql`
    insert into ${usedProofs} ("id", "ends_at")
    select ${proof?.id ?? null}, ${proof?.endsAt.getTime() ?? null} from ${sessions}
    where ${sessions.tokenHash} = ${tokenHash} and ${proof === undefined ? 0 : 1}
    on conflict ("id") do nothing
    returning "id"
  `);
}

/** One round trip: neither counting the request nor judging its proof costs one of its own. */
export async function findSession(db: Database, asking: Asking): Promise<FoundSession> {
  const buckets = bucketsOf(asking);
  const [counted, , used, found] = await db.batch([
    countStatement(db, buckets, asking.now),
    bindStatement(db, asking),
    useProofStatement(db, asking),
    db.select().from(sessions).where(eq(sessions.tokenHash, asking.tokenHash)),
  ]);
  return { session: found[0], retryAfter: judgeCount(counted, buckets, asking.now), isFirst: used.length > 0 };
}

/** The session and its tenant's connections with what is shown of them, in one HTTP request to the database. */
export async function findSessionWithConnections(
  db: Database,
  asking: Asking,
): Promise<FoundSession & { connections: ConnectionParts[] }> {
  const { tokenHash } = asking;
  const buckets = bucketsOf(asking);
  const tenant = sql`(select ${sessions.tenantId} from ${sessions} where ${sessions.tokenHash} = ${tokenHash})`;
  const [counted, , used, found, rows, secretRows, checkRows] = await db.batch([
    countStatement(db, buckets, asking.now),
    bindStatement(db, asking),
    useProofStatement(db, asking),
    db.select().from(sessions).where(eq(sessions.tokenHash, tokenHash)),
    db
      .select()
      .from(connections)
      .where(eq(connections.tenantId, tenant))
      .orderBy(...connectionOrder),
    db.select(visibleSecret).from(connectionSecrets).where(eq(connectionSecrets.tenantId, tenant)),
    db.select().from(checks).where(eq(checks.tenantId, tenant)).orderBy(asc(checks.at)),
  ]);
  return {
    session: found[0],
    retryAfter: judgeCount(counted, buckets, asking.now),
    isFirst: used.length > 0,
    connections: groupParts(rows, secretRows, checkRows),
  };
}

export interface Revocation {
  readonly sessionId?: string | undefined;
  readonly tenantId?: string | undefined;
  readonly userId?: string | undefined;
  /** Partners revoke only what they minted. */
  readonly partner: string;
}

/** The tenant of each living session that was ended. */
export async function revokeSessions(db: Database, which: Revocation, now: Date): Promise<string[]> {
  const rows = await db
    .update(sessions)
    .set({ revokedAt: now })
    .where(
      and(
        eq(sessions.partner, which.partner),
        which.sessionId === undefined ? undefined : eq(sessions.id, which.sessionId),
        which.tenantId === undefined ? undefined : eq(sessions.tenantId, which.tenantId),
        which.userId === undefined ? undefined : eq(sessions.userId, which.userId),
        isNull(sessions.revokedAt),
        gt(sessions.expiresAt, now),
      ),
    )
    .returning({ tenantId: sessions.tenantId });
  return rows.map(({ tenantId }) => tenantId);
}

/** A proof that is refused for its time need not be remembered. */
export async function deleteOldProofs(db: Database, now: Date, most: number): Promise<void> {
  const old = db.select({ id: usedProofs.id }).from(usedProofs).where(lt(usedProofs.endsAt, now)).limit(most);
  await db.delete(usedProofs).where(inArray(usedProofs.id, old));
}

/** Ended sessions are kept a day for the audit of late requests, then forgotten. */
export async function deleteEndedSessions(db: Database, endedBefore: Date, most: number): Promise<void> {
  const ended = db.select({ id: sessions.id }).from(sessions).where(lt(sessions.expiresAt, endedBefore)).limit(most);
  await db.delete(sessions).where(inArray(sessions.id, ended));
}
