import { sendKeys } from "@web/test-runner-commands";
import { expect } from "chai";
import { findViolations } from "../../testing/accessibility.ts";
import { focused, typeInto } from "../../testing/deep.ts";
import { clear, listen } from "../../testing/settle.ts";
import type { PageFilter } from "../search.ts";
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
    expect(asked).to.deep.equal([{ query: "hub", category: "crm" }]);
  });

  it("asks for a category and keeps what was typed", async () => {
    const asked = listen<PageFilter>("filter-changed");
    const { choose } = await showToolbar({ query: "hub", category: null });
    choose(2);
    expect(asked).to.deep.equal([{ query: "hub", category: "hotel" }]);
  });

  it("is one tab stop for the categories, with arrow keys inside", async () => {
    const { input, chosen } = await showToolbar();
    input().focus();
    await sendKeys({ press: "Tab" });
    await sendKeys({ press: "ArrowRight" });
    expect(chosen()).to.equal("CRM 5");
    await sendKeys({ press: "Shift+Tab" });
    expect(focused()).to.equal(input());
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
    element.filter = { query: "", category: null };
    await element.updateComplete;
    expect(await findViolations(element)).to.deep.equal([]);
  });
});
