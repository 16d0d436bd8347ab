import { Webhook } from "standardwebhooks";
import Stripe from "stripe";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Attempt, type LogPage, webhookSecret } from "../../schema/wire/index.ts";
import { runDueWork } from "../services/background.ts";
import { type Caller, createRig, json, publicUrl, type Rig, serviceKey } from "../testing/rig.ts";

let rig: Rig;
let caller: Caller;
let attempt: Attempt;
let path: string;
let secret: string;
const body = JSON.stringify({ type: "booking.created", data: { guest: "Zoë" } });

beforeAll(async () => {
  rig = await createRig();
});
beforeEach(async () => {
  caller = await rig.session();
  attempt = await caller.attempt("webhook", { method: "webhook", values: {} });
  const items = attempt.step.kind === "instructions" ? attempt.step.items : [];
  const value = (name: string) => items.find((item) => item.name === name)?.value ?? "";
  path = value("webhook_url").slice(publicUrl.length);
  secret = value("webhook_secret");
});

function sign(id: string, at = rig.now(), text = body, key = secret) {
  return {
    "webhook-id": id,
    "webhook-timestamp": String(Math.floor(at.getTime() / 1000)),
    "webhook-signature": new Webhook(key).sign(id, at, text),
  };
}

const deliver = (headers: Record<string, string>, text: BodyInit = body, to = path) =>
  rig.request(to, { method: "POST", headers: { "content-type": "application/json", ...headers }, body: text });
const logs = async () =>
  (await (await caller.call("GET", `/api/connections/${attempt.connection?.id}/logs`)).json<LogPage>()).entries;
const events = async () => {
  const page = await rig.request(`/internal/events?connection_id=${attempt.connection?.id}`, {
    headers: { authorization: `Bearer ${serviceKey}` },
  });
  return (await page.json<{ events: { event_id: string; payload: string; type: string }[] }>()).events;
};

describe("a webhook connection", () => {
  it("shows its secret once, and its address always", async () => {
    const again = await (await caller.call("GET", `/api/attempts/${attempt.id}`)).text();
    expect(again).toContain(path);
    expect(again).not.toContain(secret);
    expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
  });

  it("needs the person until something arrived; the test sends a signed event to itself", async () => {
    expect(attempt.connection).toMatchObject({ status: "action_required", reason: "webhook_never_called" });
    const check = await (await caller.call("POST", `/api/connections/${attempt.connection?.id}/test`)).json();
    expect(check).toMatchObject({
      ok: true,
      status: "connected",
      steps: [{ name: "network" }, { name: "login" }, { name: "sample" }],
    });
    expect((await logs()).map((entry) => entry.code)).toEqual(["test_passed", "webhook_received", "connected"]);
    expect(await events()).toMatchObject([{ type: "speedai.test" }]);
  });

  it("of two tenants are two addresses with two secrets", async () => {
    const other = await (await rig.session({ tenant: "other" })).attempt("webhook", { method: "webhook", values: {} });
    const items = other.step.kind === "instructions" ? other.step.items : [];
    const otherPath = (items[0]?.value ?? "").slice(publicUrl.length);
    expect(otherPath).not.toBe(path);
    expect((await deliver(sign("evt-cross"), body, otherPath)).status).toBe(401);
  });
});

