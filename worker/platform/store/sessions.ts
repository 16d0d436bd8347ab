/** Sessions, and the page's one round trip: who asks, and all that the page shows of the tenant. */
import { and, asc, eq, gt, inArray, isNull, lt, sql } from "drizzle-orm";
import { checks, connectionSecrets, connections, sessions } from "../../../schema/tables/index.ts";
import type { Database } from "../database.ts";
import type { ConnectionParts } from "./connections.ts";
import { connectionOrder, groupParts, visibleSecret } from "./connections.ts";

export type SessionRow = typeof sessions.$inferSelect;

export async function insertSession(db: Database, row: typeof sessions.$inferInsert): Promise<void> {
  await db.insert(sessions).values(row);
}

export async function findSession(db: Database, tokenHash: string): Promise<SessionRow | undefined> {
  return db.select().from(sessions).where(eq(sessions.tokenHash, tokenHash)).get();
}

/** The session and its tenant's connections with what is shown of them, in one HTTP request to the database. */
export async function findSessionWithConnections(
  db: Database,
  tokenHash: string,
): Promise<{ session: SessionRow | undefined; connections: ConnectionParts[] }> {
  const tenant = sql`(select ${sessions.tenantId} from ${sessions} where ${sessions.tokenHash} = ${tokenHash})`;
  const [found, rows, secretRows, checkRows] = await db.batch([
    db.select().from(sessions).where(eq(sessions.tokenHash, tokenHash)),
    db
      .select()
      .from(connections)
      .where(eq(connections.tenantId, tenant))
      .orderBy(...connectionOrder),
    db.select(visibleSecret).from(connectionSecrets).where(eq(connectionSecrets.tenantId, tenant)),
    db.select().from(checks).where(eq(checks.tenantId, tenant)).orderBy(asc(checks.at)),
  ]);
  return { session: found[0], connections: groupParts(rows, secretRows, checkRows) };
}

export interface Revocation {
  readonly sessionId?: string | undefined;
  readonly tenantId?: string | undefined;
  readonly userId?: string | undefined;
  /** Partners revoke only what they minted. */
  readonly partner: string;
}

/** How many living sessions were ended. */
export async function revokeSessions(db: Database, which: Revocation, now: Date): Promise<number> {
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
    .returning({ id: sessions.id });
  return rows.length;
}

/** Ended sessions are kept a day for the audit of late requests, then forgotten. */
export async function deleteEndedSessions(db: Database, endedBefore: Date, most: number): Promise<void> {
  const ended = db.select({ id: sessions.id }).from(sessions).where(lt(sessions.expiresAt, endedBefore)).limit(most);
  await db.delete(sessions).where(inArray(sessions.id, ended));
}
