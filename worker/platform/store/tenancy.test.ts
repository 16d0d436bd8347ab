/** Below every route: a query that is asked in another tenant's name finds and changes nothing, whatever id it is given. */

import { sql } from "drizzle-orm";
import { beforeAll, describe, expect, it } from "vitest";
import * as tables from "../../../schema/tables/index.ts";
import { journalEntry } from "../../services/trail.ts";
import { furnish, type House } from "../../testing/house.ts";
import { createRig, type Rig } from "../../testing/rig.ts";
import { findOwnAttempt } from "./attempts.ts";
import { createConnectionStore, listForServices } from "./connections.ts";
import { createImportStore } from "./imports.ts";
import { insertEventOnce, listEvents } from "./inbound.ts";
import { createJournal } from "./journal.ts";
import { createMailStore } from "./mails.ts";
import { createRecordStore, listRecordsForServices } from "./records.ts";
import { createRefreshLeases } from "./refresh-leases.ts";

let rig: Rig;
let house: House;
let userId: string;

beforeAll(async () => {
  rig = await createRig();
  house = await furnish(rig, "maison");
  const { attempt, connection, webhook, endpoint } = house.ids;
  const [row] = await rig.services.db.select().from(tables.attempts).where(sql`id = ${attempt}`);
  userId = row?.userId ?? "";
  await createRefreshLeases(rig.services.db, "maison").take(connection, 1, now(), now());
  await insertEventOnce(
    rig.services.db,
    {
      endpointId: endpoint,
      connectionId: webhook,
      tenantId: "maison",
      provider: "webhook",
      eventId: "evt_1",
      type: null,
      sealedPayload: "sealed",
      receivedAt: now(),
    },
    { lastUsedAt: now() },
    journalEntry(rig.services, {
      connectionId: webhook,
      tenantId: "maison",
      code: "webhook_received",
      requestId: null,
    }),
  );
});

const now = () => rig.services.clock.now();
const noAudit = async () => {};

async function dump(): Promise<string> {
  const rows = await Promise.all(
    Object.values(tables).map((table) => rig.services.db.all(sql`select * from ${table}`)),
  );
  return JSON.stringify(rows);
}

/** Each question, asked in the name of a tenant; and how an answer that found something looks. */
const questions: readonly (readonly [string, (tenantId: string) => Promise<unknown>])[] = [
  ["connections", async (tenantId) => (await createConnectionStore(rig.services.db, tenantId).list()).length],
  ["a connection", (tenantId) => createConnectionStore(rig.services.db, tenantId).find(house.ids.connection)],
  ["its ciphertexts", (tenantId) => createConnectionStore(rig.services.db, tenantId).findSealed(house.ids.connection)],
  [
    "its journal",
    async (tenantId) =>
      (await createJournal(rig.services.db, tenantId).read(house.ids.connection, undefined, 9)).length,
  ],
  ["an attempt", (tenantId) => findOwnAttempt(rig.services.db, house.ids.attempt, { tenantId, userId })],
  [
    "records",
    async (tenantId) =>
      (await createRecordStore(rig.services.db, tenantId).list(house.ids.csv, "booking", undefined, 9)).length,
  ],
  [
    "the number of records",
    async (tenantId) => (await createRecordStore(rig.services.db, tenantId).countKinds(house.ids.csv)).booking,
  ],
  ["an import", (tenantId) => createImportStore(rig.services.db, tenantId).find(house.ids.import)],
  ["imports", async (tenantId) => (await createImportStore(rig.services.db, tenantId).list(house.ids.csv)).length],
  ["mails", async (tenantId) => (await mailsOf(tenantId).list(undefined, 9)).length],
  ["a mail", (tenantId) => mailsOf(tenantId).find(house.ids.mail)],
  [
    "connections for a service",
    async (tenantId) => (await listForServices(rig.services.db, { tenants: [tenantId], most: 9 })).length,
  ],
  [
    "events for a service",
    async (tenantId) => (await listEvents(rig.services.db, { tenants: [tenantId], after: 0, most: 9 })).length,
  ],
  [
    "records for a service",
    async (tenantId) =>
      (await listRecordsForServices(rig.services.db, { tenants: [tenantId], kind: "booking", most: 9 })).length,
  ],
];

const mailsOf = (tenantId: string) => createMailStore(rig.services.db, { tenantId, connectionId: house.ids.mailbox });

describe("a query in another tenant's name", () => {
  it.each(questions)("does not find %s", async (_what, ask) => {
    expect(await ask("elsewhere")).toBeFalsy();
    // The question is a good one: its owner has an answer.
    expect(await ask("maison")).toBeTruthy();
  });

  it("finds no ciphertext that was planted under its connection with another tenant's label", async () => {
    const { db } = rig.services;
    const { connection } = house.ids;
    const [own] = await db.select().from(tables.connectionSecrets).where(sql`connection_id = ${connection}`);
    if (!own) throw new Error("a connection without a ciphertext");
    await db.insert(tables.connectionSecrets).values({ ...own, tenantId: "elsewhere", field: "planted" });
    const found = await createConnectionStore(db, "maison").findSealed(connection);
    expect(found?.secrets.map(({ field }) => field)).toEqual([own.field]);
    const listed = await createConnectionStore(db, "maison").list();
    expect(listed.flatMap(({ secrets }) => secrets).map(({ field }) => field)).not.toContain("planted");
  });

  it("changes nothing", async () => {
    const before = await dump();
    const { connection, csv, import: importId, mail } = house.ids;
    const foreign = createConnectionStore(rig.services.db, "elsewhere");
    const leases = createRefreshLeases(rig.services.db, "elsewhere");
    const imports = createImportStore(rig.services.db, "elsewhere");
    expect(await foreign.update(connection, { label: "Taken" })).toBe(false);
    expect(await leases.take(connection, 1, now(), now())).toBeUndefined();
    expect(await leases.settle(connection, 1, { label: "Taken" }, undefined, [], noAudit)).toBe(false);
    const decision = { verdict: "discarded", reason: "sender_unknown", sealedContent: "" } as const;
    expect(await mailsOf("elsewhere").decide(mail, decision, {}, undefined, noAudit)).toBe(false);
    await imports.update(importId, { fileName: "taken.csv" });
    await imports.undoBatch(csv, 9);
    expect(await dump()).toBe(before);
  });
});
