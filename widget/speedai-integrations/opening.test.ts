import { expect } from "chai";
import { attempt, steps } from "../testing/attempts.ts";
import { connectionOf, wholeCatalogue } from "../testing/catalogue.ts";
import { check } from "../testing/connections.ts";
import { findAll, readText, until } from "../testing/deep.ts";
import { refusal } from "../testing/fake-api.ts";
import { settle } from "../testing/settle.ts";
import { leavePage, showPage, told } from "./speedai-integrations.harness.ts";

afterEach(leavePage);

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
