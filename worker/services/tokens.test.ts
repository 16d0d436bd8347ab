import { eq, ne } from "drizzle-orm";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { connectionSecrets, connections } from "../../schema/tables/index.ts";
import type { Attempt, Check } from "../../schema/wire/index.ts";
import type { Answer } from "../domain/exchange.ts";
import type { OutboundRequest, SendFailure } from "../platform/ports.ts";
import { type Caller, createRig, json, publicUrl, type Rig, serviceKey } from "../testing/rig.ts";
import { runDueWork } from "./background.ts";
import { openForUse } from "./tokens.ts";

let rig: Rig;
let caller: Caller;
let connectionId: string;
/** A strict server: a refresh token works once, and its second use kills the whole family. */
let family: { current: number; dead: boolean };
let onRefresh: (request: OutboundRequest) => Answer | SendFailure | Promise<Answer | SendFailure>;

function refreshStrictly(request: OutboundRequest): Answer {
  const given = new URLSearchParams(request.body).get("refresh_token");
  if (family.dead || given !== `rt-${family.current}`) {
    family.dead = true;
    return json(400, { error: "invalid_grant", status: "BAD_REFRESH_TOKEN" });
  }
  family.current += 1;
  return json(200, {
    access_token: `at-${family.current}`,
    refresh_token: `rt-${family.current}`,
    expires_in: 1800,
    hub_id: 7,
  });
}

beforeAll(async () => {
  rig = await createRig();
});

beforeEach(async () => {
  caller = await rig.session();
  family = { current: 1, dead: false };
  onRefresh = refreshStrictly;
  rig.answer((request, url) => {
    if (url.pathname.endsWith("/revoke")) return json(200, {});
    if (url.pathname.endsWith("/introspect")) return json(200, { active: true, hub_domain: "m.example" });
    if (!url.pathname.endsWith("/token")) {
      const known = request.headers?.["authorization"] === `Bearer at-${family.current}`;
      return known
        ? json(200, { portalId: 7, accountType: "STANDARD", uiDomain: "app.hubspot.com" })
        : json(401, { category: "EXPIRED_AUTHENTICATION" });
    }
    const isCode = new URLSearchParams(request.body).get("grant_type") === "authorization_code";
    if (isCode) return json(200, { access_token: "at-1", refresh_token: "rt-1", expires_in: 1800, hub_id: 7 });
    return onRefresh(request);
  });
  connectionId = await connect();
  rig.sent.length = 0;
});

async function connect(): Promise<string> {
  const attempt = await caller.attempt("hubspot", { method: "oauth2" });
  const handshake = attempt.step.kind === "redirect" ? attempt.step.handshake : "";
  const response = await rig.request("/api/integrations/hubspot/start", {
    method: "POST",
    headers: { "content-type": "application/json", origin: publicUrl },
    body: JSON.stringify({ attempt: attempt.id, road: "popup", handshake }),
  });
  const { authorization_url } = await response.json<{ authorization_url: string }>();
  const state = new URL(authorization_url).searchParams.get("state") ?? "";
  const cookie = (response.headers.get("set-cookie") ?? "").split(";")[0] ?? "";
  await rig.request(`/api/integrations/hubspot/callback?code=c&state=${state}`, { headers: { cookie } });
  const done = await (await caller.call("GET", `/api/attempts/${attempt.id}`)).json<Attempt>();
  return done.connection?.id ?? "";
}

const refreshes = () => rig.sent.filter((request) => request.body?.includes("grant_type=refresh_token"));
const use = () => openForUse(rig.services, "maison", connectionId);
const tokenOf = (result: Awaited<ReturnType<typeof use>>) =>
  result.ok ? result.usable.values.text("access_token") : result.failure.reason;

