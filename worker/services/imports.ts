/** Imports of bookings: read in batches by whoever has the lease, told as they stand, undone. */

import type { ImportSummary, RefusedRow } from "../../schema/wire/index.ts";
import { readBookingRow } from "../domain/csv/booking-row.ts";
import { readRows } from "../domain/csv/rows.ts";
import { Refusal } from "../errors.ts";
import { createConnectionStore } from "../platform/store/connections.ts";
import { createImportStore, type ImportRow, type ImportStore, leaseImport } from "../platform/store/imports.ts";
import { createJournal } from "../platform/store/journal.ts";
import { sealCells } from "./import-errors.ts";
import { openText } from "./import-files.ts";
import { type BookingDraft, saveBookings } from "./records.ts";
import { journalEntry } from "./trail.ts";
import type { Services } from "./types.ts";

const rowsPerBatch = 250;
/** A run stops after this time and the next goes on; well under the limits of a Worker. */
const runMs = 15_000;
/** A batch takes well under a second and renews it; a file whose reader died waits this long for the next. */
const leaseMs = 20_000;
const undoPerBatch = 200;

/** Has the file read behind the answer, if nobody reads it now. Harmless at any time. */
export async function pushImport(services: Services, tenantId: string, importId: string): Promise<void> {
  const store = createImportStore(services.db, tenantId);
  const row = await store.find(importId);
  if (row?.state === "preview") await store.update(importId, { state: "running" });
  const idle = row?.leaseUntil === null || (row?.leaseUntil ?? 0) <= services.clock.now();
  if ((row?.state === "preview" || row?.state === "running") && idle)
    services.later(() => runImport(services, importId));
}

/** Reads on where the last run stopped, until the end or until its time is over. Does nothing without the lease. */
export async function runImport(services: Services, importId: string): Promise<void> {
  const startedAt = services.clock.now().getTime();
  const leased = await leaseImport(services.db, importId, services.clock.now(), new Date(startedAt + leaseMs));
  if (!leased) return;
  const store = createImportStore(services.db, leased.tenantId);
  const connection = (await createConnectionStore(services.db, leased.tenantId).find(leased.connectionId))?.row;
  // Disconnected meanwhile: the file goes with the connection.
  if (!connection) return store.end(importId, "failed", services.clock.now());
  const { text, key } = await openText(services, store, leased);
  let from: { cursor: number; line: number } | undefined = { cursor: leased.cursor, line: leased.line };
  while (from && services.clock.now().getTime() - startedAt < runMs) {
    const batch = readRows(text, leased.delimiter, from, rowsPerBatch);
    const drafts: BookingDraft[] = [];
    const errors = [];
    for (const row of batch.rows) {
      const read = readBookingRow(row, leased.mapping, leased.country);
      if (read.ok) drafts.push({ booking: read.value, line: row.line });
      else
        errors.push({
          importId,
          line: row.line,
          codes: read.failure,
          sealedRow: await sealCells(key, row.line, row.cells),
        });
    }
    const next = batch.next ?? { cursor: text.length, line: from.line + batch.rows.length };
    const { isCounted } = await saveBookings(services, connection, { kind: "csv", id: importId }, drafts, {
      importId,
      from: from.cursor,
      errors,
      failed: errors.length,
      cursor: next.cursor,
      line: next.line,
      leaseUntil: new Date(services.clock.now().getTime() + leaseMs),
    });
    // Whoever was slower than the lease leaves the rest to the runner that came after.
    if (!isCounted) return;
    from = batch.next;
  }
  if (from) {
    await store.update(importId, { leaseUntil: null });
    return services.later(() => runImport(services, importId));
  }
  await finish(services, store, importId);
}

async function finish(services: Services, store: ImportStore, importId: string): Promise<void> {
  await store.complete(importId, services.clock.now(), (row) => {
    const { connectionId, tenantId, created, updated, unchanged, failed } = row;
    const params = { created, updated, unchanged, failed };
    return journalEntry(services, { connectionId, tenantId, code: "import_finished", params, requestId: null });
  });
}

export function toSummary(row: ImportRow, refused: readonly RefusedRow[]): ImportSummary {
  const { rows, created, updated, unchanged, failed } = row;
  return {
    id: row.id,
    file_name: row.fileName,
    state: row.state,
    encoding: row.encoding,
    delimiter: row.delimiter,
    counts: { rows, created, updated, unchanged, failed },
    refused: [...refused],
    created_at: row.createdAt.toISOString(),
    finished_at: row.finishedAt?.toISOString() ?? null,
  };
}

/** Rows that were read so far, for the progress bar. */
export function progressOf({ created, updated, unchanged, failed, rows }: ImportRow): { done: number; total: number } {
  return { done: created + updated + unchanged + failed, total: rows };
}

/** Takes back what the import wrote. Can be called again after an interruption. */
export async function undoImport(services: Services, row: ImportRow, requestId: string): Promise<ImportSummary> {
  if (row.state !== "done") throw new Refusal("conflict");
  const store = createImportStore(services.db, row.tenantId);
  let undone = 0;
  for (let taken = -1; taken !== 0; undone += taken) taken = await store.undoBatch(row.id, undoPerBatch);
  await store.update(row.id, { state: "undone" });
  const entry = journalEntry(services, {
    connectionId: row.connectionId,
    tenantId: row.tenantId,
    code: "import_undone",
    params: { changes: undone },
    requestId,
  });
  await createJournal(services.db, row.tenantId).write(entry);
  return toSummary({ ...row, state: "undone" }, []);
}
