import { and, eq } from "drizzle-orm";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import {
  composeBookingMail,
  composeForwardingConfirmation,
  type MailOptions,
} from "../../demo/simulators/thefork-mail.ts";
import { audit, mailAddresses, mails as mailTable, records as recordTable } from "../../schema/tables/index.ts";
import {
  attempt as attemptSchema,
  type Catalogue,
  type Connection,
  connection as connectionSchema,
  type LogPage,
  type Mail,
  mailList as mailListSchema,
  type RecordPage,
} from "../../schema/wire/index.ts";
import { runDueWork } from "../services/background.ts";
import { deliver, openMailbox, readMails } from "../testing/mail.ts";
import { type Caller, createRig, mailDomain, type Rig } from "../testing/rig.ts";

let rig: Rig;
let caller: Caller;
beforeAll(async () => {
  rig = await createRig();
});
beforeEach(async () => {
  caller = await rig.session();
});

const compose = (to: string, more: Partial<MailOptions> = {}) =>
  composeBookingMail({ to, language: "fr", change: "new", format: "text", ...more });

async function read<Body>(path: string, by: Caller = caller): Promise<Body> {
  const response = await by.call("GET", path);
  if (response.status !== 200) throw new Error(`${response.status} ${await response.text()}`);
  return response.json();
}

const readConnection = (id: string, by?: Caller) => read<Connection>(`/api/connections/${id}`, by);
const readBookings = async (id: string) => (await read<RecordPage>(`/api/connections/${id}/records`)).records;
const readCodes = async (id: string) =>
  (await read<LogPage>(`/api/connections/${id}/logs`)).entries.map(({ code }) => code);

async function refusal(response: Response): Promise<{ status: number; code: string }> {
  const { code } = await response.json<{ code: string }>();
  return { status: response.status, code };
}

/** A mail that waits for a person. */
async function openWaiting(more: Partial<MailOptions> = {}): Promise<{ id: string; address: string; mail: Mail }> {
  const box = await openMailbox(caller);
  await deliver(rig, { to: box.address, raw: compose(box.address, { road: "unsigned", ...more }) });
  const [mail] = await readMails(caller, box.id);
  if (!mail) throw new Error("no mail");
  return { ...box, mail };
}

