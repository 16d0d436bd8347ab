import { expect } from "chai";
import type { Category } from "../../schema/wire/index.ts";
import { connectionOf, wholeCatalogue } from "../testing/catalogue.ts";
import { createMatcher, fold, indexIntegrations, matchesHost } from "./search.ts";

const titles: Readonly<Record<Category, string>> = {
  crm: "CRM génériques",
  restaurant: "Restaurant & Hôtellerie",
  hotel: "Hôtels",
  ecommerce: "E-commerce",
  database: "Bases de données",
  custom: "Personnalisé",
};
const index = indexIntegrations(wholeCatalogue().integrations, (category) => titles[category]);
const idsFor = (query: string): string[] => index.filter(createMatcher(query)).map(({ integration }) => integration.id);

describe("search", () => {
  it("finds everything for an empty query and for one without a word in it", () => {
    expect(idsFor("")).to.have.length(23);
    expect(idsFor("  – / ")).to.have.length(23);
  });

  it("finds a tool by the start, the middle and the whole of its name", () => {
    expect(idsFor("presta")).to.deep.equal(["prestashop"]);
    expect(idsFor("fork")).to.deep.equal(["thefork"]);
    expect(idsFor("Google Sheets")).to.deep.equal(["google_sheets"]);
  });

  it("does not mind accents, case and ligatures", () => {
    expect(idsFor("RESERVATION")).to.include.members(["zenchef", "thefork", "opentable", "resy"]);
    expect(idsFor("réservation")).to.deep.equal(idsFor("reservation"));
    expect(fold("Cœur à l’Œuvre")).to.equal("coeur a l’oeuvre");
  });

  it("finds a tool by what people call its kind", () => {
    expect(idsFor("caisse")).to.deep.equal(["lightspeed"]);
    expect(idsFor("TPE")).to.deep.equal(["lightspeed"]);
    expect(idsFor("pms")).to.deep.equal(["mews", "cloudbeds"]);
  });

  it("finds the members of a category by its title", () => {
    expect(idsFor("hôtels")).to.include.members(["mews", "cloudbeds"]);
  });

  it("needs every word of the query", () => {
    expect(idsFor("lightspeed caisse")).to.deep.equal(["lightspeed"]);
    expect(idsFor("lightspeed pms")).to.deep.equal([]);
  });

  it("forgives a wrong, missing, doubled or swapped letter in words of four letters and more", () => {
    expect(idsFor("shopfy")).to.deep.equal(["shopify"]);
    expect(idsFor("pipedirve")).to.deep.equal(["pipedrive"]);
    expect(idsFor("zennchef")).to.deep.equal(["zenchef"]);
    expect(idsFor("salesforse")).to.deep.equal(["salesforce"]);
  });

  it("does not forgive in short words, where any tool would answer", () => {
    expect(idsFor("pmz")).to.deep.equal([]);
    expect(idsFor("xyz")).to.deep.equal([]);
  });

  it("does not take a wrong first letter for a slip", () => {
    expect(idsFor("tripe")).to.deep.equal(["stripe"], "a part of the name");
    expect(idsFor("ztripe")).to.deep.equal([]);
  });

  it("finds a tool by the account that is connected to it", () => {
    const { integrations } = wholeCatalogue({
      connections: [connectionOf("hubspot", "connected", { account: { id: "1", label: "Maison Lumière" } })],
    });
    const found = indexIntegrations(integrations, (category) => titles[category]).filter(createMatcher("lumiere"));
    expect(found.map(({ integration }) => integration.id)).to.deep.equal(["hubspot"]);
  });

  it("filters a thousand tools within one frame of 16 ms", () => {
    const { integrations } = wholeCatalogue();
    const thousand = Array.from({ length: 1000 }, (_, at) => {
      const [first] = integrations;
      const one = integrations[at % integrations.length] ?? first;
      if (!one) throw new Error("the catalogue is empty");
      return { ...one, id: `${one.id}_${at}` };
    });
    const long = indexIntegrations(thousand, (category) => titles[category]);
    long.filter(createMatcher("warm up"));
    const times = Array.from({ length: 9 }, () => {
      const start = performance.now();
      long.filter(createMatcher("resevration"));
      return performance.now() - start;
    }).sort((one, other) => one - other);
    expect(times[4]).to.be.below(16);
  });
});

describe("the host's filter", () => {
  const { integrations } = wholeCatalogue();
  const count = (filter: Parameters<typeof matchesHost>[1]): number =>
    integrations.filter((integration) => matchesHost(integration, filter)).length;

  it("lets everything through when it says nothing", () => {
    expect(count({})).to.equal(23);
  });

  it("limits by id, category and badge, all together", () => {
    expect(count({ integrations: ["hubspot", "mews", "unknown"] })).to.equal(2);
    expect(count({ categories: ["crm", "hotel"] })).to.equal(7);
    expect(count({ categories: ["crm"], badges: ["premium"] })).to.equal(1);
    expect(count({ integrations: [] })).to.equal(0);
  });
});
