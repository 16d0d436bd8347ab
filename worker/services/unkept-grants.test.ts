/** Grants that were won and are not kept: each is given back, also when that could not be done at once. */
import { and, eq, isNotNull } from "drizzle-orm";
import { beforeEach, expect, it } from "vitest";
import { attempts } from "../../schema/tables/index.ts";
import { begin, comeBack, leave, readAttempt } from "../testing/consent.ts";
import { type Caller, createRig, json, type Rig } from "../testing/rig.ts";
import { runDueWork } from "./background.ts";

let rig: Rig;
let caller: Caller;
let revoked: string[];
let isDown: boolean;
/** Happens while the provider grants. */
let meanwhile: () => Promise<unknown>;

beforeEach(async () => {
  rig = await createRig();
  caller = await rig.session();
  revoked = [];
  isDown = false;
  meanwhile = async () => undefined;
  rig.answer(async (request, url) => {
    if (isDown) return { reason: "connection_lost", step: "network" };
    if (url.pathname.endsWith("/revoke")) {
      revoked.push(new URLSearchParams(request.body).get("token") ?? "");
      return json(200, {});
    }
    if (url.pathname.endsWith("/introspect")) return json(200, { active: true, hub_domain: "7.example" });
    if (!url.pathname.endsWith("/token")) {
      return json(200, { portalId: 7, accountType: "STANDARD", uiDomain: "app.hubspot.com" });
    }
    await meanwhile();
    return json(200, { access_token: "at-1", refresh_token: "rt-1", expires_in: 1800, hub_id: 7 });
  });
});

async function consent(): Promise<{ attemptId: string; connectionId: string }> {
  const attempt = await begin(caller);
  const left = await leave(rig, attempt, "popup");
  await comeBack(rig, { code: "c-1", state: left.state }, left.cookie);
  const { connection } = await readAttempt(caller, attempt.id);
  return { attemptId: attempt.id, connectionId: connection?.id ?? "" };
}

/** Attempts that still hold something. */
async function holding(): Promise<number> {
  const own = and(eq(attempts.tenantId, "maison"), isNotNull(attempts.sealedDraft));
  return (await rig.services.db.select().from(attempts).where(own)).length;
}

async function after(seconds: number): Promise<void> {
  rig.pass(seconds);
  await runDueWork(rig.services);
}

it("a tool that is disconnected while its provider is away is gone at once, and given back when the provider is there", async () => {
  const { connectionId } = await consent();
  isDown = true;
  const answer = await caller.call("DELETE", `/api/connections/${connectionId}`);
  expect(await answer.json()).toEqual({ revoked: "failed" });
  expect((await caller.call("GET", `/api/connections/${connectionId}`)).status).toBe(404);
  await after(601);
  expect(revoked).toEqual([]);
  isDown = false;
  await after(601);
  expect(revoked).toEqual(["rt-1"]);
  await after(601);
  expect(revoked).toEqual(["rt-1"]);
});

it("a provider that is away for more than a day is not asked any more, and nothing is kept for it", async () => {
  const { connectionId } = await consent();
  isDown = true;
  await caller.call("DELETE", `/api/connections/${connectionId}`);
  await after(23 * 3600);
  expect(await holding()).toBe(1);
  await after(3601);
  expect(await holding()).toBe(0);
});

it("a consent that is given up while the provider grants it leaves no grant", async () => {
  const attempt = await begin(caller);
  const left = await leave(rig, attempt, "popup");
  meanwhile = () => caller.call("DELETE", `/api/attempts/${attempt.id}`);
  await comeBack(rig, { code: "c-1", state: left.state }, left.cookie);
  expect(revoked).toEqual(["rt-1"]);
  expect(await readAttempt(caller, attempt.id)).toMatchObject({ state: "failed" });
  expect(await holding()).toBe(0);
});

it("a grant is sealed before anything is done with it", async () => {
  const attempt = await begin(caller);
  const left = await leave(rig, attempt, "popup");
  let held = 0;
  rig.answer(async (_request, url) => {
    if (url.pathname.endsWith("/token")) {
      return json(200, { access_token: "at-1", refresh_token: "rt-1", expires_in: 1800, hub_id: 7 });
    }
    held = await holding();
    return json(500, {});
  });
  await comeBack(rig, { code: "c-1", state: left.state }, left.cookie);
  expect(held).toBe(1);
});
