import { sendKeys, setViewport } from "@web/test-runner-commands";
import { expect } from "chai";
import { attempt, steps } from "../testing/attempts.ts";
import { check, connection } from "../testing/connections.ts";
import { focused, until } from "../testing/deep.ts";
import { createFakeApi } from "../testing/fake-api.ts";
import { databaseFields, integration, postgresql, zenchef } from "../testing/tools.ts";
import { DrawerHarness, type Opening } from "./drawer.harness.ts";

const token = "0123456789abcdef0123456789abcdef01234567";
const connected = connection();
const withConnection = integration({ connections: [connected] });

let harness: DrawerHarness;
const open = async (opening: Opening = {}): Promise<DrawerHarness> => {
  harness = await DrawerHarness.open(opening);
  return harness;
};
const tabs = () => harness.findAll("[role=tab]").map((tab) => tab.textContent?.trim());

afterEach(() => harness.remove());

describe("drawer", () => {
  it("opens as a modal dialog with the name of the tool in focus", async () => {
    await open();
    expect(harness.dialog.matches(":modal")).to.equal(true);
    expect(focused()?.textContent).to.equal("Pipedrive");
  });

  it("closes with Esc, says so, and gives the focus back to what opened it", async () => {
    await open();
    await sendKeys({ press: "Escape" });
    expect(harness.names()).to.deep.equal(["drawer-close"]);
    expect(focused()).to.equal(harness.opener);
  });

  it("closes with its button", async () => {
    await open();
    await harness.click("Fermer");
    expect(harness.names()).to.deep.equal(["drawer-close"]);
  });

  it("closes by a click beside it, but asks before something typed would be lost", async () => {
    await open();
    const beside = () => harness.dialog.dispatchEvent(new PointerEvent("pointerdown", { bubbles: true }));
    await harness.type("api_token", token);
    beside();
    await harness.settle();
    expect(harness.dialog.open).to.equal(true);
    await harness.click("Rester ici");
    expect(harness.field("api_token").value).to.equal(token);
    harness.connect.abandon();
    await harness.settle();
    beside();
    expect(harness.dialog.open).to.equal(false);
  });

  it("asks before Esc or its button gives up what was typed, and then gives it up", async () => {
    await open();
    harness.field("api_token").focus();
    await sendKeys({ type: "abc" });
    await sendKeys({ press: "Escape" });
    await harness.settle();
    expect(harness.dialog.open).to.equal(true);
    expect(focused()?.textContent?.trim()).to.equal("Rester ici");
    await sendKeys({ press: "Escape" });
    await harness.settle();
    expect(harness.dialog.open, "Esc closes the question, not the drawer").to.equal(true);
    await sendKeys({ press: "Escape" });
    await harness.settle();
    expect(harness.dialog.open, "however often it is pressed").to.equal(true);
    await harness.click("Rester ici");
    await harness.click("Fermer");
    expect(harness.names()).to.deep.equal([]);
    await harness.click("Fermer quand même");
    expect(harness.names()).to.deep.equal(["drawer-close"]);
    expect(focused()).to.equal(harness.opener);
  });

  it("asks the same of what was typed in the settings, and of nothing else", async () => {
    await open({ properties: { integration: withConnection, connection: connected, view: "settings" } });
    await harness.type("label", "Agence d’Annecy");
    await harness.click("Fermer");
    expect(harness.text).to.include("Abandonner la saisie ?");
    expect(harness.names()).to.deep.equal([]);
    await harness.click("Fermer quand même");
    expect(harness.names()).to.deep.equal(["drawer-close"]);
  });

  it("of a phone is pulled down to close, but springs back when that would lose something", async () => {
    await setViewport({ width: 375, height: 700 });
    await open();
    const pull = async (to: number, at: number) => {
      const header = harness.find("header");
      const point = (type: string, clientY: number) =>
        header.dispatchEvent(new PointerEvent(type, { bubbles: true, pointerId: 7, pointerType: "touch", clientY }));
      point("pointerdown", at);
      point("pointermove", at + 4);
      expect(harness.dialog.style.translate, "a finger that trembles").to.equal("");
      point("pointermove", to);
      expect(harness.dialog.style.translate).to.equal(`0px ${to - at}px`);
      point("pointerup", to);
      await harness.settle();
    };
    await harness.type("api_token", token);
    await pull(300, 60);
    expect(harness.dialog.open).to.equal(true);
    expect(harness.dialog.style.translate).to.equal("");
    await harness.click("Rester ici");
    harness.connect.abandon();
    await harness.settle();
    await pull(300, 60);
    expect(harness.names()).to.deep.equal(["drawer-close"]);
    await setViewport({ width: 800, height: 600 });
  });

  it("shows the tab that is chosen also where the tabs are wider than the sheet", async () => {
    await setViewport({ width: 320, height: 600 });
    await open({
      properties: { integration: withConnection, connection: connected, view: "journal" },
      api: createFakeApi({ logs: async () => ({ entries: [], next: null }) }),
    });
    const chosen = harness.find("[aria-selected=true]").getBoundingClientRect();
    const row = harness.find(".tabs").getBoundingClientRect();
    expect(chosen.right).to.be.at.most(row.right + 1);
    expect(chosen.left).to.be.at.least(row.left - 1);
    await setViewport({ width: 800, height: 600 });
  });

  it("keeps its header in sight, however long what it shows", async () => {
    await setViewport({ width: 375, height: 500 });
    const failing = check({ step: "login", code: "bad_credentials", field: "api_token" });
    await open({
      api: createFakeApi({ createAttempt: async () => attempt({ ...steps.form, check: failing }) }),
    });
    await harness.type("api_token", token);
    await harness.click("Tester et connecter");
    await until(() => harness.findAll("li.failed").length === 1);
    await harness.settle();
    // What leads to a field scrolls every box around it, also one without a bar.
    harness.dialog.scrollTop = 50;
    expect(harness.dialog.scrollTop).to.equal(0);
    await setViewport({ width: 800, height: 600 });
  });

  it("shows settings and journal only where there is a connection, and no form to a viewer", async () => {
    await open();
    expect(tabs()).to.deep.equal(["Connexion", "Accès"]);
    harness.remove();
    await open({ properties: { integration: withConnection, connection: connected } });
    expect(tabs()).to.deep.equal(["Connexion", "Accès", "Réglages", "Journal"]);
    harness.remove();
    await open({ properties: { integration: withConnection, connection: connected, userRole: "viewer" } });
    expect(tabs()).to.deep.equal(["Connexion", "Accès", "Journal"]);
    expect(harness.text).not.to.include("Tester la connexion");
    harness.remove();
    await open({ properties: { readonly: true, view: "connect" } });
    expect(harness.findAll("speedai-step-form")).to.have.length(0);
    expect(harness.text).to.include("Jamais");
  });

  it("stays when another page disconnects what it shows, and says so", async () => {
    await open({ properties: { integration: withConnection, connection: connected, view: "settings" } });
    harness.drawer.integration = integration({ connections: [] });
    harness.drawer.connection = null;
    await harness.settle();
    expect(harness.text).to.include("Elle a été déconnectée depuis une autre page.");
    expect(tabs()).to.deep.equal(["Connexion", "Accès"]);
    expect(harness.findAll("speedai-step-form")).to.have.length(1);
  });

  it("tells who may only look why nothing can be connected", async () => {
    await open({ properties: { userRole: "viewer" } });
    expect(harness.text).to.include("Votre profil permet de consulter, mais pas de modifier.");
    harness.remove();
    await open({ properties: { integration: withConnection, connection: connected, userRole: "viewer" } });
    expect(harness.text).not.to.include("Votre profil");
    harness.remove();
    await open({ properties: { readonly: true } });
    expect(harness.text, "the host's own choice").not.to.include("Votre profil");
  });

  it("says that there is no network, until it is back", async () => {
    await open({ properties: { offline: true } });
    expect(harness.text).to.include("Vous êtes hors ligne.");
    harness.drawer.offline = false;
    await harness.settle();
    expect(harness.text).not.to.include("Vous êtes hors ligne.");
  });

  it("moves between tabs with the arrows, Home and End, and tells the page", async () => {
    await open({
      properties: { integration: withConnection, connection: connected },
      api: createFakeApi({ logs: async () => ({ entries: [], next: null }) }),
    });
    harness.find("[role=tab]").focus();
    await sendKeys({ press: "ArrowRight" });
    await sendKeys({ press: "End" });
    await sendKeys({ press: "ArrowRight" });
    const views = harness.events.map(({ detail }) => detail);
    expect(views).to.deep.equal([
      { view: "access", connection_id: "con_4f2a" },
      { view: "journal", connection_id: "con_4f2a" },
      { view: "overview", connection_id: "con_4f2a" },
    ]);
    expect(focused()?.textContent?.trim()).to.equal("Connexion");
  });

  it("lets a person choose between several accounts, and add one more", async () => {
    const second = connection({ id: "con_2", label: "Boutique Annecy", status: "expired", reason: "grant_revoked" });
    await open({
      properties: { integration: integration({ connections: [connected, second] }), connection: connected },
    });
    const choose = async (id: string) => {
      const select = harness.find<HTMLSelectElement>(".switcher select");
      select.value = id;
      select.dispatchEvent(new Event("change", { bubbles: true }));
      await harness.settle();
      return [...select.options].map(({ label }) => label);
    };
    expect(await choose("con_2"), "the state of the others stands beside their name").to.deep.equal([
      "Agence de Lyon · Maison Lumière (Connecté)",
      "Boutique Annecy · Maison Lumière",
    ]);
    expect(harness.events.at(-1)?.detail, "the page knows which one").to.deep.equal({
      view: "overview",
      connection_id: "con_2",
    });
    expect(harness.text).to.include("L’accès a été retiré dans Pipedrive.");
    await harness.click("Ajouter une connexion");
    expect(harness.findAll("speedai-step-form")).to.have.length(1);
    expect(harness.find<HTMLSelectElement>(".switcher select").selectedOptions[0]?.label).to.equal(
      "Nouvelle connexion",
    );
    await choose("con_4f2a");
    expect(harness.text).to.include("Tout fonctionne.");
  });

  it("tells accounts of the same name apart, by how they are connected or else by when", async () => {
    const twin = (id: string, kind: "csv" | "credentials", hour: number) =>
      connection({
        id,
        method: kind,
        kind,
        label: "Zenchef",
        account: null,
        created_at: `2026-10-14T0${hour}:00:00Z`,
      });
    const twins = [twin("con_1", "csv", 5), twin("con_2", "credentials", 6), twin("con_3", "credentials", 7)];
    await open({
      properties: { integration: { ...zenchef, connections: twins }, connection: twins[0], view: "access" },
    });
    expect([...harness.find<HTMLSelectElement>(".switcher select").options].map(({ label }) => label)).to.deep.equal([
      "Zenchef · Import",
      "Zenchef · 08:00 (Connecté)",
      "Zenchef · 09:00 (Connecté)",
    ]);
  });

  it("shows another connection when the one it shows is gone", async () => {
    await open({ properties: { integration: withConnection, connection: connected } });
    harness.drawer.connection = null;
    harness.drawer.integration = integration();
    await harness.settle();
    expect(tabs()).to.deep.equal(["Connexion", "Accès"]);
  });
});

