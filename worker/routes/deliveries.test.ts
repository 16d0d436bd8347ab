/** The customer's view of what senders delivered, and the replay of one: once more, and once only. */
import { eq } from "drizzle-orm";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { inboundEvents } from "../../schema/tables/index.ts";
import type { Attempt, Delivery, DeliveryList, InboundEvent, LogPage } from "../../schema/wire/index.ts";
import { runDueWork } from "../services/background.ts";
import { deliverEvent } from "../testing/house.ts";
import { type Caller, createRig, type Rig, serviceKey } from "../testing/rig.ts";

let rig: Rig;
let caller: Caller;
let attempt: Attempt;
let tenant: string;
let tenants = 0;

beforeAll(async () => {
  rig = await createRig();
});
beforeEach(async () => {
  tenants += 1;
  tenant = `house-${tenants}`;
  caller = await rig.session({ tenant });
  attempt = await caller.attempt("webhook", { method: "webhook", values: {} });
});

const path = (rest = "") => `/api/connections/${attempt.connection?.id}/deliveries${rest}`;
const arrive = (id?: string) => deliverEvent(rig, caller, attempt, id);
const list = async (before = "") =>
  (await caller.call("GET", path(before && `?before=${before}`))).json<DeliveryList>();
const replay = ({ id }: Pick<Delivery, "id">, by = caller) => by.call("POST", path(`/${id}/replay`));
/** What a service reads that asks for what came after the last event it knows. */
const read = async (after = "0") => {
  const query = `/internal/events?connection_id=${attempt.connection?.id}&after=${after}`;
  const page = await rig.request(query, { headers: { authorization: `Bearer ${serviceKey}` } });
  return (await page.json<{ events: InboundEvent[] }>()).events;
};

describe("a delivery", () => {
  it("is listed with when it came, how often, and whether it was read, without its body", async () => {
    const arrived = await arrive();
    expect(arrived).toEqual({
      id: expect.stringMatching(/^dlv_/),
      event_id: "evt-1",
      type: "booking.created",
      received_at: rig.now().toISOString(),
      attempts: 1,
      last_attempt_at: rig.now().toISOString(),
      outcome: "waiting",
      read_at: null,
      replays: 0,
      replayed_at: null,
    });
    rig.pass(60);
    await arrive();
    await read();
    const [later, ...others] = (await list()).deliveries;
    expect(others).toEqual([]);
    expect(later).toEqual({
      ...arrived,
      attempts: 2,
      last_attempt_at: rig.now().toISOString(),
      outcome: "read",
      read_at: rig.now().toISOString(),
    });
    expect(await (await caller.call("GET", path())).text()).not.toContain("Zoë");
  });

  it("that was refused is none: it is a line of the journal", async () => {
    const url = new URL(String(attempt.connection?.settings["webhook_url"]));
    await rig.request(url.pathname, { method: "POST", body: "{}" });
    expect((await list()).deliveries).toEqual([]);
  });

  it("stands in pages, the newest first, each once", async () => {
    for (let number = 1; number <= 23; number += 1) await arrive(`evt-${number}`);
    const first = await list();
    expect(first.deliveries.map(({ event_id }) => event_id)).toEqual(
      Array.from({ length: 20 }, (_, index) => `evt-${23 - index}`),
    );
    const second = await list(first.next ?? "");
    expect(second.deliveries.map(({ event_id }) => event_id)).toEqual(["evt-3", "evt-2", "evt-1"]);
    expect(second.next).toBeNull();
  });

  it("that is read twice keeps the time of the first", async () => {
    await arrive();
    await read();
    const [first] = (await list()).deliveries;
    rig.pass(60);
    await read();
    expect((await list()).deliveries).toEqual([first]);
  });
});

