import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Attempt, Check, Connection, DatabaseCheckAnswer } from "../../schema/wire/index.ts";
import {
  attempt as attemptSchema,
  check as checkSchema,
  connection as connectionSchema,
} from "../../schema/wire/index.ts";
import { ok } from "../domain/result.ts";
import { type Caller, createRig, json, type Rig } from "../testing/rig.ts";

const token = "5f0c1a9e7b3d4c2e8a6f1b0d9c8e7a6b5c4d3e2f";
const otherToken = "9f0c1a9e7b3d4c2e8a6f1b0d9c8e7a6b5c4d3e2f";
const me = { success: true, data: { id: 7, name: "Camille", company_id: 42, company_name: "Maison Lumière" } };

let rig: Rig;
let caller: Caller;
beforeAll(async () => {
  rig = await createRig();
});
beforeEach(async () => {
  caller = await rig.session();
  rig.answer((request) => {
    const known = [token, otherToken].includes(request.headers?.["x-api-token"] ?? "");
    return known ? json(200, me) : json(401, { success: false, error: "unauthorized access", errorCode: 401 });
  });
});

const pipedrive = (values: object, more: object = {}) =>
  caller.attempt("pipedrive", { method: "credentials", values, ...more });

async function connect(): Promise<Connection> {
  const { connection } = await pipedrive({ api_token: token });
  if (!connection) throw new Error("not connected");
  return connection;
}

describe("an attempt with typed keys", () => {
  it("connects when the provider accepts them", async () => {
    const attempt = await pipedrive({ api_token: token });
    expect(attemptSchema.parse(attempt)).toMatchObject({
      state: "done",
      step: { kind: "done", check: { ok: true, status: "connected" } },
      connection: {
        status: "connected",
        secrets: { api_token: {} },
        account: { label: expect.stringContaining("Maison Lumière") },
      },
    });
  });

  it("comes back to the form with the failing line and the field, and saves nothing", async () => {
    const before = (await rig.services.db.query.connections.findMany()).length;
    const attempt = await pipedrive({ api_token: "00000000000000000000000000000000deadbeef" });
    expect(attemptSchema.parse(attempt)).toMatchObject({
      state: "open",
      step: {
        kind: "form",
        errors: [{ field: "values.api_token", code: "rejected_by_provider" }],
        check: {
          ok: false,
          reason: "bad_credentials",
          steps: [{ name: "network" }, { name: "tls" }, { name: "login", ok: false }],
        },
      },
    });
    expect(attempt.connection).toBeUndefined();
    expect((await rig.services.db.query.connections.findMany()).length).toBe(before);
    expect(JSON.stringify(attempt)).not.toContain("deadbeef");
  });

  it("goes on from the form after a correction, under the same attempt", async () => {
    const first = await pipedrive({ api_token: "00000000000000000000000000000000deadbeef" });
    const second = await caller.call("POST", `/api/attempts/${first.id}/steps`, { values: { api_token: token } });
    expect(await second.json()).toMatchObject({ id: first.id, state: "done" });
  });

  it("writes nothing, not even an attempt, when the form is wrong", async () => {
    const before = (await rig.services.db.query.attempts.findMany()).length;
    const response = await caller.call("POST", "/api/integrations/pipedrive/attempts", {
      method: "credentials",
      values: { api_token: "••••••••", extra: "x" },
    });
    expect(response.status).toBe(422);
    expect(await response.json()).toMatchObject({
      errors: [
        { field: "values.api_token", code: "masked_value" },
        { field: "values.extra", code: "unknown_field" },
      ],
    });
    expect((await rig.services.db.query.attempts.findMany()).length).toBe(before);
  });

  it("says what came back when nothing did", async () => {
    rig.answer(() => ({ reason: "server_silent", step: "network" }));
    const attempt = await pipedrive({ api_token: token });
    expect(attempt.step).toMatchObject({
      kind: "form",
      check: { reason: "server_silent", steps: [{ name: "network", ok: false }] },
    });
  });

  it("names a webhook as the person typed it, until they rename it", async () => {
    const made = await caller.attempt("webhook", { method: "webhook", values: { label: "Caisse du port" } });
    expect(made.connection).toMatchObject({ label: "Caisse du port" });
    const id = made.connection?.id;
    await caller.call("PATCH", `/api/connections/${id}`, { label: "Caisse du phare" });
    const renewed = await caller.attempt("webhook", { method: "webhook", values: {}, connection_id: id });
    expect(renewed.connection).toMatchObject({ id, label: "Caisse du phare" });
  });

  it("is closed once it is done", async () => {
    const attempt = await pipedrive({ api_token: token });
    const again = await caller.call("POST", `/api/attempts/${attempt.id}/steps`, { values: { api_token: token } });
    expect(again.status).toBe(409);
    expect(await again.json()).toMatchObject({ code: "attempt_closed" });
  });

  it("is over after an hour", async () => {
    const attempt = await caller.attempt("pipedrive", { method: "credentials" });
    expect(attempt.step.kind).toBe("form");
    rig.pass(3600);
    const later = await rig.session();
    const read = await later.call("GET", `/api/attempts/${attempt.id}`);
    expect(await read.json()).toMatchObject({ state: "expired", step: { kind: "failed", reason: "attempt_expired" } });
    const submit = await later.call("POST", `/api/attempts/${attempt.id}/steps`, { values: { api_token: token } });
    expect(submit.status).toBe(409);
  });

  it("makes one connection of two answers that arrive together", async () => {
    const { id } = await caller.attempt("pipedrive", { method: "credentials" });
    const both = await Promise.all([
      caller.call("POST", `/api/attempts/${id}/steps`, { values: { api_token: token } }),
      caller.call("POST", `/api/attempts/${id}/steps`, { values: { api_token: token } }),
    ]);
    expect(both.map((response) => response.status).toSorted()).toEqual([200, 409]);
  });
});

