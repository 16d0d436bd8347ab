/** Somebody may write into the database: what they swap, put back or relabel does not open, and it is told. */
import { and, eq } from "drizzle-orm";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { attempts, audit, connectionSecrets, connections } from "../../schema/tables/index.ts";
import type { Check, Connection } from "../../schema/wire/index.ts";
import { answerPipedrive, pipedriveToken } from "../testing/house.ts";
import { type Caller, createRig, json, type Rig, serviceKey } from "../testing/rig.ts";

const otherToken = "9f0c1a9e7b3d4c2e8a6f1b0d9c8e7a6b5c4d3e2f";
let rig: Rig;
let caller: Caller;
let mine: string;
let tenants = 0;
let tenant: string;

beforeAll(async () => {
  rig = await createRig();
});
beforeEach(async () => {
  tenants += 1;
  tenant = `house-${tenants}`;
  caller = await rig.session({ tenant });
  rig.answer(() => json(200, { success: true, data: { id: 7, name: "C", company_id: 42, company_name: "M" } }));
  mine = await connect(caller);
  rig.sent.length = 0;
});

async function connect(by: Caller, token = pipedriveToken): Promise<string> {
  const { connection } = await by.attempt("pipedrive", { method: "credentials", values: { api_token: token } });
  return connection?.id ?? "";
}

const rowOf = async (id: string) => {
  const row = await rig.services.db.select().from(connections).where(eq(connections.id, id)).get();
  if (!row) throw new Error("no row");
  return row;
};
const secretOf = async (id: string) => {
  const row = await rig.services.db
    .select()
    .from(connectionSecrets)
    .where(eq(connectionSecrets.connectionId, id))
    .get();
  if (!row) throw new Error("no secret");
  return row;
};
const putSecret = (change: Partial<typeof connectionSecrets.$inferInsert>) =>
  rig.services.db
    .update(connectionSecrets)
    .set(change)
    .where(and(eq(connectionSecrets.connectionId, mine), eq(connectionSecrets.field, "api_token")));
const putRow = (change: Partial<typeof connections.$inferInsert>) =>
  rig.services.db.update(connections).set(change).where(eq(connections.id, mine));

/** The connection does not work, nobody was called, the person is told what to do, and the trail has it. */
async function expectRefused(): Promise<void> {
  const use = await rig.request(`/internal/connections/${mine}/proxy/users/me`, {
    headers: { authorization: `Bearer ${serviceKey}` },
  });
  expect(use.status).toBe(503);
  const check = await (await caller.call("POST", `/api/connections/${mine}/test`)).json<Check>();
  expect(check).toMatchObject({ ok: false, status: "action_required", reason: "secret_unreadable" });
  const shown = await (await caller.call("GET", `/api/connections/${mine}`)).json<Connection>();
  expect(shown).toMatchObject({ status: "action_required", reason: "secret_unreadable" });
  const records = await rig.services.db.select().from(audit).where(eq(audit.tenantId, tenant));
  expect(records.at(-1)).toMatchObject({
    action: "connection.check",
    outcome: "secret_unreadable",
    connectionId: mine,
  });
  expect(rig.sent).toEqual([]);
}

describe("a ciphertext that was put into another place", () => {
  it("of another tenant is refused", async () => {
    const theirs = await connect(await rig.session({ tenant: `${tenant}-next` }), otherToken);
    rig.sent.length = 0;
    await putSecret({ ciphertext: (await secretOf(theirs)).ciphertext });
    await expectRefused();
  });

  it("of another tenant together with its data key is refused", async () => {
    const theirs = await connect(await rig.session({ tenant: `${tenant}-next` }), otherToken);
    rig.sent.length = 0;
    const { wrappedKey, keyId, generation } = await rowOf(theirs);
    await putRow({ wrappedKey, keyId, generation });
    await putSecret({ ciphertext: (await secretOf(theirs)).ciphertext });
    await expectRefused();
  });

  it("of another connection of the same tenant is refused", async () => {
    const sibling = await connect(caller, otherToken);
    rig.sent.length = 0;
    const { wrappedKey } = await rowOf(sibling);
    await putRow({ wrappedKey });
    await putSecret({ ciphertext: (await secretOf(sibling)).ciphertext });
    await expectRefused();
  });

  it("of another field is refused", async () => {
    await putSecret({ field: "access_token" });
    await expectRefused();
  });

  it("in a row that was moved to another tenant is not that tenant's", async () => {
    const thief = await rig.session({ tenant: `${tenant}-next` });
    await putRow({ tenantId: `${tenant}-next` });
    await rig.services.db
      .update(connectionSecrets)
      .set({ tenantId: `${tenant}-next` })
      .where(eq(connectionSecrets.connectionId, mine));
    const check = await (await thief.call("POST", `/api/connections/${mine}/test`)).json<Check>();
    expect(check).toMatchObject({ ok: false, reason: "secret_unreadable" });
    expect(rig.sent).toEqual([]);
  });
});

