/** Renewals whose connection is gone when the person comes back. */
import { sql } from "drizzle-orm";
import { beforeEach, expect, it } from "vitest";
import { connections } from "../../schema/tables/index.ts";
import { createApp } from "../app.ts";
import {
  answerHubspot,
  begin,
  comeBack,
  completionOf,
  type Granting,
  leave,
  readAttempt,
  returnUrl,
} from "../testing/consent.ts";
import { type Caller, createRig, publicUrl, type Rig } from "../testing/rig.ts";

let rig: Rig;
let granting: Granting;
let caller: Caller;

beforeEach(async () => {
  rig = await createRig();
  granting = answerHubspot(rig);
  caller = await rig.session();
});

async function connect(): Promise<string> {
  const attempt = await begin(caller);
  const left = await leave(rig, attempt, "popup");
  await comeBack(rig, { code: "code", state: left.state }, left.cookie);
  const { connection } = await readAttempt(caller, attempt.id);
  if (!connection) throw new Error("not connected");
  return connection.id;
}

it.each(["popup", "redirect"] as const)(
  "by %s that the person declines after it was disconnected is told, not an error",
  async (road) => {
    const id = await connect();
    const attempt = await begin(caller, { connection_id: id, return_url: returnUrl });
    const left = await leave(rig, attempt, road);
    await caller.call("DELETE", `/api/connections/${id}`);
    const response = await comeBack(rig, { error: "access_denied", state: left.state }, left.cookie);
    expect(response.status).toBe(road === "popup" ? 200 : 303);
    expect(await readAttempt(caller, attempt.id)).toMatchObject({
      state: "failed",
      step: { reason: "consent_denied" },
    });
  },
);

it("whose connection was disconnected meanwhile ends: its grant is given back once and waits nowhere", async () => {
  const id = await connect();
  const attempt = await begin(caller, { connection_id: id, return_url: returnUrl });
  const left = await leave(rig, attempt, "redirect");
  const code = completionOf(await comeBack(rig, { code: "code", state: left.state }, left.cookie));
  await caller.call("DELETE", `/api/connections/${id}`);
  const commit = () => caller.call("POST", `/api/attempts/${attempt.id}/steps`, { values: { completion_code: code } });
  expect((await commit()).status).toBe(409);
  expect(await readAttempt(caller, attempt.id)).toMatchObject({ state: "failed" });
  expect((await commit()).status).toBe(409);
  expect(granting.revoked).toEqual(granting.given);
});

it("that came back with another account, after its connection was disconnected, cannot be answered twice", async () => {
  const id = await connect();
  granting.account = 8;
  const attempt = await begin(caller, { connection_id: id });
  const left = await leave(rig, attempt, "popup");
  await comeBack(rig, { code: "code", state: left.state }, left.cookie);
  await caller.call("DELETE", `/api/connections/${id}`);
  const accept = () =>
    caller.call("POST", `/api/attempts/${attempt.id}/steps`, { values: { different_account: "accept" } });
  expect((await accept()).status).toBe(409);
  expect(await readAttempt(caller, attempt.id)).toMatchObject({ state: "failed" });
  await accept();
  expect(granting.revoked).toEqual(granting.given);
});

it.each([
  ["another account", 8, ["first"]],
  ["the same account", 7, []],
] as const)(
  "by %s gives back what it replaces, but never what a provider may take for the new grant",
  async (_account, account, back) => {
    const id = await connect();
    granting.account = account;
    const attempt = await begin(caller, { connection_id: id });
    const left = await leave(rig, attempt, "popup");
    await comeBack(rig, { code: "code", state: left.state }, left.cookie);
    await caller.call("POST", `/api/attempts/${attempt.id}/steps`, { values: { different_account: "accept" } });
    expect(await readAttempt(caller, attempt.id)).toMatchObject({ state: "done" });
    expect(granting.revoked).toEqual(back.map(() => granting.given[0]));
  },
);

it("that comes back while the connection is written by somebody else ends as a conflict, and its grant is given back", async () => {
  const id = await connect();
  const attempt = await begin(caller, { connection_id: id });
  const left = await leave(rig, attempt, "popup");
  const { db, vault } = rig.services;
  // Another write comes in whenever the account is compared, and so between the reading and the writing of the row.
  const fingerprint: typeof vault.fingerprint = async (...what) => {
    await db.update(connections).set({ generation: sql`${connections.generation} + 1` });
    return vault.fingerprint(...what);
  };
  const app = createApp({ ...rig.services, vault: { ...vault, fingerprint } });
  const request: Rig["request"] = async (path, init) => app.fetch(new Request(`${publicUrl}${path}`, init));
  const response = await comeBack({ ...rig, request }, { code: "code", state: left.state }, left.cookie);
  expect(response.status).toBe(200);
  expect(await readAttempt(caller, attempt.id)).toMatchObject({ state: "failed", step: { kind: "failed" } });
  await rig.settle();
  expect(granting.revoked).toEqual([granting.given[1]]);
});
