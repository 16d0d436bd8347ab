/** Makes the rows of journal and audit trail; ids of journal lines sort by time. */
import type { audit, journal } from "../../schema/tables/index.ts";
import type { JournalCode } from "../../schema/wire/index.ts";
import type { Transaction } from "../platform/database.ts";
import type { Clock, Random } from "../platform/ports.ts";
import { type AuditRecord, appendAudit } from "../platform/store/audit.ts";
import type { Circumstance, Person } from "./people.ts";
import type { Services } from "./types.ts";

export type JournalInsert = typeof journal.$inferInsert;
export type AuditInsert = typeof audit.$inferInsert;

const levels = {
  connected: "info",
  reconnected: "info",
  updated: "info",
  renamed: "info",
  test_passed: "info",
  test_failed: "error",
  background_check_failed: "error",
  recovered: "info",
  token_refreshed: "info",
  token_refresh_failed: "warning",
  grant_revoked_by_provider: "error",
  secret_unreadable: "error",
  webhook_received: "info",
  webhook_duplicate: "info",
  webhook_refused: "warning",
  webhook_replayed: "info",
  webhook_secret_rotated: "info",
  import_finished: "info",
  import_undone: "info",
  import_failed: "error",
  mail_address_rotated: "info",
  mail_received: "info",
  mail_to_review: "warning",
  mail_refused: "warning",
  proxied: "info",
} as const satisfies Record<JournalCode, "info" | "warning" | "error">;

interface JournalFacts {
  readonly connectionId: string;
  readonly tenantId: string;
  readonly code: JournalCode;
  readonly params?: Readonly<Record<string, string | number | boolean>>;
  readonly requestId: string | null;
}

export function journalEntry(tools: { clock: Clock; random: Random }, facts: JournalFacts): JournalInsert {
  const at = tools.clock.now();
  return {
    id: timeOrderedId("log", at, tools.random),
    connectionId: facts.connectionId,
    tenantId: facts.tenantId,
    at,
    level: levels[facts.code],
    code: facts.code,
    params: { ...facts.params },
    requestId: facts.requestId,
  };
}

/** Writes the record inside the transaction of what it tells of; `connectionId` and `origin` null where there is none. */
export function auditing(
  { clock, vault }: Pick<Services, "clock" | "vault">,
  record: Omit<AuditRecord, "at">,
): (tx: Transaction) => Promise<void> {
  return (tx) => appendAudit(tx, vault, { ...record, at: clock.now() });
}

/** Who acted, from where, in which request. */
export type Actor = Pick<AuditRecord, "actor" | "origin" | "requestId">;

/** The clock, or work that nobody in particular asked for. */
export const systemActor: Actor = { actor: "system", origin: null, requestId: null };

export function actorOf({ userId }: Pick<Person, "userId">, { origin, requestId }: Circumstance): Actor {
  return { actor: `session:${userId}`, origin, requestId };
}

let written = 0;

/** Prefix, milliseconds, a count within the isolate and a random part: sorts by time as text, also within one millisecond. */
export function timeOrderedId(prefix: string, at: Date, random: Random): string {
  written = (written + 1) % 36 ** 4;
  const time = at.getTime().toString(36).padStart(9, "0");
  return `${prefix}_${time}${written.toString(36).padStart(4, "0")}${random.token(12)}`;
}