describe("who may attempt", () => {
  it.each([
    ["a viewer", { role: "viewer" as const }, 403, "forbidden_role"],
    ["a session without this integration", { integrations: ["hubspot"] }, 404, "not_found"],
  ])("%s may not", async (_name, options, status, code) => {
    const other = await rig.session(options);
    const response = await other.call("POST", "/api/integrations/pipedrive/attempts", { method: "credentials" });
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ code });
  });

  it("another tenant, or another user of the same tenant, does not see it", async () => {
    const attempt = await caller.attempt("pipedrive", { method: "credentials" });
    for (const other of [await rig.session({ tenant: "other" }), await rig.session({ user: "other" })]) {
      expect((await other.call("GET", `/api/attempts/${attempt.id}`)).status).toBe(404);
      const submit = await other.call("POST", `/api/attempts/${attempt.id}/steps`, { values: { api_token: token } });
      expect(submit.status).toBe(404);
      expect((await other.call("DELETE", `/api/attempts/${attempt.id}`)).status).toBe(404);
    }
  });

  it("a return URL must be on the session's origins and carry no fragment", async () => {
    for (const return_url of [
      "https://evil.example/",
      "https://dashboard.example.evil/",
      "https://dashboard.example/#x",
    ]) {
      const response = await caller.call("POST", "/api/integrations/hubspot/attempts", {
        method: "oauth2",
        return_url,
      });
      expect(response.status, return_url).toBe(422);
    }
  });

  it("an OAuth method without a client in this deployment is refused as unavailable", async () => {
    const response = await caller.call("POST", "/api/integrations/notion/attempts", { method: "oauth2" });
    expect(await response.json()).toMatchObject({ code: "provider_unavailable" });
  });
});

