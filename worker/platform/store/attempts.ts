/** Attempts and their OAuth states. */
import { and, asc, eq, gt, inArray, isNotNull, lte, ne, or } from "drizzle-orm";
import { attempts, oauthStates, sessions } from "../../../schema/tables/index.ts";
import type { Database, Transaction } from "../database.ts";

export type AttemptRow = typeof attempts.$inferSelect;
export type OAuthStateRow = typeof oauthStates.$inferSelect;

export async function insertAttempt(db: Database | Transaction, row: typeof attempts.$inferInsert): Promise<void> {
  await db.insert(attempts).values(row);
}

/** For the page: only the tenant and user who began. */
export async function findOwnAttempt(
  db: Database,
  id: string,
  owner: { readonly tenantId: string; readonly userId: string },
): Promise<AttemptRow | undefined> {
  return db
    .select()
    .from(attempts)
    .where(and(eq(attempts.id, id), eq(attempts.tenantId, owner.tenantId), eq(attempts.userId, owner.userId)))
    .get();
}

/** For our start and callback pages, which have no session: the attempt with the company that began it. */
export async function findStartedAttempt(
  db: Database,
  id: string,
  now: Date,
): Promise<{ attempt: AttemptRow; tenantName: string; locale: string } | undefined> {
  const rows = await db
    .select({ attempt: attempts, tenantName: sessions.tenantName, locale: sessions.locale })
    .from(attempts)
    .innerJoin(sessions, eq(sessions.id, attempts.sessionId))
    .where(and(eq(attempts.id, id), eq(attempts.state, "open"), gt(attempts.expiresAt, now)));
  return rows[0];
}

/** False when the attempt is no longer open: the first writer wins. */
export async function updateOpenAttempt(
  db: Database | Transaction,
  id: string,
  changes: Partial<typeof attempts.$inferInsert>,
): Promise<boolean> {
  const rows = await db
    .update(attempts)
    .set(changes)
    .where(and(eq(attempts.id, id), eq(attempts.state, "open")))
    .returning({ id: attempts.id });
  return rows.length > 0;
}

/** Ends an open attempt; what it holds stays until it is given back. Undefined when the attempt is no longer open. */
export async function endAttempt(
  db: Database | Transaction,
  id: string,
  { state, step }: Pick<AttemptRow, "state" | "step">,
): Promise<AttemptRow | undefined> {
  const rows = await db
    .update(attempts)
    .set({ state, step, completionHash: null })
    .where(and(eq(attempts.id, id), eq(attempts.state, "open")))
    .returning();
  return rows[0];
}

/** Forgets what an ended attempt held. */
export async function forgetDraft(db: Database, id: string): Promise<void> {
  await db
    .update(attempts)
    .set({ sealedDraft: null, wrappedKey: null, keyId: null })
    .where(and(eq(attempts.id, id), ne(attempts.state, "open")));
}

/** What an ended attempt holds could not be given back now; it is tried again at this time. */
export async function postponeReturn(db: Database, id: string, at: Date): Promise<void> {
  await db
    .update(attempts)
    .set({ expiresAt: at })
    .where(and(eq(attempts.id, id), ne(attempts.state, "open")));
}

/** Ends an open attempt and forgets what it held. */
export async function closeAttempt(
  db: Database | Transaction,
  id: string,
  changes: Pick<AttemptRow, "state" | "step">,
): Promise<boolean> {
  return updateOpenAttempt(db, id, {
    ...changes,
    sealedDraft: null,
    wrappedKey: null,
    keyId: null,
    completionHash: null,
  });
}

export async function insertOAuthState(db: Database, row: typeof oauthStates.$inferInsert): Promise<void> {
  // A second start of the same attempt makes the first one's state worthless.
  await db.batch([
    db.delete(oauthStates).where(eq(oauthStates.attemptId, row.attemptId)),
    db.insert(oauthStates).values(row),
  ]);
}

/** Single use: of any number of callbacks with the same state exactly one gets the row. */
export async function takeOAuthState(db: Database, stateHash: string): Promise<OAuthStateRow | undefined> {
  const rows = await db.delete(oauthStates).where(eq(oauthStates.stateHash, stateHash)).returning();
  return rows[0];
}

/** Consents that nobody came back from: their states are worth nothing any more. */
export async function deleteOverdueStates(db: Database, now: Date, most: number): Promise<void> {
  const overdue = db
    .select({ stateHash: oauthStates.stateHash })
    .from(oauthStates)
    .where(lte(oauthStates.expiresAt, now))
    .limit(most);
  await db.delete(oauthStates).where(inArray(oauthStates.stateHash, overdue));
}

/** Attempts past their end that still stand open, or still hold what must be given back. */
export async function listOverdueAttempts(db: Database, now: Date, most: number): Promise<AttemptRow[]> {
  return db
    .select()
    .from(attempts)
    .where(and(or(eq(attempts.state, "open"), isNotNull(attempts.sealedDraft)), lte(attempts.expiresAt, now)))
    .orderBy(asc(attempts.expiresAt))
    .limit(most);
}

/** Forgets attempts that ended long ago. */
export async function deleteOldAttempts(db: Database, before: Date, most: number): Promise<void> {
  const old = db.select({ id: attempts.id }).from(attempts).where(lte(attempts.expiresAt, before)).limit(most);
  await db.delete(attempts).where(inArray(attempts.id, old));
}
