import { emulateMedia, sendKeys, setViewport } from "@web/test-runner-commands";
import { expect } from "chai";
import { findViolations } from "../testing/accessibility.ts";
import { connectionOf, wholeCatalogue } from "../testing/catalogue.ts";
import { findAll, focused, readText, typeInto, until } from "../testing/deep.ts";
import { clear, settle } from "../testing/settle.ts";
import { toggleFold } from "./folds.ts";
import { showPage } from "./speedai-integrations.harness.ts";

const foldsKey = "speedai-integrations-folded";
const noHash = () => history.replaceState(null, "", location.pathname + location.search);

// Motion has its own tests below.
before(() => emulateMedia({ reducedMotion: "reduce" }));
after(() => emulateMedia({ reducedMotion: "no-preference" }));

afterEach(async () => {
  clear();
  noHash();
  await setViewport({ width: 1280, height: 900 });
});

const connections = [
  connectionOf("hubspot", "connected"),
  connectionOf("salesforce", "action_required"),
  connectionOf("shopify", "connected", { id: "con_shopify_1", label: "Lyon" }),
  connectionOf("shopify", "expired", { id: "con_shopify_2", label: "Paris" }),
];
const narrow = () => setViewport({ width: 375, height: 700 });

type Page = Awaited<ReturnType<typeof showPage>>;
const shown = (page: Page) => ({
  connections: page.connectionCards().map(({ id }) => id),
  tools: page.names(),
});

describe("what a search finds", () => {
  const search = async (width: number) => {
    await setViewport({ width, height: 700 });
    const page = await showPage({ connections });
    const top = () => page.search().getBoundingClientRect().top;
    const type = async (words: string) => {
      typeInto(page.search(), words);
      await until(() => shown(page).connections.join() === "con_hubspot");
      await settle(page.element);
    };
    page.search().focus();
    return { page, top, type };
  };

  it("comes into sight on a phone, below the field, which keeps the focus", async () => {
    const { page, top, type } = await search(375);
    expect(top()).to.be.above(300);
    await type("hubspot");
    expect(top()).to.be.within(0, 40);
    expect(focused()).to.equal(page.search());
    expect(page.connectionCards()[0]?.getBoundingClientRect().top).to.be.below(500);
  });

  it("moves nothing where it is in sight already", async () => {
    const { top, type } = await search(375);
    scrollBy(0, top() - 100);
    const before = top();
    await type("hubspot");
    expect(top()).to.equal(before);
  });

  it("moves nothing on a wide page", async () => {
    const { top, type } = await search(1280);
    const before = top();
    await type("hubspot");
    expect(top()).to.equal(before);
  });
});

