/** Files of bookings: uploaded, previewed, mapped, read in batches by whoever has the lease, undone. */
import type { FieldError, FieldValues, ImportSummary, RefusedRow, StepOf } from "../../schema/wire/index.ts";
import { importTarget } from "../../schema/wire/index.ts";
import { decodeBase64, encodeBase64 } from "../domain/base64.ts";
import { concatBytes } from "../domain/bytes.ts";
import { readBookingRow } from "../domain/csv/booking-row.ts";
import { guessMapping, headerText, type Mapping, requiredTargets } from "../domain/csv/columns.ts";
import { decodeFile } from "../domain/csv/encoding.ts";
import { countRows, detectDelimiter, maxColumns, maxRows, readRows } from "../domain/csv/rows.ts";
import { Refusal } from "../errors.ts";
import type { OpenedKey } from "../platform/ports.ts";
import { type AttemptRow, updateOpenAttempt } from "../platform/store/attempts.ts";
import { createConnectionStore } from "../platform/store/connections.ts";
import { createRecordStore, type ImportRow, leaseImport, type RecordStore } from "../platform/store/records.ts";
import { openImportKey, sealCells } from "./import-errors.ts";
import { type BookingDraft, saveBookings } from "./records.ts";
import { journalEntry } from "./trail.ts";
import type { Services } from "./types.ts";

/** Limits of a file (security requirement G1). */
export const maxUploadBytes = 10 * 1024 * 1024;
const chunkBytes = 256 * 1024;
const sampleRows = 5;
const sampleCharacters = 80;
const rowsPerBatch = 250;
/** A run stops after this time and the next goes on; well under the limits of a Worker. */
const runMs = 15_000;
/** A batch takes well under a second and renews it; a file whose reader died waits this long for the next. */
const leaseMs = 20_000;
const undoPerBatch = 200;
/** Country of phone numbers without a prefix: our customers are French-speaking first. */
const defaultCountry = "FR";

/** Takes a file for an open attempt: seals it, reads its header, and asks which column means what. */
export async function takeFile(
  services: Services,
  attempt: AttemptRow,
  file: { readonly name: string; readonly bytes: Uint8Array<ArrayBuffer> },
): Promise<void> {
  const decoded = decodeFile(file.bytes);
  if (!decoded.ok) throw refuseFile("file_unreadable");
  const { text, encoding } = decoded.value;
  const delimiter = detectDelimiter(text);
  const first = readRows(text, delimiter, { cursor: 0, line: 1 }, 1);
  const header = first.rows[0];
  if (!header || header.unclosed || header.cells.length > maxColumns || !first.next)
    throw refuseFile("file_unreadable");
  const rows = countRows(text, delimiter);
  if (rows > maxRows) throw refuseFile("file_too_large");
  if (rows === 0) throw refuseFile("file_unreadable");

  const store = createRecordStore(services.db, attempt.tenantId);
  const id = services.random.id("imp");
  const owner = { tenant: attempt.tenantId, connection: id };
  const wrapped = await services.vault.newKey(owner);
  const key = await services.vault.openKey(wrapped, owner);
  if (!key.ok) throw new Refusal("internal");
  const headerHash = await services.vault.fingerprint("import header", attempt.provider, headerText(header.cells));
  const remembered = await store.findMapping(attempt.provider, headerHash);
  await store.insertImport(
    {
      id,
      tenantId: attempt.tenantId,
      connectionId: attempt.connectionId,
      attemptId: attempt.id,
      provider: attempt.provider,
      fileName: file.name.slice(0, 200),
      state: "preview",
      encoding,
      delimiter,
      headerHash,
      mapping: remembered ?? guessMapping(header.cells),
      country: defaultCountry,
      wrappedKey: wrapped.wrapped,
      keyId: wrapped.keyId,
      rows,
      cursor: first.next.cursor,
      line: first.next.line,
      createdBy: attempt.userId,
      createdAt: services.clock.now(),
    },
    await sealChunks(key.value, file.bytes),
  );
  await store.insertErrors([
    { importId: id, line: 0, codes: [], sealedRow: await sealCells(key.value, 0, header.cells) },
  ]);
  const step = { kind: "mapping", importId: id } as const;
  if (!(await updateOpenAttempt(services.db, attempt.id, { step }))) throw new Refusal("attempt_closed");
}

function refuseFile(reason: "file_unreadable" | "file_too_large"): Refusal {
  const code = reason === "file_too_large" ? "too_long" : "wrong_format";
  return new Refusal("invalid_request", { errors: [{ field: "file", code }], reason });
}

async function sealChunks(key: OpenedKey, bytes: Uint8Array<ArrayBuffer>): Promise<string[]> {
  const chunks: string[] = [];
  for (let start = 0; start < bytes.length; start += chunkBytes) {
    const chunk = encodeBase64(bytes.subarray(start, start + chunkBytes));
    chunks.push(await key.seal({ field: `chunk ${chunks.length}`, generation: 0 }, chunk));
  }
  return chunks;
}

async function openText(
  services: Services,
  store: RecordStore,
  row: ImportRow,
): Promise<{ text: string; key: OpenedKey }> {
  const key = await openImportKey(services, row);
  const sealed = await store.readChunks(row.id);
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  for (const [position, envelope] of sealed.entries()) {
    const opened = await key.open({ field: `chunk ${position}`, generation: 0 }, envelope);
    const bytes = opened.ok ? decodeBase64(opened.value.reveal()) : undefined;
    if (!bytes) throw new Refusal("internal");
    chunks.push(bytes);
  }
  const decoded = decodeFile(concatBytes(...chunks));
  if (!decoded.ok) throw new Refusal("internal");
  return { text: decoded.value.text, key };
}

