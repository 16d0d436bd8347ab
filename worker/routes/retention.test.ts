/** What is kept, and until when: docs/operating.md promises it. */
import { count, desc, eq, lt } from "drizzle-orm";
import { beforeAll, beforeEach, expect, it } from "vitest";
import { attempts, journal, oauthStates, sessions } from "../../schema/tables/index.ts";
import type { LogPage } from "../../schema/wire/index.ts";
import { runDueWork } from "../services/background.ts";
import { timeOrderedId } from "../services/trail.ts";
import { answerPipedrive, pipedriveToken } from "../testing/house.ts";
import { type Caller, createRig, publicUrl, type Rig } from "../testing/rig.ts";

let rig: Rig;
let caller: Caller;

beforeAll(async () => {
  rig = await createRig();
});
beforeEach(async () => {
  answerPipedrive(rig);
  caller = await rig.session();
});

async function after(seconds: number): Promise<void> {
  rig.pass(seconds);
  await runDueWork(rig.services);
}

async function connect(): Promise<string> {
  const typed = { method: "credentials", values: { api_token: pipedriveToken } };
  return (await caller.attempt("pipedrive", typed)).connection?.id ?? "";
}

it("a consent that nobody came back from: ten minutes", async () => {
  const { id, step } = await caller.attempt("hubspot", { method: "oauth2" });
  const begun = await rig.request("/api/integrations/hubspot/start", {
    method: "POST",
    headers: { "content-type": "application/json", origin: publicUrl },
    body: JSON.stringify({ attempt: id, road: "popup", handshake: step.kind === "redirect" ? step.handshake : "" }),
  });
  expect(begun.status).toBe(200);
  const states = () => rig.services.db.select().from(oauthStates).where(eq(oauthStates.attemptId, id));
  await after(599);
  expect(await states()).toHaveLength(1);
  await after(1);
  expect(await states()).toEqual([]);
});

it("sessions and attempts: a day after their end", async () => {
  const { id } = await caller.attempt("pipedrive", { method: "credentials" });
  const isThere = async () => {
    const [attempt] = await rig.services.db.select().from(attempts).where(eq(attempts.id, id));
    const [session] = await rig.services.db.select().from(sessions).where(eq(sessions.id, caller.sessionId));
    return [session !== undefined, attempt !== undefined];
  };
  await after(24 * 3600 + 899);
  expect(await isThere()).toEqual([true, true]);
  await after(2);
  expect(await isThere()).toEqual([false, true]);
  await after(3600);
  expect(await isThere()).toEqual([false, false]);
});

it("the journal: the last 500 lines of each connection", async () => {
  const [mine, other] = [await connect(), await connect()];
  const { db, random } = rig.services;
  const lines = Array.from({ length: 40 }, () => ({
    connectionId: mine,
    tenantId: "maison",
    at: rig.now(),
    level: "info" as const,
    code: "webhook_received" as const,
    params: {},
    requestId: null,
  }));
  for (let round = 0; round < 13; round += 1) {
    await db.insert(journal).values(lines.map((line) => ({ ...line, id: timeOrderedId("log", rig.now(), random) })));
  }
  rig.pass(1);
  await caller.call("PATCH", `/api/connections/${mine}`, { label: "Lyon" });
  const kept = db.select({ total: count() }).from(journal);
  expect(await kept.where(eq(journal.connectionId, mine))).toEqual([{ total: 500 }]);
  const { entries } = await (await caller.call("GET", `/api/connections/${mine}/logs`)).json<LogPage>();
  expect(entries[0]).toMatchObject({ code: "renamed" });
  const [oldest] = await db
    .select()
    .from(journal)
    .where(eq(journal.connectionId, mine))
    .orderBy(desc(journal.id))
    .limit(1)
    .offset(499);
  expect(
    await db
      .select()
      .from(journal)
      .where(lt(journal.id, oldest?.id ?? "")),
  ).toMatchObject([{ connectionId: other, code: "connected" }]);
});
