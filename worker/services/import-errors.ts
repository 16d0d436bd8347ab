/** Rows of a file that could not be taken: sealed, told on the screen, and given back as a file to correct. */
import type { RefusedRow } from "../../schema/wire/index.ts";
import { errorFileHeads, rowErrorWords } from "../domain/csv/error-words.ts";
import { faultyColumn } from "../domain/csv/faulty-column.ts";
import { maxColumns, writeRow } from "../domain/csv/rows.ts";
import { Refusal } from "../errors.ts";
import type { OpenedKey } from "../platform/ports.ts";
import { createImportStore, type ImportErrorRow, type ImportRow } from "../platform/store/imports.ts";
import type { Text } from "../providers/define.ts";
import type { Services } from "./types.ts";

/** Rows told on the screen; the file to correct has all. */
const shownRows = 5;
const shownCharacters = 60;

/** @throws Refusal `internal` */
export async function openImportKey(services: Services, row: ImportRow): Promise<OpenedKey> {
  const key = await tryImportKey(services, row);
  if (!key) throw new Refusal("internal");
  return key;
}

async function tryImportKey({ vault }: Services, row: ImportRow): Promise<OpenedKey | undefined> {
  const owner = { tenant: row.tenantId, connection: row.id };
  const key = await vault.openKey({ keyId: row.keyId, wrapped: row.wrappedKey }, owner);
  return key.ok ? key.value : undefined;
}

export function sealCells(key: OpenedKey, line: number, cells: readonly string[]): Promise<string> {
  const bounded = cells.slice(0, maxColumns).map((cell) => cell.slice(0, 2_000));
  return key.seal(cellsContext(line), JSON.stringify(bounded));
}

/** The cells of a row, or none where they cannot be opened: its line and its fault can still be told. */
async function openCells(key: OpenedKey | undefined, { line, sealedRow }: ImportErrorRow): Promise<string[]> {
  const opened = await key?.open(cellsContext(line), sealedRow);
  const cells: unknown = opened?.ok ? JSON.parse(opened.value.reveal()) : [];
  return Array.isArray(cells) ? cells.map(String) : [];
}

function cellsContext(line: number) {
  return { field: `row ${line}`, generation: 0 };
}

/**
 * The first refused rows of files that were read, by the import's id, in one round trip. Opened for this answer, stored nowhere
 * but sealed.
 */
export async function readRefusedRows(
  services: Services,
  tenantId: string,
  rows: readonly ImportRow[],
  language: keyof Text,
): Promise<ReadonlyMap<string, readonly RefusedRow[]>> {
  const told = new Map<string, readonly RefusedRow[]>();
  const faulty = rows.filter(({ failed, state }) => failed > 0 && (state === "done" || state === "failed"));
  if (faulty.length === 0) return told;
  const ids = faulty.map(({ id }) => id);
  // Line 0 is the header.
  const errors = await createImportStore(services.db, tenantId).readFirstErrors(ids, shownRows + 1);
  for (const row of faulty) {
    const key = await tryImportKey(services, row);
    const [header, ...refused] = errors.filter(({ importId }) => importId === row.id);
    if (header === undefined) continue;
    const names = await openCells(key, header);
    const opened = refused.map(async (error) => ({ error, cells: await openCells(key, error) }));
    told.set(
      row.id,
      (await Promise.all(opened)).map(({ error, cells }) => tellRow(error, cells, { names, row, language })),
    );
  }
  return told;
}

function tellRow(
  { line, codes }: ImportErrorRow,
  cells: readonly string[],
  { names, row, language }: { names: readonly string[]; row: ImportRow; language: keyof Text },
): RefusedRow {
  return {
    line,
    faults: codes.map((code) => {
      const index = faultyColumn(code, row.mapping, cells);
      const told = (texts: readonly string[]) =>
        (index === undefined ? undefined : texts[index])?.trim().slice(0, shownCharacters) || null;
      return { code, column: told(names), value: told(cells), text: rowErrorWords[code][language] };
    }),
  };
}

/**
 * The rows that could not be taken, as a file to correct: line, what is wrong in the reader's language, then the row as it was,
 * formulas neutralised.
 */
export async function writeErrorFile(services: Services, row: ImportRow, language: keyof Text): Promise<string> {
  const store = createImportStore(services.db, row.tenantId);
  const key = await openImportKey(services, row);
  const lines: string[] = [];
  for (const error of await store.readErrors(row.id)) {
    const isHeader = error.line === 0;
    const before = isHeader
      ? [errorFileHeads.line[language], errorFileHeads.error[language]]
      : [String(error.line), error.codes.map((code) => rowErrorWords[code][language]).join(", ")];
    lines.push(writeRow([...before, ...(await openCells(key, error))], row.delimiter));
  }
  // The mark makes Excel read UTF-8.
  return `\uFEFF${lines.join("\r\n")}\r\n`;
}
