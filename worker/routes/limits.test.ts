import { eq, like } from "drizzle-orm";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { rateLimits, reachedTargets } from "../../schema/tables/index.ts";
import { createApp } from "../app.ts";
import { limits, targetLimit } from "../domain/rate-limit.ts";
import { ok } from "../domain/result.ts";
import { countRoundTrips } from "../platform/database.ts";
import { runDueWork } from "../services/background.ts";
import { type Caller, createRig, pageOrigin, partnerKey, publicUrl, type Rig, serviceKey } from "../testing/rig.ts";

let rig: Rig;
let tenants = 0;
let tenant: string;
let caller: Caller;

beforeAll(async () => {
  rig = await createRig();
});
beforeEach(async () => {
  tenants += 1;
  tenant = `house-${tenants}`;
  caller = await rig.session({ tenant });
});

/** Changes nothing and asks nobody: what remains is counting. */
const poke = (by = caller, headers = {}) => by.call("POST", "/api/connections/con_none/test", undefined, headers);
const look = (by = caller, headers = {}) => by.call("GET", "/api/connections", undefined, headers);
const statuses = async (answers: readonly Promise<Response>[]) =>
  (await Promise.all(answers)).map(({ status }) => status);
const times = <Value>(count: number, make: (index: number) => Value) =>
  Array.from({ length: count }, (_, index) => make(index));

/** Empties a bucket as its whole portion of requests would. */
async function drain(key: string, perSeconds: number): Promise<void> {
  const freeAt = rig.now().getTime() + perSeconds * 1_000;
  const values = { key, freeAt, allowed: true };
  await rig.services.db
    .insert(rateLimits)
    .values(values)
    .onConflictDoUpdate({ target: rateLimits.key, set: { freeAt } });
}

/** Leaves the caller's session so many requests that act. */
async function leave(requests: number): Promise<void> {
  const { requests: portion, perSeconds } = limits.act.session;
  await drain(`session:act:${caller.sessionId}`, perSeconds * (1 - requests / portion));
}

async function expectWait(response: Response, least: number, most: number): Promise<void> {
  expect(response.status).toBe(429);
  const seconds = Number(response.headers.get("retry-after"));
  expect(seconds).toBeGreaterThanOrEqual(least);
  expect(seconds).toBeLessThanOrEqual(most);
  expect(await response.json()).toMatchObject({ code: "too_many_requests", status: 429 });
}

