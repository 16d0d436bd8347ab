import { eq } from "drizzle-orm";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { composeForwardingConfirmation } from "../../demo/simulators/thefork-mail.ts";
import { mailAddresses, mails as mailTable, records as recordTable } from "../../schema/tables/index.ts";
import { attempt as attemptSchema, type Catalogue, connection as connectionSchema } from "../../schema/wire/index.ts";
import { compose, deliver, openMailbox, read, readCodes, readConnection, readMails, refusal } from "../testing/mail.ts";
import { type Caller, createRig, mailDomain, type Rig } from "../testing/rig.ts";

let rig: Rig;
let caller: Caller;
beforeAll(async () => {
  rig = await createRig();
});
beforeEach(async () => {
  caller = await rig.session();
});

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
    const catalogue = await read<Catalogue>(caller, "/api/integrations");
    const listed = catalogue.integrations.flatMap(({ connections }) => connections).find((one) => one.id === id);
    expect(listed?.settings).toEqual({ mail_address: address });
    expect((await readConnection(caller, id)).settings).toEqual({ mail_address: address });
    const viewer = await rig.session({ role: "viewer" });
    expect((await readConnection(viewer, id)).settings).toEqual({});
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
    const { integrations } = await read<Catalogue>(page, "/api/integrations");
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
    expect(await readConnection(caller, id)).toMatchObject({ status: "connected" });
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
    expect(await readConnection(caller, id)).toMatchObject({ status: "action_required" });
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
    expect(await readConnection(caller, id)).toMatchObject({ status: "connected", settings: { mail_address: next } });
    expect(await readCodes(caller, id)).toContain("mail_address_rotated");
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
    const { settings } = await readConnection(caller, id);
    expect(await deliver(rig, { to: String(settings["mail_address"]), raw: compose("x@y.example") })).toBeUndefined();
  });

  it("is nothing for a connection that receives no mail", async () => {
    const { connection } = await caller.attempt("webhook", { method: "webhook" });
    const response = await caller.call("POST", `/api/connections/${connection?.id}/mail-address`);
    expect(await refusal(response)).toEqual({ status: 404, code: "not_found" });
  });
});