describe("filters of the page", () => {
  it("leave only connections when a state of connections is asked for", async () => {
    const page = await showPage({ connections, attributes: { status: "attention" } });
    expect(shown(page)).to.deep.equal({ connections: ["con_salesforce", "con_shopify_2"], tools: [] });
  });

  it("leave only tools to connect when that is asked for, beside an offer and words", async () => {
    const page = await showPage({
      connections,
      attributes: { status: "none", badge: "premium", query: "réservation" },
    });
    expect(shown(page)).to.deep.equal({ connections: [], tools: ["Zenchef", "TheFork Manager", "OpenTable", "Resy"] });
  });

  it("stand in the element's attributes, both ways, and in its state", async () => {
    const page = await showPage({ connections });
    page.filters().opener().click();
    await settle(page.element);
    page.filters().option("Premium").click();
    await settle(page.element);
    expect(page.element.getAttribute("badge")).to.equal("premium");
    page.element.setAttribute("status", "attention none");
    await settle(page.element);
    expect(page.filters().tokens()).to.deep.equal(["Premium", "À corriger", "Non connecté", "Tout effacer"]);
    expect(page.element.getState()).to.include({ badge: "premium", status: "attention none" });
    page.element.removeAttribute("badge");
    page.element.setAttribute("status", "nonsense");
    await settle(page.element);
    expect(page.names()).to.have.length(23);
  });

  it("say how many cards there are now, once", async () => {
    const page = await showPage({ connections });
    page.filters().opener().click();
    await settle(page.element);
    page.filters().option("À corriger").click();
    await settle(page.element);
    expect(page.spoken()).to.equal("2 intégrations trouvées");
  });

  it("keep their panel open, and the focus in it, while the lists change", async () => {
    const page = await showPage({ connections });
    page.filters().opener().focus();
    await sendKeys({ press: "Enter" });
    await sendKeys({ press: "Tab" });
    await sendKeys({ press: "Space" });
    await settle(page.element);
    await sendKeys({ press: "Tab" });
    await sendKeys({ press: "Space" });
    await settle(page.element);
    expect(page.element.badge).to.equal("standard premium");
    expect(focused()?.checkVisibility()).to.equal(true);
  });

  it("name what hides everything, with the way back for each part that helps", async () => {
    const page = await showPage({
      connections,
      attributes: { category: "hotel", badge: "standard", query: "shopify" },
    });
    expect(readText(page.state())).to.equal(
      "Aucun outil ne correspond à « shopify ». Masqué par : « Hôtels » et « Standard ». Sans « Hôtels » : 1 résultat",
    );
    page.state().querySelector("button")?.click();
    await settle(page.element);
    expect(page.names()).to.deep.equal(["Shopify"]);
    expect(page.element.badge).to.equal("standard");
  });

  it("are all cleared at once when no single part is to blame", async () => {
    const page = await showPage({ attributes: { category: "hotel", badge: "custom", status: "attention" } });
    expect(readText(page.state())).to.equal(
      "Aucun outil ne correspond à ces filtres. Masqué par : « Hôtels », « Sur mesure » et « À corriger ». Tout effacer",
    );
    page.state().querySelector("button")?.click();
    await settle(page.element);
    expect(page.names()).to.have.length(23);
  });

  it("give way to a connection that waits for the person", async () => {
    const page = await showPage({ connections, attributes: { query: "mews", badge: "premium" } });
    page.banners()[0]?.shadowRoot?.querySelector("button")?.click();
    await until(() => page.element.shadowRoot?.activeElement?.id === "con_salesforce");
    expect([page.element.query, page.element.badge]).to.deep.equal([null, null]);
  });

  it("lose no letter that is typed while the catalogue is on its way", async () => {
    const { promise, resolve } = Promise.withResolvers<ReturnType<typeof wholeCatalogue>>();
    const page = await showPage({ answers: { catalogue: () => promise }, waits: false });
    await until(() => findAll("input[type=search]", page.element).length > 0);
    typeInto(page.search(), "webhook");
    resolve(wholeCatalogue());
    await until(() => page.cards().length > 0);
    await settle(page.element);
    expect(page.search().value).to.equal("webhook");
    expect(page.names()).to.deep.equal(["Webhook"]);
  });
});

describe("filters in the address", () => {
  const routed = { routing: "hash" } as const;

  it("are read from a link", async () => {
    history.replaceState(null, "", "#/?category=crm&badge=premium&status=attention&q=salesforce");
    const page = await showPage({ connections, attributes: routed });
    expect(shown(page)).to.deep.equal({ connections: ["con_salesforce"], tools: [] });
    expect(page.search().value).to.equal("salesforce");
  });

  it("are written as they are chosen, without a step in the browser's history", async () => {
    const page = await showPage({ connections, attributes: routed });
    const { length } = history;
    findAll<HTMLInputElement>("input[type=radio]", page.element)[3]?.click();
    expect(location.hash).to.equal("#/?category=hotel");
    typeInto(page.search(), "mews");
    await until(() => location.hash === "#/?category=hotel&q=mews");
    typeInto(page.search(), "");
    findAll<HTMLInputElement>("input[type=radio]", page.element)[0]?.click();
    expect(location.hash).to.equal("");
    expect(history.length).to.equal(length);
  });

  it("stay while a drawer opens and closes", async () => {
    history.replaceState(null, "", "#/?category=crm");
    const page = await showPage({ attributes: routed });
    page.element.open("hubspot", "connect");
    expect(location.hash).to.equal("#/hubspot/connect?category=crm");
    await settle(page.element);
    page.element.close();
    expect(location.hash).to.equal("#/?category=crm");
  });

  it("change with the address, and go when it has none", async () => {
    const page = await showPage({ attributes: routed });
    location.hash = "#/?category=hotel";
    await until(() => page.titles().length === 1);
    expect(page.titles()).to.deep.equal(["Hôtels 2"]);
    location.hash = "#/";
    await until(() => page.names().length === 23);
  });

  it("leave a fragment of the host page alone, and the attributes with it", async () => {
    history.replaceState(null, "", "#pricing");
    const page = await showPage({ attributes: { ...routed, category: "crm" } });
    expect(page.titles()).to.deep.equal(["CRM génériques 5"]);
    location.hash = "#contact";
    await until(() => location.hash === "#contact");
    expect(page.element.category).to.equal("crm");
    expect(location.hash).to.equal("#contact");
    findAll<HTMLInputElement>("input[type=radio]", page.element)[0]?.click();
    await settle(page.element);
    expect([page.element.category, location.hash]).to.deep.equal([null, "#contact"]);
  });

  it("are not written where the host keeps its address to itself", async () => {
    const page = await showPage();
    findAll<HTMLInputElement>("input[type=radio]", page.element)[3]?.click();
    await settle(page.element);
    expect(location.hash).to.equal("");
  });
});

