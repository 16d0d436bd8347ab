import { sendKeys } from "@web/test-runner-commands";
import { expect } from "chai";
import { connectionOf } from "../testing/catalogue.ts";
import { findAll, focused, readText, typeInto } from "../testing/deep.ts";
import { settle } from "../testing/settle.ts";
import { leavePage, showPage } from "./speedai-integrations.harness.ts";

afterEach(leavePage);

describe("searching", () => {
  it("filters both zones, tells how many, and clears", async () => {
    const page = await showPage({ connections: [connectionOf("lightspeed", "connected")] });
    typeInto(page.search(), "caisse");
    await settle(page.element);
    expect(page.names()).to.deep.equal(["Lightspeed Restaurant"]);
    expect(page.titles()).to.deep.equal(["Connectés 1", "Restaurant & Hôtellerie 1"]);
    expect(page.spoken()).to.equal("1 intégration trouvée");
    typeInto(page.search(), "");
    await settle(page.element);
    expect(page.names()).to.have.length(23);
  });

  it("limits to a category, by chip and by attribute", async () => {
    const page = await showPage();
    findAll<HTMLInputElement>("input[type=radio]", page.element)[3]?.click();
    await settle(page.element);
    expect(page.titles()).to.deep.equal(["Hôtels 2"]);
    expect(page.element.getAttribute("category")).to.equal("hotel");
    page.element.setAttribute("category", "ecommerce");
    await settle(page.element);
    expect(page.titles()).to.deep.equal(["E-commerce 4"]);
    page.element.setAttribute("category", "nonsense");
    await settle(page.element);
    expect(page.names()).to.have.length(23);
  });

  it("offers the other categories when only they have an answer", async () => {
    const page = await showPage({ attributes: { category: "hotel" } });
    typeInto(page.search(), "shopify");
    await settle(page.element);
    expect(readText(page.state())).to.equal(
      "Aucun outil ne correspond à « shopify ». Masqué par : « Hôtels ». Sans « Hôtels » : 1 résultat Sans « shopify » : 2 résultats",
    );
    page.state().querySelector("button")?.click();
    await settle(page.element);
    expect(page.names()).to.deep.equal(["Shopify"]);
  });

  it("shows the ways that fit every tool when nothing answers", async () => {
    const page = await showPage();
    typeInto(page.search(), "zzzz<b>");
    await settle(page.element);
    expect(readText(page.state())).to.contain("Aucun outil ne correspond à « zzzz<b> ».");
    expect(page.names()).to.deep.equal(["API personnalisée", "Webhook"]);
    expect(page.spoken()).to.equal("0 intégration trouvée");
  });

  it("takes the focus with /, but not while somebody types", async () => {
    const page = await showPage();
    await sendKeys({ press: "/" });
    expect(focused()).to.equal(page.search());
    expect(page.search().value).to.equal("");
    const other = document.createElement("textarea");
    document.body.append(other);
    other.focus();
    await sendKeys({ press: "/" });
    expect(document.activeElement).to.equal(other);
    expect(other.value).to.equal("/");
  });

  it("goes from card to card with the arrows", async () => {
    const page = await showPage({ attributes: { category: "crm" } });
    page.card("hubspot").focus();
    await sendKeys({ press: "ArrowRight" });
    expect(document.activeElement?.shadowRoot?.activeElement?.id).to.equal("salesforce");
    await sendKeys({ press: "ArrowLeft" });
    await sendKeys({ press: "ArrowDown" });
    const below = page.element.shadowRoot?.activeElement;
    expect(below?.getBoundingClientRect().left).to.equal(page.card("hubspot").getBoundingClientRect().left);
    expect(below?.getBoundingClientRect().top).to.be.greaterThan(page.card("hubspot").getBoundingClientRect().top);
    await sendKeys({ press: "ArrowUp" });
    expect(page.element.shadowRoot?.activeElement?.id).to.equal("hubspot");
  });
});
