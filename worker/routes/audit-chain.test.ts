/** Somebody may write into the audit trail's table: what they change, add, move or cut off is named, with and without our key. */
import { and, eq, gte, sql } from "drizzle-orm";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { audit, auditHeads } from "../../schema/tables/index.ts";
import { hashRecord, headContent, importHeadKey, isHeadSigned } from "../domain/audit-chain.ts";
import { textAt } from "../domain/json.ts";
import { verifyAudit } from "../services/audit-trail.ts";
import { runDueWork } from "../services/background.ts";
import { dropAuditGuards } from "../testing/audit.ts";
import { createRig, type Rig, serviceKey } from "../testing/rig.ts";

let rig: Rig;
let tenant: string;
let tenants = 0;

beforeAll(async () => {
  rig = await createRig();
});
beforeEach(async () => {
  tenants += 1;
  tenant = `chain-${tenants}`;
  for (let count = 0; count < 4; count += 1) await rig.session({ tenant });
  rig.lines.length = 0;
});

const at = (position: number) => and(eq(audit.tenantId, tenant), eq(audit.position, position));
const rowAt = async (position: number) => {
  const row = await rig.services.db.select().from(audit).where(at(position)).get();
  if (!row) throw new Error("no record");
  return row;
};
const put = (position: number, change: Partial<typeof audit.$inferInsert>) =>
  rig.services.db.update(audit).set(change).where(at(position));
/** Writes a record anew with its right public hash, as anybody can compute it. */
async function forge(position: number, change: Partial<typeof audit.$inferSelect>): Promise<void> {
  const row = { ...(await rowAt(position)), ...change };
  await put(position, { ...change, hash: await hashRecord(row) });
}
const cutOff = (from: number) =>
  rig.services.db.delete(audit).where(and(eq(audit.tenantId, tenant), gte(audit.position, from)));
const verified = () => verifyAudit(rig.services, tenant);
/** The clock's run once a head is due again. */
async function look(): Promise<void> {
  rig.pass(15 * 60);
  await runDueWork(rig.services);
}
/** Lines of an event that concern the tenant. */
const logged = (event: string) =>
  rig.lines
    .map((line): unknown => JSON.parse(line))
    .filter((line) => textAt(line, "event") === event && textAt(line, "tenant") === tenant);

describe("the table", () => {
  it("refuses to change a record", async () => {
    await expect(put(2, { outcome: "forged" })).rejects.toThrow();
    await expect(
      rig.services.db.run(sql`update or replace audit set position = 1 where position = 2`),
    ).rejects.toThrow();
    expect((await rowAt(2)).outcome).toBe("ok");
  });

  it("refuses to remove one", async () => {
    await expect(cutOff(4)).rejects.toThrow();
    await expect(rig.services.db.run(sql`delete from audit`)).rejects.toThrow();
    expect(await verified()).toMatchObject({ records: 4, problem: null });
  });

  it("refuses one in the place of another, before the end or beyond it", async () => {
    const row = await rowAt(2);
    await expect(
      rig.services.db.run(
        sql`insert or replace into audit select * from audit where position = 2 and tenant_id = ${tenant}`,
      ),
    ).rejects.toThrow();
    for (const position of [0, 2, 4, 6]) {
      await expect(rig.services.db.insert(audit).values({ ...row, position })).rejects.toThrow();
    }
    expect(await verified()).toMatchObject({ records: 4, problem: null });
  });
});

describe("the clock", () => {
  it("signs where each trail stands, in the log, with a key that everybody can check", async () => {
    await look();
    const [line] = logged("audit_head");
    expect(line).toMatchObject({ level: "info", tenant, count: 4, hash: (await rowAt(4)).hash });
    const head = await rig.services.db.select().from(auditHeads).where(eq(auditHeads.tenantId, tenant)).get();
    if (!head) throw new Error("no head");
    expect(line).toMatchObject({ signature: head.signature, signed_at: head.signedAt.toISOString() });
    const exported = await rig.request(`/internal/audit?tenant=${tenant}`, {
      headers: { authorization: `Bearer ${serviceKey}` },
    });
    const { head_key: x } = await exported.json<{ head_key: string }>();
    const key = await importHeadKey(x);
    if (!key) throw new Error("no key");
    expect(await isHeadSigned(key, head)).toBe(true);
    for (const change of [
      { tenantId: "other" },
      { position: 3 },
      { hash: (await rowAt(3)).hash },
      { signedAt: new Date(head.signedAt.getTime() + 1) },
    ]) {
      expect(await isHeadSigned(key, { ...head, ...change })).toBe(false);
    }
  });

  it("signs again only when there is something new and a quarter of an hour has passed", async () => {
    await look();
    await rig.session({ tenant });
    rig.pass(60);
    await runDueWork(rig.services);
    expect(logged("audit_head")).toHaveLength(1);
    await look();
    await look();
    expect(logged("audit_head")).toMatchObject([{ count: 4 }, { count: 5 }]);
  });
});

