import "./deliveries.ts";
import { expect } from "chai";
import { createTexts } from "../../i18n/complete.ts";
import { findAll, readText, until } from "../../testing/deep.ts";
import { createFakeApi, type FakeApi, refusal } from "../../testing/fake-api.ts";
import { delivery } from "../../testing/records.ts";
import { settle } from "../../testing/settle.ts";

let element: HTMLElementTagNameMap["speedai-deliveries"];
const now = new Date("2026-11-23T09:00:00Z");

async function show(api: FakeApi, readonly = false): Promise<void> {
  element = document.createElement("speedai-deliveries");
  Object.assign(element, { api, texts: createTexts("fr"), connection: "con_w", provider: "Webhook", readonly, now });
  document.body.append(element);
  await until(() => !readText(element).includes("Chargement"));
  await settle(element);
}
const lines = () => findAll("ol:not(.skeleton) > li", element).map(readText);
const buttons = () => findAll<HTMLButtonElement>("button", element);

afterEach(() => element?.remove());

describe("deliveries", () => {
  it("tell what came, how often, and what became of it", async () => {
    const read = delivery({ id: "dlv_2", event_id: "evt_2", type: null, outcome: "read", read_at: now.toISOString() });
    await show(
      createFakeApi({ deliveries: async () => ({ deliveries: [delivery({ attempts: 3 }), read], next: null }) }),
    );
    expect(lines()[0]).to.include("booking.created").and.to.include("En attente").and.to.include("evt_1");
    expect(lines()[0]).to.include("il y a 1 h").and.to.include("envoyé 3 fois");
    expect(lines()[1]).to.include("Message").and.to.include("Transmis").and.not.to.include("envoyé");
    expect(buttons()[0]?.getAttribute("aria-label")).to.include("evt_1");
  });

  it("are handed over again once, and the journal hears of it", async () => {
    let heard = 0;
    const api = createFakeApi({
      deliveries: async () => ({ deliveries: [delivery({ outcome: "read" })], next: null }),
      replayDelivery: async () => delivery({ replays: 1, replayed_at: "2026-11-23T09:00:00.000Z" }),
    });
    await show(api);
    element.replayed = () => {
      heard += 1;
    };
    buttons()[0]?.click();
    buttons()[0]?.click();
    await until(() => readText(element).includes("Message rejoué"));
    expect(api.calls.filter(({ name }) => name === "replayDelivery").map(({ args }) => args)).to.deep.equal([
      ["con_w", "dlv_1"],
    ]);
    expect(lines()[0]).to.include("En attente").and.to.include("rejoué à l’instant");
    expect(heard).to.equal(1);
  });

  it("say how long to wait after a replay, and explain any other refusal", async () => {
    const api = createFakeApi({
      deliveries: async () => ({ deliveries: [delivery()], next: null }),
      replayDelivery: async () => {
        throw refusal({ code: "conflict", status: 409 });
      },
    });
    await show(api);
    buttons()[0]?.click();
    await until(() => lines()[0]?.includes("Patientez une minute") === true);
    api.answer("replayDelivery", async () => {
      throw refusal({ code: "dependency_unavailable", status: 503 });
    });
    buttons()[0]?.click();
    await until(() => lines()[0]?.includes("Un de nos services ne répond pas.") === true);
    expect(readText(element)).not.to.include("Message rejoué");
  });

  it("offer no replay to those who only look, and say when there are none", async () => {
    await show(createFakeApi({ deliveries: async () => ({ deliveries: [delivery()], next: null }) }), true);
    expect(buttons()).to.have.length(0);
    element.remove();
    await show(createFakeApi({ deliveries: async () => ({ deliveries: [], next: null }) }));
    expect(readText(element)).to.include("Aucun message reçu pour l’instant.");
  });

  it("are asked for again after a failure, and page by page", async () => {
    let isDown = true;
    const api = createFakeApi({
      deliveries: async (_id, before) => {
        if (isDown) throw refusal({ code: "internal", status: 500 });
        return before === undefined
          ? { deliveries: [delivery()], next: "dlv_1" }
          : { deliveries: [delivery({ id: "dlv_0", event_id: "evt_0" })], next: null };
      },
    });
    await show(api);
    await until(() => readText(element).includes("Un incident est survenu"));
    isDown = false;
    buttons()
      .find((one) => readText(one) === "Réessayer")
      ?.click();
    await until(() => lines().length === 1);
    buttons()
      .find((one) => readText(one) === "Afficher la suite")
      ?.click();
    await until(() => lines().length === 2);
  });
});