describe("a renewal", () => {
  it("keeps the connection's id and label", async () => {
    const connection = await connect();
    const renewed = await pipedrive({ api_token: otherToken }, { connection_id: connection.id });
    expect(renewed.connection).toMatchObject({ id: connection.id, label: connection.label, status: "connected" });
    const log = await caller.call("GET", `/api/connections/${connection.id}/logs`);
    expect(await log.json()).toMatchObject({ entries: [{ code: "reconnected" }, { code: "connected" }] });
  });

  it("asks before it moves to another account of the provider, and can be turned down", async () => {
    const connection = await connect();
    rig.answer(() => json(200, { ...me, data: { ...me.data, company_id: 43, company_name: "Autre maison" } }));
    const asked = await pipedrive({ api_token: otherToken }, { connection_id: connection.id });
    expect(asked.step).toMatchObject({ kind: "choice", question: "different_account", field: "different_account" });
    const refused = await caller.call("POST", `/api/attempts/${asked.id}/steps`, {
      values: { different_account: "cancel" },
    });
    expect(await refused.json()).toMatchObject({ state: "failed", step: { reason: "different_account" } });

    const again = await pipedrive({ api_token: otherToken }, { connection_id: connection.id });
    const accepted = await caller.call("POST", `/api/attempts/${again.id}/steps`, {
      values: { different_account: "accept" },
    });
    const done = await accepted.json<Attempt>();
    expect(done.connection?.id).toBe(connection.id);
    expect(done.connection?.account?.label).toContain("Autre maison");
  });

  it("of another tenant's connection does not exist", async () => {
    const connection = await connect();
    const other = await rig.session({ tenant: "other" });
    const response = await other.call("POST", "/api/integrations/pipedrive/attempts", {
      method: "credentials",
      connection_id: connection.id,
    });
    expect(response.status).toBe(404);
  });
});

describe("a database", () => {
  const values = {
    host: "db.example.com",
    port: 5432,
    database: "shop",
    user: "reader",
    password: "pa55-word",
    ssl: true,
  };
  const good: DatabaseCheckAnswer = {
    ok: true,
    steps: [
      { name: "network", ok: true, ms: 3 },
      { name: "sample", ok: true, ms: 2 },
    ],
  };

  it("is checked by the sidecar with what was typed, and connects", async () => {
    let asked: unknown;
    rig.checkDatabases(async (request) => {
      asked = request;
      return ok(good);
    });
    const attempt = await caller.attempt("postgresql", { method: "database", values });
    expect(asked).toEqual({ engine: "postgresql", ...values });
    expect(attempt.connection).toMatchObject({
      status: "connected",
      settings: { host: "db.example.com", port: 5432, ssl: true },
      secrets: { password: {} },
    });
  });

  it("shows the sidecar's code and field", async () => {
    rig.checkDatabases(async () =>
      ok({
        ok: false,
        code: "tls_wrong_host",
        field: "host",
        steps: [{ name: "tls", ok: false, code: "tls_wrong_host", ms: 9 }],
      }),
    );
    const attempt = await caller.attempt("mysql", { method: "database", values: { ...values, port: 3306 } });
    expect(attempt.step).toMatchObject({ errors: [{ field: "values.host" }], check: { reason: "tls_wrong_host" } });
  });
});

