import { expect } from "chai";
import { expectNothingToObjectTo } from "../testing/accessibility.ts";
import type { DrawerHarness } from "./drawer.harness.ts";
import { connectingStates, connectionStates } from "./drawer.states.ts";

describe("a connection for everybody (WCAG 2.2 AA)", function () {
  this.timeout(20_000);
  let harness: DrawerHarness | undefined;
  afterEach(() => harness?.remove());

  expectNothingToObjectTo(connectionStates);

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
