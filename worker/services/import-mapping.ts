/** Which column of a file means what: shown with samples, confirmed by the person, remembered. */
import type { FieldError, FieldValues, StepOf } from "../../schema/wire/index.ts";
import { importTarget } from "../../schema/wire/index.ts";
import { type Mapping, requiredTargets } from "../domain/csv/columns.ts";
import { readRows } from "../domain/csv/rows.ts";
import { Refusal } from "../errors.ts";
import { createImportStore, type ImportRow } from "../platform/store/imports.ts";
import { openText } from "./import-files.ts";
import type { Services } from "./types.ts";

const sampleRows = 5;
const sampleCharacters = 80;

/** The preview: header, a few samples per column, and the mapping as remembered or guessed. */
export async function showMapping(services: Services, tenantId: string, importId: string): Promise<StepOf<"mapping">> {
  const store = createImportStore(services.db, tenantId);
  const row = await store.find(importId);
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
  const store = createImportStore(services.db, tenantId);
  const row = await store.find(importId);
  if (row?.state !== "preview") throw new Refusal("attempt_closed");
  const { columns } = await showMapping(services, tenantId, importId);
  const mapping = readMapping(values, columns.length);
  const { provider, headerHash } = row;
  await store.rememberMapping({ provider, headerHash, mapping, updatedAt: services.clock.now() });
  await store.update(importId, { mapping });
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
