import { expect } from "chai";
import { ApiError } from "../api/client.ts";
import { findViolations } from "../testing/accessibility.ts";
import { connectionOf, wholeCatalogue } from "../testing/catalogue.ts";
import { findAll, focused, readText, typeInto, until } from "../testing/deep.ts";
import { clear, settle } from "../testing/settle.ts";
import { leavePage, showPage } from "./speedai-integrations.harness.ts";

afterEach(leavePage);

describe("the page", () => {
  it("shows the 23 tools in the brief's six categories", async () => {
    const { titles, names } = await showPage();
    expect(names()).to.have.length(23);
    expect(titles()).to.deep.equal([
      "CRM génériques 5",
      "Restaurant & Hôtellerie 5",
      "Hôtels 2",
      "E-commerce 4",
      "Bases de données 5",
      "Personnalisé 2",
    ]);
  });

  it("ends with the closing rule, word for word", async () => {
    const { rule } = await showPage();
    expect(readText(rule())).to.equal(
      "L’intégration exacte dépend de votre environnement métier et de vos outils existants. Notre équipe adapte SpeedAI à votre stack pour garantir performance et fiabilité.",
    );
  });

  it("puts connections first, problems before the rest, and keeps every tool in the catalogue", async () => {
    const { titles, connectionCards, names } = await showPage({
      connections: [
        connectionOf("hubspot", "connected"),
        connectionOf("mews", "expired"),
        connectionOf("thefork", "pending"),
        connectionOf("salesforce", "action_required"),
        connectionOf("resy", "error"),
      ],
    });
    expect(titles()[0]).to.equal("Connectés 5");
    expect(connectionCards().map(({ id }) => id)).to.deep.equal([
      "con_salesforce",
      "con_resy",
      "con_mews",
      "con_thefork",
      "con_hubspot",
    ]);
    expect(names()).to.have.length(23);
  });

  it("opens the reasons and gives the focus back", async () => {
    const { element, whyDialog } = await showPage();
    const button = findAll("button", element).find((one) => readText(one).startsWith("Pourquoi"));
    button?.focus();
    button?.click();
    await until(() => findAll<HTMLDialogElement>("dialog", element).some(({ open }) => open));
    whyDialog().close();
    expect(focused()).to.equal(button);
  });

  it("speaks the language of the document around it, unless told", async () => {
    document.body.lang = "en";
    const around = await showPage();
    expect(around.titles()).to.include("Databases 5");
    clear();
    const told = await showPage({ attributes: { locale: "fr" } });
    expect(told.titles()).to.include("Bases de données 5");
    document.body.lang = "";
  });

  it("takes another language as a dictionary", async () => {
    const { titles } = await showPage({
      attributes: { locale: "de" },
      prepare: (element) => {
        element.messages = { "page.category.database": "Datenbanken" };
      },
    });
    expect(titles()).to.include("Datenbanken 5").and.to.include("Hotels 2");
  });

  it("lists only what the host lets through", async () => {
    const { names, titles } = await showPage({
      prepare: (element) => {
        element.filter = { categories: ["crm"], badges: ["premium"] };
      },
    });
    expect(names()).to.deep.equal(["Salesforce"]);
    expect(titles()).to.deep.equal(["CRM génériques 1"]);
  });

  it("says that nothing is open when the workspace has no tool", async () => {
    const { element, state } = await showPage({ answers: { catalogue: async () => ({ integrations: [] }) } });
    expect(readText(state())).to.contain("Aucune intégration n’est ouverte sur cet espace.");
    expect(findAll("input[type=search]", element), "nothing to search").to.deep.equal([]);
  });
});

describe("a catalogue of a thousand tools", () => {
  const many = () => {
    const { integrations } = wholeCatalogue();
    return {
      integrations: integrations.flatMap((one) =>
        Array.from({ length: 44 }, (_, at) => ({ ...one, id: `${one.id}_${at}`, name: `${one.name} ${at}` })),
      ),
    };
  };

  it("is drawn as far as it is seen, and further when its end comes near", async () => {
    const page = await showPage({ answers: { catalogue: async () => many() } });
    expect(page.names()).to.have.length(30);
    expect(page.titles()).to.deep.equal(["CRM génériques 220"]);
    window.scrollTo(0, document.documentElement.scrollHeight);
    await until(() => page.names().length > 30);
    expect(new Set(page.names()).size).to.equal(page.names().length);
  });

  it("is searched as a whole", async () => {
    const page = await showPage({ answers: { catalogue: async () => many() } });
    typeInto(page.search(), "webhook 43");
    await settle(page.element);
    expect(page.names()).to.include("Webhook 43").and.to.have.length.below(31);
    expect(page.spoken()).to.match(/^\d+ intégrations? trouvées?$/);
  });
});

describe("attention", () => {
  it("brings the person to each ill connection in turn", async () => {
    const page = await showPage({
      connections: [connectionOf("salesforce", "action_required"), connectionOf("resy", "error")],
    });
    const [banner] = page.banners();
    expect(readText(banner ?? page.element)).to.contain("2 connexions demandent votre attention.");
    const next = () => banner?.shadowRoot?.querySelector("button")?.click();
    next();
    expect(page.element.shadowRoot?.activeElement).to.equal(page.connectionCard("con_salesforce"));
    next();
    expect(page.element.shadowRoot?.activeElement).to.equal(page.connectionCard("con_resy"));
  });

  it("is silent when all is well", async () => {
    const { banners } = await showPage({ connections: [connectionOf("hubspot", "connected")] });
    expect(banners()).to.deep.equal([]);
  });
});

describe("accessibility", () => {
  for (const theme of ["light", "dark"])
    for (const locale of ["fr", "en"]) {
      it(`has no violation with everything on it (${theme}, ${locale})`, async () => {
        const { element } = await showPage({
          attributes: { theme, locale },
          connections: [
            connectionOf("hubspot", "connected"),
            connectionOf("salesforce", "action_required"),
            connectionOf("mews", "expired"),
            connectionOf("thefork", "pending"),
          ],
          unavailable: ["cloudbeds"],
        });
        expect(await findViolations(element)).to.deep.equal([]);
      });

      it(`has no violation when it fails and when nothing is found (${theme}, ${locale})`, async () => {
        const failed = await showPage({
          attributes: { theme, locale },
          answers: { catalogue: () => Promise.reject(new ApiError(null)) },
        });
        expect(await findViolations(failed.element)).to.deep.equal([]);
        clear();
        const page = await showPage({ attributes: { theme, locale } });
        typeInto(page.search(), "zzzz");
        await settle(page.element);
        expect(await findViolations(page.element)).to.deep.equal([]);
      });
    }
});
