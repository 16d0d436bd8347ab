import { expect } from "chai";
import { expectNothingToObjectTo } from "../testing/accessibility.ts";
import { steps } from "../testing/attempts.ts";
import { findAll } from "../testing/deep.ts";
import { DrawerHarness } from "./drawer.harness.ts";
import { connectingStates } from "./drawer.states.ts";

describe("connecting for everybody (WCAG 2.2 AA)", function () {
  this.timeout(20_000);
  let harness: DrawerHarness | undefined;
  afterEach(() => harness?.remove());

  expectNothingToObjectTo(connectingStates);

  it("what is touched on a phone is large enough", async () => {
    harness = await connectingStates["form with a field of every type"]?.({});
    const small = findAll("input, select, textarea, .tab", harness?.drawer ?? document.body)
      .filter((element) => element.checkVisibility() && !element.matches("[type=checkbox], [type=radio], [hidden]"))
      .filter((element) => element.getBoundingClientRect().height < 44)
      .map((element) => element.outerHTML);
    expect(small).to.deep.equal([]);
  });

  it("success is announced", async () => {
    harness = await DrawerHarness.openAt(steps.done);
    const spoken = findAll("[role=status]", harness.drawer).map((element) => element.textContent ?? "");
    expect(spoken.some((text) => text.includes("Pipedrive est connecté"))).to.equal(true);
  });
});
