/** Files of bookings: taken for an attempt and kept sealed in pieces until they are read. */
import { decodeBase64, encodeBase64 } from "../domain/base64.ts";
import { concatBytes } from "../domain/bytes.ts";
import { guessMapping, headerText } from "../domain/csv/columns.ts";
import { decodeFile } from "../domain/csv/encoding.ts";
import { countRows, detectDelimiter, maxColumns, maxRows, readRows } from "../domain/csv/rows.ts";
import { Refusal } from "../errors.ts";
import type { OpenedKey } from "../platform/ports.ts";
import { type AttemptRow, updateOpenAttempt } from "../platform/store/attempts.ts";
import { createImportStore, type ImportRow, type ImportStore } from "../platform/store/imports.ts";
import { openImportKey, sealCells } from "./import-errors.ts";
import type { Services } from "./types.ts";

/** Limits of a file (security requirement G1). */
export const maxUploadBytes = 10 * 1024 * 1024;
const chunkBytes = 256 * 1024;
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
  // Nothing comes after a header in which a quote stays open.
  if (!header || header.cells.length > maxColumns || !first.next) throw refuseFile("file_unreadable");
  const rows = countRows(text, delimiter);
  if (rows > maxRows) throw refuseFile("file_too_large");
  if (rows === 0) throw refuseFile("file_unreadable");

  const store = createImportStore(services.db, attempt.tenantId);
  const id = services.random.id("imp");
  const owner = { tenant: attempt.tenantId, connection: id };
  const wrapped = await services.vault.newKey(owner);
  const key = await services.vault.openKey(wrapped, owner);
  if (!key.ok) throw new Refusal("internal");
  const headerHash = await services.vault.fingerprint("import header", attempt.provider, headerText(header.cells));
  const remembered = await store.findMapping(attempt.provider, headerHash);
  await store.insert(
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

/** The text of a file that is kept sealed, and the key under which its refused rows are sealed. */
export async function openText(
  services: Services,
  store: ImportStore,
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
