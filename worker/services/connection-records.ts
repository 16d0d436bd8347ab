/** What a person does with the records and imports of a connection. */
import type { ImportSummary, RecordKind, RecordPage } from "../../schema/wire/index.ts";
import { Refusal } from "../errors.ts";
import { createImportStore, type ImportRow } from "../platform/store/imports.ts";
import { createRecordStore } from "../platform/store/records.ts";
import { findOwn } from "./connections.ts";
import { readRefusedRows, writeErrorFile } from "./import-errors.ts";
import { toSummary, undoImport } from "./imports.ts";
import { type Circumstance, hasRole, languageOf, type Person } from "./people.ts";
import { openRecords } from "./records.ts";
import type { Services } from "./types.ts";

const recordsPerPage = 20;

export async function readRecords(
  services: Services,
  person: Person,
  connectionId: string,
  kind: RecordKind,
  before: string | undefined,
): Promise<RecordPage> {
  const { row } = await findOwn(services, person, connectionId);
  const store = createRecordStore(services.db, person.tenantId);
  const rows = await store.list(row.id, kind, before, recordsPerPage + 1);
  const shown = rows.slice(0, recordsPerPage);
  return {
    records: await openRecords(services, row, shown),
    counts: await store.countKinds(row.id),
    next: rows.length > recordsPerPage ? (shown.at(-1)?.id ?? null) : null,
  };
}

export async function listImports(services: Services, person: Person, connectionId: string): Promise<ImportSummary[]> {
  const { row } = await findOwn(services, person, connectionId);
  const imports = await createImportStore(services.db, person.tenantId).list(row.id);
  const refused = await readRefusedRows(services, person.tenantId, imports, languageOf(person));
  return imports.map((one) => toSummary(one, refused.get(one.id) ?? []));
}

export async function undoOwnImport(
  services: Services,
  person: Person,
  connectionId: string,
  importId: string,
  circumstance: Circumstance,
): Promise<ImportSummary> {
  if (!hasRole(person, "manager")) throw new Refusal("forbidden_role");
  return undoImport(services, await findOwnImport(services, person, connectionId, importId), circumstance.requestId);
}

export async function readErrorFile(
  services: Services,
  person: Person,
  connectionId: string,
  importId: string,
): Promise<string> {
  const row = await findOwnImport(services, person, connectionId, importId);
  return writeErrorFile(services, row, languageOf(person));
}

async function findOwnImport(
  services: Services,
  person: Person,
  connectionId: string,
  importId: string,
): Promise<ImportRow> {
  const { row } = await findOwn(services, person, connectionId);
  const found = await createImportStore(services.db, person.tenantId).find(importId);
  if (!found || found.connectionId !== row.id || found.state === "preview") throw new Refusal("not_found");
  return found;
}
