import { expect } from "chai";
import { readReturn, readRoute, writeRoute } from "./routing.ts";

describe("deep links", () => {
  it("name a provider or a connection, and a view", () => {
    expect(readRoute("#/shopify")).to.deep.equal({ target: "shopify", view: null });
    expect(readRoute("#/google_sheets/journal")).to.deep.equal({ target: "google_sheets", view: "journal" });
    expect(readRoute("#/con_4f2A-x/reconnect")).to.deep.equal({ target: "con_4f2A-x", view: "reconnect" });
  });

  for (const foreign of [
    "",
    "#",
    "#/",
    "#shopify",
    "#/a/b/c",
    "#/<script>",
    "#/a b",
    `#/${"x".repeat(65)}`,
    "/shopify",
  ])
    it(`leave ${JSON.stringify(foreign.slice(0, 20))} to the host page`, () => {
      expect(readRoute(foreign)).to.equal(null);
    });

  it("are written as they are read", () => {
    for (const route of [
      { target: "shopify", view: null },
      { target: "con_1", view: "journal" },
    ])
      expect(readRoute(writeRoute(route))).to.deep.equal(route);
  });
});

describe("the way back from a provider", () => {
  it("has an attempt and a code", () => {
    expect(readReturn("#speedai_attempt=att_1&speedai_completion=a%2Bb")).to.deep.equal({
      attempt: "att_1",
      completion: "a+b",
    });
  });

  it("has no code when the consent failed on the way", () => {
    expect(readReturn("#speedai_attempt=att_1")).to.deep.equal({ attempt: "att_1", completion: null });
  });

  for (const incomplete of ["", "#/shopify", "#speedai_completion=x", "#speedai_attempt=&speedai_completion="])
    it(`is not ${JSON.stringify(incomplete)}`, () => {
      expect(readReturn(incomplete)).to.equal(null);
    });
});