describe("a delivery signed by the official library", () => {
  it("is stored once, sealed, and read by SpeedAI's services as it came", async () => {
    expect((await deliver(sign("evt-1"))).status).toBe(200);
    expect(await events()).toMatchObject([{ event_id: "evt-1", payload: body, type: "booking.created" }]);
    expect(JSON.stringify(await rig.services.db.query.inboundEvents.findMany())).not.toContain("Zoë");
  });

  it("has one effect when it comes 50 times at once", async () => {
    const headers = sign("evt-many");
    const all = await Promise.all(Array.from({ length: 50 }, () => deliver(headers)));
    expect(new Set(all.map((response) => response.status))).toEqual(new Set([200]));
    expect(await events()).toHaveLength(1);
  });

  it.each([
    ["changed body", () => deliver(sign("e"), body.replace("Zoë", "Zoe")), 401],
    ["changed id", () => deliver({ ...sign("e"), "webhook-id": "f" }), 401],
    [
      "changed time",
      () => deliver({ ...sign("e"), "webhook-timestamp": String(Math.floor(rig.now().getTime() / 1000) + 1) }),
      401,
    ],
    ["other secret", () => deliver(sign("e", rig.now(), body, `whsec_${btoa("x".repeat(32))}`)), 401],
    ["no signature", () => deliver({}), 401],
    ["more than five minutes ago", () => deliver(sign("e", new Date(rig.now().getTime() - 301_000))), 401],
    ["more than five minutes ahead", () => deliver(sign("e", new Date(rig.now().getTime() + 301_000))), 401],
    ["time with letters", () => deliver({ ...sign("e"), "webhook-timestamp": "1700000000abc" }), 401],
    ["compressed body", () => deliver({ ...sign("e"), "content-encoding": "gzip" }), 415],
    ["unknown address", () => deliver(sign("e"), body, "/api/integrations/webhook/whk_nobody"), 404],
    ["body over 1 MiB", () => deliver(sign("e"), "x".repeat(1024 * 1024 + 1)), 413],
  ])("is refused with a %s, and changes nothing", async (_name, send, status) => {
    expect((await send()).status).toBe(status);
    expect(await events()).toEqual([]);
    expect(attempt.connection?.status).toBe("action_required");
  });

  it("that is refused stands in the journal once a minute, not once a try", async () => {
    for (let tries = 0; tries < 5; tries += 1) await deliver({});
    expect((await logs()).filter((entry) => entry.code === "webhook_refused")).toHaveLength(1);
  });
});

describe("a replaced secret", () => {
  const replace = (by = caller) => by.call("POST", `/api/connections/${attempt.connection?.id}/webhook-secret`);
  const replaced = async () => {
    const answer = webhookSecret.parse(await (await replace()).json());
    return { next: answer.items[0]?.value ?? "", until: answer.previous_valid_until };
  };
  const status = async (id: string, key: string) => (await deliver(sign(id, rig.now(), body, key))).status;

  it("is another one, shown once, while the old one is taken for a day", async () => {
    const { next, until } = await replaced();
    expect(next).toMatch(/^whsec_/);
    expect(next).not.toBe(secret);
    expect(until).toBe(new Date(rig.now().getTime() + 24 * 3600_000).toISOString());
    expect([await status("evt-new", next), await status("evt-old", secret)]).toEqual([200, 200]);
    rig.pass(24 * 3600 - 1);
    expect(await status("evt-late", secret)).toBe(200);
    rig.pass(1);
    expect(await status("evt-too-late", secret)).toBe(401);
    expect(await status("evt-next-day", next)).toBe(200);
  });

  it("twice ends the first at once", async () => {
    const { next: second } = await replaced();
    const { next: third } = await replaced();
    expect(await status("evt-1", secret)).toBe(401);
    expect([await status("evt-2", second), await status("evt-3", third)]).toEqual([200, 200]);
  });

  it("signs the connection's own test, and one event has one effect whichever secret signs its copies", async () => {
    const { next } = await replaced();
    const check = await (await caller.call("POST", `/api/connections/${attempt.connection?.id}/test`)).json();
    expect(check).toMatchObject({ ok: true });
    const copies = [next, secret, next, secret].map((key) => status("evt-twice", key));
    expect(await Promise.all(copies)).toEqual([200, 200, 200, 200]);
    expect((await events()).filter((event) => event.event_id === "evt-twice")).toHaveLength(1);
  });

  it("is erased when its day is over, and is in no answer and no row in clear", async () => {
    const { next } = await replaced();
    const shown = await (await caller.call("GET", `/api/connections/${attempt.connection?.id}`)).text();
    const rows = async () => rig.services.db.query.connectionSecrets.findMany();
    for (const text of [shown, JSON.stringify(await rows())]) {
      for (const key of [next, secret]) expect(text).not.toContain(key.slice(6, 20));
    }
    expect(shown).not.toContain("previous");
    rig.pass(24 * 3600 + 1);
    await runDueWork(rig.services);
    expect((await rows()).map(({ field }) => field)).not.toContain("previous_webhook_secret");
    expect(await status("evt-after", next)).toBe(200);
  });

  it("stands in journal and trail", async () => {
    await replaced();
    expect((await logs())[0]).toMatchObject({ code: "webhook_secret_rotated" });
    const records = await rig.services.db.query.audit.findMany();
    expect(records.at(-1)).toMatchObject({ action: "webhook_secret.rotate", connectionId: attempt.connection?.id });
  });

  it("of two replacements at the same time is one, or each is told", async () => {
    const answers = await Promise.all([replace(), replace()]);
    const won = answers.filter((answer) => answer.status === 200);
    for (const answer of answers) expect([200, 409]).toContain(answer.status);
    expect(won.length).toBeGreaterThan(0);
    const last = await Promise.all(
      won.map(async (answer) => webhookSecret.parse(await answer.json()).items[0]?.value ?? ""),
    );
    for (const key of last) expect(await status(`evt-${key.slice(6, 12)}`, key)).toBe(200);
  });

  it("is there for webhooks of ours only, and for managers", async () => {
    expect((await replace(await rig.session({ role: "viewer" }))).status).toBe(403);
    rig.answer(() => json(200, { success: true, data: { id: 1, company_id: 2, company_name: "M" } }));
    const { connection } = await caller.attempt("pipedrive", {
      method: "credentials",
      values: { api_token: "5f0c1a9e7b3d4c2e8a6f1b0d9c8e7a6b5c4d3e2f" },
    });
    expect((await caller.call("POST", `/api/connections/${connection?.id}/webhook-secret`)).status).toBe(409);
  });
});

