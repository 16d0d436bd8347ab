import { expect } from "chai";
import { ApiError } from "../../api/client.ts";
import { findViolations } from "../../testing/accessibility.ts";
import { connectionOf, wholeCatalogue } from "../../testing/catalogue.ts";
import { findAll, readText, until } from "../../testing/deep.ts";
import { clear, listen } from "../../testing/settle.ts";
import { pictureOf, showIntro } from "./intro.harness.ts";

afterEach(clear);

describe("intro", () => {
  it("says the customer's words", async () => {
    const { element, title, button } = await showIntro();
    expect(title()).to.equal("Connectez vos outils. Centralisez votre performance.");
    const words = readText(element);
    expect(words).to.contain(
      "Relier votre CRM, votre système de réservation ou votre base de données à SpeedAI permet de transformer chaque appel en donnée exploitable.",
    );
    expect(words).to.contain("Vous gardez vos outils actuels.");
    expect(words).to.contain(
      "SpeedAI s’adapte à votre environnement et devient la couche intelligente qui unifie, sécurise et optimise votre activité.",
    );
    expect(readText(button())).to.equal("Pourquoi connecter mon CRM ?");
  });

  it("asks for the reasons when its button is pressed", async () => {
    const asked = listen("why-requested");
    const { button } = await showIntro();
    button().click();
    expect(asked).to.have.length(1);
  });

  it("describes its drawing for those who do not see it", async () => {
    const { drawing, element } = await showIntro();
    expect(drawing().getAttribute("role")).to.equal("img");
    expect(drawing().getAttribute("aria-label")).to.contain("client reconnu, appel consigné, réservation liée");
    expect(findAll(".outcome", element).map(readText)).to.deep.equal([
      "Client reconnu",
      "Appel consigné",
      "Réservation liée",
    ]);
  });

  for (const width of [320, 480, 600, 640, 760, 936, 959, 960, 1000, 1200, 1600])
    it(`cuts nothing off at a width of ${width} px`, async () => {
      const { element } = await showIntro({ width });
      const [block] = findAll(".intro", element);
      const { paddingInlineEnd, paddingBlockEnd } = getComputedStyle(block ?? element);
      const inside = (block ?? element).getBoundingClientRect();
      for (const part of findAll(".drawing, .orb, .outcome, .words", element)) {
        const { right, bottom } = part.getBoundingClientRect();
        expect(right, part.classList.value).to.be.at.most(inside.right - Number.parseFloat(paddingInlineEnd) + 1);
        expect(bottom, part.classList.value).to.be.at.most(inside.bottom - Number.parseFloat(paddingBlockEnd) + 1);
      }
    });

  it("draws one tool per family, the connected one first", async () => {
    const { integrations } = wholeCatalogue({ connections: [connectionOf("monday", "connected")] });
    const { pictures } = await showIntro({ integrations });
    await until(() => pictures().length === 5);
    expect(pictures()).to.deep.equal(
      ["monday", "zenchef", "mews", "shopify", "airtable"].map((id) => pictureOf(`/api/integrations/${id}/logo.svg`)),
    );
  });

  it("waits with drawing and logos until it is told that the page's first cards are seen", async () => {
    const { integrations } = wholeCatalogue();
    const asked: string[] = [];
    const { pictures, element, drawing } = await showIntro({
      integrations,
      isEarly: true,
      logo: async (path) => {
        asked.push(path);
        return pictureOf(path);
      },
    });
    expect([drawing().children.length, asked.length]).to.deep.equal([0, 0]);
    element.early = false;
    await until(() => pictures().length === 5);
    expect(asked).to.have.length(5);
  });

  it("draws the family's sign where there is no logo", async () => {
    const { integrations } = wholeCatalogue();
    const { pictures, element } = await showIntro({
      integrations,
      logo: async (path) => {
        if (path.includes("mews")) throw new ApiError(null);
        return pictureOf(path);
      },
    });
    await until(() => pictures().length === 4);
    expect(findAll<SVGElement>(".tile .sign", element)).to.have.length(1);
  });

  for (const locale of ["fr", "en"])
    it(`has no accessibility violation (${locale})`, async () => {
      const { element } = await showIntro({ locale });
      expect(await findViolations(element)).to.deep.equal([]);
    });
});
