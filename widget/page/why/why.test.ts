import { sendKeys, sendMouse } from "@web/test-runner-commands";
import { expect } from "chai";
import { findViolations } from "../../testing/accessibility.ts";
import { find, findAll, focused, readText } from "../../testing/deep.ts";
import { clear } from "../../testing/settle.ts";
import { showWhy } from "./why.harness.ts";

afterEach(clear);

describe("« Pourquoi connecter mon CRM ? »", () => {
  it("gives the four reasons, each with a sentence and a drawing", async () => {
    const { element, dialog } = await showWhy();
    expect(dialog().open).to.equal(true);
    expect(findAll("h3", element).map(readText)).to.deep.equal([
      "Centralisation",
      "Visibilité",
      "Automatisation",
      "ROI mesurable",
    ]);
    for (const item of findAll("li", element)) {
      expect(readText(find("p", item)).length).to.be.greaterThan(60);
      expect(item.querySelector("svg")?.getBoundingClientRect().width).to.be.greaterThan(40);
    }
  });

  it("takes the focus and gives it back, by its cross", async () => {
    const { dialog, cross, opener } = await showWhy();
    expect(focused()).to.equal(cross());
    cross().click();
    expect(dialog().open).to.equal(false);
    expect(document.activeElement).to.equal(opener);
  });

  it("closes with Escape", async () => {
    const { dialog, opener } = await showWhy();
    await sendKeys({ press: "Escape" });
    expect(dialog().open).to.equal(false);
    expect(document.activeElement).to.equal(opener);
  });

  it("closes by a press beside it, not by one inside", async () => {
    const { dialog } = await showWhy();
    const { left, top, width } = dialog().getBoundingClientRect();
    await sendMouse({ type: "click", position: [Math.round(left + width / 2), Math.round(top + 80)] });
    expect(dialog().open).to.equal(true);
    await sendMouse({ type: "click", position: [3, 3] });
    expect(dialog().open).to.equal(false);
  });

  it("keeps the focus inside", async () => {
    const { element } = await showWhy();
    await sendKeys({ press: "Tab" });
    await sendKeys({ press: "Tab" });
    expect([element, document.body]).to.include(document.activeElement, "never on what stands behind");
  });

  it("speaks English", async () => {
    const { element } = await showWhy("en");
    expect(readText(element)).to.contain("Why connect my CRM?").and.to.contain("Measurable ROI");
  });

  for (const scheme of ["light", "dark"])
    it(`has no accessibility violation (${scheme})`, async () => {
      document.documentElement.style.colorScheme = scheme;
      const { element } = await showWhy();
      expect(await findViolations(element)).to.deep.equal([]);
      document.documentElement.style.colorScheme = "";
    });
});
