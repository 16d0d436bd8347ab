import { sendKeys } from "@web/test-runner-commands";
import { expect } from "chai";
import { ApiError } from "../api/client.ts";
import type { SpeedaiEventDetails } from "../events.ts";
import { SessionError } from "../session.ts";
import { findViolations } from "../testing/accessibility.ts";
import { connectionOf, wholeCatalogue } from "../testing/catalogue.ts";
import { findAll, focused, readText, typeInto, until } from "../testing/deep.ts";
import { createFakeApi, refusal } from "../testing/fake-api.ts";
import { attempt, check, steps } from "../testing/fixtures.ts";
import { clear, listen, settle } from "../testing/settle.ts";
import { insertPage, showPage } from "./speedai-integrations.harness.ts";

afterEach(() => {
  clear();
  history.replaceState(null, "", location.pathname + location.search);
});

const told = <Name extends keyof SpeedaiEventDetails>(name: Name) => listen<SpeedaiEventDetails[Name]>(name);

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

describe("searching", () => {
  it("filters both zones, tells how many, and clears", async () => {
    const page = await showPage({ connections: [connectionOf("lightspeed", "connected")] });
    typeInto(page.search(), "caisse");
    await settle(page.element);
    expect(page.names()).to.deep.equal(["Lightspeed Restaurant"]);
    expect(page.titles()).to.deep.equal(["Connectés 1", "Restaurant & Hôtellerie 1"]);
    expect(page.spoken()).to.equal("1 intégration trouvée");
    typeInto(page.search(), "");
    await settle(page.element);
    expect(page.names()).to.have.length(23);
  });

  it("limits to a category, by chip and by attribute", async () => {
    const page = await showPage();
    findAll<HTMLInputElement>("input[type=radio]", page.element)[3]?.click();
    await settle(page.element);
    expect(page.titles()).to.deep.equal(["Hôtels 2"]);
    expect(page.element.getAttribute("category")).to.equal("hotel");
    page.element.setAttribute("category", "ecommerce");
    await settle(page.element);
    expect(page.titles()).to.deep.equal(["E-commerce 4"]);
    page.element.setAttribute("category", "nonsense");
    await settle(page.element);
    expect(page.names()).to.have.length(23);
  });

  it("offers the other categories when only they have an answer", async () => {
    const page = await showPage({ attributes: { category: "hotel" } });
    typeInto(page.search(), "shopify");
    await settle(page.element);
    expect(readText(page.state())).to.equal(
      "Aucun outil ne correspond à « shopify ». Masqué par : « Hôtels ». Sans « Hôtels » : 1 résultat Sans « shopify » : 2 résultats",
    );
    page.state().querySelector("button")?.click();
    await settle(page.element);
    expect(page.names()).to.deep.equal(["Shopify"]);
  });

  it("shows the ways that fit every tool when nothing answers", async () => {
    const page = await showPage();
    typeInto(page.search(), "zzzz<b>");
    await settle(page.element);
    expect(readText(page.state())).to.contain("Aucun outil ne correspond à « zzzz<b> ».");
    expect(page.names()).to.deep.equal(["API personnalisée", "Webhook"]);
    expect(page.spoken()).to.equal("0 intégration trouvée");
  });

  it("takes the focus with /, but not while somebody types", async () => {
    const page = await showPage();
    await sendKeys({ press: "/" });
    expect(focused()).to.equal(page.search());
    expect(page.search().value).to.equal("");
    const other = document.createElement("textarea");
    document.body.append(other);
    other.focus();
    await sendKeys({ press: "/" });
    expect(document.activeElement).to.equal(other);
    expect(other.value).to.equal("/");
  });

  it("goes from card to card with the arrows", async () => {
    const page = await showPage({ attributes: { category: "crm" } });
    page.card("hubspot").focus();
    await sendKeys({ press: "ArrowRight" });
    expect(document.activeElement?.shadowRoot?.activeElement?.id).to.equal("salesforce");
    await sendKeys({ press: "ArrowLeft" });
    await sendKeys({ press: "ArrowDown" });
    const below = page.element.shadowRoot?.activeElement;
    expect(below?.getBoundingClientRect().left).to.equal(page.card("hubspot").getBoundingClientRect().left);
    expect(below?.getBoundingClientRect().top).to.be.greaterThan(page.card("hubspot").getBoundingClientRect().top);
    await sendKeys({ press: "ArrowUp" });
    expect(page.element.shadowRoot?.activeElement?.id).to.equal("hubspot");
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

describe("loading and failing", () => {
  it("shows skeletons of the cards' own size while it waits", async () => {
    const { promise, resolve } = Promise.withResolvers<ReturnType<typeof wholeCatalogue>>();
    const page = insertPage((element) => {
      element.client = createFakeApi({ catalogue: () => promise });
    });
    await settle(page.element);
    const [skeleton] = page.skeletons();
    const { height = 0, width = 0, left = 0 } = skeleton?.getBoundingClientRect() ?? {};
    expect(page.element.getState().phase).to.equal("loading");
    resolve(wholeCatalogue());
    await until(() => page.cards().length === 23);
    await settle(page.element);
    expect(page.skeletons()).to.deep.equal([]);
    const card = page.card("hubspot").getBoundingClientRect();
    expect([card.width, card.left]).to.deep.equal([width, left]);
    expect(Math.abs(card.height - height)).to.be.at.most(2);
  });

  const ways: [which: string, attributes: Record<string, string>, hasToolbar: boolean, tools: number][] = [
    ["connections", {}, false, 23],
    ["what a filter leaves, below the filter", { status: "connected attention" }, true, 0],
  ];
  for (const [which, attributes, hasToolbar, tools] of ways)
    it(`draws ${which} first, and the rest a frame later without moving them`, async () => {
      const connections = [connectionOf("mews", "expired"), connectionOf("hubspot", "connected")];
      const page = await showPage({ connections, attributes, waits: false });
      const places = () =>
        [...page.connectionCards(), ...findAll("h2.section-title", page.element).slice(0, 2)].map((one) =>
          one.getBoundingClientRect().toJSON(),
        );
      await until(() => page.connectionCards().some((card) => findAll("button", card).length > 0));
      const before = places();
      expect(findAll("input[type=search]", page.element).length > 0).to.equal(hasToolbar);
      expect([page.cards().length, findAll(".history i, .drawing *", page.element).length]).to.deep.equal([0, 0]);
      await settle(page.element);
      expect(page.cards()).to.have.length(tools);
      expect(findAll(".history i", page.element)).to.have.length(60);
      await until(() => findAll(".drawing *", page.element).length > 0);
      expect(places()).to.deep.equal(before);
    });

  it("says at once that there are no tools, without a toolbar", async () => {
    const page = await showPage({ answers: { catalogue: async () => ({ integrations: [] }) }, waits: false });
    await until(() => findAll(".state", page.element).length > 0);
    const before = page.state().getBoundingClientRect().toJSON();
    await settle(page.element);
    expect(page.state().getBoundingClientRect().toJSON()).to.deep.equal(before);
  });

  const failures = [
    [
      "a session that the host cannot give",
      () => new ApiError(null, { cause: new SessionError("start") }),
      "Votre session a pris fin.",
    ],
    [
      "a session that the API does not know",
      () => refusal({ status: 401, code: "session_expired" }),
      "Votre session a pris fin.",
    ],
    [
      "a page that is not on the list",
      () => refusal({ status: 403, code: "forbidden_origin" }),
      "Cette page n’est pas autorisée ici.",
    ],
    [
      "an API that fails",
      () => refusal({ status: 500, code: "internal" }),
      "Les intégrations ne peuvent pas s’afficher.",
    ],
    ["an API that does not answer", () => new ApiError(null), "Les intégrations ne peuvent pas s’afficher."],
  ] as const;
  for (const [title, error, sentence] of failures)
    it(`explains ${title}, and recovers`, async () => {
      const page = await showPage({ answers: { catalogue: () => Promise.reject(error()) } });
      expect(readText(page.state())).to.contain(sentence);
      expect(page.element.getState().phase).to.equal("failed");
      page.answer(wholeCatalogue());
      page.state().querySelector("button")?.click();
      await until(() => page.cards().length === 23);
    });

  it("gives the reference of the request, for support", async () => {
    const page = await showPage({
      answers: { catalogue: () => Promise.reject(refusal({ status: 500, code: "internal", request_id: "req_77" })) },
    });
    expect(readText(page.state())).to.contain("Référence req_77");
  });

  it("tells the host page what failed, without the person's data", async () => {
    const errors = told("speedai-error");
    const required = told("speedai-session-required");
    await showPage({ answers: { catalogue: () => Promise.reject(refusal({ status: 401, code: "unauthenticated" })) } });
    expect(errors).to.deep.equal([{ code: "session", request_id: null, retryable: true }]);
    expect(required).to.deep.equal([{ reason: "unauthorized" }]);
  });

  it("keeps what it shows when a refresh fails, and says so", async () => {
    const page = await showPage();
    page.api.answer("catalogue", () => Promise.reject(new ApiError(null)));
    await page.element.refresh();
    await settle(page.element);
    expect(page.cards()).to.have.length(23);
    expect(readText(page.notices()[0] ?? page.element)).to.contain("Le service ne répond pas");
    page.answer(wholeCatalogue());
    await page.element.refresh();
    await settle(page.element);
    expect(page.notices()).to.deep.equal([]);
  });

  it("asks once when several ask for a refresh", async () => {
    const page = await showPage();
    await Promise.all([page.element.refresh(), page.element.refresh()]);
    expect(page.api.countOf("catalogue")).to.equal(2);
  });

  it("asks again when it is put back into the document, and stops when it is out", async () => {
    const page = await showPage();
    page.element.remove();
    window.dispatchEvent(new Event("online"));
    for (let frame = 0; frame < 5; frame += 1) await new Promise(requestAnimationFrame);
    expect(page.api.countOf("catalogue")).to.equal(1);
    document.body.append(page.element);
    await until(() => page.api.countOf("catalogue") === 2);
  });
});

describe("what the host page is told", () => {
  it("when the page is ready, and which connections wait for the person", async () => {
    const ready = told("speedai-ready");
    const waiting = told("speedai-action-required");
    await showPage({ connections: [connectionOf("hubspot", "connected"), connectionOf("mews", "expired")] });
    expect(ready).to.deep.equal([{ integrations: 23, connections: 2 }]);
    expect(waiting).to.deep.equal([{ provider: "mews", connection_id: "con_mews", reason: "grant_revoked" }]);
  });

  it("when a background check changes a status, once, and the person hears it", async () => {
    const changes = told("speedai-status-change");
    const waiting = told("speedai-action-required");
    const page = await showPage({ connections: [connectionOf("hubspot", "connected")] });
    page.answer(wholeCatalogue({ connections: [connectionOf("hubspot", "action_required")] }));
    await page.element.refresh();
    await page.element.refresh();
    await settle(page.element);
    const named = { provider: "hubspot", connection_id: "con_hubspot", reason: "grant_revoked" };
    expect(changes).to.deep.equal([{ ...named, from: "connected", to: "action_required" }]);
    expect(waiting).to.deep.equal([named]);
    expect(page.spoken().replace(/\s/g, " ")).to.equal("HubSpot : Action requise");
  });

  it("once that a connection waits, however its trouble is called later", async () => {
    const waiting = told("speedai-action-required");
    const page = await showPage({ connections: [connectionOf("hubspot", "error")] });
    page.answer(wholeCatalogue({ connections: [connectionOf("hubspot", "action_required")] }));
    await page.element.refresh();
    expect(waiting).to.have.length(1);
  });

  it("when a connection comes, recovers and goes", async () => {
    const log: string[] = [];
    for (const name of ["speedai-connected", "speedai-reconnected", "speedai-disconnected"] as const)
      document.body.addEventListener(name, ({ detail }) => log.push(`${name} ${detail.connection_id}`));
    const page = await showPage();
    for (const connections of [
      [connectionOf("hubspot", "pending")],
      [connectionOf("hubspot", "connected")],
      [connectionOf("hubspot", "expired")],
      [connectionOf("hubspot", "connected")],
      [],
    ]) {
      page.answer(wholeCatalogue({ connections }));
      await page.element.refresh();
    }
    expect(log).to.deep.equal([
      "speedai-connected con_hubspot",
      "speedai-reconnected con_hubspot",
      "speedai-disconnected con_hubspot",
    ]);
  });

  it("the result of a test that the host asked for", async () => {
    const results = told("speedai-test-result");
    const page = await showPage({
      connections: [connectionOf("hubspot", "connected")],
      answers: { testConnection: async () => check({ step: "rights", code: "rights_missing" }) },
    });
    const result = await page.element.test("con_hubspot");
    expect(result.ok).to.equal(false);
    expect(results).to.deep.equal([
      { provider: "hubspot", connection_id: "con_hubspot", ok: false, status: "error", reason: "rights_missing" },
    ]);
  });

  it("its state, without secrets and without account names", async () => {
    const page = await showPage({ connections: [connectionOf("hubspot", "connected")] });
    expect(page.element.getState()).to.deep.equal({
      phase: "ready",
      integration: null,
      view: null,
      category: null,
      badge: null,
      status: null,
      connections: [{ id: "con_hubspot", provider: "hubspot", status: "connected", reason: null }],
    });
  });
});

describe("the drawer", () => {
  it("opens for the pressed card and gives the focus back when it closes", async () => {
    const page = await showPage();
    page.card("pipedrive").focus();
    page.press(page.card("pipedrive"));
    await until(() => page.drawers().length === 1 && findAll("dialog[open]", page.drawer()).length === 1);
    expect(page.drawer().integration?.id).to.equal("pipedrive");
    expect(page.drawer().connection).to.equal(null);
    expect(page.drawer().view).to.equal("connect");
    page.drawer().close();
    await until(() => page.drawers().length === 0);
    expect(page.element.shadowRoot?.activeElement).to.equal(page.card("pipedrive"));
    expect(page.element.integration).to.equal(null);
  });

  it("opens the connection of the pressed card", async () => {
    const page = await showPage({
      connections: [
        connectionOf("shopify", "connected", { id: "con_1" }),
        connectionOf("shopify", "expired", { id: "con_2" }),
      ],
      answers: { logs: async () => ({ entries: [], next: null }) },
    });
    page.press(page.connectionCard("con_1"));
    await until(() => page.drawers().length === 1);
    expect(page.drawer().connection?.id).to.equal("con_1");
    page.element.open("shopify");
    await settle(page.element);
    expect(page.drawer().connection?.id).to.equal("con_2", "a provider means its most troubled connection");
    page.element.open("shopify", "connect");
    await settle(page.element);
    expect(page.drawer().connection).to.equal(null);
  });

  it("does nothing for a name that is not on the page", async () => {
    const page = await showPage();
    page.element.open("unknown");
    await settle(page.element);
    expect(page.drawers()).to.deep.equal([]);
  });

  it("stays shut when the host page says so", async () => {
    const page = await showPage();
    const asked: unknown[] = [];
    page.element.addEventListener("speedai-navigate", (event) => {
      asked.push(event.detail);
      event.preventDefault();
    });
    page.press(page.card("mews"));
    await settle(page.element);
    expect(page.drawers()).to.deep.equal([]);
    expect(asked).to.deep.equal([{ integration: "mews", view: "connect" }]);
  });

  it("that the person closes is closed, whatever the host page says", async () => {
    const page = await showPage({ attributes: { integration: "mews" } });
    await until(() => page.drawers().length === 1 && findAll("dialog[open]", page.drawer()).length === 1);
    page.element.addEventListener("speedai-navigate", (event) => event.preventDefault());
    page.drawer().close();
    await until(() => page.drawers().length === 0);
  });

  it("keeps its own words inside the element", async () => {
    const outside: string[] = [];
    for (const name of [
      "drawer-close",
      "view-change",
      "connect-start",
      "connection-changed",
      "connection-removed",
      "test-result",
    ])
      document.body.addEventListener(name, () => outside.push(name));
    const page = await showPage({ attributes: { integration: "mews" } });
    await until(() => page.drawers().length === 1 && findAll("dialog[open]", page.drawer()).length === 1);
    const details: Readonly<Record<string, unknown>> = {
      "view-change": { view: "access" },
      "connect-start": { provider: "mews", attempt_id: "att_1" },
      "connection-changed": { connection: connectionOf("mews", "connected") },
      "test-result": { check: check(), connection_id: "con_mews" },
      "connection-removed": { id: "con_mews" },
      "drawer-close": null,
    };
    for (const [name, detail] of Object.entries(details))
      page.drawer().dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true }));
    expect(outside).to.deep.equal([]);
  });

  it("opens by attribute as soon as the catalogue is there", async () => {
    const page = await showPage({ attributes: { integration: "notion" } });
    await until(() => page.drawers().length === 1);
    expect(page.drawer().integration?.name).to.equal("Notion");
    page.element.removeAttribute("integration");
    await until(() => page.drawers().length === 0);
  });

  it("hands a new connection to the page, which shows and tells it at once", async () => {
    const connected = told("speedai-connected");
    const page = await showPage({ attributes: { integration: "pipedrive", view: "connect" } });
    await until(() => page.drawers().length === 1);
    const detail = { connection: connectionOf("pipedrive", "connected") };
    page.drawer().dispatchEvent(new CustomEvent("connection-changed", { detail, bubbles: true, composed: true }));
    await settle(page.element);
    expect(page.connectionCards().map(({ id }) => id)).to.deep.equal(["con_pipedrive"]);
    expect(connected).to.deep.equal([{ provider: "pipedrive", connection_id: "con_pipedrive" }]);
    expect(page.api.countOf("catalogue")).to.equal(1, "no round trip is needed");
  });

  it("takes a removed connection off the page", async () => {
    const page = await showPage({
      connections: [connectionOf("hubspot", "connected")],
      attributes: { integration: "con_hubspot" },
      answers: { logs: async () => ({ entries: [], next: null }) },
    });
    await until(() => page.drawers().length === 1);
    const detail = { id: "con_hubspot" };
    page.drawer().dispatchEvent(new CustomEvent("connection-removed", { detail, bubbles: true, composed: true }));
    await settle(page.element);
    expect(page.connectionCards()).to.deep.equal([]);
    expect(page.drawer().integration?.id).to.equal("hubspot", "the drawer stays to say what was done");
  });

  it("is not fooled by an older answer that arrives after a change", async () => {
    const page = await showPage({ attributes: { integration: "pipedrive", view: "connect" } });
    await until(() => page.drawers().length === 1);
    const { promise, resolve } = Promise.withResolvers<ReturnType<typeof wholeCatalogue>>();
    page.api.answer("catalogue", () => promise);
    const refreshed = page.element.refresh();
    const detail = { connection: connectionOf("pipedrive", "connected") };
    page.drawer().dispatchEvent(new CustomEvent("connection-changed", { detail, bubbles: true, composed: true }));
    resolve(wholeCatalogue());
    await refreshed;
    await settle(page.element);
    expect(page.connectionCards()).to.have.length(1);
  });
});

describe("the address", () => {
  it("opens what it names, follows back and forward, and is written when the drawer moves", async () => {
    history.replaceState(null, "", "#/shopify");
    const page = await showPage({ attributes: { routing: "hash" } });
    await until(() => page.drawers().length === 1);
    expect(page.drawer().integration?.id).to.equal("shopify");
    page.element.close();
    expect(location.hash).to.equal("");
    page.element.open("mews", "access");
    expect(location.hash).to.equal("#/mews/access");
    history.back();
    await until(() => page.drawers().length === 0);
    history.forward();
    await until(() => page.drawers().length === 1);
    expect(page.drawer().view).to.equal("access");
  });

  it("is left alone without routing", async () => {
    history.replaceState(null, "", "#/shopify");
    const page = await showPage();
    expect(page.drawers()).to.deep.equal([]);
    page.element.open("mews");
    expect(location.hash).to.equal("#/shopify");
  });

  it("brings an attempt back from the same-tab road, and loses its code at once", async () => {
    history.replaceState(null, "", "#speedai_attempt=att_91bd&speedai_completion=one-time");
    const page = await showPage({
      answers: {
        attempt: async () => attempt(steps.waiting, { provider: "hubspot", method: "oauth2" }),
        submitStep: async () => attempt(steps.failed, { provider: "hubspot", method: "oauth2" }),
      },
    });
    expect(location.href).not.to.contain("one-time");
    await until(() => page.drawers().length === 1);
    expect(page.drawer().integration?.id).to.equal("hubspot");
    expect(page.drawer().resume).to.deep.equal({ attempt: "att_91bd", completion: "one-time" });
  });

  it("says so when the attempt is gone", async () => {
    history.replaceState(null, "", "#speedai_attempt=att_gone&speedai_completion=x");
    const page = await showPage({
      answers: { attempt: () => Promise.reject(refusal({ status: 404, code: "not_found" })) },
    });
    await until(() => page.notices().length === 1);
    expect(readText(page.notices()[0] ?? page.element)).to.contain("Recommencez depuis la carte de l’outil.");
    page.notices()[0]?.querySelector("button")?.click();
    await settle(page.element);
    expect(page.notices()).to.deep.equal([]);
  });
});

describe("in somebody else's page", () => {
  it("is not disturbed by hostile styles", async () => {
    const hostile = new CSSStyleSheet();
    hostile.replaceSync(
      "* { margin: 40px !important; font-size: 50px !important } button, h2, input { display: none !important; color: red !important }",
    );
    document.adoptedStyleSheets.push(hostile);
    const { element, titles } = await showPage();
    expect(titles()).to.have.length(6);
    const title = findAll("h2.section-title", element)[0];
    expect(title && getComputedStyle(title).display).to.equal("flex");
    document.adoptedStyleSheets.pop();
  });

  it("takes tokens as an object, corrects what could not be read, and says so to the developer", async () => {
    const warnings: unknown[] = [];
    const { warn } = console;
    console.warn = (...words) => warnings.push(words.join(" "));
    const { element } = await showPage({
      prepare: (page) => {
        page.appearance = { "color-action": "#ffe08a", "color-action-ink": "#ffffff", "radius-card": "4px" };
      },
    });
    console.warn = warn;
    const style = getComputedStyle(element);
    expect(style.getPropertyValue("--speedai-color-action-ink")).to.equal("#000000");
    expect(style.getPropertyValue("--_radius-card")).to.equal("4px");
    expect(element.hasAttribute("style")).to.equal(false);
    expect(warnings).to.deep.equal(["speedai-integrations: too little contrast, corrected: color-action-ink"]);
  });

  it("lives twice on one page, each with its own filter", async () => {
    const one = await showPage();
    const other = await showPage();
    typeInto(one.search(), "shopify");
    await settle(one.element);
    expect(one.names()).to.deep.equal(["Shopify"]);
    expect(other.names()).to.have.length(23);
  });

  it("is defined once, however often its script runs", async () => {
    const { defineElement } = await import("../define.ts");
    expect(() => defineElement("speedai-integrations", class extends HTMLElement {})).not.to.throw();
  });

  it("does not run past the side of a page of 320 px", async () => {
    const frame = document.createElement("div");
    frame.style.inlineSize = "320px";
    document.body.append(frame);
    const page = await showPage({
      connections: [
        connectionOf("lightspeed", "action_required", {
          label: "Restaurantfachwirtschaftsvereinigung",
          account: { id: "1", label: "un-nom-de-boutique-vraiment-tres-long.myshopify.com" },
        }),
      ],
      unavailable: ["cloudbeds"],
    });
    frame.append(page.element);
    await settle(page.element);
    const outside = findAll("*", page.element)
      .filter(
        (one) =>
          !one.closest(".filters") && one.getBoundingClientRect().right > frame.getBoundingClientRect().right + 1,
      )
      .map((one) => `${one.localName}.${one.className}`);
    expect(outside).to.deep.equal([]);
  });

  it("leaves no style attribute in what it draws", async () => {
    const { element } = await showPage({ connections: [connectionOf("hubspot", "error")] });
    expect(findAll("[style]", element)).to.deep.equal([]);
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