/** Last, because the guards are gone from here on. */
describe("with the table's guards taken away", () => {
  beforeAll(() => dropAuditGuards(rig));

  it.each([
    ["a changed outcome", () => put(2, { outcome: "forged" }), 2, "record_changed"],
    ["a changed time", () => put(2, { at: new Date(0) }), 2, "record_changed"],
    ["a changed generation", () => put(2, { generation: 9 }), 2, "record_changed"],
    ["a changed record with its right hash", () => forge(2, { actor: "system" }), 2, "record_changed"],
    ["a changed last record with its right hash", () => forge(4, { actor: "system" }), 4, "record_changed"],
    ["another record before", () => forge(3, { previousHash: "another" }), 3, "chain_broken"],
    ["the seal of another record", async () => put(2, { seal: (await rowAt(1)).seal }), 2, "record_changed"],
    ["a removed record", () => rig.services.db.delete(audit).where(at(2)), 2, "missing_record"],
    ["a removed first record", () => rig.services.db.delete(audit).where(at(1)), 1, "missing_record"],
  ])("%s is named", async (_name, tamper, place, problem) => {
    await tamper();
    expect(await verified()).toMatchObject({ records: place - 1, broken_at: place, problem });
  });

  it("a trail that is broken is not signed: its whole part is, and the rest is told", async () => {
    await forge(3, { actor: "system" });
    await look();
    expect(logged("audit_head")).toMatchObject([{ count: 2 }]);
    expect(logged("audit_broken")).toMatchObject([{ level: "error", code: "record_changed", count: 3 }]);
    await look();
    expect(logged("audit_head")).toHaveLength(1);
    expect(logged("audit_broken")).toHaveLength(2);
  });

  it("one that was cut off after a head is told by the clock and by the verification, also when it grows again", async () => {
    await look();
    await cutOff(3);
    expect(await verified()).toMatchObject({ broken_at: 3, problem: "cut_off" });
    await look();
    expect(logged("audit_broken")).toMatchObject([{ code: "cut_off" }]);
    for (let count = 0; count < 4; count += 1) await rig.session({ tenant });
    expect(await verified()).toMatchObject({ broken_at: 4, problem: "rewritten" });
    await look();
    expect(logged("audit_broken")).toHaveLength(2);
    expect(logged("audit_head")).toHaveLength(1);
  });

  it("one that was erased as a whole is told", async () => {
    await look();
    await cutOff(1);
    expect(await verified()).toMatchObject({ records: 0, problem: "cut_off" });
    await look();
    expect(logged("audit_broken")).toMatchObject([{ code: "cut_off" }]);
  });

  it("a head that we did not sign is none", async () => {
    await look();
    const { hash } = await rowAt(2);
    await cutOff(3);
    await rig.services.db.update(auditHeads).set({ position: 2, hash }).where(eq(auditHeads.tenantId, tenant));
    expect(await verified()).toMatchObject({ problem: "head_forged" });
    await rig.session({ tenant });
    await look();
    expect(logged("audit_broken")).toMatchObject([{ code: "head_forged" }]);
    expect(logged("audit_head")).toHaveLength(1);
  });

  it("a head that was noted outside the database tells of a trail and a head that were both put back", async () => {
    await look();
    const [early] = await rig.services.db.select().from(auditHeads).where(eq(auditHeads.tenantId, tenant));
    await rig.session({ tenant });
    await look();
    const noted = await rowAt(5);
    if (!early) throw new Error("no head");
    await cutOff(5);
    await rig.services.db.update(auditHeads).set(early).where(eq(auditHeads.tenantId, tenant));
    expect(await verified()).toMatchObject({ problem: null });
    expect(await verifyAudit(rig.services, tenant, noted)).toMatchObject({ broken_at: 5, problem: "cut_off" });
  });
});

it("what a signature covers tells every field from its neighbour", () => {
  const head = { tenantId: "a", position: 12, hash: "b", signedAt: new Date(3) };
  const moved = { ...head, tenantId: "a1", position: 2 };
  expect(headContent(moved)).not.toEqual(headContent(head));
});
