import { expect } from "chai";
import { findViolations } from "../../testing/accessibility.ts";
import { connectionOf } from "../../testing/catalogue.ts";
import { readText } from "../../testing/deep.ts";
import { clear, listen } from "../../testing/settle.ts";
import type { OpenRequest } from "../card/open-request.ts";
import { showAttention } from "./attention.harness.ts";

afterEach(clear);

const salesforce = { name: "Salesforce", connection: connectionOf("salesforce", "action_required") };
const resy = { name: "Resy", connection: connectionOf("resy", "error") };

describe("attention banner", () => {
  it("is not there when all is well", async () => {
    const { element } = await showAttention([]);
    expect(readText(element)).to.equal("");
    expect(element.shadowRoot?.querySelector("section")).to.equal(null);
  });

  it("names the only problem and repairs it with one press", async () => {
    const requests = listen<OpenRequest>("open-requested");
    const { element, button } = await showAttention([salesforce]);
    expect(readText(element)).to.contain("1 connexion demande votre attention. Salesforce depuis 08:30");
    expect(readText(button())).to.match(/^Reconnecter/);
    button().click();
    expect(requests).to.deep.equal([{ integration: "salesforce", connection: "con_salesforce", view: "reconnect" }]);
  });

  it("goes through several problems in turn and begins anew", async () => {
    const jumps = listen<string>("jump-requested");
    const { element, button } = await showAttention([salesforce, resy]);
    expect(readText(element)).to.contain("2 connexions demandent votre attention.");
    expect(readText(element)).to.contain("Salesforce depuis 08:30 et Resy depuis 08:30");
    expect(readText(button())).to.equal("Voir");
    button().click();
    await element.updateComplete;
    expect(readText(button())).to.equal("Suivante");
    button().click();
    button().click();
    expect(jumps).to.deep.equal(["con_salesforce", "con_resy", "con_salesforce"]);
  });

  it("speaks English", async () => {
    const { element } = await showAttention([salesforce, resy], { locale: "en" });
    expect(readText(element)).to.contain("2 connections need your attention.");
  });

  it("offers no repair to someone who only looks", async () => {
    const { button } = await showAttention([salesforce], { isReadonly: true });
    expect(readText(button())).to.match(/^Voir/);
  });

  for (const scheme of ["light", "dark"])
    it(`has no accessibility violation (${scheme})`, async () => {
      document.documentElement.style.colorScheme = scheme;
      const { element } = await showAttention([salesforce, resy]);
      expect(await findViolations(element)).to.deep.equal([]);
      document.documentElement.style.colorScheme = "";
    });
});