describe("a ciphertext of before", () => {
  const change = () => caller.call("PATCH", `/api/connections/${mine}`, { values: { api_token: otherToken } });

  it("is refused when it is put back", async () => {
    const before = await secretOf(mine);
    expect((await change()).status).toBe(200);
    rig.sent.length = 0;
    await putSecret({ ciphertext: before.ciphertext });
    await expectRefused();
  });

  it("is refused when its own count is put back with it", async () => {
    const before = await secretOf(mine);
    await change();
    rig.sent.length = 0;
    await putSecret({ ciphertext: before.ciphertext, generation: before.generation });
    await expectRefused();
  });
});

describe("a label that was changed", () => {
  it.each<[string, () => Promise<unknown>]>([
    ["the id of the key that wraps", () => putRow({ keyId: "v0" })],
    [
      "the wrapped key, by one sign",
      async () => {
        const { wrappedKey } = await rowOf(mine);
        await putRow({ wrappedKey: flip(wrappedKey) });
      },
    ],
    [
      "the ciphertext, by one sign",
      async () => {
        const { ciphertext } = await secretOf(mine);
        await putSecret({ ciphertext: flip(ciphertext) });
      },
    ],
    ["the ciphertext, to the text itself", () => putSecret({ ciphertext: pipedriveToken })],
    ["the ciphertext, to nothing", () => putSecret({ ciphertext: "" })],
  ])("is refused: %s", async (_name, tamper) => {
    await tamper();
    await expectRefused();
  });

  function flip(text: string): string {
    const middle = Math.floor(text.length / 2);
    return text.slice(0, middle) + (text[middle] === "A" ? "B" : "A") + text.slice(middle + 1);
  }
});

describe("after it was refused", () => {
  it("the person types the key again, and all is well", async () => {
    await putSecret({ ciphertext: "" });
    await expectRefused();
    answerPipedrive(rig);
    const again = await caller.attempt("pipedrive", {
      method: "credentials",
      connection_id: mine,
      values: { api_token: pipedriveToken },
    });
    expect(again).toMatchObject({ state: "done", connection: { id: mine, status: "connected" } });
    const use = await rig.request(`/internal/connections/${mine}/proxy/users/me`, {
      headers: { authorization: `Bearer ${serviceKey}` },
    });
    expect(use.status).toBe(200);
  });

  it("it is not tried again and again", async () => {
    await putSecret({ ciphertext: "" });
    for (let count = 0; count < 3; count += 1) await caller.call("POST", `/api/connections/${mine}/test`);
    expect(rig.sent).toEqual([]);
    const logs = await (await caller.call("GET", `/api/connections/${mine}/logs`)).json<{
      entries: { code: string }[];
    }>();
    expect(logs.entries.filter(({ code }) => code === "test_failed")).toHaveLength(3);
  });
});

describe("the draft of an attempt", () => {
  it("of another attempt is refused", async () => {
    const typed = {
      method: "oauth2",
      values: {
        environment: "production",
        client_id: "own-client-id-0123456789",
        client_secret: "own-client-secret-0123456789",
      },
    };
    const admin = await rig.session({ tenant, role: "admin" });
    const [one, other] = [await admin.attempt("salesforce", typed), await admin.attempt("salesforce", typed)];
    const theirs = await rig.services.db.select().from(attempts).where(eq(attempts.id, other.id)).get();
    await rig.services.db
      .update(attempts)
      .set({ sealedDraft: theirs?.sealedDraft, wrappedKey: theirs?.wrappedKey })
      .where(eq(attempts.id, one.id));
    const handshake = one.step.kind === "redirect" ? one.step.handshake : "";
    const response = await rig.request("/api/integrations/salesforce/start", {
      method: "POST",
      headers: { "content-type": "application/json", origin: rig.config.publicUrl },
      body: JSON.stringify({ attempt: one.id, road: "popup", handshake }),
    });
    expect(response.status).toBe(500);
    expect(await response.text()).not.toContain("own-client");
  });
});
