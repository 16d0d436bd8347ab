import { eq } from "drizzle-orm";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { imports } from "../../schema/tables/index.ts";
import type { Attempt, ImportSummary, RecordPage } from "../../schema/wire/index.ts";
import {
  attempt as attemptSchema,
  importList as importListSchema,
  recordPage as recordPageSchema,
} from "../../schema/wire/index.ts";
import { countRoundTrips } from "../platform/database.ts";
import { runDueWork } from "../services/background.ts";
import { runImport } from "../services/imports.ts";
import { type Caller, createRig, type Rig, serviceKey } from "../testing/rig.ts";

const header = "Date;Heure;Couverts;Nom du client;Téléphone;E-mail;Réservation";
const mapping = { starts_on: 0, starts_at: 1, party_size: 2, full_name: 3, phone: 4, email: 5 };
const file = [
  header,
  "28/11/2026;19:30;4;Zoë Martin;06 12 34 56 78;zoe@example.com;",
  "29/11/2026;20h00;2;Jean Dupont;+33 6 98 76 54 32;;",
  "31/06/2026;20h00;2;=HYPERLINK(1);;;",
].join("\r\n");

let rig: Rig;
let caller: Caller;
let tenants = 0;
beforeAll(async () => {
  rig = await createRig();
});
beforeEach(async () => {
  tenants += 1;
  caller = await rig.session({ tenant: `house-${tenants}` });
});

async function upload(text: string | Uint8Array<ArrayBuffer>, by = caller, connectionId?: string): Promise<Attempt> {
  const { id } = await by.attempt("thefork", { method: "csv", ...(connectionId && { connection_id: connectionId }) });
  const response = await send(id, text, by);
  if (response.status !== 200) throw new Error(await response.text());
  return response.json();
}

function send(attemptId: string, body: string | Uint8Array<ArrayBuffer>, by = caller) {
  return rig.request(`/api/attempts/${attemptId}/upload?file_name=r%C3%A9servations.csv`, {
    method: "POST",
    headers: { authorization: `Bearer ${by.token}`, "content-type": "text/csv" },
    body,
  });
}

async function confirm(attempt: Attempt, values: object = mapping): Promise<Attempt> {
  await caller.call("POST", `/api/attempts/${attempt.id}/steps`, { values });
  await rig.settle();
  return attemptSchema.parse(await (await caller.call("GET", `/api/attempts/${attempt.id}`)).json());
}

async function importFile(text: string, connectionId?: string) {
  const done = await confirm(await upload(text, caller, connectionId));
  if (done.step.kind !== "done" || !done.step.import) throw new Error(JSON.stringify(done.step));
  return { connectionId: done.step.connection.id, summary: done.step.import };
}

const read = async (id: string, kind: string) =>
  recordPageSchema.parse(await (await caller.call("GET", `/api/connections/${id}/records?kind=${kind}`)).json());

