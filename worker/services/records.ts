/** Bookings and customers: sealed under the connection's data key, told apart by keyed hashes, with where they came from. */
import {
  type BookingData,
  bookingData,
  customerData,
  type Provenance,
  type RecordKind,
  type ServiceRecord,
  type StoredRecord,
} from "../../schema/wire/index.ts";
import { bookingKey, customerKey } from "../domain/booking.ts";
import { Refusal } from "../errors.ts";
import type { OpenedKey } from "../platform/ports.ts";
import type { ConnectionRow } from "../platform/store/connection-parts.ts";
import { createConnectionStore } from "../platform/store/connections.ts";
import type { ImportProgress } from "../platform/store/imports.ts";
import { createRecordStore, type RecordInsert, type RecordRow } from "../platform/store/records.ts";
import { keyOf } from "./secrets.ts";
import { timeOrderedId } from "./trail.ts";
import type { Services } from "./types.ts";

export interface RecordSource {
  readonly kind: "csv" | "mail" | "webhook";
  /** Import or message. */
  readonly id: string;
}

/** A booking and, for files, the line it stood on. */
export interface BookingDraft {
  readonly booking: BookingData;
  readonly line?: number;
}

export interface SaveCounts {
  readonly created: number;
  readonly updated: number;
  readonly unchanged: number;
  /** False: another runner of the same import has counted these rows. */
  readonly isCounted: boolean;
}

/** What an import adds to a batch; counts are filled in here. */
export type BatchProgress = Omit<ImportProgress, "changes" | "counts"> & { readonly failed: number };

type ConnectionKey = Pick<ConnectionRow, "id" | "tenantId" | "provider" | "wrappedKey" | "keyId">;

/**
 * Writes bookings and the customers in them, at most a few hundred at a time, in one transaction. The same booking again
 * changes nothing. Counts are of bookings.
 */
export async function saveBookings(
  services: Services,
  connection: ConnectionKey,
  source: RecordSource,
  drafts: readonly BookingDraft[],
  progress?: BatchProgress,
): Promise<SaveCounts> {
  const store = createRecordStore(services.db, connection.tenantId);
  const key = await openConnectionKey(services, connection);
  const candidates = await toCandidates(services, connection, drafts);
  const existing = await store.findByKeys(connection.id, [...candidates.keys()].map(naturalKeyOf));
  const known = new Map(existing.map((row) => [mapKey(row.kind, row.naturalKey), row]));
  const now = services.clock.now();
  const rows: RecordInsert[] = [];
  const changes: ImportProgress["changes"][number][] = [];
  const counts = { created: 0, updated: 0, unchanged: 0 };
  let repeated = 0;

  for (const [at, candidate] of candidates) {
    const before = known.get(at);
    const outcome = before === undefined ? "created" : before.dataHash === candidate.dataHash ? "unchanged" : "updated";
    if (candidate.kind === "booking") {
      counts[outcome] += 1;
      repeated += candidate.repeated;
    }
    if (outcome === "unchanged") continue;
    const id = before?.id ?? timeOrderedId("rec", now, services.random);
    rows.push({
      id,
      connectionId: connection.id,
      tenantId: connection.tenantId,
      kind: candidate.kind,
      naturalKey: candidate.naturalKey,
      sealedData: await key.seal(sealContext(candidate.kind, candidate.naturalKey), candidate.json),
      dataHash: candidate.dataHash,
      sourceKind: source.kind,
      sourceId: source.id,
      sourceLine: candidate.line ?? null,
      receivedAt: before?.receivedAt ?? now,
      updatedAt: now,
    });
    if (progress) {
      changes.push({
        importId: progress.importId,
        recordId: id,
        sealedBefore: before?.sealedData ?? null,
        hashBefore: before?.dataHash ?? null,
        sourceBefore: before ? `${before.sourceKind}:${before.sourceId}` : null,
      });
    }
  }
  const total = { ...counts, unchanged: counts.unchanged + repeated };
  const batch = progress && { ...progress, changes, counts: { ...total, failed: progress.failed } };
  return { ...total, isCounted: await store.saveBatch(rows, batch) };
}

interface Candidate {
  readonly kind: "booking" | "customer";
  readonly naturalKey: string;
  readonly json: string;
  readonly dataHash: string;
  readonly line: number | undefined;
  /** How many earlier rows of the batch meant the same record. */
  readonly repeated: number;
}