describe("a mailbox", () => {
  it("is made at once, shows its address and waits for the first mail", async () => {
    const attempt = attemptSchema.parse(await caller.attempt("thefork", { method: "mailbox" }));
    expect(attempt).toMatchObject({
      state: "done",
      step: { kind: "instructions", items: [{ name: "mail_address", once: false }] },
      connection: { kind: "mailbox", status: "action_required", reason: "mail_never_received", secrets: {} },
    });
    const address = attempt.connection?.settings["mail_address"];
    expect(address).toMatch(/^[a-z2-7]{32}@connect\.speedai\.example$/);
    expect(attempt.step).toMatchObject({ items: [{ value: address }] });
  });

  it("has an address that nobody else has, and the same one for whoever may see it", async () => {
    const boxes = [await openMailbox(caller), await openMailbox(caller)];
    expect(new Set(boxes.map(({ address }) => address)).size).toBe(2);
    const [{ id, address } = { id: "", address: "" }] = boxes;
    const catalogue = await read<Catalogue>("/api/integrations");
    const listed = catalogue.integrations.flatMap(({ connections }) => connections).find((one) => one.id === id);
    expect(listed?.settings).toEqual({ mail_address: address });
    expect((await readConnection(id)).settings).toEqual({ mail_address: address });
    const viewer = await rig.session({ role: "viewer" });
    expect((await readConnection(id, viewer)).settings).toEqual({});
  });

  it("keeps no address in clear", async () => {
    const { id, address } = await openMailbox(caller);
    const local = address.slice(0, address.indexOf("@"));
    const { db } = rig.services;
    const stored = [
      await db.query.connections.findMany(),
      await db.query.mailAddresses.findMany(),
      await db.query.attempts.findMany(),
      await db.query.journal.findMany(),
      await db.query.audit.findMany(),
    ];
    expect(JSON.stringify(stored)).toContain(id);
    expect(JSON.stringify(stored)).not.toContain(local);
    expect(rig.lines.join("\n")).not.toContain(local);
  });

  it("is shown again by a reconnect, and what it has proven stands", async () => {
    const { id, address } = await openMailbox(caller);
    await deliver(rig, { to: address, raw: compose(address) });
    const again = attemptSchema.parse(await caller.attempt("thefork", { method: "mailbox", connection_id: id }));
    expect(again).toMatchObject({
      step: { kind: "instructions", items: [{ value: address }] },
      connection: { id, status: "connected" },
    });
    await deliver(rig, { to: address, raw: compose(address, { change: "canceled" }) });
    expect(await readMails(caller, id)).toHaveLength(2);
  });

  it("is not offered where the deployment receives no mail", async () => {
    const silent = await createRig({ INBOUND_MAIL_DOMAIN: "" });
    const page = await silent.session();
    const response = await page.call("POST", "/api/integrations/thefork/attempts", { method: "mailbox" });
    expect(await refusal(response)).toEqual({ status: 409, code: "provider_unavailable" });
    const { integrations } = await read<Catalogue>("/api/integrations", page);
    const methods = integrations.find(({ id }) => id === "thefork")?.methods;
    expect(methods?.find(({ id }) => id === "mailbox")).toMatchObject({
      available: false,
      unavailable_reason: "inbound_mail_missing",
    });
  });

  it("is nothing a viewer may open", async () => {
    const viewer = await rig.session({ role: "viewer" });
    const response = await viewer.call("POST", "/api/integrations/thefork/attempts", { method: "mailbox" });
    expect(await refusal(response)).toEqual({ status: 403, code: "forbidden_role" });
  });

  it("is forgotten whole: its mails, its address and its bookings go with it", async () => {
    const { id, address } = await openMailbox(caller);
    await deliver(rig, { to: address, raw: compose(address) });
    expect((await caller.call("DELETE", `/api/connections/${id}`)).status).toBe(200);
    expect(await deliver(rig, { to: address, raw: compose(address) })).toBe("Unknown recipient");
    const { db } = rig.services;
    expect(await db.select().from(mailTable).where(eq(mailTable.connectionId, id))).toEqual([]);
    expect(await db.select().from(mailAddresses).where(eq(mailAddresses.connectionId, id))).toEqual([]);
    expect(await db.select().from(recordTable).where(eq(recordTable.connectionId, id))).toEqual([]);
  });
});

