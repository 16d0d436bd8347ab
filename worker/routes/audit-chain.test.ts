/** Two records that say the same are told apart by what stood before them. */
import { and, eq } from "drizzle-orm";
import { beforeAll, expect, it } from "vitest";
import { audit } from "../../schema/tables/index.ts";
import { verifyAudit } from "../services/audit-trail.ts";
import { createRig, type Rig } from "../testing/rig.ts";

let rig: Rig;
beforeAll(async () => {
  rig = await createRig();
});

it("a record's hash covers the hash before it: rewriting one breaks the chain at that place", async () => {
  for (let count = 0; count < 3; count += 1) await rig.session({ tenant: "chain" });
  expect(await verifyAudit(rig.services, "chain")).toMatchObject({ records: 3, problem: null });
  const at = (position: number) => and(eq(audit.tenantId, "chain"), eq(audit.position, position));
  const forged = "forged-hash";
  // Somebody rewrites the first record's hash and the second's memory of it, without the key.
  await rig.services.db.update(audit).set({ hash: forged }).where(at(1));
  await rig.services.db.update(audit).set({ previousHash: forged }).where(at(2));
  expect(await verifyAudit(rig.services, "chain")).toMatchObject({ broken_at: 1, problem: "record_changed" });
  const first = await rig.services.db.select().from(audit).where(at(1)).get();
  if (!first) throw new Error("no record");
  const { fingerprint } = rig.services.vault;
  // Even with the right hash for the first record, the second's no longer fits what it claims stood before.
  const right = await fingerprint(
    "audit",
    "chain",
    "1",
    "",
    String(first.at.getTime()),
    first.actor,
    first.action,
    first.connectionId ?? "",
    first.outcome,
    first.origin ?? "",
    first.requestId ?? "",
  );
  await rig.services.db.update(audit).set({ hash: right }).where(at(1));
  await rig.services.db.update(audit).set({ previousHash: right, outcome: "ok" }).where(at(2));
  expect(await verifyAudit(rig.services, "chain")).toMatchObject({ records: 3, problem: null });
  const third = await rig.services.db.select().from(audit).where(at(3)).get();
  await rig.services.db.update(audit).set({ previousHash: "another" }).where(at(3));
  await rig.services.db.update(audit).set({ hash: "another" }).where(at(2));
  expect(third?.previousHash).not.toBe("another");
  expect(await verifyAudit(rig.services, "chain")).toMatchObject({ broken_at: 2 });
});