describe("a token in use", () => {
  it("is not refreshed while it has time", async () => {
    expect(tokenOf(await use())).toBe("at-1");
    expect(refreshes()).toHaveLength(0);
  });

  it("of 200 callers after its end exactly one refreshes, and all get the new token", async () => {
    rig.pass(1800);
    const tokens = (await Promise.all(Array.from({ length: 200 }, use))).map(tokenOf);
    expect(new Set(tokens)).toEqual(new Set(["at-2"]));
    expect(refreshes()).toHaveLength(1);
    expect(family.dead).toBe(false);
  });

  it("is refreshed again and again as the pairs rotate", async () => {
    for (const expected of ["at-2", "at-3", "at-4"]) {
      rig.pass(1800);
      expect(tokenOf(await use())).toBe(expected);
    }
  });

  it("keeps the old refresh token when the answer has none", async () => {
    onRefresh = () => json(200, { access_token: "at-1", expires_in: 1800 });
    rig.pass(1800);
    await use();
    onRefresh = refreshStrictly;
    rig.pass(1800);
    expect(tokenOf(await use())).toBe("at-2");
  });

  it("that is refused before its time is renewed once, by the clock of the provider", async () => {
    family.current = 2;
    onRefresh = (request) => {
      family.current = 1;
      return refreshStrictly(request);
    };
    const check = await (await caller.call("POST", `/api/connections/${connectionId}/test`)).json<Check>();
    expect(check.ok).toBe(true);
    expect(refreshes()).toHaveLength(1);
  });
});

describe("a refresh that fails", () => {
  it("for good ends in « expiré » once, and is not tried again", async () => {
    family.dead = true;
    rig.pass(1800);
    expect(tokenOf(await use())).toBe("grant_revoked");
    const connection = await (await caller.call("GET", `/api/connections/${connectionId}`)).json();
    // The session ended meanwhile; a new one looks.
    expect(connection).toMatchObject({ code: "session_expired" });
    const later = await rig.session();
    expect(await (await later.call("GET", `/api/connections/${connectionId}`)).json()).toMatchObject({
      status: "expired",
      reason: "grant_revoked",
    });
    const logs = await (await later.call("GET", `/api/connections/${connectionId}/logs`)).json();
    expect(logs).toMatchObject({ entries: [{ code: "grant_revoked_by_provider" }, { code: "connected" }] });
  });

  it.each([
    ["a passing outage", json(503, {})],
    ["a quota", json(429, {}, { "retry-after": "90" })],
    ["silence", { reason: "server_silent", step: "network" } as const],
  ])("by %s cools down instead of looping, and recovers", async (_name, failure) => {
    onRefresh = () => failure;
    rig.pass(1800);
    await use();
    await use();
    expect(refreshes()).toHaveLength(1);
    onRefresh = refreshStrictly;
    rig.pass(120);
    expect(tokenOf(await use())).toBe("at-2");
  });

  it("before the token's end leaves the old token in use", async () => {
    onRefresh = () => json(503, {});
    rig.pass(1500);
    expect(tokenOf(await use())).toBe("at-1");
  });
});

describe("a holder that is lost or late", () => {
  it("that died leaves the lease for the next after its time", async () => {
    rig.pass(1800);
    onRefresh = () => new Promise<Answer>(() => {});
    void use();
    await expect.poll(() => refreshes().length).toBe(1);
    onRefresh = refreshStrictly;
    rig.pass(21);
    expect(tokenOf(await use())).toBe("at-2");
  });

  it("that comes late does not overwrite the newer pair", async () => {
    rig.pass(1800);
    let release: (answer: Answer) => void = () => {};
    onRefresh = () =>
      new Promise<Answer>((resolve) => {
        release = resolve;
      });
    const late = use();
    await expect.poll(() => refreshes().length).toBe(1);
    onRefresh = refreshStrictly;
    rig.pass(21);
    expect(tokenOf(await use())).toBe("at-2");
    release(json(200, { access_token: "at-late", refresh_token: "rt-late", expires_in: 1800 }));
    expect(tokenOf(await late)).toBe("at-2");
  });

  it.each([
    ["for good", json(400, { error: "invalid_grant" })],
    ["for now", json(503, {})],
  ])(
    "that is refused late, %s, says nothing about the pair that another holder has won since",
    async (_how, refusal) => {
      rig.pass(1800);
      let release: (answer: Answer) => void = () => {};
      onRefresh = () =>
        new Promise<Answer>((resolve) => {
          release = resolve;
        });
      const late = use();
      await expect.poll(() => refreshes().length).toBe(1);
      onRefresh = refreshStrictly;
      rig.pass(21);
      expect(tokenOf(await use())).toBe("at-2");
      release(refusal);
      expect(tokenOf(await late)).toBe("at-2");
      const [row] = await rig.services.db.select().from(connections).where(eq(connections.id, connectionId));
      expect(row).toMatchObject({ status: "connected", reason: null, refreshFailures: 0, refreshNotBefore: null });
    },
  );

  it("does not bring a disconnected connection back", async () => {
    rig.pass(1500);
    let release: (answer: Answer) => void = () => {};
    onRefresh = () =>
      new Promise<Answer>((resolve) => {
        release = resolve;
      });
    const pending = use();
    await expect.poll(() => refreshes().length).toBe(1);
    const fresh = await rig.session();
    await fresh.call("DELETE", `/api/connections/${connectionId}`);
    release(json(200, { access_token: "at-zombie", refresh_token: "rt-zombie", expires_in: 1800 }));
    expect(await pending).toMatchObject({ ok: false, gone: true });
    const rows = await rig.services.db.query.connections.findMany();
    expect(rows.some((row) => row.id === connectionId)).toBe(false);
  });
});