/** One candidate per record; of several rows for the same record the last one counts. */
async function toCandidates(
  services: Services,
  connection: ConnectionKey,
  drafts: readonly BookingDraft[],
): Promise<Map<string, Candidate>> {
  const candidates = new Map<string, Candidate>();
  const add = async (kind: Candidate["kind"], parts: readonly string[], data: object, line: number | undefined) => {
    const naturalKey = await fingerprintRecord(services, connection, kind, parts);
    const json = JSON.stringify(data);
    const dataHash = await services.vault.fingerprint("record data", connection.tenantId, connection.id, json);
    const at = mapKey(kind, naturalKey);
    const repeated = (candidates.get(at)?.repeated ?? -1) + 1;
    candidates.set(at, { kind, naturalKey, json, dataHash, line, repeated });
  };
  for (const { booking, line } of drafts) {
    await add("booking", bookingKey(booking), booking, line);
    const guestKey = customerKey(booking.guest);
    if (guestKey) await add("customer", guestKey, booking.guest, line);
  }
  return candidates;
}

async function fingerprintRecord(
  services: Services,
  connection: ConnectionKey,
  kind: RecordKind,
  parts: readonly string[],
): Promise<string> {
  return services.vault.fingerprint("record", connection.tenantId, connection.id, kind, ...parts);
}

/** The booking with this key (`bookingKey`), as it stands, and what wrote it last. */
export async function findBooking(
  services: Services,
  connection: ConnectionKey,
  key: readonly string[],
): Promise<{ readonly booking: BookingData; readonly source: Provenance } | undefined> {
  const naturalKey = await fingerprintRecord(services, connection, "booking", key);
  const rows = await createRecordStore(services.db, connection.tenantId).findByKeys(connection.id, [naturalKey]);
  const [record] = await openRecords(services, connection, rows);
  return record?.kind === "booking" ? { booking: record.data, source: record.source } : undefined;
}

function mapKey(kind: RecordKind, naturalKey: string): string {
  return `${kind} ${naturalKey}`;
}

function naturalKeyOf(key: string): string {
  return key.slice(key.indexOf(" ") + 1);
}

function sealContext(kind: RecordKind, naturalKey: string) {
  return { field: `record ${kind} ${naturalKey}`, generation: 0 };
}

async function openConnectionKey(services: Services, connection: ConnectionKey): Promise<OpenedKey> {
  const owner = { tenant: connection.tenantId, connection: connection.id };
  const key = await services.vault.openKey(keyOf(connection), owner);
  if (!key.ok) throw new Refusal("internal");
  return key.value;
}

/** A record whose data do not open is left out: it is not what was stored there. */
export async function openRecords(
  services: Services,
  connection: ConnectionKey,
  rows: readonly RecordRow[],
): Promise<StoredRecord[]> {
  const key = await openConnectionKey(services, connection);
  const opened: StoredRecord[] = [];
  for (const row of rows) {
    const data = await key.open(sealContext(row.kind, row.naturalKey), row.sealedData);
    const record = data.ok ? toStoredRecord(row, connection.provider, JSON.parse(data.value.reveal())) : undefined;
    if (record) opened.push(record);
    else services.log.error("record_unreadable", { connection: connection.id });
  }
  return opened;
}

/** Rows of several connections, for SpeedAI's own services. */
export async function openForService(services: Services, rows: readonly RecordRow[]): Promise<ServiceRecord[]> {
  const opened = new Map<string, ServiceRecord>();
  for (const connectionId of new Set(rows.map((row) => row.connectionId))) {
    const mine = rows.filter((row) => row.connectionId === connectionId);
    const tenant = mine[0]?.tenantId ?? "";
    const connection = (await createConnectionStore(services.db, tenant).find(connectionId))?.row;
    if (!connection) continue;
    for (const record of await openRecords(services, connection, mine)) opened.set(record.id, { tenant, record });
  }
  return rows.flatMap((row) => opened.get(row.id) ?? []);
}

function toStoredRecord(row: RecordRow, provider: string, data: unknown): StoredRecord | undefined {
  const shared = {
    id: row.id,
    connection_id: row.connectionId,
    provider,
    source: { kind: row.sourceKind, id: row.sourceId, ...(row.sourceLine !== null && { line: row.sourceLine }) },
    received_at: row.receivedAt.toISOString(),
    updated_at: row.updatedAt.toISOString(),
  };
  if (row.kind === "booking") {
    const parsed = bookingData.safeParse(data);
    return parsed.success ? { ...shared, kind: "booking", data: parsed.data } : undefined;
  }
  const parsed = customerData.safeParse(data);
  return parsed.success ? { ...shared, kind: "customer", data: parsed.data } : undefined;
}
