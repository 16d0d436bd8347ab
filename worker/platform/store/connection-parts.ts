/** What a connection is made of, and the two conditions by which its tenant's queries find it. */
import { and, asc, eq } from "drizzle-orm";
import type { SQLiteColumn } from "drizzle-orm/sqlite-core";
import { type checks, connectionSecrets, connections } from "../../../schema/tables/index.ts";

export type ConnectionRow = typeof connections.$inferSelect;
/** For use: with the generation that the audit trail knows, 0 when it tells of none. */
export type SealedRow = ConnectionRow & { readonly recordedGeneration: number };
export type SecretRow = typeof connectionSecrets.$inferSelect;
export type CheckRow = typeof checks.$inferSelect;

/** What may be known of a secret without opening it. */
export const visibleSecret = {
  connectionId: connectionSecrets.connectionId,
  field: connectionSecrets.field,
  setAt: connectionSecrets.setAt,
} as const;
export type VisibleSecret = Pick<SecretRow, "connectionId" | "field" | "setAt">;

export function connectionOf(tenantId: string, id: string) {
  return and(eq(connections.tenantId, tenantId), eq(connections.id, id));
}

/** Rows of any table that hang on the connection. */
export function partsOf(
  table: { readonly tenantId: SQLiteColumn; readonly connectionId: SQLiteColumn },
  tenantId: string,
  id: string,
) {
  return and(eq(table.tenantId, tenantId), eq(table.connectionId, id));
}

export const connectionOrder = [asc(connections.createdAt), asc(connections.id)] as const;

/** A connection and what the page shows beside it. */
export interface ConnectionParts {
  readonly row: ConnectionRow;
  readonly secrets: readonly VisibleSecret[];
  /** Oldest first. */
  readonly checks: readonly CheckRow[];
}

/** Results kept per connection for the history strip. */
export const keptChecks = 30;

export function groupParts(
  rows: readonly ConnectionRow[],
  secretRows: readonly VisibleSecret[],
  checkRows: readonly CheckRow[],
): ConnectionParts[] {
  return rows.map((row) => ({
    row,
    secrets: secretRows.filter((secret) => secret.connectionId === row.id),
    checks: checkRows.filter((check) => check.connectionId === row.id).slice(-keptChecks),
  }));
}

export function toSealedRow(row: ConnectionRow, recorded: number | null): SealedRow {
  return { ...row, recordedGeneration: recorded ?? 0 };
}

export interface NewSecrets {
  /** Generation that the caller read; the write is refused when it is no longer the present one. */
  readonly from: number;
  /** Generation for which they are sealed. */
  readonly to: number;
  readonly secrets: readonly (typeof connectionSecrets.$inferInsert)[];
}
