/** What an outsider's machine says of a trail that somebody wrote into. */
import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { AuditHeadView, AuditPage, AuditRecordView } from "../../schema/wire/index.ts";
import { chainStart, hashRecord, headContent } from "../../worker/domain/audit-chain.ts";
import { createHeadSigner } from "../../worker/platform/head-signer.ts";
import { judgeTrail, readHeads, readTrail, UnreadableTrail } from "./trail.ts";

const signerOf = (byte: number) => createHeadSigner({ reveal: () => new Uint8Array(32).fill(byte) });
const signer = signerOf(7);
let folder: string;
let records: AuditRecordView[];
let heads: AuditHeadView[];
let headKey: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "audit-verify-"));
  records = [];
  for (let position = 1; position <= 6; position += 1) records.push(await follow(position));
  heads = [await sign(2), await sign(4)];
  headKey = await signer.publicKey();
});
afterAll(() => rm(folder, { recursive: true }));

/** A record in its place, after those that stand in `before`. */
async function follow(
  position: number,
  change: Partial<AuditRecordView> = {},
  before = records,
): Promise<AuditRecordView> {
  const record = {
    position,
    at: `2026-11-23T08:00:0${position}.000Z`,
    actor: "session:camille",
    action: "connection.check",
    connection_id: "con_1",
    outcome: "ok",
    origin: null,
    request_id: `req_${position}`,
    generation: null,
    previous_hash: before[position - 2]?.hash ?? chainStart.hash,
    ...change,
  };
  return { ...record, hash: await hash(record) };
}

const hash = (record: Omit<AuditRecordView, "hash">) =>
  hashRecord({
    ...record,
    tenantId: "maison",
    at: new Date(record.at),
    connectionId: record.connection_id,
    requestId: record.request_id,
    previousHash: record.previous_hash,
  });

async function sign(position: number, by = signer, of = records): Promise<AuditHeadView> {
  const head = {
    tenantId: "maison",
    position,
    hash: of[position - 1]?.hash ?? "",
    signedAt: new Date("2026-11-23T09:00:00Z"),
  };
  const signature = await by.sign(headContent(head));
  return { tenant: "maison", position, hash: head.hash, signed_at: head.signedAt.toISOString(), signature };
}

/** The whole trail with one of its records replaced. */
const withRecord = (record: AuditRecordView) => records.map((old) => (old.position === record.position ? record : old));
/** Everything from a record on written anew, with right hashes: what somebody with the table and without our key can do. */
async function rewriteFrom(position: number): Promise<AuditRecordView[]> {
  const anew = records.slice(0, position - 1);
  for (const { position: place } of records.slice(position - 1)) {
    anew.push(await follow(place, place === position ? { outcome: "forged" } : {}, anew));
  }
  return anew;
}
const judge = (of: readonly AuditRecordView[], by: readonly AuditHeadView[] = heads) =>
  judgeTrail({ tenant: "maison", records: of }, by, headKey);

