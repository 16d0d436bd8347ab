import { expect } from "chai";
import { findViolations } from "../testing/accessibility.ts";
import { findAll } from "../testing/deep.ts";
import type { DrawerHarness } from "./drawer.harness.ts";
import { connectingStates, connectionStates } from "./drawer.states.ts";

describe("a connection for everybody (WCAG 2.2 AA)", function () {
  this.timeout(20_000);
  let harness: DrawerHarness | undefined;
  afterEach(() => harness?.remove());

  for (const [name, show] of Object.entries(connectionStates)) {
    it(`${name}: nothing to object to, in light and dark, French and English`, async () => {
      for (const theme of ["light", "dark"] as const) {
        for (const locale of ["fr", "en"]) {
          harness?.remove();
          harness = await show({ theme, locale });
          expect(await findViolations(harness.drawer), `${theme} ${locale}`).to.deep.equal([]);
          const styled = findAll("[style]", harness.drawer).map((element) => element.outerHTML);
          expect(styled, "no style attribute").to.deep.equal([]);
        }
      }
    });
  }

  it("the states that are rare show what their names say", async () => {
    harness = await connectionStates["passing fault"]?.({});
    expect(harness?.text).to.include("Nous réessayons.");
    harness?.remove();
    harness = await connectionStates["webhook that was only tested so far"]?.({});
    expect(harness?.text).to.include("Il reste à coller l’adresse et le secret dans votre outil.");
    harness?.remove();
    harness = await connectingStates["question before leaving with something typed"]?.({});
    expect(harness?.button("Fermer quand même").checkVisibility()).to.equal(true);
  });
});
