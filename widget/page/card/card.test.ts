import { expect } from "chai";
import { findViolations } from "../../testing/accessibility.ts";
import { connectionOf } from "../../testing/catalogue.ts";
import { readText } from "../../testing/deep.ts";
import { clear, listen } from "../../testing/settle.ts";
import { showCard } from "./card.harness.ts";
import type { OpenRequest } from "./open-request.ts";

afterEach(clear);

describe("card", () => {
  it("shows name, badge, what the tool brings and « Connecter »", async () => {
    const { element, button, badge } = await showCard("hubspot");
    expect(readText(element)).to.contain("HubSpot").and.to.contain("Ce que HubSpot apporte à chaque appel.");
    expect(readText(badge())).to.equal("Standard");
    expect(readText(button())).to.equal("Connecter");
    expect(button().ariaLabel).to.equal("Connecter HubSpot");
  });

  for (const [id, word, hint] of [
    ["salesforce", "Premium", "Intégration Premium"],
    ["custom_api", "Sur mesure", "Intégration Sur mesure"],
  ] as const) {
    it(`says « ${word} » for ${id}`, async () => {
      const { badge } = await showCard(id);
      expect(readText(badge())).to.equal(word);
      expect(badge().title).to.equal(hint);
    });
  }

  it("asks for a new connection, with one press anywhere on it", async () => {
    const requests = listen<OpenRequest>("open-requested");
    const { element } = await showCard("pipedrive");
    const box = element.getBoundingClientRect();
    const hit = element.shadowRoot?.elementFromPoint(box.left + 30, box.bottom - 20);
    expect(hit?.tagName).to.equal("BUTTON", "the button's area covers the card");
    if (hit instanceof HTMLElement) hit.click();
    expect(requests).to.deep.equal([{ integration: "pipedrive", connection: null, view: "connect" }]);
  });

  it("offers another account of a tool that is connected already", async () => {
    const { element, button } = await showCard("shopify", {
      connections: [
        connectionOf("shopify", "connected", { id: "con_1" }),
        connectionOf("shopify", "expired", { id: "con_2" }),
      ],
    });
    expect(readText(element)).to.contain("2 comptes");
    expect(readText(button())).to.equal("Ajouter");
    expect(button().ariaLabel).to.equal("Ajouter un compte Shopify");
  });

  it("says why a tool is not available, and offers nothing to press", async () => {
    const { element, buttons } = await showCard("cloudbeds", { unavailable: ["cloudbeds"] });
    expect(readText(element)).to.contain("Indisponible");
    expect(readText(element)).to.contain("SpeedAI n’a pas encore enregistré son accès auprès de Cloudbeds.");
    expect(buttons()).to.deep.equal([]);
  });

  it("lets someone who only looks see, not connect", async () => {
    const requests = listen<OpenRequest>("open-requested");
    const { button } = await showCard("mews", { isReadonly: true });
    expect(readText(button())).to.equal("Voir");
    button().click();
    expect(requests[0]?.view).to.equal(null);
  });

  it("speaks English", async () => {
    const { button, badge } = await showCard("custom_api", { locale: "en" });
    expect(button().ariaLabel).to.equal("Connect API personnalisée");
    expect(readText(badge())).to.equal("Bespoke");
  });

  it("keeps a hostile name as text", async () => {
    const { element } = await showCard("hubspot");
    const integration = element.integration;
    if (integration) element.integration = { ...integration, name: "<img src=x onerror=alert(1)>" };
    await element.updateComplete;
    expect(element.shadowRoot?.querySelector("img[src=x]")).to.equal(null);
    expect(readText(element)).to.contain("<img src=x onerror=alert(1)>");
  });

  for (const locale of ["fr", "en"])
    it(`has no accessibility violation (${locale})`, async () => {
      const { element } = await showCard("thefork", { locale, connections: [connectionOf("thefork", "connected")] });
      expect(await findViolations(element)).to.deep.equal([]);
    });
});