describe("by keyboard alone", () => {
  it("a tool is connected: from the button that opens the drawer to the one that ends it", async () => {
    const api = createFakeApi({ createAttempt: async () => attempt(steps.done) });
    await open({ api, properties: { integration: postgresql } });
    const walk: string[] = [];
    const tab = async () => {
      await sendKeys({ press: "Tab" });
      const element = focused();
      walk.push(
        element?.getAttribute("name") ?? element?.getAttribute("aria-label") ?? element?.textContent?.trim() ?? "",
      );
      return walk.at(-1);
    };
    for (const name of ["host", "port", "database", "user", "password"]) {
      while ((await tab()) !== name) expect(walk.length).to.be.lessThan(30);
      if (name !== "port") await sendKeys({ type: "valeur" });
    }
    while ((await tab()) !== "ssl") expect(walk.length).to.be.lessThan(30);
    await sendKeys({ press: "Space" });
    expect(harness.field("ssl").checked).to.equal(false);
    while ((await tab()) !== "Tester et connecter") expect(walk.length).to.be.lessThan(30);
    await sendKeys({ press: "Enter" });
    await until(() => harness.text.includes("PostgreSQL est connecté"));
    expect(databaseFields.filter((one) => one.required).every((one) => walk.includes(one.name))).to.equal(true);
    while ((await tab()) !== "Terminer") expect(walk.length).to.be.lessThan(40);
    await sendKeys({ press: "Enter" });
    expect(harness.names()).to.include("drawer-close");
    expect(focused()).to.equal(harness.opener);
  });
});