describe("a file", () => {
  it("is previewed with its columns, samples and a guess of their meaning", async () => {
    const attempt = attemptSchema.parse(await upload(file));
    expect(attempt.step).toMatchObject({
      kind: "mapping",
      file_name: "réservations.csv",
      encoding: "utf-8",
      delimiter: ";",
      rows: 3,
      remembered: false,
    });
    if (attempt.step.kind !== "mapping") throw new Error();
    expect(attempt.step.columns[3]).toEqual({
      index: 3,
      name: "Nom du client",
      samples: ["Zoë Martin", "Jean Dupont", "=HYPERLINK(1)"],
    });
    expect(attempt.step.targets.find((target) => target.name === "party_size")).toMatchObject({ column: 2 });
  });

  it("becomes bookings and customers; wrong rows are counted and good ones kept", async () => {
    const { connectionId, summary } = await importFile(file);
    expect(summary).toMatchObject({
      state: "done",
      counts: { rows: 3, created: 2, updated: 0, unchanged: 0, failed: 1 },
    });
    const bookings = await read(connectionId, "booking");
    expect(bookings.counts).toEqual({ booking: 2, customer: 2 });
    expect(bookings.records[0]?.source).toMatchObject({ kind: "csv", id: summary.id });
    expect(bookings.records.map((record) => record.source.line).toSorted()).toEqual([2, 3]);
    const customers = await read(connectionId, "customer");
    expect(JSON.stringify(customers)).toContain("+33612345678");
  });

  it("has its connection from the moment it is read, so that the page can show it before the end", async () => {
    const { id } = await upload(file);
    const step = await caller.call("POST", `/api/attempts/${id}/steps`, { values: mapping });
    const reading = attemptSchema.parse(await step.json());
    expect(reading.step).toMatchObject({ kind: "waiting", for: "import", progress: { total: 3 } });
    expect(reading.connection).toMatchObject({ provider: "thefork", kind: "csv", status: "connected" });
    await rig.settle();
  });

  it("stands in the database without a guest's name, number or address", async () => {
    const { summary } = await importFile(file);
    const { db } = rig.services;
    const stored = JSON.stringify([
      await db.query.records.findMany(),
      await db.query.imports.findMany(),
      await db.query.importErrors.findMany(),
      await db.query.importChanges.findMany(),
      await db.query.attempts.findMany(),
    ]);
    for (const text of ["Zoë", "Martin", "612345678", "06 12", "zoe@", "HYPERLINK"]) expect(stored).not.toContain(text);
    expect((await db.query.importChunks.findMany()).filter((chunk) => chunk.importId === summary.id)).toEqual([]);
  });

  it("a second time changes nothing", async () => {
    const { connectionId } = await importFile(file);
    const again = await importFile(file, connectionId);
    expect(again.connectionId).toBe(connectionId);
    expect(again.summary.counts).toMatchObject({ created: 0, updated: 0, unchanged: 2 });
    expect((await read(connectionId, "booking")).counts.booking).toBe(2);
  });

  it("with the same booking twice makes one", async () => {
    const twice = [header, "28/11/2026;19:30;4;Zoë;0612345678;;", "28/11/2026;19:30;4;Zoë;06 12 34 56 78;;"].join("\n");
    const { connectionId, summary } = await importFile(twice);
    expect(summary.counts).toMatchObject({ created: 1, unchanged: 1 });
    expect((await read(connectionId, "booking")).counts.booking).toBe(1);
  });

  it("is remembered by its header: the next one comes with the person's mapping", async () => {
    await confirm(await upload(file), { ...mapping, code: 6 });
    const next = await upload(file.replace("Zoë", "Zoé"));
    expect(next.step).toMatchObject({ kind: "mapping", remembered: true });
    if (next.step.kind !== "mapping") throw new Error();
    expect(next.step.targets.find((target) => target.name === "code")?.column).toBe(6);
  });

  it.each([
    ["without a date column", { full_name: 3 }, "values.starts_on", "required"],
    ["without anybody", { starts_on: 0 }, "values.full_name", "required"],
    ["with a column that is not there", { starts_on: 99, full_name: 3 }, "values.starts_on", "not_an_option"],
    [
      "with one column for two things",
      { starts_on: 0, starts_at: 0, full_name: 3 },
      "values.starts_at",
      "not_an_option",
    ],
    ["with something that is not asked", { ...mapping, password: 1 }, "values.password", "unknown_field"],
  ])("mapped %s is asked again", async (_name, values, field, code) => {
    const attempt = await upload(file);
    const response = await caller.call("POST", `/api/attempts/${attempt.id}/steps`, { values });
    expect(response.status).toBe(422);
    expect(await response.json()).toMatchObject({ errors: expect.arrayContaining([{ field, code }]) });
  });

  it.each([
    ["that is a spreadsheet", Uint8Array.from([0x50, 0x4b, 3, 4, 0, 0, 0, 0]), "file_unreadable"],
    ["with a header only", header, "file_unreadable"],
    ["that is empty", "", "file_unreadable"],
    ["with a quote in its header that nothing closes", 'Date;"Nom\n28/11/2026;Martin', "file_unreadable"],
    ["with 1 001 columns", `${"a;".repeat(1_000)}a\nx`, "file_unreadable"],
    ["with 100 001 rows", `a\n${"x\n".repeat(100_001)}`, "file_too_large"],
  ])("%s is refused by its name", async (_name, body, reason) => {
    const { id } = await caller.attempt("thefork", { method: "csv" });
    const response = await send(id, body);
    expect(response.status).toBe(422);
    expect(await response.json()).toMatchObject({ reason, errors: [{ field: "file" }] });
    expect((await (await caller.call("GET", `/api/attempts/${id}`)).json<Attempt>()).step.kind).toBe("upload");
  });

  it("over 10 MiB is refused while it streams", async () => {
    const { id } = await caller.attempt("thefork", { method: "csv" });
    const response = await send(id, new Uint8Array(10 * 1024 * 1024 + 1));
    expect(response.status).toBe(413);
    expect(await response.json()).toMatchObject({ code: "body_too_large", reason: "file_too_large" });
  });

  it("may come from managers only, and only to an attempt of their own", async () => {
    const { id } = await caller.attempt("thefork", { method: "csv" });
    const viewer = await rig.session({ tenant: `house-${tenants}`, role: "viewer" });
    expect((await send(id, file, viewer)).status).toBe(403);
    const stranger = await rig.session({ tenant: "stranger" });
    expect((await send(id, file, stranger)).status).toBe(404);
  });
});