describe("a session's requests", () => {
  it("beyond its portion are refused with the time to wait, whatever comes at once", async () => {
    await leave(20);
    const all = await statuses(times(35, () => poke()));
    expect(all.filter((status) => status === 404)).toHaveLength(20);
    expect(all.filter((status) => status === 429)).toHaveLength(15);
    await expectWait(await poke(), 1, 1);
  });

  it("are taken again, one for each share of time, and a refused one takes nothing away", async () => {
    await drain(`session:act:${caller.sessionId}`, limits.act.session.perSeconds);
    for (let index = 0; index < 5; index += 1) expect((await poke()).status).toBe(429);
    rig.pass(1);
    // Half a second is the share of one request, so a second holds two.
    expect(await statuses(times(3, () => poke()))).toEqual(expect.arrayContaining([404, 404, 429]));
  });

  it("find no double portion where two minutes meet", async () => {
    rig.pass(59);
    await leave(0);
    rig.pass(2);
    const next = await statuses(times(10, () => poke()));
    expect(next.filter((status) => status === 404)).toHaveLength(4);
  });

  it("to look are counted apart from those that act", async () => {
    await drain(`session:act:${caller.sessionId}`, limits.act.session.perSeconds);
    expect((await look()).status).toBe(200);
    await drain(`session:read:${caller.sessionId}`, limits.read.session.perSeconds);
    await expectWait(await look(), 1, 1);
    await expectWait(await caller.call("GET", "/api/integrations"), 1, 1);
  });

  it("with files are counted apart", async () => {
    await drain(`session:upload:${caller.sessionId}`, limits.upload.session.perSeconds);
    const upload = await caller.call("POST", "/api/attempts/att_none/upload", undefined, {
      "content-type": "text/csv",
    });
    await expectWait(upload, 20, 20);
    expect((await poke()).status).toBe(404);
  });

  it("of one session do not take from another's", async () => {
    await drain(`session:act:${caller.sessionId}`, limits.act.session.perSeconds);
    expect((await poke(await rig.session({ tenant }))).status).toBe(404);
  });

  it("are refused in a way that the page can read", async () => {
    await drain(`session:act:${caller.sessionId}`, limits.act.session.perSeconds);
    const response = await poke();
    expect(response.headers.get("access-control-allow-origin")).toBe(pageOrigin);
    expect(response.headers.get("access-control-expose-headers")).toContain("retry-after");
  });

  it("are still refused after a restart and by another isolate", async () => {
    await leave(1);
    expect((await poke()).status).toBe(404);
    const restarted = createApp(rig.services);
    const request = new Request(`${publicUrl}/api/connections/con_none/test`, {
      method: "POST",
      headers: { authorization: `Bearer ${caller.token}`, origin: pageOrigin },
    });
    expect((await restarted.fetch(request)).status).toBe(429);
  });

  it("cost no round trip to count", async () => {
    const tripsOf = async (path: string) => {
      const before = countRoundTrips(rig.services.db);
      expect((await caller.call("GET", path, undefined, { "cf-connecting-ip": "203.0.113.7" })).status).toBe(200);
      return countRoundTrips(rig.services.db) - before;
    };
    expect(await tripsOf("/api/integrations")).toBe(1);
    expect(await tripsOf("/api/connections")).toBe(2);
  });
});

describe("a tenant's requests", () => {
  it("count together over its sessions, and not with another tenant's", async () => {
    await drain(`tenant:act:${tenant}`, limits.act.tenant.perSeconds);
    await expectWait(await poke(), 1, 1);
    await expectWait(await poke(await rig.session({ tenant, user: "other" })), 1, 1);
    expect((await poke(await rig.session({ tenant: `${tenant}-next` }))).status).toBe(404);
  });
});

describe("an address", () => {
  const from = (address: string) => ({ "cf-connecting-ip": address });
  const drainAddress = async (kind: "act" | "consent" | "health", block: string) =>
    drain(`address:${kind}:${await rig.services.vault.fingerprint("address", block)}`, 60);

  it("counts together over all tenants", async () => {
    await drainAddress("act", "203.0.113.7");
    await expectWait(await poke(caller, from("203.0.113.7")), 1, 1);
    const other = await rig.session({ tenant: `${tenant}-next` });
    await expectWait(await poke(other, from("203.0.113.7")), 1, 1);
    expect((await poke(other, from("203.0.113.8"))).status).toBe(404);
    expect((await poke(other)).status).toBe(404);
  });

  it("is not kept", async () => {
    await poke(caller, from("198.51.100.77"));
    expect(JSON.stringify(await rig.services.db.query.rateLimits.findMany())).not.toContain("198.51");
  });

  it.each([
    ["the start page", "GET", "/api/integrations/hubspot/start?attempt=att_x"],
    ["its call", "POST", "/api/integrations/hubspot/start"],
    ["the callback", "GET", "/api/integrations/hubspot/callback?state=x"],
  ])("is counted where there is no session: %s", async (_name, method, path) => {
    await drainAddress("consent", "203.0.113.9");
    const refused = await rig.request(path, { method, headers: from("203.0.113.9") });
    // Programs read a problem, people a page.
    if (method === "GET") expect([refused.status, refused.headers.get("retry-after")]).toEqual([429, "1"]);
    else await expectWait(refused, 1, 1);
    expect((await rig.request(path, { method, headers: from("203.0.113.10") })).status).not.toBe(429);
  });

  it("is counted by the health page, which else needs no round trip more than its own", async () => {
    const ask = () => rig.request("/healthz", { headers: from("203.0.113.11") });
    await rig.request("/healthz");
    const before = countRoundTrips(rig.services.db);
    expect((await ask()).status).toBe(200);
    const withAddress = countRoundTrips(rig.services.db) - before;
    await rig.request("/healthz");
    expect(countRoundTrips(rig.services.db) - before - withAddress).toBe(withAddress);
    await drainAddress("health", "203.0.113.11");
    await expectWait(await ask(), 1, 1);
  });
});

