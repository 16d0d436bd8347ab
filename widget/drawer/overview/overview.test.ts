import { expect } from "chai";
import type { Check } from "../../../schema/wire/index.ts";
import type { ApiError } from "../../api/client.ts";
import { check, connection, entries } from "../../testing/connections.ts";
import { focused, until } from "../../testing/deep.ts";
import { createFakeApi, refusal } from "../../testing/fake-api.ts";
import { delivery } from "../../testing/records.ts";
import { integration, webhook } from "../../testing/tools.ts";
import { DrawerHarness, type Opening } from "../drawer.harness.ts";

const connected = connection();
const withConnection = integration({ connections: [connected] });

let harness: DrawerHarness;
const open = async (opening: Opening = {}): Promise<DrawerHarness> => {
  harness = await DrawerHarness.open(opening);
  return harness;
};

afterEach(() => harness.remove());

describe("the last checks", () => {
  it("are told in words as well, with when and why the last one failed", async () => {
    await open({ properties: { integration: withConnection, connection: connected } });
    expect(harness.text).to.include("Dernier échec il y a 7 h : Pipedrive est momentanément indisponible.");
    expect(harness.find(".caption time").title).to.include("2026");
  });
});

describe("a fault that passes", () => {
  const at = "2026-10-14T09:00:00Z";
  const failing = connection({
    last_checked_at: at,
    history: [
      { at: "2026-10-14T08:00:00Z", ok: true, reason: null },
      { at, ok: false, reason: "provider_down" },
    ],
  });
  const shown = (one: typeof failing) =>
    open({ properties: { integration: integration({ connections: [one] }), connection: one } });

  it("is told where it stands, with the last try that passed, and never beside « Tout fonctionne »", async () => {
    await shown(failing);
    expect(harness.text).not.to.include("Tout fonctionne.");
    expect(harness.text).to.include("Pipedrive est momentanément indisponible.").and.include("Nous réessayons.");
    expect(harness.text).to.include("Dernier essai réussi le 14 oct. 2026");
    expect(harness.text)
      .to.match(/Dernier essai (?:il y a|à l’instant|dans)/)
      .and.not.include("Vérifiée");
  });

  it("is over when a check passed, or new values were tried", async () => {
    await shown({ ...failing, last_checked_at: "2026-10-14T09:05:00Z" });
    expect(harness.text).to.include("Tout fonctionne.");
    harness.remove();
    await shown({ ...failing, history: [...failing.history].reverse() });
    expect(harness.text).to.include("Tout fonctionne.");
  });
});

describe("testing a connection", () => {
  const connectedProperties = { integration: withConnection, connection: connected };

  it("shows the checklist and tells the page the result and the new state", async () => {
    const api = createFakeApi({ testConnection: async () => check(), connection: async () => connected });
    await open({ api, properties: connectedProperties });
    await harness.click("Tester la connexion");
    await until(() => harness.names().includes("connection-changed"));
    expect(harness.text).to.include("Maison Lumière · Lyon");
    expect(harness.events.find(({ name }) => name === "test-result")?.detail).to.deep.equal({
      check: check(),
      connection_id: "con_4f2a",
    });
  });

  it("leads from a failing line to the field in the settings", async () => {
    const failing = connection({ status: "action_required", reason: "bad_credentials" });
    const api = createFakeApi({
      testConnection: async () => check({ step: "login", code: "bad_credentials", field: "api_token" }),
      connection: async () => failing,
    });
    await open({ api, properties: connectedProperties });
    await harness.click("Tester la connexion");
    await until(() => harness.names().includes("connection-changed"));
    await harness.settle();
    await harness.click("Corriger « Jeton d’API »");
    expect(harness.drawer.view).to.equal("settings");
    expect(focused()?.textContent?.trim()).to.equal("Remplacer");
  });

  it("says each time that it runs", async () => {
    let answer: (found: Check) => void = () => {};
    const api = createFakeApi({
      testConnection: () => new Promise((resolve) => (answer = resolve)),
      connection: async () => connected,
    });
    await open({ api, properties: { ...connectedProperties, view: "overview" } });
    for (const round of [1, 2]) {
      await harness.click("Tester la connexion");
      expect(harness.text, `round ${round}`).to.include("Test en cours…");
      answer(check());
      await until(() => harness.names().filter((name) => name === "connection-changed").length === round);
      await harness.settle();
    }
  });

  it("explains a test that could not be run, and never runs two at once", async () => {
    let fail: (error: ApiError) => void = () => {};
    const api = createFakeApi({ testConnection: () => new Promise((_, reject) => (fail = reject)) });
    await open({ api, properties: connectedProperties });
    await harness.click("Tester la connexion");
    await harness.click("Tester la connexion");
    expect(api.countOf("testConnection")).to.equal(1);
    fail(refusal({ code: "too_many_requests", status: 429 }));
    await until(() => harness.text.includes("Un instant, s’il vous plaît."));
  });

  it("shows the delivery that the test of a webhook caused", async () => {
    const hook = connection({
      id: "con_w",
      provider: "webhook",
      kind: "webhook",
      method: "webhook",
      settings: { webhook_url: "https://api.speedai.example/api/integrations/webhook/ep_1" },
      secrets: {},
    });
    const api = createFakeApi({
      testConnection: async () => check(),
      connection: async () => hook,
      deliveries: async () => ({ deliveries: [delivery({})], next: null }),
      logs: async () => ({ entries: entries.filter((entry) => entry.code === "webhook_received"), next: null }),
    });
    await open({ api, properties: { integration: { ...webhook, connections: [hook] }, connection: hook } });
    await harness.click("Tester le webhook");
    await until(() => harness.text.includes("msg_2Lh9"));
    expect(harness.text).to.include("booking.created");
  });

  it("says what is left to do while only our own tests have reached a webhook", async () => {
    const hook = connection({ id: "con_w", provider: "webhook", kind: "webhook", method: "webhook", history: [] });
    const received = [delivery({ type: "speedai.test" })];
    const api = createFakeApi({ deliveries: async () => ({ deliveries: received, next: null }) });
    const properties = { integration: { ...webhook, connections: [hook] }, connection: hook };
    await open({ api, properties });
    expect(harness.text).not.to.include("Tout fonctionne.");
    expect(harness.text).to.include("Il reste à coller l’adresse et le secret dans votre outil.");
    await harness.click("Secret perdu ? Le remplacer");
    expect(harness.drawer.view).to.equal("settings");
    received.push(delivery({ id: "dlv_2", type: null }));
    harness.remove();
    await open({ api, properties });
    expect(harness.text).to.include("Tout fonctionne.");
  });
});