describe("wrong rows", () => {
  const wrong = (count: number) => Array.from({ length: count }, (_, at) => `32/${at + 1}/2026;19:30;2;Zoë Martin;;;`);

  it("are told with the import: line, column, what stands there and what to write instead", async () => {
    const { connectionId, summary } = await importFile(
      [header, "31/06/2026;20h00;2;Zoë Martin;;;", "28/11/2026;bientôt;deux;Zoë Martin;;;", ";20h00;2;;;;"].join("\n"),
    );
    const date = { code: "unreadable_date", column: "Date", value: "31/06/2026" };
    expect(summary.refused).toEqual([
      { line: 2, faults: [{ ...date, text: "Date illisible : écrivez par exemple 28/11/2026" }] },
      {
        line: 3,
        faults: [
          expect.objectContaining({ code: "unreadable_time", column: "Heure", value: "bientôt" }),
          expect.objectContaining({ code: "unreadable_party_size", column: "Couverts", value: "deux" }),
        ],
      },
      {
        line: 4,
        faults: [
          expect.objectContaining({ code: "missing_date", column: "Date", value: null }),
          expect.objectContaining({ code: "missing_name", column: null, value: null }),
        ],
      },
    ]);
    const path = `/api/connections/${connectionId}/imports`;
    const list = await caller.call("GET", path, undefined, { "accept-language": "en" });
    const { imports: listed } = importListSchema.parse(await list.json());
    expect(listed[0]?.refused[0]).toEqual({
      line: 2,
      faults: [{ ...date, text: "Unreadable date: write for example 28/11/2026" }],
    });
  });

  it("are told for the first five only, each import its own, with few round trips", async () => {
    const one = await importFile([header, ...wrong(9)].join("\n"));
    await importFile([header, ...wrong(2)].join("\n"), one.connectionId);
    const before = countRoundTrips(rig.services.db);
    const list = await caller.call("GET", `/api/connections/${one.connectionId}/imports`);
    expect(countRoundTrips(rig.services.db) - before).toBeLessThanOrEqual(5);
    const { imports: listed } = importListSchema.parse(await list.json());
    const lines = listed.map(({ counts, refused }) => [counts.failed, refused.map(({ line }) => line)]);
    expect(lines).toHaveLength(2);
    expect(lines).toContainEqual([2, [2, 3]]);
    expect(lines).toContainEqual([9, [2, 3, 4, 5, 6]]);
  });

  it("keep line and fault when the import's key no longer opens; the other imports are listed all the same", async () => {
    const { connectionId, summary } = await importFile(file);
    await importFile([header, ...wrong(1)].join("\n"), connectionId);
    await rig.services.db.update(imports).set({ wrappedKey: "broken" }).where(eq(imports.id, summary.id));
    const list = await caller.call("GET", `/api/connections/${connectionId}/imports`);
    expect(list.status).toBe(200);
    const { imports: listed } = importListSchema.parse(await list.json());
    const firsts = new Map(listed.map(({ id, refused }) => [id, refused[0]]));
    expect(firsts.get(summary.id)).toMatchObject({ line: 4, faults: [{ code: "unreadable_date", value: null }] });
    firsts.delete(summary.id);
    expect([...firsts.values()]).toMatchObject([{ line: 2, faults: [{ value: "32/1/2026" }] }]);
  });

  it("are told no more once the import was undone", async () => {
    const { connectionId, summary } = await importFile(file);
    const undone = await caller.call("POST", `/api/connections/${connectionId}/imports/${summary.id}/undo`);
    expect(await undone.json()).toMatchObject({ state: "undone", refused: [] });
    const list = await caller.call("GET", `/api/connections/${connectionId}/imports`);
    expect(importListSchema.parse(await list.json()).imports[0]?.refused).toEqual([]);
  });

  it("come back as a file with line and reason, formulas shown as text", async () => {
    const { connectionId, summary } = await importFile(file);
    const response = await caller.call("GET", `/api/connections/${connectionId}/imports/${summary.id}/errors`);
    expect(response.headers.get("content-type")).toContain("text/csv");
    const lines = (await response.text()).replace("\uFEFF", "").trim().split("\r\n");
    expect(lines[0]).toBe(`Ligne d’origine;À corriger;${header}`);
    expect(lines[1]).toBe("4;Date illisible : écrivez par exemple 28/11/2026;31/06/2026;20h00;2;'=HYPERLINK(1);;;");
  });

  it("are explained in the reader's language, and the corrected file is read with the same columns", async () => {
    const { connectionId, summary } = await importFile(file);
    const path = `/api/connections/${connectionId}/imports/${summary.id}/errors`;
    const english = await (await caller.call("GET", path, undefined, { "accept-language": "en" })).text();
    expect(english).toContain("Original line;To correct;");
    expect(english).toContain("Unreadable date: write for example 28/11/2026");
    const corrected = english.replace("31/06/2026", "30/06/2026");
    const { step } = await upload(corrected, caller, connectionId);
    if (step.kind !== "mapping") throw new Error(step.kind);
    const columns = Object.fromEntries(step.targets.map(({ name, column }) => [name, column]));
    expect(columns).toMatchObject({ starts_on: 2, starts_at: 3, party_size: 4 });
  });
});