describe("a trail", () => {
  it("that nobody touched holds, and passes its heads", async () => {
    expect(await judge(records)).toEqual({ records: 6, heads: 2, broken: undefined });
    expect(await judge([], [])).toEqual({ records: 0, heads: 0, broken: undefined });
  });

  it.each([
    "at",
    "actor",
    "action",
    "connection_id",
    "outcome",
    "origin",
    "request_id",
    "generation",
    "previous_hash",
    "hash",
  ] as const)("with a changed %s is broken there", async (field) => {
    const [, , third] = records;
    if (!third) throw new Error("no record");
    const change = { at: "2026-11-23T08:00:03.001Z", generation: 5 } as Record<string, string | number>;
    const broken = (await judge(withRecord({ ...third, [field]: change[field] ?? "x" }))).broken;
    expect(broken).toMatchObject({ problem: "record_changed", position: 3 });
  });

  it("with a record that was changed together with its hash is broken where the next no longer follows", async () => {
    const { broken } = await judge(withRecord(await follow(5, { outcome: "forged" })));
    expect(broken).toMatchObject({ problem: "chain_broken", position: 6 });
  });

  it.each([
    ["removed", () => records.filter(({ position }) => position !== 3), { problem: "missing_record", position: 3 }],
    ["removed at the start", () => records.slice(1), { problem: "missing_record", position: 1 }],
    ["doubled", () => [...records.slice(0, 3), ...records.slice(2)], { problem: "out_of_order", position: 4 }],
    [
      "exchanged",
      () => [...records.slice(0, 2), ...records.slice(2, 4).toReversed(), ...records.slice(4)],
      { problem: "missing_record", position: 3 },
    ],
    ["of another tenant", async () => records, { problem: "record_changed", position: 1 }, "other"],
  ])("with a record %s is broken there", async (_name, tamper, expected, tenant = "maison") => {
    const judged = await judgeTrail({ tenant, records: await tamper() }, [], headKey);
    expect(judged.broken).toMatchObject(expected);
  });

  it("that was written anew with right hashes is told by the head behind, between the head that fits and the one that does not", async () => {
    const anew = await rewriteFrom(3);
    expect(await judge(anew, [])).toMatchObject({ broken: undefined });
    expect(await judge(anew)).toMatchObject({
      records: 2,
      heads: 1,
      broken: { problem: "rewritten", position: 3, until: 4 },
    });
  });

  it("that was cut off before a head is told; cut off behind the last head it is not", async () => {
    expect(await judge(records.slice(0, 3))).toMatchObject({ broken: { problem: "cut_off", position: 4 } });
    expect(await judge([])).toMatchObject({ broken: { problem: "cut_off", position: 1 } });
    expect(await judge(records.slice(0, 5))).toMatchObject({ records: 5, broken: undefined });
  });

  it("is not judged by a head of somebody else's making", async () => {
    const anew = await rewriteFrom(3);
    const forged = await sign(4, signerOf(8), anew);
    expect(await judge(anew, [forged])).toMatchObject({ broken: { problem: "head_forged", position: 4 } });
    const moved = { ...(await sign(4)), position: 3 };
    expect(await judge(records, [moved])).toMatchObject({ broken: { problem: "head_forged" } });
    await expect(judgeTrail({ tenant: "maison", records }, [], "short")).rejects.toThrow(UnreadableTrail);
  });
});

const page = (of: readonly AuditRecordView[], next: number | null = null): AuditPage => ({
  tenant: "maison",
  records: [...of],
  next,
  head: heads[1] ?? null,
  head_key: headKey,
});
const line = ({ position, ...head }: AuditHeadView) =>
  JSON.stringify({ level: "info", event: "audit_head", ...head, count: position });

describe("files", () => {
  it("are read as one answer, as a list of answers and as one answer a line", () => {
    const pages = [page(records.slice(0, 3), 3), page(records.slice(3))];
    const texts = [
      JSON.stringify(pages),
      pages.map((one) => JSON.stringify(one)).join("\n"),
      JSON.stringify(page(records), null, 2),
    ];
    for (const text of texts) expect(readTrail(text).records).toEqual(records);
  });

  it.each(["", "[]", "{}", "not json", '{"tenant":"maison"}'])("that hold no trail are refused: %s", (text) => {
    expect(() => readTrail(text)).toThrow(UnreadableTrail);
  });

  it("that mix tenants are refused", () => {
    expect(() => readTrail(JSON.stringify([page(records), { ...page([]), tenant: "other" }]))).toThrow(UnreadableTrail);
  });

  it("of a log give the heads of the tenant, whatever else stands in them", async () => {
    const log = [
      `2026-11-23T09:00:00Z ${line(await sign(2))}`,
      "{}",
      "noise",
      line({ ...(await sign(4)), tenant: "other" }),
    ];
    expect(readHeads(log.join("\n"), "maison")).toEqual([await sign(2)]);
  });
});

/** Each run is a process of its own. */
const enoughMs = 60_000;

