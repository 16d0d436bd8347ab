import { expect } from "chai";
import { steps } from "../../../testing/attempts.ts";
import { connection } from "../../../testing/connections.ts";
import { focused, until } from "../../../testing/deep.ts";
import { createFakeApi, type FakeApi, refusal } from "../../../testing/fake-api.ts";
import { integration, webhook } from "../../../testing/tools.ts";
import { DrawerHarness, type Opening } from "../../drawer.harness.ts";

const connected = connection();
const withConnection = integration({ connections: [connected] });

let harness: DrawerHarness;
const open = async (opening: Opening = {}): Promise<DrawerHarness> => {
  harness = await DrawerHarness.open(opening);
  return harness;
};

afterEach(() => harness.remove());

describe("a webhook's secret", () => {
  const hook = connection({
    id: "con_w",
    provider: "webhook",
    kind: "webhook",
    method: "webhook",
    settings: { webhook_url: "https://api.speedai.example/api/integrations/webhook/ep_1" },
    secrets: { webhook_secret: { set_at: "2026-10-02T09:30:00Z" } },
  });
  const newSecret = "whsec_Bm9uZSBvZiB5b3VyIGJ1c2luZXNz";
  const replaced = {
    items: [{ name: "webhook_secret", value: newSecret, once: true }],
    previous_valid_until: "2026-10-15T09:30:00Z",
  } as const;
  const openSettings = (api: FakeApi) =>
    open({ api, properties: { integration: { ...webhook, connections: [hook] }, connection: hook, view: "settings" } });
  const confirmButton = () => harness.find<HTMLButtonElement>(".destructive");

  it("is replaced after a question; the new one is shown once, with how long the old one lasts", async () => {
    const api = createFakeApi({
      replaceWebhookSecret: async () => ({ ...replaced, items: [...replaced.items] }),
      connection: async () => hook,
    });
    await openSettings(api);
    await harness.click("Remplacer le secret");
    expect(harness.text).to.include("L’ancien reste accepté pendant 24 heures.");
    expect(api.countOf("replaceWebhookSecret")).to.equal(0);
    confirmButton().click();
    confirmButton().click();
    await until(() => harness.text.includes(newSecret));
    await harness.settle();
    expect(api.calls.filter(({ name }) => name === "replaceWebhookSecret")).to.deep.equal([
      { name: "replaceWebhookSecret", args: ["con_w"] },
    ]);
    expect(harness.text).to.include("L’ancien secret reste accepté jusqu’au 15 oct. 2026");
    expect(harness.button("Copier : Secret de signature")).to.be.instanceOf(HTMLButtonElement);
    expect(focused()?.className).to.equal("news");
    expect(harness.names(), "the page hears of it, the secret it does not").to.deep.equal(["connection-changed"]);
    expect(JSON.stringify(harness.events)).not.to.include(newSecret);
    await harness.click("J’ai copié le secret");
    expect(harness.text).not.to.include("whsec_");
    expect(focused()?.textContent?.trim()).to.equal("Remplacer le secret");
  });

  it("stays when the person thinks again, or may not replace it", async () => {
    const api = createFakeApi({
      replaceWebhookSecret: async () => {
        throw refusal({ code: "forbidden_role", status: 403 });
      },
    });
    await openSettings(api);
    await harness.click("Remplacer le secret");
    await harness.click("Garder le secret");
    expect(api.countOf("replaceWebhookSecret")).to.equal(0);
    await harness.click("Remplacer le secret");
    confirmButton().click();
    await until(() => harness.text.includes("Vous n’avez pas ce droit."));
    expect(harness.text).not.to.include("whsec_");
  });

  it("is never shown in the settings of another connection", async () => {
    let answer = () => {};
    const api = createFakeApi({
      replaceWebhookSecret: () =>
        new Promise((resolve) => {
          answer = () => resolve({ ...replaced, items: [...replaced.items] });
        }),
    });
    const other = { ...hook, id: "con_x", label: "Caisse" };
    await openSettings(api);
    await harness.click("Remplacer le secret");
    confirmButton().click();
    harness.drawer.integration = { ...webhook, connections: [hook, other] };
    harness.drawer.connection = other;
    harness.drawer.view = "settings";
    await harness.settle();
    answer();
    await harness.settle();
    expect(harness.text).not.to.include("whsec_");
  });

  it("is none of a connection whose sender made it", async () => {
    await open({ properties: { integration: withConnection, connection: connected, view: "settings" } });
    expect(harness.findAll("speedai-webhook-secret")).to.have.length(0);
  });
});

describe("a secret that is shown once", () => {
  it("stays while other tabs are looked at, and is gone when the person has it", async () => {
    const hook = steps.instructions.connection;
    harness = await DrawerHarness.openAt(steps.instructions, {
      properties: { integration: webhook },
      api: createFakeApi({ logs: async () => ({ entries: [], next: null }), cancelAttempt: async () => {} }),
    });
    harness.drawer.integration = { ...webhook, connections: [hook] };
    await harness.settle();
    expect(harness.text).to.include("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
    expect(harness.text).to.include("il ne sera plus jamais affiché");
    await harness.click("Journal");
    await harness.click("Connexion");
    expect(harness.text).to.include("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
    await harness.click("Fermer");
    expect(harness.names(), "it was not copied yet").not.to.include("drawer-close");
    expect(harness.text).to.include("Fermer sans copier le secret ?");
    await harness.click("Rester ici");
    await harness.click("J’ai copié le secret");
    expect(harness.text).not.to.include("whsec_");
    expect(harness.drawer.view).to.equal("overview");
    expect(harness.api.countOf("cancelAttempt"), "the connection is made: nothing is cancelled").to.equal(0);
  });
});

describe("a secret that was copied", () => {
  it("lets the drawer close without a question", async () => {
    harness = await DrawerHarness.openAt(steps.instructions, { properties: { integration: webhook } });
    for (const button of harness.findAll<HTMLElementTagNameMap["speedai-copy"]>("speedai-copy[data-once]"))
      button.wasCopied = true;
    await harness.click("Fermer");
    expect(harness.names()).to.include("drawer-close");
  });
});