describe("undoing an import", () => {
  const undo = (connectionId: string, importId: string) =>
    caller.call("POST", `/api/connections/${connectionId}/imports/${importId}/undo`);

  it("takes back what it made, and restores what it changed", async () => {
    const numbered = (size: number) => [header, `28/11/2026;19:30;${size};Zoë;0612345678;;R-1`].join("\n");
    const withCode = async (text: string, id?: string) => {
      const done = await confirm(await upload(text, caller, id), { ...mapping, code: 6 });
      if (done.step.kind !== "done" || !done.step.import) throw new Error();
      return { connectionId: done.step.connection.id, summary: done.step.import };
    };
    const first = await withCode(numbered(4));
    const second = await withCode(numbered(6), first.connectionId);
    expect(second.summary.counts).toMatchObject({ updated: 1 });
    const sizes = async () =>
      (await read(first.connectionId, "booking")).records.map((r) => (r.kind === "booking" ? r.data.party_size : 0));
    expect(await sizes()).toEqual([6]);
    expect(await (await undo(first.connectionId, second.summary.id)).json()).toMatchObject({ state: "undone" });
    expect(await sizes()).toEqual([4]);
    await undo(first.connectionId, first.summary.id);
    expect(await sizes()).toEqual([]);
    expect((await undo(first.connectionId, first.summary.id)).status).toBe(409);
  });

  it("leaves alone what a newer import wrote over it", async () => {
    const one = await importFile(file);
    const changed = file.replace("zoe@example.com", "zoe@example.org");
    await importFile(changed, one.connectionId);
    await undo(one.connectionId, one.summary.id);
    const left = await read(one.connectionId, "booking");
    expect(left.counts.booking).toBe(1);
  });

  it("is a manager's, of the same tenant", async () => {
    const { connectionId, summary } = await importFile(file);
    const path = `/api/connections/${connectionId}/imports/${summary.id}/undo`;
    const viewer = await rig.session({ tenant: `house-${tenants}`, role: "viewer" });
    expect((await viewer.call("POST", path)).status).toBe(403);
    const stranger = await rig.session({ tenant: "stranger", role: "admin" });
    expect((await stranger.call("POST", path)).status).toBe(404);
    const list = await caller.call("GET", `/api/connections/${connectionId}/imports`);
    expect((await list.json<{ imports: ImportSummary[] }>()).imports[0]?.state).toBe("done");
  });
});