/** The preview: header, a few samples per column, and the mapping as remembered or guessed. */
export async function showMapping(services: Services, tenantId: string, importId: string): Promise<StepOf<"mapping">> {
  const store = createRecordStore(services.db, tenantId);
  const row = await store.findImport(importId);
  if (!row) throw new Refusal("attempt_closed");
  const { text } = await openText(services, store, row);
  const [header, ...samples] = readRows(text, row.delimiter, { cursor: 0, line: 1 }, sampleRows + 1).rows;
  const remembered = await store.findMapping(row.provider, row.headerHash);
  return {
    kind: "mapping",
    file_name: row.fileName,
    encoding: row.encoding,
    delimiter: row.delimiter,
    rows: row.rows,
    columns: (header?.cells ?? []).map((name, index) => ({
      index,
      name: name.slice(0, sampleCharacters),
      samples: samples.map((sample) => (sample.cells[index] ?? "").slice(0, sampleCharacters)),
    })),
    targets: importTarget.options.map((name) => ({
      name,
      required: requiredTargets.some((target) => target === name),
      column: row.mapping[name] ?? null,
    })),
    remembered: remembered !== undefined,
  };
}

/** The person's mapping, checked against the file. Remembered for the next file with the same header. */
export async function confirmMapping(
  services: Services,
  tenantId: string,
  importId: string,
  values: FieldValues,
): Promise<ImportRow> {
  const store = createRecordStore(services.db, tenantId);
  const row = await store.findImport(importId);
  if (row?.state !== "preview") throw new Refusal("attempt_closed");
  const { columns } = await showMapping(services, tenantId, importId);
  const mapping = readMapping(values, columns.length);
  const { provider, headerHash } = row;
  await store.rememberMapping({ provider, headerHash, mapping, updatedAt: services.clock.now() });
  await store.updateImport(importId, { mapping });
  return { ...row, mapping };
}

function readMapping(values: FieldValues, columns: number): Mapping {
  const errors: FieldError[] = [];
  const mapping: Mapping = {};
  const taken = new Set<number>();
  for (const [name, value] of Object.entries(values)) {
    const target = importTarget.safeParse(name);
    const field = `values.${name}`;
    if (!target.success) {
      errors.push({ field, code: "unknown_field" });
      continue;
    }
    if (value === "") continue;
    const index = typeof value === "boolean" ? Number.NaN : Number(value);
    if (!Number.isInteger(index) || index < 0 || index >= columns || taken.has(index)) {
      errors.push({ field, code: "not_an_option" });
      continue;
    }
    taken.add(index);
    mapping[target.data] = index;
  }
  for (const target of requiredTargets) {
    if (mapping[target] === undefined) errors.push({ field: `values.${target}`, code: "required" });
  }
  if (
    !(["full_name", "first_name", "last_name", "phone", "email"] as const).some((name) => mapping[name] !== undefined)
  ) {
    errors.push({ field: "values.full_name", code: "required" });
  }
  if (errors.length > 0) throw new Refusal("invalid_request", { errors });
  return mapping;
}

/** Has the file read behind the answer, if nobody reads it now. Harmless at any time. */
export async function pushImport(services: Services, tenantId: string, importId: string): Promise<void> {
  const store = createRecordStore(services.db, tenantId);
  const row = await store.findImport(importId);
  if (row?.state === "preview") await store.updateImport(importId, { state: "running" });
  const idle = row?.leaseUntil === null || (row?.leaseUntil ?? 0) <= services.clock.now();
  if ((row?.state === "preview" || row?.state === "running") && idle)
    services.later(() => runImport(services, importId));
}

/** Reads on where the last run stopped, until the end or until its time is over. Does nothing without the lease. */
export async function runImport(services: Services, importId: string): Promise<void> {
  const startedAt = services.clock.now().getTime();
  const leased = await leaseImport(services.db, importId, services.clock.now(), new Date(startedAt + leaseMs));
  if (!leased) return;
  const store = createRecordStore(services.db, leased.tenantId);
  const connection = (await createConnectionStore(services.db, leased.tenantId).find(leased.connectionId))?.row;
  // Disconnected meanwhile: the file goes with the connection.
  if (!connection) return store.endImport(importId, "failed", services.clock.now());
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
    await store.updateImport(importId, { leaseUntil: null });
    return services.later(() => runImport(services, importId));
  }
  await finish(services, store, importId);
}

async function finish(services: Services, store: RecordStore, importId: string): Promise<void> {
  await store.completeImport(importId, services.clock.now(), (row) => {
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
  const store = createRecordStore(services.db, row.tenantId);
  let undone = 0;
  for (let taken = -1; taken !== 0; undone += taken) taken = await store.undoBatch(row.id, undoPerBatch);
  await store.updateImport(row.id, { state: "undone" });
  const entry = journalEntry(services, {
    connectionId: row.connectionId,
    tenantId: row.tenantId,
    code: "import_undone",
    params: { changes: undone },
    requestId,
  });
  await createConnectionStore(services.db, row.tenantId).writeJournal(entry);
  return toSummary({ ...row, state: "undone" }, []);
}
