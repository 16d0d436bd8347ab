import { and, eq } from "drizzle-orm";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { audit, mails as mailTable, records as recordTable } from "../../schema/tables/index.ts";
import { runDueWork } from "../services/background.ts";
import { compose, deliver, openMailbox, openWaiting, readBookings, readMails, refusal } from "../testing/mail.ts";
import { type Caller, createRig, type Rig } from "../testing/rig.ts";

let rig: Rig;
let caller: Caller;
beforeAll(async () => {
  rig = await createRig();
});
beforeEach(async () => {
  caller = await rig.session();
});

describe("who may do what", () => {
  it("viewers look and decide nothing", async () => {
    const { id, mail } = await openWaiting(rig, caller);
    const viewer = await rig.session({ role: "viewer" });
    expect(await readMails(viewer, id)).toHaveLength(1);
    const forbidden = { status: 403, code: "forbidden_role" };
    expect(
      await refusal(await viewer.call("POST", `/api/connections/${id}/mails/${mail.id}`, { decision: "accept" })),
    ).toEqual(forbidden);
    expect(await refusal(await viewer.call("POST", `/api/connections/${id}/mail-address`))).toEqual(forbidden);
  });

  it("another tenant, and a session for another tool, find nothing", async () => {
    const { id, mail } = await openWaiting(rig, caller);
    const strangers = [await rig.session({ tenant: "other" }), await rig.session({ integrations: ["stripe"] })];
    for (const stranger of strangers) {
      const answers = [
        await stranger.call("GET", `/api/connections/${id}/mails`),
        await stranger.call("POST", `/api/connections/${id}/mails/${mail.id}`, { decision: "accept" }),
        await stranger.call("POST", `/api/connections/${id}/mail-address`),
      ];
      for (const answer of answers) expect(await refusal(answer)).toEqual({ status: 404, code: "not_found" });
    }
    expect(await readBookings(caller, id)).toEqual([]);
  });

  it("a mail of another connection is not found under this one", async () => {
    const { mail } = await openWaiting(rig, caller);
    const { id } = await openMailbox(caller);
    const response = await caller.call("POST", `/api/connections/${id}/mails/${mail.id}`, { decision: "accept" });
    expect(await refusal(response)).toEqual({ status: 404, code: "not_found" });
  });

  it("a decision is accept or discard", async () => {
    const { id, mail } = await openWaiting(rig, caller);
    for (const body of [{ decision: "delete" }, {}, { decision: "accept", booking: {} }]) {
      const response = await caller.call("POST", `/api/connections/${id}/mails/${mail.id}`, body);
      expect(await refusal(response)).toEqual({ status: 422, code: "invalid_request" });
    }
  });

  it("no session, no mails", async () => {
    const { id } = await openMailbox(caller);
    expect((await rig.request(`/api/connections/${id}/mails`)).status).toBe(401);
  });
});

describe("what is stored", () => {
  it("no word of a mail is in clear, in the database or in the logs", async () => {
    const { id, address } = await openMailbox(caller);
    await deliver(rig, { to: address, raw: compose(address) });
    await deliver(rig, { to: address, raw: compose(address, { road: "unsigned", change: "modified" }) });
    const { db } = rig.services;
    const stored = JSON.stringify([
      await db.select().from(mailTable).where(eq(mailTable.connectionId, id)),
      await db.select().from(recordTable).where(eq(recordTable.connectionId, id)),
      await db.query.journal.findMany(),
      await db.query.audit.findMany(),
    ]);
    for (const word of ["Marchand", "612345678", "elodie", "TF-48213907", "réservation", "fenêtre"]) {
      expect(stored).not.toContain(word);
      expect(rig.lines.join("\n")).not.toContain(word);
    }
  });

  it("a content put into another mail's row shows nothing", async () => {
    const first = await openWaiting(rig, caller);
    const second = await openWaiting(rig, caller);
    const { db } = rig.services;
    const content = async (id: string) =>
      (await db.select().from(mailTable).where(eq(mailTable.id, id)))[0]?.sealedContent ?? "";
    await db
      .update(mailTable)
      .set({ sealedContent: await content(first.mail.id) })
      .where(eq(mailTable.id, second.mail.id));
    expect(await readMails(caller, second.id)).toMatchObject([{ subject: "", booking: null, excerpt: null }]);
    const response = await caller.call("POST", `/api/connections/${second.id}/mails/${second.mail.id}`, {
      decision: "accept",
    });
    expect(response.status).toBe(500);
  });

  it("every verdict and every decision is in the audit trail", async () => {
    const { id, address, mail } = await openWaiting(rig, caller);
    await deliver(rig, { to: address, raw: compose(address) });
    await deliver(rig, { to: address, raw: "Subject: x\r\nPrecedence: bulk\r\n\r\nx" });
    await caller.call("POST", `/api/connections/${id}/mails/${mail.id}`, { decision: "discard" });
    await caller.call("POST", `/api/connections/${id}/mail-address`);
    const rows = await rig.services.db
      .select()
      .from(audit)
      .where(and(eq(audit.connectionId, id)));
    expect(rows.map(({ actor, action, outcome }) => [actor, action, outcome])).toEqual([
      ["session:camille", "connection.connect", "ok"],
      ["system", "mail.to_review", "sender_unproven"],
      ["system", "mail.accepted", "booking_read"],
      ["system", "mail.refused", "automatic_reply"],
      ["session:camille", "mail.discard", "ok"],
      ["session:camille", "mail_address.rotate", "ok"],
    ]);
  });

  it("mails are forgotten after ninety days, bookings are not", async () => {
    const { id, address } = await openMailbox(caller);
    await deliver(rig, { to: address, raw: compose(address) });
    rig.pass(89 * 24 * 3600);
    await runDueWork(rig.services);
    caller = await rig.session();
    expect(await readMails(caller, id)).toHaveLength(1);
    rig.pass(2 * 24 * 3600);
    await runDueWork(rig.services);
    caller = await rig.session();
    expect(await readMails(caller, id)).toEqual([]);
    expect(await readBookings(caller, id)).toHaveLength(1);
  });
});
