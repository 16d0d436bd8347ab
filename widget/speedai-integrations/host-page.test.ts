import { expect } from "chai";
import { connectionOf } from "../testing/catalogue.ts";
import { findAll, typeInto } from "../testing/deep.ts";
import { settle } from "../testing/settle.ts";
import { leavePage, showPage } from "./speedai-integrations.harness.ts";

afterEach(leavePage);

describe("in somebody else's page", () => {
  it("is not disturbed by hostile styles", async () => {
    const hostile = new CSSStyleSheet();
    hostile.replaceSync(
      "* { margin: 40px !important; font-size: 50px !important } button, h2, input { display: none !important; color: red !important }",
    );
    document.adoptedStyleSheets.push(hostile);
    const { element, titles } = await showPage();
    expect(titles()).to.have.length(6);
    const title = findAll("h2.section-title", element)[0];
    expect(title && getComputedStyle(title).display).to.equal("flex");
    document.adoptedStyleSheets.pop();
  });

  it("takes tokens as an object, corrects what could not be read, and says so to the developer", async () => {
    const warnings: unknown[] = [];
    const { warn } = console;
    console.warn = (...words) => warnings.push(words.join(" "));
    const { element } = await showPage({
      prepare: (page) => {
        page.appearance = { "color-action": "#ffe08a", "color-action-ink": "#ffffff", "radius-card": "4px" };
      },
    });
    console.warn = warn;
    const style = getComputedStyle(element);
    expect(style.getPropertyValue("--speedai-color-action-ink")).to.equal("#000000");
    expect(style.getPropertyValue("--_radius-card")).to.equal("4px");
    expect(element.hasAttribute("style")).to.equal(false);
    expect(warnings).to.deep.equal(["speedai-integrations: too little contrast, corrected: color-action-ink"]);
  });

  it("lives twice on one page, each with its own filter", async () => {
    const one = await showPage();
    const other = await showPage();
    typeInto(one.search(), "shopify");
    await settle(one.element);
    expect(one.names()).to.deep.equal(["Shopify"]);
    expect(other.names()).to.have.length(23);
  });

  it("is defined once, however often its script runs", async () => {
    const { defineElement } = await import("../define.ts");
    expect(() => defineElement("speedai-integrations", class extends HTMLElement {})).not.to.throw();
  });

  it("does not run past the side of a page of 320 px", async () => {
    const frame = document.createElement("div");
    frame.style.inlineSize = "320px";
    document.body.append(frame);
    const page = await showPage({
      connections: [
        connectionOf("lightspeed", "action_required", {
          label: "Restaurantfachwirtschaftsvereinigung",
          account: { id: "1", label: "un-nom-de-boutique-vraiment-tres-long.myshopify.com" },
        }),
      ],
      unavailable: ["cloudbeds"],
    });
    frame.append(page.element);
    await settle(page.element);
    const outside = findAll("*", page.element)
      .filter(
        (one) =>
          !one.closest(".filters") && one.getBoundingClientRect().right > frame.getBoundingClientRect().right + 1,
      )
      .map((one) => `${one.localName}.${one.className}`);
    expect(outside).to.deep.equal([]);
  });

  it("leaves no style attribute in what it draws", async () => {
    const { element } = await showPage({ connections: [connectionOf("hubspot", "error")] });
    expect(findAll("[style]", element)).to.deep.equal([]);
  });
});