describe("a narrow page", () => {
  beforeEach(narrow);
  afterEach(() => {
    // The module remembers as well: what a test has folded it unfolds.
    for (const one of (sessionStorage.getItem(foldsKey) ?? "").split(" ").filter(Boolean)) toggleFold(one);
    sessionStorage.removeItem(foldsKey);
  });
  const foldOf = (page: Page, category: string) =>
    page.element.shadowRoot?.querySelector<HTMLButtonElement>(`section[aria-labelledby="category-${category}"] .fold`);

  it("folds a category away, says so, and remembers it", async () => {
    const page = await showPage();
    const fold = foldOf(page, "crm");
    expect(fold?.ariaExpanded).to.equal("true");
    expect(fold?.getBoundingClientRect().height).to.be.at.least(44);
    fold?.click();
    await settle(page.element);
    expect(fold?.ariaExpanded).to.equal("false");
    expect(page.card("hubspot").checkVisibility()).to.equal(false);
    expect(page.card("zenchef").checkVisibility()).to.equal(true);
    expect(page.titles()[0]).to.equal("CRM génériques 5");
    expect(sessionStorage.getItem(foldsKey)).to.equal("crm");
    clear();
    const again = await showPage();
    expect(again.card("hubspot").checkVisibility()).to.equal(false);
    foldOf(again, "crm")?.click();
    await settle(again.element);
    expect(again.card("hubspot").checkVisibility()).to.equal(true);
  });

  it("folds nothing away that was searched for", async () => {
    const page = await showPage();
    foldOf(page, "crm")?.click();
    await settle(page.element);
    typeInto(page.search(), "hubspot");
    await settle(page.element);
    expect(page.card("hubspot").checkVisibility()).to.equal(true);
    expect(foldOf(page, "crm")).to.equal(null);
    typeInto(page.search(), "");
    await settle(page.element);
    expect(page.card("hubspot").checkVisibility()).to.equal(false);
    foldOf(page, "crm")?.click();
  });

  it("keeps search and filters in sight while it scrolls, and never over the card with the focus", async () => {
    const page = await showPage({ connections });
    page.card("webhook").focus();
    await until(() => scrollY > 500);
    const search = page.search().getBoundingClientRect();
    expect(search.top).to.be.within(0, 30);
    page.card("pipedrive").focus();
    const { top } = focused()?.getBoundingClientRect() ?? { top: -1 };
    expect(top).to.be.at.least(page.search().getBoundingClientRect().bottom);
  });

  it("is walked with the arrows past what is folded away", async () => {
    const page = await showPage({ connections });
    foldOf(page, "crm")?.click();
    await settle(page.element);
    page.connectionCards().at(-1)?.focus();
    await sendKeys({ press: "ArrowDown" });
    expect(page.element.shadowRoot?.activeElement?.id).to.equal("zenchef");
  });

  const states: Readonly<Record<string, (page: Page) => void>> = {
    "a folded category": (page) => foldOf(page, "crm")?.click(),
    "its filters open": (page) => {
      page.element.status = "attention none";
      page.filters().opener().click();
    },
    "everything filtered away": (page) => {
      page.element.category = "hotel";
      page.element.badge = "standard";
    },
  };
  for (const [state, bring] of Object.entries(states))
    for (const [theme, locale] of [
      ["light", "fr"],
      ["dark", "en"],
    ] as const)
      it(`has no accessibility violation with ${state} (${theme}, ${locale})`, async () => {
        const page = await showPage({ connections, attributes: { theme, locale } });
        bring(page);
        await settle(page.element);
        expect(await findViolations(page.element)).to.deep.equal([]);
      });

  it("has targets of 44 px for a finger", async () => {
    const page = await showPage({ connections, attributes: { status: "attention none" } });
    const small = findAll("button, label.filter, .search", page.element)
      .filter((one) => one.checkVisibility() && !one.closest(".attention"))
      .filter((one) => matchMedia("(pointer: coarse)").matches && one.getBoundingClientRect().height < 44);
    expect(small).to.deep.equal([]);
  });

  it("shifts nothing when the catalogue comes", async () => {
    const { promise, resolve } = Promise.withResolvers<ReturnType<typeof wholeCatalogue>>();
    const page = await showPage({ answers: { catalogue: () => promise }, waits: false });
    await until(() => findAll("input[type=search]", page.element).length > 0);
    await settle(page.element);
    const { top = 0, height = 0 } = page.skeletons()[0]?.getBoundingClientRect() ?? {};
    resolve(wholeCatalogue());
    await until(() => page.cards().length > 0);
    await settle(page.element);
    const card = page.card("hubspot").getBoundingClientRect();
    expect(Math.abs(card.top - top)).to.be.at.most(2);
    expect(Math.abs(card.height - height)).to.be.at.most(2);
  });
});