describe("keys", () => {
  const mint = (id: string) =>
    rig.request("/api/sessions", {
      method: "POST",
      headers: { authorization: `Bearer ${partnerKey}`, "content-type": "application/json" },
      body: JSON.stringify({ tenant: { id, name: "T" }, user: { id: "u", role: "viewer" }, origins: [pageOrigin] }),
    });

  it("of a partner mint so many sessions for one tenant, and so many at all", async () => {
    await drain(`tenant:mint:demo/${tenant}`, limits.mint.tenant.perSeconds);
    await expectWait(await mint(tenant), 1, 1);
    expect((await mint(`${tenant}-next`)).status).toBe(201);
    await drain("partner:mint:demo", limits.mint.partner.perSeconds);
    await expectWait(await mint(`${tenant}-next`), 1, 1);
    const revoke = { method: "DELETE", headers: { authorization: `Bearer ${partnerKey}` } };
    await expectWait(await rig.request("/api/sessions/ses_x", revoke), 1, 1);
    await expectWait(await rig.request("/api/sessions?tenant_id=x", revoke), 1, 1);
    await rig.services.db.delete(rateLimits).where(like(rateLimits.key, "partner:%"));
  });

  it("of a service have a limit, too", async () => {
    await drain("service:internal:agent", limits.internal.service.perSeconds);
    const headers = { authorization: `Bearer ${serviceKey}` };
    await expectWait(await rig.request("/internal/connections", { headers }), 1, 1);
    await expectWait(await rig.request("/internal/connections/con_x/proxy/x", { headers }), 1, 1);
    await rig.services.db.delete(rateLimits).where(like(rateLimits.key, "service:%"));
  });
});

describe("deliveries to an endpoint", () => {
  async function openEndpoint(): Promise<string> {
    const { connection } = await caller.attempt("webhook", { method: "webhook", values: {} });
    return String(connection?.settings["webhook_url"]).split("/").at(-1) ?? "";
  }
  const deliver = (endpoint: string) =>
    rig.request(`/api/integrations/webhook/${endpoint}`, { method: "POST", body: "{}" });

  it("are refused beyond the endpoint's portion before anything is opened, and not at another's", async () => {
    const [first, second] = [await openEndpoint(), await openEndpoint()];
    await drain(`endpoint:inbound:${first}`, limits.inbound.endpoint.perSeconds);
    await expectWait(await deliver(first), 1, 1);
    expect((await deliver(second)).status).toBe(401);
  });
});

describe("what is counted", () => {
  it("leaves nothing behind for tokens, endpoints and addresses that are nobody's", async () => {
    await rig.services.db.delete(rateLimits);
    const forged = `${caller.token.slice(0, -3)}AAA`;
    await rig.request("/api/connections", { headers: { authorization: `Bearer ${forged}` } });
    await rig.request("/api/integrations/webhook/whk_made-up", { method: "POST", body: "{}" });
    await rig.request("/api/integrations/hubspot/start?attempt=x", {
      headers: { "cf-connecting-ip": "not-an-address" },
    });
    expect(await rig.services.db.query.rateLimits.findMany()).toEqual([]);
  });

  it("is forgotten when its bucket is full again", async () => {
    await poke();
    expect((await rig.services.db.query.rateLimits.findMany()).length).toBeGreaterThan(0);
    rig.pass(601);
    await runDueWork(rig.services);
    expect(await rig.services.db.query.rateLimits.findMany()).toEqual([]);
  });
});

