import { eq } from "drizzle-orm";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { mailAddresses, mails as mailTable } from "../../schema/tables/index.ts";
import {
  compose,
  deliver,
  openMailbox,
  openWaiting,
  readBookings,
  readCodes,
  readConnection,
  readMails,
  refusal,
} from "../testing/mail.ts";
import { type Caller, createRig, type Rig } from "../testing/rig.ts";

let rig: Rig;
let caller: Caller;
beforeAll(async () => {
  rig = await createRig();
});
beforeEach(async () => {
  caller = await rig.session();
});

describe("a mail that nobody vouches for", () => {
  it("changes nothing and waits for a person with what was read", async () => {
    const { id, mail } = await openWaiting(rig, caller);
    expect(mail).toMatchObject({
      verdict: "to_review",
      reason: "sender_unproven",
      booking: { code: "TF-48213907", local_start: "2026-11-28T19:30" },
      excerpt: expect.stringContaining("Élodie Marchand"),
    });
    expect(await readBookings(caller, id)).toEqual([]);
    expect(await readConnection(caller, id)).toMatchObject({
      status: "action_required",
      reason: "mail_never_received",
    });
    expect(await readCodes(caller, id)).toEqual(["mail_to_review", "connected"]);
  });

  it("becomes a booking when a person accepts it, once", async () => {
    const { id, mail } = await openWaiting(rig, caller, { from: "Camille <camille@maison.example>" });
    const path = `/api/connections/${id}/mails/${mail.id}`;
    const response = await caller.call("POST", path, { decision: "accept" });
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({ verdict: "accepted", reason: "booking_read", excerpt: null });
    expect(await readBookings(caller, id)).toMatchObject([
      { source: { kind: "mail", id: mail.id }, data: { party_size: 4 } },
    ]);
    expect(await readConnection(caller, id)).toMatchObject({ status: "connected", reason: null });
    for (const decision of ["accept", "discard"]) {
      expect(await refusal(await caller.call("POST", path, { decision }))).toEqual({ status: 409, code: "conflict" });
    }
  });

  it("leaves its subject when a person discards it", async () => {
    const { id, mail } = await openWaiting(rig, caller);
    const response = await caller.call("POST", `/api/connections/${id}/mails/${mail.id}`, { decision: "discard" });
    expect(await response.json()).toMatchObject({
      verdict: "discarded",
      booking: null,
      excerpt: null,
      subject: mail.subject,
    });
    expect(await readMails(caller, id)).toMatchObject([{ verdict: "discarded", booking: null, excerpt: null }]);
    expect(await readBookings(caller, id)).toEqual([]);
  });

  it("is decided by one of two people", async () => {
    const { id, mail } = await openWaiting(rig, caller);
    const path = `/api/connections/${id}/mails/${mail.id}`;
    const answers = await Promise.all([
      caller.call("POST", path, { decision: "discard" }),
      caller.call("POST", path, { decision: "discard" }),
      caller.call("POST", path, { decision: "discard" }),
    ]);
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 409, 409]);
  });

  it("cannot be accepted where no booking was read", async () => {
    const { id, address } = await openMailbox(caller);
    const raw = "From: Camille <a@maison.example>\r\nSubject: Bonjour\r\n\r\nOù faut-il cliquer ?";
    await deliver(rig, { to: address, raw });
    const [mail] = await readMails(caller, id);
    expect(mail).toMatchObject({
      verdict: "to_review",
      reason: "sender_unknown",
      booking: null,
      excerpt: "Où faut-il cliquer ?",
    });
    const response = await caller.call("POST", `/api/connections/${id}/mails/${mail?.id}`, { decision: "accept" });
    expect(await refusal(response)).toEqual({ status: 422, code: "invalid_request" });
  });

  it("takes what it leaves out from the booking as it stands when it is accepted", async () => {
    const { id, address } = await openMailbox(caller);
    await deliver(rig, { to: address, raw: compose(address) });
    const raw = compose(address, { change: "canceled", road: "unsigned" })
      .replace("Content-Transfer-Encoding: base64", "Content-Transfer-Encoding: 8bit")
      .replace(/\r\n\r\n[\s\S]*$/, "\r\n\r\nRéférence : TF-48213907");
    await deliver(rig, { to: address, raw });
    await deliver(rig, { to: address, raw: compose(address, { change: "modified", booking: { partySize: 9 } }) });
    const waiting = (await readMails(caller, id)).find(({ verdict }) => verdict === "to_review");
    await caller.call("POST", `/api/connections/${id}/mails/${waiting?.id}`, { decision: "accept" });
    expect(await readBookings(caller, id)).toMatchObject([{ data: { status: "canceled", party_size: 9 } }]);
  });

  it("cannot make the true mail a duplicate by its Message-ID", async () => {
    const { id, address } = await openMailbox(caller);
    await deliver(rig, {
      to: address,
      raw: compose(address, { road: "unsigned", messageId: "<guessed@thefork.com>" }),
    });
    await deliver(rig, { to: address, raw: compose(address, { messageId: "<guessed@thefork.com>" }) });
    expect((await readMails(caller, id)).map(({ verdict }) => verdict)).toEqual(["accepted", "to_review"]);
  });

  it("is kept once when the same mail comes again", async () => {
    const { id, address } = await openMailbox(caller);
    await deliver(rig, { to: address, raw: compose(address, { road: "unsigned" }) });
    await deliver(rig, { to: address, raw: compose(address, { road: "unsigned" }).replace("4fwwffRXOpyR", "other") });
    expect(await readMails(caller, id)).toHaveLength(1);
  });

  it("bothers a person two hundred times a day and no more; the provider is not held back by it", async () => {
    const { id, address } = await openMailbox(caller);
    const now = rig.now();
    const { tenantId } = (await rig.services.db.query.mailAddresses.findFirst({
      where: eq(mailAddresses.connectionId, id),
    })) ?? {
      tenantId: "",
    };
    const rows = Array.from({ length: 200 }, (_, at) => ({
      id: `mail_flood_${id}_${at}`,
      connectionId: id,
      tenantId,
      messageHash: `flood ${at}`,
      receivedAt: now,
      fromDomain: "evil.example",
      verdict: "to_review" as const,
      reason: "sender_unknown" as const,
      sealedContent: "",
      size: 1,
    }));
    await rig.services.db.insert(mailTable).values(rows);
    const stranger = { to: address, raw: compose(address, { road: "unsigned" }) };
    expect(await deliver(rig, stranger)).toBe("Too many messages for this recipient today");
    expect(await readCodes(caller, id)).toEqual(["mail_refused", "connected"]);
    expect(await deliver(rig, { to: address, raw: compose(address) })).toBeUndefined();
    expect(await readBookings(caller, id)).toHaveLength(1);
    rig.pass(24 * 3600 + 1);
    caller = await rig.session();
    expect(await deliver(rig, stranger)).toBeUndefined();
  });
});