describe("a Stripe event", () => {
  const stripeSecret = "whsec_5fQ2vN8mZr3kT7xYbC1dW9eH4jL6pA0s";
  const event = JSON.stringify({ id: "evt_1Q2w3E", object: "event", type: "charge.succeeded", data: {} });
  let stripePath: string;

  beforeEach(async () => {
    rig.answer(() =>
      json(200, { id: "acct_1", object: "account", settings: { dashboard: { display_name: "Maison" } } }),
    );
    const opened = await caller.attempt("stripe", { method: "credentials" });
    const items = opened.step.kind === "form" ? (opened.step.items ?? []) : [];
    stripePath = (items[0]?.value ?? "").slice(publicUrl.length);
    const response = await caller.call("POST", `/api/attempts/${opened.id}/steps`, {
      values: { secret_key: "sk_test_51AbCdEfGhIjKlMnOp", webhook_secret: stripeSecret },
    });
    attempt = await response.json();
  });

  const header = (text: string, timestamp: number, key = stripeSecret) =>
    Stripe.webhooks.generateTestHeaderStringAsync({ payload: text, secret: key, timestamp });
  const seconds = () => Math.floor(rig.now().getTime() / 1000);

  it("has its address in the form that asks for its secret, and the same one afterwards", () => {
    expect(stripePath).toMatch(/^\/api\/integrations\/stripe\/webhook\?endpoint=whk_/);
    expect(attempt.connection?.settings["webhook_url"]).toBe(publicUrl + stripePath);
  });

  it("is verified over the raw body and stored once per event id", async () => {
    const signature = await header(event, seconds());
    for (let tries = 0; tries < 3; tries += 1) {
      expect((await deliver({ "stripe-signature": signature }, event, stripePath)).status).toBe(200);
    }
    expect(await events()).toMatchObject([{ event_id: "evt_1Q2w3E", type: "charge.succeeded" }]);
  });

  it.each([
    [
      "forged",
      async () => deliver({ "stripe-signature": await header(event, seconds(), "whsec_other") }, event, stripePath),
    ],
    [
      "a day ahead",
      async () => deliver({ "stripe-signature": await header(event, seconds() + 86_400) }, event, stripePath),
    ],
    ["stale", async () => deliver({ "stripe-signature": await header(event, seconds() - 301) }, event, stripePath)],
    [
      "re-encoded",
      async () => deliver({ "stripe-signature": await header(event, seconds()) }, ` ${event}`, stripePath),
    ],
    ["a Standard Webhooks delivery", async () => deliver(sign("e"), event, stripePath)],
  ])("that is %s is refused", async (_name, send) => {
    expect((await send()).status).toBe(401);
    expect(await events()).toEqual([]);
  });

  it.each(['{"object":"event"}', '{"id":{}}', '["evt_1"]', "evt_1", ""])(
    "that is signed and has no id is refused, because no second one could be told from it: %j",
    async (payload) => {
      const signature = await header(payload, seconds());
      expect((await deliver({ "stripe-signature": signature }, payload, stripePath)).status).toBe(401);
      expect(await events()).toEqual([]);
    },
  );

  it("cannot be delivered to a Standard Webhooks address, and the other way round", async () => {
    const id = stripePath.split("=")[1];
    expect((await deliver(sign("e"), body, `/api/integrations/webhook/${id}`)).status).toBe(404);
  });
});