describe("a connection put back from before a refresh", () => {
  it("is not used, and its spent refresh token is not sent again", async () => {
    const { db } = rig.services;
    const [row] = await db.select().from(connections).where(eq(connections.id, connectionId));
    const sealed = eq(connectionSecrets.connectionId, connectionId);
    const secrets = await db.select().from(connectionSecrets).where(sealed);
    rig.pass(1800);
    expect(await openForUse(rig.services, "maison", connectionId)).toMatchObject({ ok: true });
    await db
      .update(connections)
      .set({ ...row })
      .where(eq(connections.id, connectionId));
    await db.delete(connectionSecrets).where(sealed);
    await db.insert(connectionSecrets).values(secrets);
    rig.sent.length = 0;
    const opened = await openForUse(rig.services, "maison", connectionId);
    expect(opened).toMatchObject({ ok: false, failure: { reason: "secret_unreadable" } });
    expect(rig.sent).toEqual([]);
  });
});

describe("the internal proxy", () => {
  const call = (key: string) =>
    rig.request(`/internal/connections/${connectionId}/proxy/account-info/2026-03/details`, {
      headers: { authorization: `Bearer ${key}` },
    });

  it("calls with the customer's token, refreshed when needed, and never shows it", async () => {
    rig.pass(1800);
    const response = await call(serviceKey);
    expect(response.status).toBe(200);
    expect(await response.text()).not.toContain("at-2");
    expect(rig.sent.at(-1)?.headers?.["authorization"]).toBe("Bearer at-2");
    const uses = (await rig.services.db.query.audit.findMany()).filter((row) => row.action === "connection.use");
    expect(uses.at(-1)).toMatchObject({ actor: "internal:agent", connectionId, outcome: "200" });
  });

  it("is closed to keys without the scope or the tenant", async () => {
    const { narrowServiceKey } = await import("../testing/rig.ts");
    expect((await call(narrowServiceKey)).status).toBe(403);
    expect((await call("no-key-at-all-0123456789abcdef0123456789")).status).toBe(401);
  });
});

describe("the background", () => {
  it("checks what is due, once, and writes the time that the card shows", async () => {
    await rig.services.db.delete(connections).where(ne(connections.id, connectionId));
    rig.pass(8 * 3600);
    await Promise.all([runDueWork(rig.services), runDueWork(rig.services)]);
    const row = (await rig.services.db.query.connections.findMany()).find(({ id }) => id === connectionId);
    expect(row?.lastCheckedAt).toEqual(rig.now());
    expect(row?.nextCheckAt?.getTime()).toBeGreaterThan(rig.now().getTime());
    expect(
      (await rig.services.db.query.checks.findMany()).filter((check) => check.connectionId === connectionId),
    ).toHaveLength(2);
  });
});
