import { eq } from "drizzle-orm";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { mails as mailTable } from "../../schema/tables/index.ts";
import { mailList as mailListSchema, type RecordPage } from "../../schema/wire/index.ts";
import {
  compose,
  deliver,
  openMailbox,
  read,
  readBookings,
  readCodes,
  readConnection,
  readMails,
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

describe("a proven booking", () => {
  it("becomes a record, and the connection is connected with the first", async () => {
    const { id, address } = await openMailbox(caller);
    expect(await deliver(rig, { to: address, raw: compose(address, { road: "gmail" }) })).toBeUndefined();
    expect(await readConnection(caller, id)).toMatchObject({
      status: "connected",
      reason: null,
      last_used_at: expect.any(String),
    });
    const [mail] = mailListSchema.parse({ mails: await readMails(caller, id), next: null }).mails;
    expect(mail).toMatchObject({
      verdict: "accepted",
      reason: "booking_read",
      from_domain: "thefork.com",
      excerpt: null,
    });
    expect(await readBookings(caller, id)).toMatchObject([
      { kind: "booking", source: { kind: "mail", id: mail?.id }, data: { code: "TF-48213907", party_size: 4 } },
    ]);
    expect((await read<RecordPage>(caller, `/api/connections/${id}/records?kind=customer`)).records).toMatchObject([
      { data: { full_name: "Élodie Marchand" } },
    ]);
    expect(await readCodes(caller, id)).toEqual(["mail_received", "connected"]);
  });

  it("is the same booking when it is changed and when it is cancelled", async () => {
    const { id, address } = await openMailbox(caller);
    await deliver(rig, { to: address, raw: compose(address) });
    await deliver(rig, {
      to: address,
      raw: compose(address, { change: "modified", booking: { partySize: 6, hour: 20 } }),
    });
    expect(await readBookings(caller, id)).toMatchObject([
      { data: { party_size: 6, local_start: "2026-11-28T20:30", status: "confirmed" } },
    ]);
    await deliver(rig, {
      to: address,
      raw: compose(address, { change: "canceled", booking: { partySize: 6, hour: 20 } }),
    });
    expect(await readBookings(caller, id)).toMatchObject([{ data: { party_size: 6, status: "canceled" } }]);
  });

  it("is cancelled by a mail that names the reference alone", async () => {
    const { id, address } = await openMailbox(caller);
    await deliver(rig, { to: address, raw: compose(address) });
    const short = compose(address, { change: "canceled" })
      .replace("Content-Transfer-Encoding: base64", "Content-Transfer-Encoding: 8bit")
      .replace(/\r\n\r\n[\s\S]*$/, "\r\n\r\nRéférence : TF-48213907");
    await deliver(rig, { to: address, raw: short });
    expect(await readBookings(caller, id)).toMatchObject([
      { data: { status: "canceled", party_size: 4, guest: { full_name: "Élodie Marchand" } } },
    ]);
  });

  it("is not brought back by a mail that was held up on its way", async () => {
    const { id, address } = await openMailbox(caller);
    const early = compose(address, { sentAt: new Date("2026-11-23T07:00:00Z") });
    await deliver(rig, {
      to: address,
      raw: compose(address, { change: "canceled", sentAt: new Date("2026-11-23T07:05:00Z") }),
    });
    await deliver(rig, { to: address, raw: early });
    expect(await readBookings(caller, id)).toMatchObject([{ data: { status: "canceled" } }]);
    const [held] = await readMails(caller, id);
    expect(held).toMatchObject({ verdict: "to_review", reason: "outdated", booking: { status: "confirmed" } });
    const response = await caller.call("POST", `/api/connections/${id}/mails/${held?.id}`, { decision: "accept" });
    expect(response.status).toBe(200);
    expect(await readBookings(caller, id)).toMatchObject([{ data: { status: "confirmed" } }]);
  });

  it("is written once, however often the mail comes, and an old mail does not undo a newer one", async () => {
    const { id, address } = await openMailbox(caller);
    const first = compose(address);
    await deliver(rig, { to: address, raw: first });
    await deliver(rig, { to: address, raw: compose(address, { change: "canceled" }) });
    await deliver(rig, { to: address, raw: first });
    expect(await readMails(caller, id)).toHaveLength(2);
    expect(await readBookings(caller, id)).toMatchObject([{ data: { status: "canceled" } }]);
    expect(await readCodes(caller, id)).toEqual(["mail_refused", "mail_received", "mail_received", "connected"]);
  });

  it("has exactly one effect when it arrives many times at once", async () => {
    const { id, address } = await openMailbox(caller);
    const raw = compose(address);
    await Promise.all(Array.from({ length: 10 }, () => deliver(rig, { to: address, raw })));
    expect(await readMails(caller, id)).toHaveLength(1);
    expect(await readBookings(caller, id)).toHaveLength(1);
  });

  it("goes to its own mailbox alone", async () => {
    const [mine, other] = [await openMailbox(caller), await openMailbox(caller)];
    await deliver(rig, { to: mine.address, raw: compose(other.address) });
    expect(await readMails(caller, other.id)).toEqual([]);
    expect(await readMails(caller, mine.id)).toHaveLength(1);
  });

  it("reaches SpeedAI's services with where it came from", async () => {
    const { id, address } = await openMailbox(caller);
    await deliver(rig, { to: address, raw: compose(address) });
    const [row] = await readBookings(caller, id);
    expect(row).toMatchObject({ provider: "thefork", connection_id: id, source: { kind: "mail" } });
  });
});

describe("a mail that is refused", () => {
  it.each([
    [
      "too large, as the platform says",
      () => `Subject: big\r\nFrom: a@thefork.com\r\n\r\n${"x".repeat(1024 * 1024)}`,
      "too_large",
    ],
    [
      "too deep",
      () =>
        `Subject: deep\r\nFrom: a@thefork.com\r\n${Array.from({ length: 20 }, (_, at) => `Content-Type: multipart/mixed; boundary=b${at}\r\n\r\n--b${at}\r\n`).join("")}`,
      "too_deep",
    ],
    ["unreadable", () => "Subject: odd\rFrom: a@thefork.com\r\n\r\nx", "unreadable"],
    [
      "an automatic answer",
      () => "Subject: Absent\r\nFrom: a@thefork.com\r\nAuto-Submitted: auto-replied\r\n\r\nx",
      "automatic_reply",
    ],
  ])("is kept with its reason: %s", async (_name, raw, reason) => {
    const { id, address } = await openMailbox(caller);
    expect(await deliver(rig, { to: address, raw: raw() })).toBeUndefined();
    expect(await readMails(caller, id)).toMatchObject([{ verdict: "refused", reason, booking: null, excerpt: null }]);
    expect(await readCodes(caller, id)).toEqual(["mail_refused", "connected"]);
    expect(await readConnection(caller, id)).toMatchObject({ status: "action_required" });
  });

  it("says what its headers say, though its body was not read", async () => {
    const { id, address } = await openMailbox(caller);
    const raw = `Subject: =?utf-8?b?w6k=?=\r\nFrom: a@thefork.com\r\n\r\n${"x".repeat(2 * 1024 * 1024)}`;
    await deliver(rig, { to: address, raw });
    expect(await readMails(caller, id)).toMatchObject([
      { subject: "é", from_domain: "thefork.com", reason: "too_large" },
    ]);
  });

  it("is not believed about its size, and not read to its end", async () => {
    const { id, address } = await openMailbox(caller);
    let sent = 0;
    let cancelled = false;
    const endless = new ReadableStream<Uint8Array>({
      start(controller) {
        controller.enqueue(new TextEncoder().encode("Subject: endless\r\n\r\n"));
      },
      pull(controller) {
        sent += 64 * 1024;
        controller.enqueue(new Uint8Array(64 * 1024).fill(120));
      },
      cancel() {
        cancelled = true;
      },
    });
    await deliver(rig, { to: address, raw: endless, rawSize: 100 });
    expect(cancelled).toBe(true);
    expect(sent).toBeLessThan(2 * 1024 * 1024);
    expect(await readMails(caller, id)).toMatchObject([{ subject: "endless", reason: "too_large" }]);
  });

  it("does not fill the journal", async () => {
    const { id, address } = await openMailbox(caller);
    for (const subject of ["a", "b", "c"])
      await deliver(rig, { to: address, raw: `Subject: ${subject}\r\nPrecedence: bulk\r\n\r\nx` });
    expect(await readMails(caller, id)).toHaveLength(3);
    expect(await readCodes(caller, id)).toEqual(["mail_refused", "connected"]);
  });

  it("does not hinder the next", async () => {
    const { id, address } = await openMailbox(caller);
    const deep = Array.from(
      { length: 40 },
      (_, at) => `Content-Type: multipart/mixed; boundary=b${at}\r\n\r\n--b${at}\r\n`,
    ).join("");
    await Promise.all([deliver(rig, { to: address, raw: deep }), deliver(rig, { to: address, raw: compose(address) })]);
    expect((await readMails(caller, id)).map(({ verdict }) => verdict).toSorted()).toEqual(["accepted", "refused"]);
  });
});

describe("pages of mails", () => {
  it("come newest first, twenty at a time", async () => {
    const { id, address } = await openMailbox(caller);
    for (let at = 0; at < 23; at += 1) await deliver(rig, { to: address, raw: `Subject: ${at}\r\n\r\nx` });
    const path = `/api/connections/${id}/mails`;
    const first = mailListSchema.parse(await read(caller, path));
    const second = mailListSchema.parse(await read(caller, `${path}?before=${first.next}`));
    const subjects = [...first.mails, ...second.mails].map(({ subject }) => Number(subject));
    expect(first.mails).toHaveLength(20);
    expect(subjects).toEqual(Array.from({ length: 23 }, (_, at) => 22 - at));
    expect(second.next).toBeNull();
  });
});

describe("a failure of ours", () => {
  it("is thrown, so that the sending server keeps the mail, and the repetition is taken", async () => {
    const { id, address } = await openMailbox(caller);
    const { db } = rig.services;
    const broken: Rig = {
      ...rig,
      services: { ...rig.services, vault: { ...rig.services.vault, openKey: () => Promise.reject(new Error("away")) } },
    };
    await expect(deliver(broken, { to: address, raw: compose(address) })).rejects.toThrow("away");
    expect(await db.select().from(mailTable).where(eq(mailTable.connectionId, id))).toEqual([]);
    expect(await deliver(rig, { to: address, raw: compose(address) })).toBeUndefined();
    expect(await readBookings(caller, id)).toHaveLength(1);
  });
});