describe("servers that people type", () => {
  let reached: string[];
  beforeEach(() => {
    reached = [];
    rig.checkDatabases(async ({ host, port }) => {
      reached.push(`${host}:${port}`);
      return ok({
        ok: false,
        steps: [{ name: "network", ok: false, code: "port_closed", ms: 1 }],
        code: "port_closed",
      });
    });
  });

  const values = (host: string, port = 5432) => ({
    host,
    port,
    database: "shop",
    user: "reader",
    password: "a-long-password-of-the-shop",
    ssl: true,
  });
  const tryDatabase = (host: string, port?: number) =>
    caller.call("POST", "/api/integrations/postgresql/attempts", { method: "database", values: values(host, port) });

  async function fill(count: number): Promise<void> {
    const rows = times(count, (index) => ({ tenantId: tenant, target: `db-${index}.example.com:5432`, at: rig.now() }));
    await rig.services.db.insert(reachedTargets).values(rows);
  }

  it("are at most so many an hour for a tenant; those of the last hour stay free to use", async () => {
    await fill(targetLimit.requests - 1);
    expect((await tryDatabase("last.example.com")).status).toBe(201);
    rig.pass(60);
    await expectWait(await tryDatabase("one-more.example.com"), 3_540, 3_540);
    expect((await tryDatabase("last.example.com")).status).toBe(201);
    expect((await tryDatabase("LAST.example.com")).status).toBe(201);
    expect(reached).not.toContain("one-more.example.com:5432");
  });

  it("count each port, so that no machine is scanned", async () => {
    await fill(targetLimit.requests - 1);
    expect((await tryDatabase("last.example.com", 5432)).status).toBe(201);
    expect((await tryDatabase("last.example.com", 5433)).status).toBe(429);
  });

  it("are counted for the tenant alone, and for an hour", async () => {
    await fill(targetLimit.requests);
    expect((await tryDatabase("new.example.com")).status).toBe(429);
    const next = await rig.session({ tenant: `${tenant}-next` });
    const body = { method: "database", values: values("new.example.com") };
    expect((await next.call("POST", "/api/integrations/postgresql/attempts", body)).status).toBe(201);
    rig.pass(3_601);
    caller = await rig.session({ tenant });
    expect((await tryDatabase("new.example.com")).status).toBe(201);
  });

  it("of parallel first calls no more pass than there is room", async () => {
    await fill(targetLimit.requests - 3);
    const all = await statuses(times(12, (index) => tryDatabase(`parallel-${index}.example.com`)));
    expect(all.filter((status) => status === 201)).toHaveLength(3);
    expect(reached).toHaveLength(3);
  });

  it("count when a connection is pointed elsewhere, and when a shop's address is typed", async () => {
    rig.checkDatabases(async () => ok({ ok: true, steps: [] }));
    const made = await (await tryDatabase("mine.example.com")).json<{ connection: { id: string } }>();
    await fill(targetLimit.requests - 1);
    const patch = { values: values("elsewhere.example.com") };
    await expectWait(await caller.call("PATCH", `/api/connections/${made.connection.id}`, patch), 3_600, 3_600);
    const shop = {
      site_url: "https://shop.example.com",
      consumer_key: `ck_${"a".repeat(40)}`,
      consumer_secret: `cs_${"b".repeat(40)}`,
    };
    const attempt = { method: "credentials", values: shop };
    await expectWait(await caller.call("POST", "/api/integrations/woocommerce/attempts", attempt), 3_600, 3_600);
    expect(rig.sent).toHaveLength(0);
  });

  it("are forgotten with the hour", async () => {
    await fill(5);
    rig.pass(3_601);
    await runDueWork(rig.services);
    expect(await rig.services.db.select().from(reachedTargets).where(eq(reachedTargets.tenantId, tenant))).toEqual([]);
  });
});