describe("a connection", () => {
  it("is tested again with the sealed key, and the result stands in journal and history", async () => {
    const { id } = await connect();
    const check = checkSchema.parse(await (await caller.call("POST", `/api/connections/${id}/test`)).json());
    expect(check).toMatchObject({ ok: true, status: "connected" });
    const connection = connectionSchema.parse(await (await caller.call("GET", `/api/connections/${id}`)).json());
    expect(connection.history.map((entry) => entry.ok)).toEqual([true, true]);
    expect(connection.last_checked_at).toBe(rig.now().toISOString());
  });

  it("that the provider refuses needs the person, and a later success clears it", async () => {
    const { id } = await connect();
    rig.answer(() => json(401, { success: false }));
    const refused = await (await caller.call("POST", `/api/connections/${id}/test`)).json<Check>();
    expect(refused).toMatchObject({ ok: false, status: "action_required", reason: "bad_credentials" });
    rig.answer(() => json(200, me));
    const passed = await (await caller.call("POST", `/api/connections/${id}/test`)).json<Check>();
    expect(passed).toMatchObject({ ok: true, status: "connected", reason: null });
  });

  it("stays connected through two passing faults, and is in error at the third", async () => {
    const { id } = await connect();
    rig.answer(() => json(503, {}));
    const statuses: string[] = [];
    for (let run = 0; run < 3; run += 1) {
      statuses.push((await (await caller.call("POST", `/api/connections/${id}/test`)).json<Check>()).status);
    }
    expect(statuses).toEqual(["connected", "connected", "error"]);
  });

  it("keeps a secret that is left out of a change, and tries the new one before it replaces the old", async () => {
    const { id } = await connect();
    const renamed = await caller.call("PATCH", `/api/connections/${id}`, { label: "Agence de Lyon" });
    expect(await renamed.json()).toMatchObject({ label: "Agence de Lyon" });
    const refused = await caller.call("PATCH", `/api/connections/${id}`, { values: { api_token: "0".repeat(40) } });
    expect(refused.status).toBe(422);
    expect(await refused.json()).toMatchObject({
      reason: "bad_credentials",
      errors: [{ field: "values.api_token", code: "rejected_by_provider" }],
    });
    rig.sent.length = 0;
    await caller.call("POST", `/api/connections/${id}/test`);
    expect(rig.sent[0]?.headers?.["x-api-token"]).toBe(token);
    await caller.call("PATCH", `/api/connections/${id}`, { values: { api_token: otherToken } });
    rig.sent.length = 0;
    await caller.call("POST", `/api/connections/${id}/test`);
    expect(rig.sent[0]?.headers?.["x-api-token"]).toBe(otherToken);
  });

  it("is gone at once when it is disconnected: row, ciphertext and data key", async () => {
    const { id } = await connect();
    const response = await caller.call("DELETE", `/api/connections/${id}`);
    expect(await response.json()).toEqual({ revoked: "unsupported" });
    expect((await caller.call("GET", `/api/connections/${id}`)).status).toBe(404);
    const { db } = rig.services;
    expect((await db.query.connections.findMany()).some((row) => row.id === id)).toBe(false);
    expect((await db.query.connectionSecrets.findMany()).some((row) => row.connectionId === id)).toBe(false);
    expect((await db.query.audit.findMany()).filter((row) => row.connectionId === id).map((row) => row.action)).toEqual(
      ["connection.connect", "connection.disconnect"],
    );
  });

  it("is another tenant's on every path: not there", async () => {
    const { id } = await connect();
    const other = await rig.session({ tenant: "other", role: "admin" });
    const calls = [
      ["GET", `/api/connections/${id}`],
      ["PATCH", `/api/connections/${id}`, { label: "x" }],
      ["POST", `/api/connections/${id}/test`],
      ["GET", `/api/connections/${id}/logs`],
      ["DELETE", `/api/connections/${id}`],
    ] as const;
    for (const [method, path, body] of calls) {
      expect((await other.call(method, path, body)).status, `${method} ${path}`).toBe(404);
    }
    expect((await caller.call("GET", `/api/connections/${id}`)).status).toBe(200);
  });

  it("can be looked at by a viewer, and nothing else", async () => {
    const { id } = await connect();
    const viewer = await rig.session({ role: "viewer" });
    expect((await viewer.call("GET", `/api/connections/${id}`)).status).toBe(200);
    expect((await viewer.call("GET", `/api/connections/${id}/logs`)).status).toBe(200);
    expect((await viewer.call("POST", `/api/connections/${id}/test`)).status).toBe(403);
    expect((await viewer.call("PATCH", `/api/connections/${id}`, { label: "x" })).status).toBe(403);
    expect((await viewer.call("DELETE", `/api/connections/${id}`)).status).toBe(403);
  });

  it("whose ciphertext was tampered with says so and asks for a new key", async () => {
    const { id } = await connect();
    const { id: victim } = await connect();
    const { db } = rig.services;
    const secrets = await db.query.connectionSecrets.findMany();
    const foreign = secrets.find((row) => row.connectionId === victim);
    const { connectionSecrets } = await import("../../schema/tables/index.ts");
    const { eq } = await import("drizzle-orm");
    await db
      .update(connectionSecrets)
      .set({ ciphertext: foreign?.ciphertext ?? "" })
      .where(eq(connectionSecrets.connectionId, id));
    const check = await (await caller.call("POST", `/api/connections/${id}/test`)).json<Check>();
    expect(check).toMatchObject({ ok: false, status: "action_required", reason: "secret_unreadable" });
  });
});