describe("a proven booking", () => {
  it("becomes a record, and the connection is connected with the first", async () => {
    const { id, address } = await openMailbox(caller);
    expect(await deliver(rig, { to: address, raw: compose(address, { road: "gmail" }) })).toBeUndefined();
    expect(await readConnection(id)).toMatchObject({
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
    expect(await readBookings(id)).toMatchObject([
      { kind: "booking", source: { kind: "mail", id: mail?.id }, data: { code: "TF-48213907", party_size: 4 } },
    ]);
    expect((await read<RecordPage>(`/api/connections/${id}/records?kind=customer`)).records).toMatchObject([
      { data: { full_name: "Élodie Marchand" } },
    ]);
    expect(await readCodes(id)).toEqual(["mail_received", "connected"]);
  });

  it("is the same booking when it is changed and when it is cancelled", async () => {
    const { id, address } = await openMailbox(caller);
    await deliver(rig, { to: address, raw: compose(address) });
    await deliver(rig, {
      to: address,
      raw: compose(address, { change: "modified", booking: { partySize: 6, hour: 20 } }),
    });
    expect(await readBookings(id)).toMatchObject([
      { data: { party_size: 6, local_start: "2026-11-28T20:30", status: "confirmed" } },
    ]);
    await deliver(rig, {
      to: address,
      raw: compose(address, { change: "canceled", booking: { partySize: 6, hour: 20 } }),
    });
    expect(await readBookings(id)).toMatchObject([{ data: { party_size: 6, status: "canceled" } }]);
  });

  it("is cancelled by a mail that names the reference alone", async () => {
    const { id, address } = await openMailbox(caller);
    await deliver(rig, { to: address, raw: compose(address) });
    const short = compose(address, { change: "canceled" })
      .replace("Content-Transfer-Encoding: base64", "Content-Transfer-Encoding: 8bit")
      .replace(/\r\n\r\n[\s\S]*$/, "\r\n\r\nRéférence : TF-48213907");
    await deliver(rig, { to: address, raw: short });
    expect(await readBookings(id)).toMatchObject([
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
    expect(await readBookings(id)).toMatchObject([{ data: { status: "canceled" } }]);
    const [held] = await readMails(caller, id);
    expect(held).toMatchObject({ verdict: "to_review", reason: "outdated", booking: { status: "confirmed" } });
    const response = await caller.call("POST", `/api/connections/${id}/mails/${held?.id}`, { decision: "accept" });
    expect(response.status).toBe(200);
    expect(await readBookings(id)).toMatchObject([{ data: { status: "confirmed" } }]);
  });

  it("is written once, however often the mail comes, and an old mail does not undo a newer one", async () => {
    const { id, address } = await openMailbox(caller);
    const first = compose(address);
    await deliver(rig, { to: address, raw: first });
    await deliver(rig, { to: address, raw: compose(address, { change: "canceled" }) });
    await deliver(rig, { to: address, raw: first });
    expect(await readMails(caller, id)).toHaveLength(2);
    expect(await readBookings(id)).toMatchObject([{ data: { status: "canceled" } }]);
    expect(await readCodes(id)).toEqual(["mail_refused", "mail_received", "mail_received", "connected"]);
  });

  it("has exactly one effect when it arrives many times at once", async () => {
    const { id, address } = await openMailbox(caller);
    const raw = compose(address);
    await Promise.all(Array.from({ length: 10 }, () => deliver(rig, { to: address, raw })));
    expect(await readMails(caller, id)).toHaveLength(1);
    expect(await readBookings(id)).toHaveLength(1);
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
    const [row] = await readBookings(id);
    expect(row).toMatchObject({ provider: "thefork", connection_id: id, source: { kind: "mail" } });
  });
});

describe("a mail that nobody vouches for", () => {
  it("changes nothing and waits for a person with what was read", async () => {
    const { id, mail } = await openWaiting();
    expect(mail).toMatchObject({
      verdict: "to_review",
      reason: "sender_unproven",
      booking: { code: "TF-48213907", local_start: "2026-11-28T19:30" },
      excerpt: expect.stringContaining("Élodie Marchand"),
    });
    expect(await readBookings(id)).toEqual([]);
    expect(await readConnection(id)).toMatchObject({ status: "action_required", reason: "mail_never_received" });
    expect(await readCodes(id)).toEqual(["mail_to_review", "connected"]);
  });

  it("becomes a booking when a person accepts it, once", async () => {
    const { id, mail } = await openWaiting({ from: "Camille <camille@maison.example>" });
    const path = `/api/connections/${id}/mails/${mail.id}`;
    const response = await caller.call("POST", path, { decision: "accept" });
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({ verdict: "accepted", reason: "booking_read", excerpt: null });
    expect(await readBookings(id)).toMatchObject([{ source: { kind: "mail", id: mail.id }, data: { party_size: 4 } }]);
    expect(await readConnection(id)).toMatchObject({ status: "connected", reason: null });
    for (const decision of ["accept", "discard"]) {
      expect(await refusal(await caller.call("POST", path, { decision }))).toEqual({ status: 409, code: "conflict" });
    }
  });

  it("leaves its subject when a person discards it", async () => {
    const { id, mail } = await openWaiting();
    const response = await caller.call("POST", `/api/connections/${id}/mails/${mail.id}`, { decision: "discard" });
    expect(await response.json()).toMatchObject({
      verdict: "discarded",
      booking: null,
      excerpt: null,
      subject: mail.subject,
    });
    expect(await readMails(caller, id)).toMatchObject([{ verdict: "discarded", booking: null, excerpt: null }]);
    expect(await readBookings(id)).toEqual([]);
  });

  it("is decided by one of two people", async () => {
    const { id, mail } = await openWaiting();
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
    expect(await readBookings(id)).toMatchObject([{ data: { status: "canceled", party_size: 9 } }]);
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
    expect(await readCodes(id)).toEqual(["mail_refused", "connected"]);
    expect(await deliver(rig, { to: address, raw: compose(address) })).toBeUndefined();
    expect(await readBookings(id)).toHaveLength(1);
    rig.pass(24 * 3600 + 1);
    caller = await rig.session();
    expect(await deliver(rig, stranger)).toBeUndefined();
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
    expect(await readCodes(id)).toEqual(["mail_refused", "connected"]);
    expect(await readConnection(id)).toMatchObject({ status: "action_required" });
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
    expect(await readCodes(id)).toEqual(["mail_refused", "connected"]);
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

describe("an address that is not ours", () => {
  it.each([
    ["another local part", `${"a".repeat(32)}@${mailDomain}`],
    ["another domain", (address: string) => address.replace(mailDomain, "evil.example")],
    ["a domain below", (address: string) => address.replace("@", "@sub.")],
    ["a detail", (address: string) => address.replace("@", "+x@")],
    ["a letter more", (address: string) => `x${address}`],
    ["quotes", (address: string) => address.replace(/^(.*)@/, '"$1"@')],
    ["nothing", ""],
  ])("bounces: %s", async (_name, to) => {
    const { id, address } = await openMailbox(caller);
    const recipient = typeof to === "string" ? to : to(address);
    expect(await deliver(rig, { to: recipient, raw: compose(recipient) })).toBe("Unknown recipient");
    expect(await readMails(caller, id)).toEqual([]);
  });

  it("is ours in capitals", async () => {
    const { id, address } = await openMailbox(caller);
    expect(await deliver(rig, { to: address.toUpperCase(), raw: compose(address) })).toBeUndefined();
    expect(await readMails(caller, id)).toHaveLength(1);
  });
});

describe("Gmail's question whether it may forward", () => {
  const link = "https://mail-settings.google.com/mail/vf-%5BANGjdJ8%5D-abc";

  it("connects and shows code and link to those who set up the forwarding", async () => {
    const { id, address } = await openMailbox(caller);
    await deliver(rig, {
      to: address,
      raw: composeForwardingConfirmation({ to: address, code: "482913577", link }),
      from: "",
    });
    expect(await readMails(caller, id)).toMatchObject([
      {
        verdict: "confirmation",
        reason: "forwarding_confirmation",
        confirmation_code: "482913577",
        confirmation_link: link,
      },
    ]);
    expect(await readConnection(id)).toMatchObject({ status: "connected" });
    const viewer = await rig.session({ role: "viewer" });
    expect(await readMails(viewer, id)).toMatchObject([{ confirmation_code: null, confirmation_link: null }]);
  });

  it("is not believed from anybody else", async () => {
    const { id, address } = await openMailbox(caller);
    const raw = composeForwardingConfirmation({ to: address, code: "482913577", link, road: "unsigned" });
    await deliver(rig, { to: address, raw });
    expect(await readMails(caller, id)).toMatchObject([
      { verdict: "to_review", confirmation_code: null, confirmation_link: null },
    ]);
    expect(await readConnection(id)).toMatchObject({ status: "action_required" });
  });
});

describe("another address", () => {
  it("receives at once; the old one refuses at once, and the forwarding must be set up again", async () => {
    const { id, address } = await openMailbox(caller);
    await deliver(rig, { to: address, raw: compose(address) });
    const response = await caller.call("POST", `/api/connections/${id}/mail-address`);
    const changed = connectionSchema.parse(await response.json());
    const next = String(changed.settings["mail_address"]);
    expect(changed).toMatchObject({ status: "action_required", reason: "mail_never_received" });
    expect(next).not.toBe(address);
    expect(await deliver(rig, { to: address, raw: compose(address, { change: "canceled" }) })).toBe(
      "Unknown recipient",
    );
    expect(await deliver(rig, { to: next, raw: compose(next, { change: "canceled" }) })).toBeUndefined();
    expect(await readConnection(id)).toMatchObject({ status: "connected", settings: { mail_address: next } });
    expect(await readCodes(id)).toContain("mail_address_rotated");
    const again = await caller.attempt("thefork", { method: "mailbox", connection_id: id });
    expect(again.step).toMatchObject({ items: [{ value: next }] });
  });

  it("is made once when it is asked for twice at the same time", async () => {
    const { id } = await openMailbox(caller);
    const answers = await Promise.all([
      caller.call("POST", `/api/connections/${id}/mail-address`),
      caller.call("POST", `/api/connections/${id}/mail-address`),
    ]);
    expect(answers.some(({ status }) => status === 200)).toBe(true);
    const rows = await rig.services.db.select().from(mailAddresses).where(eq(mailAddresses.connectionId, id));
    expect(rows).toHaveLength(1);
    const { settings } = await readConnection(id);
    expect(await deliver(rig, { to: String(settings["mail_address"]), raw: compose("x@y.example") })).toBeUndefined();
  });

  it("is nothing for a connection that receives no mail", async () => {
    const { connection } = await caller.attempt("webhook", { method: "webhook" });
    const response = await caller.call("POST", `/api/connections/${connection?.id}/mail-address`);
    expect(await refusal(response)).toEqual({ status: 404, code: "not_found" });
  });
});

describe("who may do what", () => {
  it("viewers look and decide nothing", async () => {
    const { id, mail } = await openWaiting();
    const viewer = await rig.session({ role: "viewer" });
    expect(await readMails(viewer, id)).toHaveLength(1);
    const forbidden = { status: 403, code: "forbidden_role" };
    expect(
      await refusal(await viewer.call("POST", `/api/connections/${id}/mails/${mail.id}`, { decision: "accept" })),
    ).toEqual(forbidden);
    expect(await refusal(await viewer.call("POST", `/api/connections/${id}/mail-address`))).toEqual(forbidden);
  });

  it("another tenant, and a session for another tool, find nothing", async () => {
    const { id, mail } = await openWaiting();
    const strangers = [await rig.session({ tenant: "other" }), await rig.session({ integrations: ["stripe"] })];
    for (const stranger of strangers) {
      const answers = [
        await stranger.call("GET", `/api/connections/${id}/mails`),
        await stranger.call("POST", `/api/connections/${id}/mails/${mail.id}`, { decision: "accept" }),
        await stranger.call("POST", `/api/connections/${id}/mail-address`),
      ];
      for (const answer of answers) expect(await refusal(answer)).toEqual({ status: 404, code: "not_found" });
    }
    expect(await readBookings(id)).toEqual([]);
  });

  it("a mail of another connection is not found under this one", async () => {
    const { mail } = await openWaiting();
    const { id } = await openMailbox(caller);
    const response = await caller.call("POST", `/api/connections/${id}/mails/${mail.id}`, { decision: "accept" });
    expect(await refusal(response)).toEqual({ status: 404, code: "not_found" });
  });

  it("a decision is accept or discard", async () => {
    const { id, mail } = await openWaiting();
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
    const first = await openWaiting();
    const second = await openWaiting();
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
    const { id, address, mail } = await openWaiting();
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
    expect(await readBookings(id)).toHaveLength(1);
  });
});

describe("pages of mails", () => {
  it("come newest first, twenty at a time", async () => {
    const { id, address } = await openMailbox(caller);
    for (let at = 0; at < 23; at += 1) await deliver(rig, { to: address, raw: `Subject: ${at}\r\n\r\nx` });
    const path = `/api/connections/${id}/mails`;
    const first = mailListSchema.parse(await read(path));
    const second = mailListSchema.parse(await read(`${path}?before=${first.next}`));
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
    expect(await readBookings(id)).toHaveLength(1);
  });
});
