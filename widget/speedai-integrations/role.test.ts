import { expect } from "chai";
import type { Role } from "../../schema/wire/index.ts";
import { connectionOf, wholeCatalogue } from "../testing/catalogue.ts";
import { findAll, readText, until } from "../testing/deep.ts";
import { clear } from "../testing/settle.ts";
import { showPage } from "./speedai-integrations.harness.ts";

afterEach(clear);

const connections = [connectionOf("hubspot", "expired")];
const open = async (role?: Role) => {
  const page = await showPage({
    connections,
    answers: { catalogue: async () => ({ ...wholeCatalogue({ connections }), ...(role && { role }) }) },
  });
  await until(() => page.connectionCards().length === 1);
  return page;
};
const words = (root: Element) => findAll("button", root).map(readText);

describe("what the session may do", () => {
  it("decides what is offered: a viewer looks, and is offered nothing that the API would refuse", async () => {
    const { element, cards, connectionCard } = await open("viewer");
    expect(cards().flatMap(words)).not.to.include("Connecter");
    expect(words(connectionCard("con_hubspot"))).not.to.include("Reconnecter");
    element.open("con_hubspot");
    await until(() => findAll("speedai-drawer", element).length === 1);
    const drawer = findAll<HTMLElementTagNameMap["speedai-drawer"]>("speedai-drawer", element)[0];
    await until(() => drawer !== undefined && readText(drawer).includes("HubSpot"));
    expect(drawer?.userRole).to.equal("viewer");
    expect(readText(drawer ?? element))
      .not.to.include("Réglages")
      .and.not.to.include("Tester la connexion");
  });

  for (const role of ["manager", "admin", undefined] as const)
    it(`leaves everything to ${role ?? "a session whose role is not told"}`, async () => {
      const { element, cards, connectionCard } = await open(role);
      expect(cards().flatMap(words)).to.include("Connecter");
      expect(words(connectionCard("con_hubspot"))).to.include("Reconnecter");
      element.open("con_hubspot");
      await until(() => findAll("speedai-drawer", element).length === 1);
      const drawer = findAll<HTMLElementTagNameMap["speedai-drawer"]>("speedai-drawer", element)[0];
      await until(() => drawer !== undefined && readText(drawer).includes("Réglages"));
      expect(drawer?.userRole).to.equal(role ?? null);
    });
});
