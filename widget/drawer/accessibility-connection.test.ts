import { expect } from "chai";
import { findViolations } from "../testing/accessibility.ts";
import { findAll } from "../testing/deep.ts";
import type { DrawerHarness } from "./drawer.harness.ts";
import { connectionStates } from "./drawer.states.ts";

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
});
