import { expect } from "chai";
import { noFilter, type PageFilter } from "./filter.ts";
import { isFiltered, readAddress, readFilter, writeAddress, writeFilter } from "./filter-address.ts";

const everything: PageFilter = {
  query: "hôtel & café #1",
  category: "hotel",
  badges: ["premium", "custom"],
  statuses: ["attention", "none"],
};

describe("a filter in the address", () => {
  it("is written as it is read", () => {
    for (const filter of [
      everything,
      { ...noFilter, query: "caisse" },
      { ...noFilter, statuses: ["connected"] as const },
    ])
      for (const route of ["#/", "#/shopify", "#/con_1/journal"])
        expect(readAddress(`${route}${writeAddress(filter)}`)).to.deep.equal(filter);
  });

  it("can be written by hand, for an e-mail", () => {
    expect(readAddress("#/?status=attention")).to.deep.equal({ ...noFilter, statuses: ["attention"] });
    expect(readAddress("#/shopify?badge=custom,premium&category=crm")).to.deep.equal({
      ...noFilter,
      category: "crm",
      badges: ["premium", "custom"],
    });
  });

  it("takes no more letters than the search", () => {
    expect(readAddress(`#/?q=${"x".repeat(500)}`)?.query).to.have.length(80);
  });

  it("does not mind what it does not know", () => {
    expect(readAddress("#/?category=nonsense&badge=gold+premium&status=__proto__&other=1")).to.deep.equal({
      ...noFilter,
      badges: ["premium"],
    });
    expect(readAddress("#/?")).to.deep.equal(noFilter);
    expect(readAddress("#/?q=%E0%A4%A")?.query).to.be.a("string");
  });

  for (const foreign of [
    "",
    "#",
    "#/",
    "#/shopify",
    "#section?category=crm",
    "?category=crm",
    "#speedai_attempt=a&x=?",
  ])
    it(`is not in ${JSON.stringify(foreign)}`, () => {
      expect(readAddress(foreign)).to.equal(null);
    });

  it("leaves the address alone when nothing is chosen", () => {
    expect(writeAddress(noFilter)).to.equal("");
    expect([isFiltered(noFilter), isFiltered(everything)]).to.deep.equal([false, true]);
  });
});

describe("a filter in attributes", () => {
  it("is written as it is read", () => {
    for (const filter of [everything, noFilter]) expect(readFilter(writeFilter(filter))).to.deep.equal(filter);
    expect(writeFilter(noFilter)).to.deep.equal({ query: null, category: null, badge: null, status: null });
  });
});