describe("the command", { timeout: enoughMs }, () => {
  const run = async (args: readonly string[], env: Readonly<Record<string, string>> = {}) =>
    promisify(execFile)(process.execPath, [join(import.meta.dirname, "verify.ts"), ...args], {
      env: { ...process.env, SPEEDAI_API: "", SPEEDAI_INTERNAL_KEY: "", ...env },
    }).then(
      ({ stdout }) => ({ code: 0, text: stdout }),
      (error: { code: number; stdout: string; stderr: string }) => ({
        code: error.code,
        text: error.stdout + error.stderr,
      }),
    );
  const save = async (name: string, text: string) => {
    await writeFile(join(folder, name), text);
    return join(folder, name);
  };

  it("ends well with a whole trail, and says what it could not see", async () => {
    const file = await save("whole.json", JSON.stringify(page(records)));
    const { code, text } = await run([file]);
    expect(code).toBe(0);
    expect(text).toMatch(/Whole: trail of maison, 6 records from 2026-11-23T08:00:01.000Z to 2026-11-23T08:00:06.000Z/);
    expect(text).toContain("--heads");
    expect(text).toContain("--key");
    const log = await save("log.jsonl", line(await sign(2)));
    expect((await run([file, "--heads", log, "--key", headKey])).text).not.toContain("--");
    // base64url begins with a dash now and then.
    const others = await run([file, "--heads", log, "--key", `-${headKey.slice(1)}`]);
    expect(others).toEqual({ code: 1, text: expect.stringMatching(/BROKEN: .* was not signed with the key/) });
  });

  it("names tenant, number, time and fault of the first broken place, and fails", async () => {
    const [, , third] = records;
    if (!third) throw new Error("no record");
    const file = await save("changed.json", JSON.stringify(page(withRecord({ ...third, outcome: "forged" }))));
    const { code, text } = await run([file]);
    expect(code).toBe(1);
    expect(text).toContain(
      "BROKEN: trail of maison, record 3 (2026-11-23T08:00:03.000Z, connection.check by session:camille) was changed",
    );
    expect(text).toContain("2 records before it hold.");
  });

  it("compares with heads of a log: a trail and its head put back together are told", async () => {
    const file = await save("early.json", JSON.stringify({ ...page(records.slice(0, 3)), head: await sign(2) }));
    expect((await run([file])).code).toBe(0);
    const log = await save("later.jsonl", line(await sign(4)));
    expect(await run([file, "--heads", log])).toMatchObject({
      code: 1,
      text: expect.stringContaining("4 and later ones were cut off"),
    });
  });

  it.each([
    ["no file", []],
    ["a file that is not there", ["/nowhere/trail.json"]],
    ["an unknown option", ["--force"]],
    ["a tenant and no API", ["--tenant", "maison"]],
  ])("judges nothing with %s", async (_name, args) => {
    expect((await run(args)).code).toBe(2);
  });

  it("reads a trail page by page from the API, keeps it, and asks the service for the seals", async () => {
    const asked: string[] = [];
    let verdict: object = { tenant: "maison", records: 6, head: records[5]?.hash, broken_at: null, problem: null };
    const server = createServer((request, response) => {
      asked.push(`${request.headers.authorization} ${request.url}`);
      const answer = request.url?.includes("verification")
        ? verdict
        : request.url?.endsWith("after=0")
          ? page(records.slice(0, 3), 3)
          : page(records.slice(3));
      response.setHeader("content-type", "application/json").end(JSON.stringify(answer));
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const address = server.address();
    const env = {
      SPEEDAI_API: `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}`,
      SPEEDAI_INTERNAL_KEY: "auditor",
    };
    try {
      const file = join(folder, "saved.json");
      expect(await run(["--tenant", "maison", "--save", file], env)).toMatchObject({ code: 0 });
      expect(asked).toEqual([
        "Bearer auditor /internal/audit?tenant=maison&after=0",
        "Bearer auditor /internal/audit?tenant=maison&after=3",
        "Bearer auditor /internal/audit/verification?tenant=maison",
      ]);
      expect(await run([file])).toMatchObject({ code: 0 });
      verdict = { tenant: "maison", records: 4, head: null, broken_at: 5, problem: "record_changed" };
      const told = await run(["--tenant", "maison"], env);
      expect(told).toMatchObject({ code: 1, text: expect.stringContaining("record_changed at record 5") });
    } finally {
      server.close();
    }
  });
});