describe("a replay", () => {
  it("hands the same event on once more, behind what came meanwhile, and says so", async () => {
    const arrived = await arrive("evt-1");
    await arrive("evt-2");
    const seen = await read();
    const [original] = seen;
    rig.pass(60);
    const response = await replay(arrived);
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({
      id: arrived.id,
      outcome: "waiting",
      read_at: null,
      replays: 1,
      replayed_at: rig.now().toISOString(),
      received_at: arrived.received_at,
    });
    const again = await read(seen.at(-1)?.id);
    expect(again).toEqual([{ ...original, id: expect.any(String), replays: 1 }]);
    expect(await read(again[0]?.id)).toEqual([]);
    expect((await list()).deliveries.find(({ id }) => id === arrived.id)).toMatchObject({ outcome: "read" });
  });

  it("has one effect when many ask for it at the same time, and again a minute later", async () => {
    const arrived = await arrive();
    const last = (await read()).at(-1)?.id;
    const answers = await Promise.all(Array.from({ length: 20 }, () => replay(arrived)));
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, ...Array.from({ length: 19 }, () => 409)]);
    expect(await read(last)).toHaveLength(1);
    rig.pass(59);
    expect((await replay(arrived)).status).toBe(409);
    rig.pass(1);
    expect((await replay(arrived)).status).toBe(200);
    expect(await read(last)).toMatchObject([{ event_id: "evt-1", replays: 2 }]);
  });

  it("does not make the sender's repetition a new event", async () => {
    const arrived = await arrive();
    await replay(arrived);
    await arrive();
    expect(await read()).toHaveLength(1);
    expect((await list()).deliveries).toMatchObject([{ id: arrived.id, attempts: 2, replays: 1 }]);
  });

  it("stands in journal and trail, by whom", async () => {
    const arrived = await arrive();
    await replay(arrived);
    const { entries } = await (
      await caller.call("GET", `/api/connections/${attempt.connection?.id}/logs`)
    ).json<LogPage>();
    expect(entries[0]).toMatchObject({ code: "webhook_replayed", params: { event_id: "evt-1" } });
    const records = await rig.services.db.query.audit.findMany();
    expect(records.at(-1)).toMatchObject({
      actor: "session:camille",
      action: "delivery.replay",
      outcome: "ok",
      connectionId: attempt.connection?.id,
    });
  });

  it("is refused to those who only look, for what is not there, and across connections", async () => {
    const arrived = await arrive();
    expect((await replay(arrived, await rig.session({ tenant, role: "viewer" }))).status).toBe(403);
    expect((await replay({ id: "dlv_nobody" })).status).toBe(404);
    expect((await replay(arrived, await rig.session({ tenant: "elsewhere" }))).status).toBe(404);
    const other = await caller.attempt("webhook", { method: "webhook", values: {} });
    const crossed = `/api/connections/${other.connection?.id}/deliveries/${arrived.id}/replay`;
    expect((await caller.call("POST", crossed)).status).toBe(404);
    expect((await list()).deliveries).toMatchObject([{ replays: 0 }]);
  });

  it("of a body that does not open is refused, changes nothing and is told", async () => {
    const arrived = await arrive("evt-1");
    const other = await arrive("evt-2");
    const rowOf = (id: string) => eq(inboundEvents.deliveryId, id);
    const [foreign] = await rig.services.db.select().from(inboundEvents).where(rowOf(other.id));
    await rig.services.db
      .update(inboundEvents)
      .set({ sealedPayload: foreign?.sealedPayload ?? "" })
      .where(rowOf(arrived.id));
    const refused = await replay(arrived);
    expect(refused.status).toBe(503);
    expect(await refused.json()).toMatchObject({ reason: "secret_unreadable" });
    expect((await read()).map(({ event_id }) => event_id)).toEqual(["evt-2"]);
    expect((await list()).deliveries.at(-1)).toMatchObject({ id: arrived.id, outcome: "waiting", replays: 0 });
    const records = await rig.services.db.query.audit.findMany();
    expect(records.at(-2)).toMatchObject({ action: "delivery.replay", outcome: "secret_unreadable" });
  });

  it("is possible as long as the delivery is kept", async () => {
    const arrived = await arrive();
    rig.pass(90 * 24 * 3600 + 1);
    await runDueWork(rig.services);
    caller = await rig.session({ tenant });
    expect((await replay(arrived)).status).toBe(404);
  });
});
