import { sendKeys, sendMouse } from "@web/test-runner-commands";
import { expect } from "chai";
import { findViolations } from "../../testing/accessibility.ts";
import { focused, readText, typeInto } from "../../testing/deep.ts";
import { clear, listen, settle } from "../../testing/settle.ts";
import { noFilter, type PageFilter } from "../filter.ts";
import { showToolbar } from "./toolbar.harness.ts";

afterEach(clear);

describe("toolbar", () => {
  it("offers all tools and each category, with counts, an empty one too", async () => {
    const { choices, chosen } = await showToolbar();
    expect(choices()).to.deep.equal(["Tous 7", "CRM 5", "Hôtels 2", "Personnalisé 0"]);
    expect(chosen()).to.equal("Tous 7");
  });

  it("asks for what is typed, letter by letter, and keeps the category", async () => {
    const asked = listen<PageFilter>("filter-changed");
    const { input } = await showToolbar({ query: "", category: "crm" });
    typeInto(input(), "hub");
    expect(asked).to.deep.equal([{ ...noFilter, query: "hub", category: "crm" }]);
  });

  it("asks for a category and keeps what was typed", async () => {
    const asked = listen<PageFilter>("filter-changed");
    const { choose } = await showToolbar({ query: "hub", category: null });
    choose(2);
    expect(asked).to.deep.equal([{ ...noFilter, query: "hub", category: "hotel" }]);
  });

  it("is one tab stop for the categories, with arrow keys inside", async () => {
    const { input, chosen, opener } = await showToolbar();
    input().focus();
    await sendKeys({ press: "Tab" });
    expect(focused()).to.equal(opener());
    await sendKeys({ press: "Tab" });
    await sendKeys({ press: "ArrowRight" });
    expect(chosen()).to.equal("CRM 5");
    await sendKeys({ press: "Shift+Tab" });
    expect(focused()).to.equal(opener());
  });

  it("clears with Escape, which then goes no further", async () => {
    const { element, input } = await showToolbar({ query: "hub", category: null });
    const passed: string[] = [];
    document.body.addEventListener("keydown", ({ key }) => passed.push(key), { once: true });
    input().focus();
    await sendKeys({ press: "Escape" });
    await element.updateComplete;
    expect(input().value).to.equal("");
    expect(focused()).to.equal(input());
    expect(passed).to.deep.equal([]);
  });

  it("lets Escape pass when there is nothing to clear", async () => {
    const { input } = await showToolbar();
    const passed: string[] = [];
    document.body.addEventListener("keydown", ({ key }) => passed.push(key), { once: true });
    input().focus();
    await sendKeys({ press: "Escape" });
    expect(passed).to.deep.equal(["Escape"]);
  });

  it("clears with its button, and the focus goes to the field", async () => {
    const { element, input, clearButtons } = await showToolbar({ query: "hub", category: null });
    clearButtons()[0]?.click();
    await element.updateComplete;
    expect(input().value).to.equal("");
    expect(focused()).to.equal(input());
    expect(clearButtons()).to.deep.equal([]);
  });

  it("selects what stands in the field when the page asks for the search", async () => {
    const { element, input } = await showToolbar({ query: "hub", category: null });
    element.focusSearch();
    expect([input().selectionStart, input().selectionEnd]).to.deep.equal([0, 3]);
  });

  it("has no accessibility violation, empty and filled", async () => {
    const { element } = await showToolbar({ query: "hub", category: "crm" });
    expect(await findViolations(element)).to.deep.equal([]);
    element.filter = noFilter;
    await element.updateComplete;
    expect(await findViolations(element)).to.deep.equal([]);
  });

  describe("filters", () => {
    it("are folded away until they are asked for", async () => {
      const { opener, panel, options } = await showToolbar();
      expect(opener().getAttribute("aria-expanded")).to.equal("false");
      expect([panel().checkVisibility(), options().length]).to.deep.equal([false, 0]);
    });

    it("offer the catalogue's offers and states with counts, and combine them", async () => {
      const asked = listen<PageFilter>("filter-changed");
      const { element, opener, options } = await showToolbar({ query: "hub", category: "crm" });
      opener().click();
      await settle(element);
      expect(options().map(readText)).to.deep.equal([
        "Standard 4",
        "Premium 3",
        "Sur mesure 0",
        "À corriger 1",
        "Non connecté 6",
      ]);
      options()[1]?.click();
      await settle(element);
      options()[4]?.click();
      await settle(element);
      options()[0]?.click();
      const before = { query: "hub", category: "crm" } as const;
      expect(asked).to.deep.equal([
        { ...before, badges: ["premium"], statuses: [] },
        { ...before, badges: ["premium"], statuses: ["none"] },
        { ...before, badges: ["standard", "premium"], statuses: ["none"] },
      ]);
    });

    it("say on their button how many are active, to those who do not see it too", async () => {
      const { opener } = await showToolbar({ badges: ["premium"], statuses: ["attention"] });
      expect(opener().ariaLabel).to.equal("Filtrer, 2 filtres actifs");
      expect(readText(opener())).to.equal("Filtrer 2");
    });

    it("work with the keyboard alone; Escape closes them and goes no further", async () => {
      const { element, opener, panel } = await showToolbar();
      const passed: string[] = [];
      document.body.addEventListener("keydown", ({ key }) => passed.push(key));
      opener().focus();
      await sendKeys({ press: "Enter" });
      await sendKeys({ press: "Tab" });
      await sendKeys({ press: "Space" });
      await settle(element);
      expect(element.filter?.badges).to.deep.equal(["standard"]);
      await sendKeys({ press: "Escape" });
      await settle(element);
      expect(panel().checkVisibility()).to.equal(false);
      expect(focused()).to.equal(opener());
      expect(passed).not.to.include("Escape");
    });

    it("close when the focus or a press goes elsewhere, not for a press inside", async () => {
      const { element, input, opener, panel } = await showToolbar();
      const press = (target: Element) =>
        target.dispatchEvent(new PointerEvent("pointerdown", { bubbles: true, composed: true }));
      opener().click();
      await settle(element);
      press(panel());
      await settle(element);
      expect(panel().checkVisibility()).to.equal(true);
      press(document.body);
      await settle(element);
      expect(panel().checkVisibility()).to.equal(false);
      opener().focus();
      opener().click();
      await settle(element);
      input().focus();
      await settle(element);
      expect(panel().checkVisibility()).to.equal(false);
    });

    it("are chosen with the mouse, also where the host's main part takes the focus of every press", async () => {
      const { element, opener, options, panel } = await showToolbar();
      const main = document.createElement("main");
      main.tabIndex = -1;
      document.body.append(main);
      main.append(element);
      await settle(element);
      const press = async (target: Element | undefined) => {
        const { left = 0, top = 0, height = 0 } = target?.getBoundingClientRect() ?? {};
        await sendMouse({ type: "click", position: [Math.round(left + 60), Math.round(top + height / 2)] });
        await settle(element);
      };
      await press(opener());
      await press(options()[1]);
      expect(element.filter.badges).to.deep.equal(["premium"]);
      expect(panel().checkVisibility()).to.equal(true);
    });

    it("stand below once chosen, each with its way back, and the focus stays near", async () => {
      const { element, opener, tokens } = await showToolbar({ badges: ["premium"], statuses: ["attention"] });
      expect(tokens().map((token) => token.ariaLabel ?? readText(token))).to.deep.equal([
        "Retirer le filtre Premium",
        "Retirer le filtre À corriger",
        "Tout effacer",
      ]);
      tokens()[0]?.focus();
      tokens()[0]?.click();
      await settle(element);
      expect(element.filter).to.deep.equal({ ...noFilter, statuses: ["attention"] });
      expect(focused()).to.equal(opener());
      expect(tokens()).to.have.length(1);
    });

    it("are cleared all at once, words and category stay", async () => {
      const { element, tokens } = await showToolbar({ query: "hub", category: "crm", badges: ["premium", "custom"] });
      tokens().at(-1)?.click();
      await settle(element);
      expect(element.filter).to.deep.equal({ ...noFilter, query: "hub", category: "crm" });
    });

    for (const locale of ["fr", "en"])
      it(`have no accessibility violation, open and chosen (${locale})`, async () => {
        const { element, opener } = await showToolbar({ badges: ["premium"], statuses: ["attention"] }, locale);
        opener().click();
        await settle(element);
        expect(await findViolations(element)).to.deep.equal([]);
      });
  });
});
