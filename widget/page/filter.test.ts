import { expect } from "chai";
import { connectionOf, wholeCatalogue } from "../testing/catalogue.ts";
import { activeFacets, filterIntegrations, noFilter, type PageFilter, toggle } from "./filter.ts";
import { indexIntegrations } from "./search.ts";

const index = indexIntegrations(
  wholeCatalogue({
    connections: [
      connectionOf("hubspot", "connected"),
      connectionOf("salesforce", "action_required"),
      connectionOf("shopify", "connected"),
      connectionOf("shopify", "expired", { id: "con_shopify_2" }),
      connectionOf("thefork", "pending"),
    ],
  }).integrations,
  (category) => category,
);
const ask = (filter: Partial<PageFilter>, host = {}) => filterIntegrations(index, host, { ...noFilter, ...filter });
const idsOf = (filter: Partial<PageFilter>): string[] => ask(filter).found.map(({ id }) => id);

describe("filters", () => {
  it("show everything until something is chosen", () => {
    const { found, total, counts } = ask({});
    expect([found.length, total, counts.all]).to.deep.equal([23, 23, 23]);
    expect([...counts.category]).to.deep.equal([
      ["crm", 5],
      ["restaurant", 5],
      ["hotel", 2],
      ["ecommerce", 4],
      ["database", 5],
      ["custom", 2],
    ]);
    expect([...counts.badge]).to.deep.equal([
      ["standard", 12],
      ["premium", 10],
      ["custom", 1],
    ]);
    expect([...counts.status]).to.deep.equal([
      ["attention", 2],
      ["connected", 2],
      ["pending", 1],
      ["none", 19],
    ]);
  });

  it("take any of the choices of one kind, and all kinds together", () => {
    expect(idsOf({ category: "crm", badges: ["premium"] })).to.deep.equal(["salesforce"]);
    expect(idsOf({ category: "custom", badges: ["premium", "custom"] })).to.deep.equal(["custom_api"]);
    expect(idsOf({ badges: ["premium"], statuses: ["none"], query: "réservation" })).to.deep.equal([
      "zenchef",
      "opentable",
      "resy",
    ]);
    expect(idsOf({ category: "hotel", statuses: ["attention"] })).to.deep.equal([]);
  });

  it("call expired, faulty and waiting connections one thing: to be fixed", () => {
    expect(idsOf({ statuses: ["attention"] })).to.deep.equal(["salesforce", "shopify"]);
    expect(idsOf({ statuses: ["attention", "pending"] })).to.deep.equal(["salesforce", "thefork", "shopify"]);
  });

  it("count each choice beside the other kinds, and not beside its own", () => {
    const { counts } = ask({ category: "crm", badges: ["premium"] });
    expect(Object.fromEntries(counts.category)).to.include({ crm: 1, restaurant: 5, hotel: 2, ecommerce: 0 });
    expect(Object.fromEntries(counts.badge)).to.deep.equal({ standard: 4, premium: 1, custom: 0 });
    expect(Object.fromEntries(counts.status)).to.deep.equal({ attention: 1, connected: 0, pending: 0, none: 0 });
    expect(counts.all).to.equal(10);
  });

  it("count a tool's connections as the cards that they are, once a state is chosen", () => {
    expect(ask({ statuses: ["attention", "connected"], category: "ecommerce" }).total).to.equal(2);
    expect(ask({ category: "ecommerce", query: "shopify" }).total).to.equal(1);
  });

  it("never promise a card that a choice would not show", () => {
    for (const category of [null, "crm", "restaurant", "ecommerce"] as const)
      for (const badges of [[], ["premium"], ["standard", "custom"]] as const)
        for (const statuses of [[], ["attention"], ["none"], ["connected", "none"]] as const) {
          const filter = { category, badges, statuses, query: "e" };
          const { counts } = ask(filter);
          for (const [one, count] of counts.category) expect(ask({ ...filter, category: one }).total).to.equal(count);
          for (const [one, count] of counts.badge) expect(ask({ ...filter, badges: [one] }).total).to.equal(count);
          for (const [one, count] of counts.status) expect(ask({ ...filter, statuses: [one] }).total).to.equal(count);
          expect(ask({ ...filter, category: null }).total).to.equal(counts.all);
        }
  });

  it("know which part hides the answers", () => {
    const { total, without, byWords } = ask({ category: "hotel", badges: ["standard"], query: "shopify" });
    expect([total, byWords]).to.deep.equal([0, 1]);
    expect(without).to.deep.equal({ query: 0, category: 1, badges: 0, statuses: 0 });
  });

  it("leave out what the host leaves out, from counts as well", () => {
    const { listed, counts } = ask({}, { categories: ["crm"] });
    expect(listed).to.have.length(5);
    expect([...counts.category]).to.deep.equal([["crm", 5]]);
    expect([...counts.badge.keys()]).to.deep.equal(["standard", "premium"]);
  });

  it("name what limits the view", () => {
    expect(activeFacets({ ...noFilter, query: "a" })).to.deep.equal([]);
    expect(activeFacets({ query: "", category: "crm", badges: ["premium"], statuses: ["none"] })).to.deep.equal([
      "category",
      "badges",
      "statuses",
    ]);
  });

  it("keep the order of the page whatever was pressed first", () => {
    expect(toggle(["a", "b", "c"], ["c"], "a")).to.deep.equal(["a", "c"]);
    expect(toggle(["a", "b", "c"], ["a", "c"], "a")).to.deep.equal(["c"]);
  });

  it("answer for a thousand tools within a quarter of a frame", () => {
    const { integrations } = wholeCatalogue();
    const many = indexIntegrations(
      Array.from({ length: 1_000 }, (_, at) => integrations[at % integrations.length]).flatMap((one, at) =>
        one ? [{ ...one, id: `${one.id}_${at}`, name: `${one.name} ${at}` }] : [],
      ),
      (category) => category,
    );
    const filter = { category: null, badges: ["premium"], statuses: ["none"] } as const;
    for (const query of ["s", "shopify 1", "resevation", "pms", ""]) {
      // The fastest of some: other work on the machine is not the filter's.
      const times = Array.from({ length: 9 }, () => {
        const begin = performance.now();
        filterIntegrations(many, {}, { ...filter, query });
        return performance.now() - begin;
      });
      expect(Math.min(...times), query).to.be.below(4);
    }
  });
});