describe("cards glide", () => {
  before(() => emulateMedia({ reducedMotion: "no-preference" }));
  const listsOf = (page: Page) => page.element.shadowRoot?.querySelector(".lists");
  const choose = (page: Page, at: number) => findAll<HTMLInputElement>("input[type=radio]", page.element)[at]?.click();

  it("inside their own lists, for at most 200 ms, and leave nothing behind", async () => {
    const page = await showPage({ connections });
    choose(page, 1);
    const moving = () => listsOf(page)?.getAnimations({ subtree: true }) ?? [];
    await until(() => moving().some(({ effect }) => effect instanceof KeyframeEffect && effect.pseudoElement !== null));
    for (const { effect } of moving()) expect(effect?.getComputedTiming().endTime).to.be.at.most(200);
    expect(
      document
        .getAnimations()
        .filter(({ effect }) => effect instanceof KeyframeEffect && effect.target === document.documentElement),
    ).to.deep.equal([]);
    await until(() => findAll("[style]", page.element).length === 0);
    expect(page.titles()).to.deep.equal(["Connectés 2", "CRM génériques 5"]);
  });

  it("from a tool's place in the catalogue to the connection it has become", async () => {
    const page = await showPage({ attributes: { category: "hotel" } });
    page.answer(wholeCatalogue({ connections: [connectionOf("mews", "connected")] }));
    await page.element.refresh();
    const named = () => page.connectionCards().map((card) => card.style.getPropertyValue("view-transition-name"));
    await until(() => named().includes("card-mews"));
    await until(() => findAll("[style]", page.element).length === 0);
    expect(page.titles()).to.deep.equal(["Connectés 1", "Hôtels 2"]);
  });

  it("one by one when a tool got two connections at once", async () => {
    const page = await showPage({ attributes: { category: "hotel" } });
    const both = [connectionOf("mews", "connected"), connectionOf("mews", "connected", { id: "con_mews_2" })];
    page.answer(wholeCatalogue({ connections: both }));
    await page.element.refresh();
    const named = () => page.connectionCards().map((card) => card.style.getPropertyValue("view-transition-name"));
    await until(() => named().includes("card-mews"));
    expect(named()).to.have.members(["card-mews", "card-con_mews_2"]);
    await until(() => findAll("[style]", page.element).length === 0);
  });

  it("not under the fingers: letters and the next press come first", async () => {
    const page = await showPage();
    typeInto(page.search(), "shop");
    await page.element.updateComplete;
    expect(listsOf(page)?.getAnimations({ subtree: true })).to.deep.equal([]);
    typeInto(page.search(), "");
    await settle(page.element);
    choose(page, 1);
    choose(page, 2);
    await settle(page.element);
    document.body.dispatchEvent(new PointerEvent("pointerdown", { bubbles: true }));
    expect(page.titles()).to.deep.equal(["Restaurant & Hôtellerie 5"]);
    await until(() => findAll("[style]", page.element).length === 0);
  });

  it("not for those who asked for less motion", async () => {
    await emulateMedia({ reducedMotion: "reduce" });
    const page = await showPage();
    choose(page, 1);
    await settle(page.element);
    expect(listsOf(page)?.getAnimations({ subtree: true })).to.deep.equal([]);
    expect(page.titles()).to.deep.equal(["CRM génériques 5"]);
    await emulateMedia({ reducedMotion: "no-preference" });
  });

  it("and change at once in a browser that cannot", async () => {
    const page = await showPage();
    const lists = listsOf(page);
    if (lists) Object.defineProperty(lists, "startViewTransition", { value: undefined });
    choose(page, 1);
    await settle(page.element);
    expect(page.titles()).to.deep.equal(["CRM génériques 5"]);
  });
});
