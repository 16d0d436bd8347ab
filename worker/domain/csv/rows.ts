/** Rows of a CSV text, read in batches from a cursor. Parsing itself is Papa Parse's. */
import Papa from "papaparse";

/** Limits of an import. */
export const maxRows = 100_000;
export const maxColumns = 1_000;
export const maxCellCharacters = 65_536;

export interface CsvRow {
  /** Line of the file on which the row begins, from 1. */
  readonly line: number;
  readonly cells: readonly string[];
  /** The row's last cell opens a quote that nothing closes. */
  readonly unclosed: boolean;
}

export interface CsvBatch {
  readonly rows: readonly CsvRow[];
  /** Where the next batch begins; undefined at the end of the text. */
  readonly next: { readonly cursor: number; readonly line: number } | undefined;
}

export function detectDelimiter(text: string): string {
  const sample = text.slice(0, 65_536);
  return Papa.parse(sample, { preview: 20, delimitersToGuess: [";", ",", "\t"], skipEmptyLines: "greedy" }).meta
    .delimiter;
}

/** At most `most` rows from `cursor`, empty lines left out. */
export function readRows(
  text: string,
  delimiter: string,
  from: { cursor: number; line: number },
  most: number,
): CsvBatch {
  // Fast mode would split all that remains for every batch.
  const parser = new Papa.Parser({ delimiter, newline: "\n", preview: most, fastMode: false });
  const parsed: Papa.ParseResult<string[]> = parser.parse(text.slice(from.cursor), 0, false);
  const unclosed = parsed.errors.some((error) => error.code === "MissingQuotes");
  const rows: CsvRow[] = [];
  let line = from.line;
  for (const [index, cells] of parsed.data.entries()) {
    const isLast = index === parsed.data.length - 1;
    if (cells.some((cell) => cell.trim() !== "")) rows.push({ line, cells, unclosed: unclosed && isLast });
    line += 1 + countLineEnds(cells);
  }
  const cursor = from.cursor + parsed.meta.cursor;
  const ended = !parsed.meta.truncated || cursor >= text.length;
  return { rows, next: ended ? undefined : { cursor, line } };
}

function countLineEnds(cells: readonly string[]): number {
  let count = 0;
  for (const cell of cells) {
    for (let at = cell.indexOf("\n"); at !== -1; at = cell.indexOf("\n", at + 1)) count += 1;
  }
  return count;
}

/** Rows after the header, counted without keeping them. Stops counting one above the limit. */
export function countRows(text: string, delimiter: string): number {
  let count = 0;
  let from: { cursor: number; line: number } | undefined = { cursor: 0, line: 1 };
  while (from && count <= maxRows + 1) {
    const batch: CsvBatch = readRows(text, delimiter, from, 5_000);
    count += batch.rows.length;
    from = batch.next;
  }
  return Math.max(0, count - 1);
}

/** A CSV line for people's spreadsheets. */
export function writeRow(cells: readonly string[], delimiter: string): string {
  return cells.map((cell) => quote(neutralise(cell), delimiter)).join(delimiter);
}

function quote(cell: string, delimiter: string): string {
  return cell.includes(delimiter) || /["\n\r]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}

/** A cell that a spreadsheet would run as a formula is shown as text (OWASP: CSV injection; full-width forms too). */
export function neutralise(cell: string): string {
  return /^[\s\u200b\ufeff]*[=+\-@\t\r\uff1d\uff0b\uff0d\uff20]/.test(cell) && !/^[+-]?[\d\s.,()/]+$/.test(cell)
    ? `'${cell}`
    : cell;
}