describe("an import that is cut off", () => {
  const big = [
    header,
    ...Array.from({ length: 1_000 }, (_, n) => `28/11/2026;19:30;2;Guest ${n};06 12 ${String(n).padStart(6, "0")};;`),
  ].join("\n");

  it("goes on where it stopped, without doubling a row", async () => {
    const attempt = await upload(big);
    await caller.call("POST", `/api/attempts/${attempt.id}/steps`, { values: mapping });
    // The isolate dies: nothing of the started work is waited for. Its lease runs out, and the clock takes over.
    rig.pass(120);
    await runDueWork(rig.services);
    await rig.settle();
    const later = await rig.session({ tenant: `house-${tenants}` });
    const done = await (await later.call("GET", `/api/attempts/${attempt.id}`)).json<Attempt>();
    expect(done.step).toMatchObject({ kind: "done", import: { counts: { created: 1_000, failed: 0 } } });
  });

  it("is counted once when the reader that was given up for dead was only slow", async () => {
    const attempt = await upload(big);
    await caller.call("POST", `/api/attempts/${attempt.id}/steps`, { values: mapping });
    const rows = await rig.services.db.query.imports.findMany();
    const id = rows.find((candidate) => candidate.attemptId === attempt.id)?.id ?? "";
    const takeOver = async () => {
      await rig.services.db.update(imports).set({ leaseUntil: null }).where(eq(imports.id, id));
      await runImport(rig.services, id);
    };
    await Promise.all([takeOver(), takeOver(), takeOver()]);
    await rig.settle();
    const done = await (await caller.call("GET", `/api/attempts/${attempt.id}`)).json<Attempt>();
    const counts = { created: 1_000, updated: 0, unchanged: 0, failed: 0 };
    expect(done.step).toMatchObject({ kind: "done", import: { counts } });
  });

  it("is read by one runner at a time", async () => {
    const attempt = await upload(big);
    await caller.call("POST", `/api/attempts/${attempt.id}/steps`, { values: mapping });
    const rows = await rig.services.db.query.imports.findMany();
    const row = rows.find((candidate) => candidate.attemptId === attempt.id);
    await Promise.all(Array.from({ length: 5 }, () => runImport(rig.services, row?.id ?? "")));
    await rig.settle();
    const done = await (await caller.call("GET", `/api/attempts/${attempt.id}`)).json<Attempt>();
    expect(done.step).toMatchObject({ import: { counts: { created: 1_000, updated: 0, unchanged: 0 } } });
  });
});

describe("records", () => {
  it("go with the connection when it is disconnected", async () => {
    const { connectionId } = await importFile(file);
    await caller.call("DELETE", `/api/connections/${connectionId}`);
    const left = (await rig.services.db.query.records.findMany()).filter((row) => row.connectionId === connectionId);
    expect(left).toEqual([]);
    expect((await caller.call("GET", `/api/connections/${connectionId}/records`)).status).toBe(404);
  });

  it("are read by SpeedAI's services with a key that may", async () => {
    const { connectionId } = await importFile(file);
    const ask = (kind: string) =>
      rig.request(`/internal/records?kind=${kind}&connection_id=${connectionId}`, {
        headers: { authorization: `Bearer ${serviceKey}` },
      });
    const page = await (await ask("booking")).json<{
      records: { tenant: string; record: RecordPage["records"][number] }[];
    }>();
    expect(page.records.filter((entry) => entry.tenant === `house-${tenants}`)).toHaveLength(2);
    expect((await rig.request("/internal/records?kind=booking")).status).toBe(401);
    expect((await ask("secret")).status).toBe(422);
  });
});
