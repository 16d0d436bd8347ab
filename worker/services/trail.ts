/** Makes the rows of journal and audit trail; ids of journal lines sort by time. */
import type { audit, journal } from "../../schema/tables/index.ts";
import type { JournalCode } from "../../schema/wire/index.ts";
import type { Clock, Random } from "../platform/ports.ts";

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

let written = 0;

/** Prefix, milliseconds, a count within the isolate and a random part: sorts by time as text, also within one millisecond. */
export function timeOrderedId(prefix: string, at: Date, random: Random): string {
  written = (written + 1) % 36 ** 4;
  const time = at.getTime().toString(36).padStart(9, "0");
  return `${prefix}_${time}${written.toString(36).padStart(4, "0")}${random.token(12)}`;
}
