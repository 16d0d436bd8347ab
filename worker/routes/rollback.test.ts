/** Somebody puts a whole connection back from an old copy, row and ciphertexts together: the audit trail knows better. */
import { eq, like } from "drizzle-orm";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { audit, connectionSecrets, connections } from "../../schema/tables/index.ts";
import type { Attempt, Check, Connection } from "../../schema/wire/index.ts";
import { pipedriveToken } from "../testing/house.ts";
import { type Caller, createRig, json, publicUrl, type Rig, serviceKey } from "../testing/rig.ts";

const newToken = "9f0c1a9e7b3d4c2e8a6f1b0d9c8e7a6b5c4d3e2f";
let rig: Rig;
let caller: Caller;
let tenant: string;
let tenants = 0;

beforeAll(async () => {
  rig = await createRig();
});
beforeEach(async () => {
  tenants += 1;
  tenant = `house-${tenants}`;
  caller = await rig.session({ tenant });
  rig.answer(() => json(200, { success: true, data: { id: 7, name: "C", company_id: 42, company_name: "M" } }));
});

async function connectPipedrive(): Promise<string> {
  const typed = { method: "credentials", values: { api_token: pipedriveToken } };
  return (await caller.attempt("pipedrive", typed)).connection?.id ?? "";
}

/** Row and ciphertexts as they are now; calling it puts them back, whatever stands there by then. */
async function copy(id: string): Promise<() => Promise<void>> {
  const { db } = rig.services;
  const [row] = await db.select().from(connections).where(eq(connections.id, id));
  const secrets = await db.select().from(connectionSecrets).where(eq(connectionSecrets.connectionId, id));
  if (!row || secrets.length === 0) throw new Error("nothing to copy");
  return async () => {
    await db.insert(connections).values(row).onConflictDoUpdate({ target: connections.id, set: row });
    await db.delete(connectionSecrets).where(eq(connectionSecrets.connectionId, id));
    await db.insert(connectionSecrets).values(secrets);
  };
}

const use = (id: string) =>
  rig.request(`/internal/connections/${id}/proxy/users/me`, { headers: { authorization: `Bearer ${serviceKey}` } });

/** Nobody is called with the old values, the person is told, and the trail has it. */
async function expectRefused(id: string): Promise<void> {
  rig.sent.length = 0;
  rig.lines.length = 0;
  expect((await use(id)).status).toBe(503);
  const alarm = { level: "error", event: "secret_unreadable", tenant, connection: id, code: "rolled_back" };
  expect(rig.lines.map((line): unknown => JSON.parse(line))).toContainEqual(alarm);
  const check = await (await caller.call("POST", `/api/connections/${id}/test`)).json<Check>();
  expect(check).toMatchObject({ ok: false, status: "action_required", reason: "secret_unreadable" });
  const shown = await (await caller.call("GET", `/api/connections/${id}`)).json<Connection>();
  expect(shown).toMatchObject({ status: "action_required", reason: "secret_unreadable" });
  const records = await rig.services.db.select().from(audit).where(eq(audit.tenantId, tenant));
  expect(records.at(-1)).toMatchObject({ action: "connection.check", outcome: "secret_unreadable", connectionId: id });
  expect(rig.sent).toEqual([]);
}

describe("a connection that is put back as a whole", () => {
  it("to before its key was changed is refused", async () => {
    const id = await connectPipedrive();
    const putBack = await copy(id);
    await caller.call("PATCH", `/api/connections/${id}`, { values: { api_token: newToken } });
    expect((await use(id)).status).toBe(200);
    await putBack();
    await expectRefused(id);
  });

  it("to before it was disconnected is refused", async () => {
    const id = await connectPipedrive();
    const putBack = await copy(id);
    expect((await caller.call("DELETE", `/api/connections/${id}`)).status).toBe(200);
    await putBack();
    await expectRefused(id);
  });

  it("to before it was connected anew is refused", async () => {
    const id = await connectPipedrive();
    const putBack = await copy(id);
    const typed = { method: "credentials", connection_id: id, values: { api_token: newToken } };
    expect(await caller.attempt("pipedrive", typed)).toMatchObject({ state: "done" });
    await putBack();
    await expectRefused(id);
  });

  it("as it is now is no older one", async () => {
    const id = await connectPipedrive();
    await (await copy(id))();
    expect((await use(id)).status).toBe(200);
  });

  it("takes no delivery signed with a secret that was replaced", async () => {
    const made: Attempt = await caller.attempt("webhook", { method: "webhook", values: {} });
    const id = made.connection?.id ?? "";
    const putBack = await copy(id);
    await caller.call("POST", `/api/connections/${id}/webhook-secret`);
    await putBack();
    const path = String(made.connection?.settings["webhook_url"]).slice(publicUrl.length);
    expect((await rig.request(path, { method: "POST", body: "{}" })).status).toBe(503);
  });

  it("to before a token was bought during a test is refused", async () => {
    let bought = 0;
    rig.answer((_request, url) => {
      if (!url.pathname.endsWith("/token")) return json(200, [1, 2]);
      bought += 1;
      return json(200, { access_token: `at-${bought}`, expires_in: 600 });
    });
    const { connection } = await caller.attempt("thefork", {
      method: "credentials",
      values: {
        client_id: "client-0123456789",
        client_secret: "client-secret-0123456789",
        restaurant_id: "c564869f-225a-4cb6-b124-2214a6216ec1",
      },
    });
    const id = connection?.id ?? "";
    const putBack = await copy(id);
    rig.pass(600);
    expect(await (await caller.call("POST", `/api/connections/${id}/test`)).json()).toMatchObject({ ok: true });
    expect(bought).toBe(2);
    await putBack();
    await expectRefused(id);
  });

  it("is healed by typing the key again; the old copy stays worthless after that", async () => {
    const id = await connectPipedrive();
    const putBack = await copy(id);
    for (let count = 0; count < 3; count += 1) {
      await caller.call("PATCH", `/api/connections/${id}`, { values: { api_token: newToken } });
    }
    await putBack();
    await expectRefused(id);
    const typed = { method: "credentials", connection_id: id, values: { api_token: newToken } };
    expect(await caller.attempt("pipedrive", typed)).toMatchObject({ state: "done" });
    expect((await use(id)).status).toBe(200);
    await putBack();
    await expectRefused(id);
    expect((await caller.call("PATCH", `/api/connections/${id}`, { values: { api_token: newToken } })).status).toBe(
      200,
    );
    expect((await use(id)).status).toBe(200);
  });
});

it("the trail names the generation of every write of sealed values, and no other", async () => {
  const id = await connectPipedrive();
  await caller.call("POST", `/api/connections/${id}/test`);
  await caller.call("PATCH", `/api/connections/${id}`, { label: "Lyon" });
  await caller.call("PATCH", `/api/connections/${id}`, { values: { api_token: newToken } });
  await caller.call("DELETE", `/api/connections/${id}`);
  const rows = await rig.services.db.select().from(audit).where(like(audit.connectionId, id));
  expect(rows.map(({ action, generation }) => [action, generation])).toEqual([
    ["connection.connect", 1],
    ["connection.check", null],
    ["connection.rename", null],
    ["connection.update", 2],
    ["connection.disconnect", 3],
  ]);
});
