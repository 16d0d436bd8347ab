import { sendKeys, setViewport } from "@web/test-runner-commands";
import { expect } from "chai";
import type { Check, Integration } from "../../schema/wire/index.ts";
import { ApiError } from "../api/client.ts";
import { focused, until } from "../testing/deep.ts";
import { createFakeApi, type FakeApi, refusal } from "../testing/fake-api.ts";
import {
  attempt,
  check,
  connection,
  databaseFields,
  entries,
  field,
  hubspot,
  integration,
  method,
  postgresql,
  steps,
  tokenField,
  webhook,
  zenchef,
} from "../testing/fixtures.ts";
import { delivery } from "../testing/records.ts";
import { DrawerHarness, type Opening } from "./drawer.harness.ts";

const token = "0123456789abcdef0123456789abcdef01234567";
const connected = connection();
const withConnection = integration({ connections: [connected] });

let harness: DrawerHarness;
const open = async (opening: Opening = {}): Promise<DrawerHarness> => {
  harness = await DrawerHarness.open(opening);
  return harness;
};
const names = () => harness.events.map((event) => event.name);
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
    expect(names()).to.deep.equal(["drawer-close"]);
    expect(focused()).to.equal(harness.opener);
  });

  it("closes with its button", async () => {
    await open();
    await harness.click("Fermer");
    expect(names()).to.deep.equal(["drawer-close"]);
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
    expect(names()).to.deep.equal([]);
    await harness.click("Fermer quand même");
    expect(names()).to.deep.equal(["drawer-close"]);
    expect(focused()).to.equal(harness.opener);
  });

  it("asks the same of what was typed in the settings, and of nothing else", async () => {
    await open({ properties: { integration: withConnection, connection: connected, view: "settings" } });
    await harness.type("label", "Agence d’Annecy");
    await harness.click("Fermer");
    expect(harness.text).to.include("Abandonner la saisie ?");
    expect(names()).to.deep.equal([]);
    await harness.click("Fermer quand même");
    expect(names()).to.deep.equal(["drawer-close"]);
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
    expect(names()).to.deep.equal(["drawer-close"]);
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

describe("connecting with a key", () => {
  it("spreads a pasted connection string over its fields, and says so", async () => {
    const api = createFakeApi({ createAttempt: async () => attempt(steps.done) });
    await open({ api, properties: { integration: postgresql } });
    await harness.click("Tester et connecter");
    const pasted = "postgresql://speedai:s3cret%21@db.example.fr:6432/crm?sslmode=require";
    await harness.type("host", pasted, "insertFromPaste");
    expect(["host", "port", "database", "user", "password"].map((name) => harness.field(name).value)).to.deep.equal([
      "db.example.fr",
      "6432",
      "crm",
      "speedai",
      "s3cret!",
    ]);
    expect(harness.text).to.include("Plusieurs valeurs reconnues");
    expect(harness.text, "what was missing is there").not.to.include("Remplissez ce champ.");
    await harness.click("Tester et connecter");
    const [call] = api.calls.filter(({ name }) => name === "createAttempt");
    expect(call?.args[1]).to.have.nested.property("values.port", 6432);
  });

  it("parts a host from the port that was typed with it, and leaves other values alone", async () => {
    await open({ properties: { integration: postgresql } });
    await harness.type("user", "speedai");
    await harness.type("host", "https://db.example.fr:6432/");
    expect(harness.field("host").value, "while it is typed").to.equal("https://db.example.fr:6432/");
    harness.field("host").dispatchEvent(new Event("blur"));
    await harness.settle();
    expect(["host", "port", "user"].map((name) => harness.field(name).value)).to.deep.equal([
      "db.example.fr",
      "6432",
      "speedai",
    ]);
    expect(harness.text).to.include("Plusieurs valeurs reconnues");
  });

  it("shows how a value looks whose form is refused", async () => {
    const code = "invalid_request";
    const createAttempt = () =>
      Promise.reject(refusal({ code, status: 422, errors: [{ field: "host", code: "wrong_format" }] }));
    const fields = [field({ name: "host", label: "Hôte", placeholder: "db.votre-hebergeur.com" })];
    const tool = integration({ methods: [method({ id: "credentials", kind: "credentials", fields })] });
    await open({ api: createFakeApi({ createAttempt }), properties: { integration: tool } });
    await harness.type("host", "chez moi");
    await harness.click("Tester et connecter");
    await until(() => harness.text.includes("Le format n’est pas le bon"));
    expect(harness.text).to.include("Exemple : db.votre-hebergeur.com");
  });

  it("says nothing more of a value that was corrected when the next test gets no answer", async () => {
    const form = attempt({
      ...steps.form,
      check: check({ step: "login", code: "bad_credentials", field: "api_token" }),
    });
    const api = createFakeApi({
      createAttempt: async () => form,
      submitStep: () => Promise.reject(new ApiError(null)),
    });
    await open({ api });
    await harness.type("api_token", token);
    await harness.click("Tester et connecter");
    await until(() => harness.text.includes("Pipedrive ne reconnaît pas ces identifiants."));
    await harness.type("api_token", `${token.slice(0, -1)}f`);
    await harness.click("Tester et connecter");
    await until(() => harness.text.includes("Pas de réponse."));
    expect(harness.text).not.to.include("ne reconnaît pas");
    expect(harness.findAll("speedai-checklist")).to.deep.equal([]);
  });

  it("sends what was typed once, cleaned, with a name for the connection", async () => {
    const api = createFakeApi({ createAttempt: async () => attempt(steps.done) });
    await open({ api });
    await harness.type("api_token", `  ${token}\u200b `, "insertFromPaste");
    expect(harness.field("api_token").value).to.equal(token);
    await harness.type("label", "Agence de Lyon");
    await harness.click("Tester et connecter");
    const [call] = api.calls.filter(({ name }) => name === "createAttempt");
    expect(call?.args[0]).to.equal("pipedrive");
    expect(call?.args[1]).to.deep.include({
      method: "credentials",
      values: { api_token: token },
      label: "Agence de Lyon",
    });
    expect(call?.args[1]).to.have.property("return_url").that.does.not.include("#");
  });

  it("suggests encryption where a database refused credentials that came without it", async () => {
    const failing = check({ step: "login", code: "bad_credentials", field: "password" });
    const refused = (ssl: boolean) =>
      attempt({
        kind: "form",
        fields: [...databaseFields],
        values: { host: "db.example.fr", port: 3306, database: "crm", user: "speedai", ssl },
        check: failing,
      });
    for (const ssl of [false, true]) {
      await open({ api: createFakeApi({ createAttempt: async () => refused(ssl), cancelAttempt: async () => {} }) });
      await harness.type("api_token", token);
      await harness.click("Tester et connecter");
      await until(() => harness.findAll("li.failed").length === 1);
      await harness.settle();
      expect(harness.text.includes("Activez aussi l’option SSL"), String(ssl)).to.equal(!ssl);
      harness.remove();
    }
  });

  it("says that the account is connected already under another name", async () => {
    const made = connection({ id: "con_2" });
    const api = createFakeApi({ createAttempt: async () => attempt({ ...steps.done, connection: made }) });
    for (const account of [connected.account, { id: "acc_2", label: "Maison Lumière" }, null]) {
      const known = connection({ account });
      await open({ api, properties: { integration: integration({ connections: [known] }), view: "connect" } });
      await harness.type("api_token", token);
      await harness.click("Tester et connecter");
      await until(() => harness.text.includes("Pipedrive est connecté"));
      const isTold = harness.text.includes("Ce compte était déjà connecté sous le nom");
      expect(isTold, String(account?.id)).to.equal(account?.id === "acc_1");
      harness.remove();
    }
  });

  it("says after a connection without encryption that it was switched off", async () => {
    const made = connection({ provider: "postgresql", settings: { ssl: false } });
    const plain = check();
    const tested = { ...plain, steps: plain.steps.filter(({ name }) => name !== "tls") };
    const createAttempt = async () => attempt({ ...steps.done, connection: made, check: tested });
    await open({ api: createFakeApi({ createAttempt }), properties: { integration: postgresql } });
    await harness.type("host", "postgres://speedai:secret@db.example.fr/crm", "insertFromPaste");
    await harness.click("Tester et connecter");
    await until(() => harness.text.includes("PostgreSQL est connecté"));
    expect(harness.text).to.include("Connexion sécurisée non vérifié désactivée");
  });

  it("names in the header what was made, where others are connected", async () => {
    const made = connection({ id: "con_2", label: "Boutique Annecy" });
    const api = createFakeApi({ createAttempt: async () => attempt({ ...steps.done, connection: made }) });
    const properties = { integration: integration({ connections: [connected] }), view: "connect" } as const;
    await open({ api, properties });
    const shown = () => harness.find<HTMLSelectElement>(".switcher select").selectedOptions[0]?.label;
    expect(shown()).to.equal("Nouvelle connexion");
    await harness.type("api_token", token);
    await harness.click("Tester et connecter");
    await until(() => harness.text.includes("Ce compte était déjà connecté"));
    // As the page hands it down.
    harness.drawer.integration = integration({ connections: [connected, made] });
    await harness.settle();
    expect(shown()).to.include("Boutique Annecy");
    expect([...harness.find<HTMLSelectElement>(".switcher select").options]).to.have.length(2);
  });

  it("says what is missing, goes there, and sends nothing", async () => {
    await open();
    await harness.click("Tester et connecter");
    expect(harness.text).to.include("Remplissez ce champ.");
    expect(focused()).to.equal(harness.field("api_token"));
    expect(harness.field("api_token").getAttribute("aria-invalid")).to.equal("true");
    expect(harness.api.countOf("createAttempt")).to.equal(0);
    await harness.type("api_token", token);
    expect(harness.text).not.to.include("Remplissez ce champ.");
  });

  it("sends the form with the Enter key", async () => {
    await open({ api: createFakeApi({ createAttempt: async () => attempt(steps.done) }) });
    await harness.type("api_token", token);
    await sendKeys({ press: "Enter" });
    await until(() => harness.text.includes("Pipedrive est connecté"));
    expect(names()).to.include.members(["connect-start", "connection-changed"]);
  });

  it("shows the named lines while the test runs, and cannot be sent twice", async () => {
    const api = createFakeApi({ createAttempt: () => new Promise(() => {}), cancelAttempt: async () => {} });
    await open({ api });
    await harness.type("api_token", token);
    await harness.click("Tester et connecter");
    for (const line of ["Réseau", "Connexion sécurisée", "Identification", "Droits", "Lecture"]) {
      expect(harness.text).to.include(line);
    }
    harness.find<HTMLButtonElement>("button[type=submit]").click();
    expect(api.countOf("createAttempt")).to.equal(1);
  });

  it("explains a wrong key under the field and on its line, keeps what was typed, and leads back to it", async () => {
    const back = attempt({
      kind: "form",
      fields: [tokenField],
      errors: [{ field: "values.api_token", code: "rejected_by_provider" }],
      check: check({ step: "login", code: "bad_credentials", field: "api_token" }),
    });
    await open({ api: createFakeApi({ createAttempt: async () => back, cancelAttempt: async () => {} }) });
    await harness.type("api_token", token);
    await harness.click("Tester et connecter");
    expect(harness.text).to.include("Copiez-le de nouveau en entier depuis Pipedrive");
    expect(harness.field("api_token").value).to.equal(token);
    expect(focused()).to.equal(harness.field("api_token"));
    harness.find("h1").focus();
    await harness.click("Corriger « Jeton d’API »");
    expect(focused()).to.equal(harness.field("api_token"));
    // The next try goes to the same attempt.
    harness.api.answer("submitStep", async () => attempt(steps.done));
    await harness.type("api_token", `${token}x`);
    expect(harness.field("api_token").getAttribute("aria-invalid")).to.equal(null);
    await harness.click("Tester et connecter");
    expect(harness.api.calls.find(({ name }) => name === "submitStep")?.args).to.deep.equal([
      "att_91bd",
      { api_token: `${token}x` },
    ]);
  });

  it("keeps the name of the connection in sight after a failed test, and gives it to the connection", async () => {
    const back = attempt({
      kind: "form",
      fields: [tokenField],
      check: check({ step: "login", code: "bad_credentials" }),
    });
    const api = createFakeApi({
      createAttempt: async () => back,
      submitStep: async () => attempt(steps.done),
      patchConnection: async () => connection({ label: "Agence d’Annecy" }),
      cancelAttempt: async () => {},
    });
    await open({ api });
    await harness.type("api_token", token);
    await harness.type("label", "Agence de Lyon");
    await harness.click("Tester et connecter");
    await until(() => harness.findAll("li.failed").length === 1);
    expect(harness.field("label").value).to.equal("Agence de Lyon");
    await harness.type("label", "Agence d’Annecy");
    await harness.click("Tester et connecter");
    await until(() => api.countOf("patchConnection") === 1);
    expect(api.calls.find(({ name }) => name === "submitStep")?.args[1]).to.deep.equal({ api_token: token });
    expect(api.calls.find(({ name }) => name === "patchConnection")?.args[1]).to.deep.equal({
      label: "Agence d’Annecy",
    });
  });

  it("puts the sentences of a problem document under their fields, with the focus on the first", async () => {
    const api = createFakeApi({
      createAttempt: async () => {
        throw refusal({
          code: "invalid_request",
          status: 422,
          errors: [
            { field: "values.port", code: "out_of_range" },
            { field: "values.password", code: "masked_value" },
          ],
        });
      },
    });
    await open({ api, properties: { integration: postgresql } });
    for (const name of ["host", "database", "user", "password"]) await harness.type(name, "x");
    await harness.click("Tester et connecter");
    expect(harness.text).to.include("Ce nombre est hors des limites acceptées.");
    expect(harness.text).to.include("Cette valeur est masquée par des points.");
    expect(focused()).to.equal(harness.field("port"));
  });

  it("explains a refusal without fields, with a reference to copy", async () => {
    const api = createFakeApi({
      createAttempt: async () => {
        throw refusal({ code: "dependency_unavailable", status: 503 });
      },
    });
    await open({ api });
    await harness.type("api_token", token);
    await harness.click("Tester et connecter");
    expect(harness.text).to.include("Un de nos services ne répond pas.");
    expect(harness.text).to.include("req_7c1f0a52d94b49b2");
    expect(harness.field("api_token").value).to.equal(token);
  });

  it("says that there was no answer when there was none", async () => {
    const api = createFakeApi({
      createAttempt: async () => {
        throw new ApiError(null);
      },
    });
    await open({ api });
    await harness.type("api_token", token);
    await harness.click("Tester et connecter");
    expect(harness.text).to.include("Vérifiez votre connexion à Internet");
  });

  it("shows the fields that count for the chosen value, and sends only those", async () => {
    const custom = integration({
      methods: [
        method({
          id: "credentials",
          kind: "credentials",
          fields: [
            field({
              name: "auth_type",
              type: "select",
              default: "bearer",
              options: [
                { value: "bearer", label: "Bearer" },
                { value: "basic", label: "Basic" },
              ],
            }),
            field({ name: "key", visible_if: { field: "auth_type", equals: ["basic"] } }),
            field({ name: "secret", type: "secret" }),
          ],
        }),
      ],
    });
    const api = createFakeApi({ createAttempt: async () => attempt(steps.done) });
    await open({ api, properties: { integration: custom } });
    expect(harness.findAll("[name=key]")).to.have.length(0);
    const select = harness.find<HTMLSelectElement>("[name=auth_type]");
    select.value = "basic";
    select.dispatchEvent(new Event("change", { bubbles: true }));
    await harness.settle();
    await harness.type("key", "orphan");
    select.value = "bearer";
    select.dispatchEvent(new Event("change", { bubbles: true }));
    await harness.settle();
    await harness.type("secret", "s3cret-value");
    await harness.click("Tester et connecter");
    expect(api.calls.find(({ name }) => name === "createAttempt")?.args[1]).to.deep.include({
      values: { auth_type: "bearer", secret: "s3cret-value" },
    });
  });

  it("sends numbers as numbers and switches as booleans", async () => {
    const api = createFakeApi({ createAttempt: async () => attempt(steps.done) });
    await open({ api, properties: { integration: postgresql } });
    for (const name of ["host", "database", "user", "password"]) await harness.type(name, "x");
    harness.field("ssl").click();
    await harness.settle();
    expect(harness.findAll("[name=ca_certificate]")).to.have.length(0);
    await harness.click("Tester et connecter");
    expect(api.calls.find(({ name }) => name === "createAttempt")?.args[1]).to.deep.include({
      values: { host: "x", port: 5432, database: "x", user: "x", password: "x", ssl: false },
    });
  });

  it("keeps administrators' fields from others", async () => {
    const admin = field({ name: "client_id", label: "Client ID", required: false, admin_only: true });
    const salesforce = integration({
      methods: [method({ id: "oauth2", kind: "oauth2", fields: [tokenField, admin] })],
    });
    await open({ properties: { integration: salesforce, userRole: "manager" } });
    expect(harness.findAll("[name=client_id]")).to.have.length(0);
    harness.remove();
    await open({ properties: { integration: salesforce, userRole: "admin" } });
    expect(harness.findAll("[name=client_id]")).to.have.length(1);
  });

  it("forgets what was typed for one method when another is chosen", async () => {
    await open({ properties: { integration: zenchef } });
    await harness.type("api_token", token);
    const [api, csv] = harness.findAll<HTMLInputElement>("[name=method]");
    csv?.click();
    await harness.settle();
    expect(harness.text).to.include("Déposez votre fichier ici");
    api?.click();
    await harness.settle();
    expect(harness.field("api_token").value).to.equal("");
  });

  it("shows an unavailable tool with its reason, and lets nothing be sent", async () => {
    const unavailable: Integration = integration({
      available: false,
      unavailable_reason: "oauth_client_missing",
      methods: [method({ id: "oauth2", kind: "oauth2", available: false, fields: [tokenField] })],
    });
    await open({ properties: { integration: unavailable } });
    expect(harness.findAll("button[type=submit]").some((button) => button.checkVisibility())).to.equal(false);
    expect(harness.field("api_token").readOnly).to.equal(true);
  });

  it("asks for the addresses to copy before the form, where the method has some", async () => {
    const stripe = integration({
      id: "stripe",
      name: "Stripe",
      methods: [method({ id: "credentials", kind: "credentials", opens_with_attempt: true, fields: [tokenField] })],
    });
    const api = createFakeApi({
      createAttempt: async () =>
        attempt({
          kind: "form",
          fields: [tokenField],
          items: [
            { name: "webhook_url", value: "https://api.speedai.example/api/integrations/stripe/webhook", once: false },
          ],
        }),
      submitStep: async () => attempt(steps.done),
      cancelAttempt: async () => {},
    });
    await open({ api, properties: { integration: stripe } });
    expect(harness.text).to.include("https://api.speedai.example/api/integrations/stripe/webhook");
    expect(api.calls.find(({ name }) => name === "createAttempt")?.args[1]).not.to.have.property("values");
    await harness.type("api_token", token);
    await harness.click("Tester et connecter");
    expect(api.countOf("createAttempt")).to.equal(1);
    expect(api.countOf("submitStep")).to.equal(1);
  });

  it("ends an attempt that was still being made when it was closed", async () => {
    let release = () => {};
    const api = createFakeApi({
      createAttempt: () => new Promise((resolve) => (release = () => resolve(attempt(steps.choice)))),
      cancelAttempt: async () => {},
    });
    await open({ api });
    await harness.type("api_token", token);
    await harness.click("Tester et connecter");
    await harness.click("Fermer");
    await harness.click("Fermer quand même");
    expect(api.countOf("cancelAttempt")).to.equal(0);
    release();
    await until(() => api.countOf("cancelAttempt") === 1);
    expect(harness.text).not.to.include("Quel établissement");
  });

  it("lets an import go on when it is closed", async () => {
    harness = await DrawerHarness.openAt(steps.waiting);
    await harness.click("Fermer");
    expect(harness.api.countOf("cancelAttempt")).to.equal(0);
  });

  it("ends an attempt under way when it is closed", async () => {
    harness = await DrawerHarness.openAt(steps.choice);
    await harness.click("Fermer");
    expect(harness.api.calls.at(-1)).to.deep.equal({ name: "cancelAttempt", args: ["att_91bd"] });
  });
});

describe("consent", () => {
  const redirect = attempt(steps.redirect, { provider: "hubspot", method: "oauth2" });
  const answers = { createAttempt: async () => redirect, attempt: async () => redirect, cancelAttempt: async () => {} };

  it("opens the window inside the click, before anything is asked of the API", async () => {
    const order: string[] = [];
    const api = createFakeApi({
      ...answers,
      createAttempt: async () => {
        order.push("attempt");
        return redirect;
      },
    });
    await open({ api, properties: { integration: hubspot } });
    harness.connect.openWindow = () => {
      order.push("window");
      return null;
    };
    harness.button("Connecter HubSpot").click();
    expect(order).to.deep.equal(["window", "attempt"]);
  });

  it("offers this tab as the main road when the window is blocked", async () => {
    const left: string[] = [];
    await open({ api: createFakeApi(answers), properties: { integration: hubspot } });
    harness.connect.openWindow = () => null;
    harness.connect.leave = (url) => left.push(url);
    await harness.click("Connecter HubSpot");
    await harness.click("Continuer dans cet onglet");
    expect(left).to.deep.equal([
      "https://api.speedai.example/api/integrations/hubspot/start?attempt=att_91bd&road=redirect",
    ]);
    expect(harness.text).to.include("Direction HubSpot");
  });

  it("can be given up at any time, and begins again from the start", async () => {
    await open({ api: createFakeApi(answers), properties: { integration: hubspot } });
    harness.connect.openWindow = () => null;
    await harness.click("Connecter HubSpot");
    await harness.click("Annuler");
    expect(harness.api.calls.at(-1)?.name).to.equal("cancelAttempt");
    expect(harness.button("Connecter HubSpot").checkVisibility()).to.equal(true);
  });

  it("keeps the id of the connection on reconnect", async () => {
    const expired = connection({
      id: "con_9",
      kind: "oauth2",
      method: "oauth2",
      status: "expired",
      reason: "grant_revoked",
    });
    const api = createFakeApi(answers);
    await open({ api, properties: { integration: { ...hubspot, connections: [expired] }, connection: expired } });
    await harness.click("Reconnecter HubSpot");
    harness.connect.openWindow = () => null;
    await harness.click("Reconnecter HubSpot");
    expect(api.calls.find(({ name }) => name === "createAttempt")?.args[1]).to.deep.include({ connection_id: "con_9" });
  });

  it("goes on behind the other tabs, also when it renews a connection", async () => {
    const expired = connection({
      id: "con_9",
      kind: "oauth2",
      method: "oauth2",
      status: "expired",
      reason: "grant_revoked",
    });
    const properties = {
      integration: { ...hubspot, connections: [expired] },
      connection: expired,
      view: "reconnect" as const,
    };
    await open({ api: createFakeApi(answers), properties });
    harness.connect.openWindow = () => null;
    await harness.click("Reconnecter HubSpot");
    await harness.click("Accès");
    await harness.click("Connexion");
    expect(harness.text).to.include("Votre navigateur a bloqué la fenêtre");
    expect(harness.api.countOf("cancelAttempt")).to.equal(0);
  });

  it("finishes by itself when the page comes back with a completion code", async () => {
    const api = createFakeApi({ submitStep: async () => attempt(steps.done) });
    await open({ api, properties: { resume: { attempt: "att_91bd", completion: "code_5" } } });
    await until(() => harness.text.includes("Pipedrive est connecté"));
    expect(api.calls[0]?.name === "logo" ? api.calls[1]?.args : api.calls[0]?.args).to.deep.equal([
      "att_91bd",
      { completion_code: "code_5" },
    ]);
    expect(names()).to.include("connection-changed");
    await harness.click("Accès");
    expect(harness.drawer.view).to.equal("access");
  });

  it("sends a completion code once, also when the drawer is made anew with it", async () => {
    const resume = { attempt: "att_91bd", completion: "code_6" };
    const api = createFakeApi({ submitStep: async () => attempt(steps.done) });
    await open({ api, properties: { resume } });
    await until(() => harness.text.includes("Pipedrive est connecté"));
    harness.remove();
    await open({ api, properties: { resume } });
    expect(api.countOf("submitStep")).to.equal(1);
  });

  it("says that time has run out when the completion code comes too late", async () => {
    const api = createFakeApi({
      submitStep: async () => {
        throw refusal({ code: "attempt_closed", status: 409 });
      },
    });
    await open({ api, properties: { integration: hubspot, resume: { attempt: "att_1", completion: "late" } } });
    await until(() => harness.text.includes("Cette tentative est terminée."));
    expect(harness.button("Connecter HubSpot").checkVisibility()).to.equal(true);
  });

  it("asks which hotel, and sends the answer", async () => {
    harness = await DrawerHarness.openAt(steps.choice);
    harness.api.answer("submitStep", async () => attempt(steps.done));
    harness.findAll<HTMLInputElement>("[name=choice]")[1]?.click();
    await harness.settle();
    await harness.click("Continuer");
    expect(harness.api.calls.find(({ name }) => name === "submitStep")?.args[1]).to.deep.equal({ property_id: "18" });
  });

  it("chooses nothing for the person when another account than before came back", async () => {
    harness = await DrawerHarness.openAt({
      kind: "choice",
      field: "different_account",
      question: "different_account",
      options: [
        { value: "accept", label: "Utiliser le nouveau compte" },
        { value: "cancel", label: "Garder l’ancien" },
      ],
    });
    expect(harness.findAll("[name=choice]:checked")).to.have.length(0);
    await harness.click("Continuer");
    expect(harness.api.countOf("submitStep")).to.equal(0);
  });
});

describe("files", () => {
  const csv = new File(["date;nom\n14/10/2026;Lefèvre"], "octobre.csv", { type: "text/csv" });
  const drop = (file: File) => {
    const data = new DataTransfer();
    data.items.add(file);
    harness.find(".zone").dispatchEvent(new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true }));
  };
  const openImport = async (api = createFakeApi({ cancelAttempt: async () => {} })) => {
    await open({ api, properties: { integration: zenchef } });
    harness.findAll<HTMLInputElement>("[name=method]")[1]?.click();
    await harness.settle();
  };

  it("are sent as soon as they are dropped, with the share that was really sent", async () => {
    let release = () => {};
    const api = createFakeApi({
      createAttempt: async () => attempt(steps.upload, { method: "csv" }),
      upload: (_id, file, progress) =>
        new Promise((resolve) => {
          progress(file.size / 2, file.size);
          release = () => resolve(attempt(steps.mapping, { method: "csv" }));
        }),
    });
    await openImport(api);
    drop(csv);
    await until(() => harness.text.includes("50"));
    expect(harness.find<HTMLProgressElement>("progress").value).to.be.within(49, 50);
    release();
    await until(() => harness.text.includes("Vérifiez la lecture de votre fichier"));
  });

  it("of another type, empty or too large are refused before anything is sent", async () => {
    await openImport();
    drop(new File(["x"], "photo.png", { type: "image/png" }));
    await harness.settle();
    expect(harness.text).to.include("Ce type de fichier ne peut pas être lu.");
    drop(new File([], "vide.csv"));
    await harness.settle();
    expect(harness.text).to.include("Ce fichier est vide.");
    expect(harness.api.countOf("createAttempt")).to.equal(0);
    harness.remove();
    harness = await DrawerHarness.openAt({ ...steps.upload, max_bytes: 10 });
    drop(csv);
    await harness.settle();
    expect(harness.text).to.include("Ce fichier est trop volumineux.");
  });

  it("are imported only when every required column has a meaning", async () => {
    harness = await DrawerHarness.openAt(steps.mapping);
    harness.api.answer("submitStep", async () => attempt(steps.waiting));
    await harness.click("Importer");
    expect(harness.text).to.include("Remplissez ce champ.");
    expect(harness.api.countOf("submitStep")).to.equal(0);
    const select = harness.find<HTMLSelectElement>("#full_name");
    expect(focused()).to.equal(select);
    select.value = "2";
    select.dispatchEvent(new Event("change", { bubbles: true }));
    await harness.settle();
    expect(harness.text).to.include("Mme Lefèvre");
    await harness.click("Importer");
    expect(harness.api.calls.find(({ name }) => name === "submitStep")?.args[1]).to.deep.equal({
      starts_on: 0,
      starts_at: 1,
      full_name: 2,
      party_size: 3,
    });
  });
});

describe("the last checks", () => {
  it("are told in words as well, with when and why the last one failed", async () => {
    await open({ properties: { integration: withConnection, connection: connected } });
    expect(harness.text).to.include("Dernier échec il y a 7 h : Pipedrive est momentanément indisponible.");
    expect(harness.find(".caption time").title).to.include("2026");
  });
});

describe("a fault that passes", () => {
  const at = "2026-10-14T09:00:00Z";
  const failing = connection({
    last_checked_at: at,
    history: [
      { at: "2026-10-14T08:00:00Z", ok: true, reason: null },
      { at, ok: false, reason: "provider_down" },
    ],
  });
  const shown = (one: typeof failing) =>
    open({ properties: { integration: integration({ connections: [one] }), connection: one } });

  it("is told where it stands, with the last try that passed, and never beside « Tout fonctionne »", async () => {
    await shown(failing);
    expect(harness.text).not.to.include("Tout fonctionne.");
    expect(harness.text).to.include("Pipedrive est momentanément indisponible.").and.include("Nous réessayons.");
    expect(harness.text).to.include("Dernier essai réussi le 14 oct. 2026");
    expect(harness.text)
      .to.match(/Dernier essai (?:il y a|à l’instant|dans)/)
      .and.not.include("Vérifiée");
  });

  it("is over when a check passed, or new values were tried", async () => {
    await shown({ ...failing, last_checked_at: "2026-10-14T09:05:00Z" });
    expect(harness.text).to.include("Tout fonctionne.");
    harness.remove();
    await shown({ ...failing, history: [...failing.history].reverse() });
    expect(harness.text).to.include("Tout fonctionne.");
  });
});

describe("testing a connection", () => {
  const connectedProperties = { integration: withConnection, connection: connected };

  it("shows the checklist and tells the page the result and the new state", async () => {
    const api = createFakeApi({ testConnection: async () => check(), connection: async () => connected });
    await open({ api, properties: connectedProperties });
    await harness.click("Tester la connexion");
    await until(() => names().includes("connection-changed"));
    expect(harness.text).to.include("Maison Lumière · Lyon");
    expect(harness.events.find(({ name }) => name === "test-result")?.detail).to.deep.equal({
      check: check(),
      connection_id: "con_4f2a",
    });
  });

  it("leads from a failing line to the field in the settings", async () => {
    const failing = connection({ status: "action_required", reason: "bad_credentials" });
    const api = createFakeApi({
      testConnection: async () => check({ step: "login", code: "bad_credentials", field: "api_token" }),
      connection: async () => failing,
    });
    await open({ api, properties: connectedProperties });
    await harness.click("Tester la connexion");
    await until(() => names().includes("connection-changed"));
    await harness.settle();
    await harness.click("Corriger « Jeton d’API »");
    expect(harness.drawer.view).to.equal("settings");
    expect(focused()?.textContent?.trim()).to.equal("Remplacer");
  });

  it("says each time that it runs", async () => {
    let answer: (found: Check) => void = () => {};
    const api = createFakeApi({
      testConnection: () => new Promise((resolve) => (answer = resolve)),
      connection: async () => connected,
    });
    await open({ api, properties: { ...connectedProperties, view: "overview" } });
    for (const round of [1, 2]) {
      await harness.click("Tester la connexion");
      expect(harness.text, `round ${round}`).to.include("Test en cours…");
      answer(check());
      await until(() => names().filter((name) => name === "connection-changed").length === round);
      await harness.settle();
    }
  });

  it("explains a test that could not be run, and never runs two at once", async () => {
    let fail: (error: ApiError) => void = () => {};
    const api = createFakeApi({ testConnection: () => new Promise((_, reject) => (fail = reject)) });
    await open({ api, properties: connectedProperties });
    await harness.click("Tester la connexion");
    await harness.click("Tester la connexion");
    expect(api.countOf("testConnection")).to.equal(1);
    fail(refusal({ code: "too_many_requests", status: 429 }));
    await until(() => harness.text.includes("Un instant, s’il vous plaît."));
  });

  it("shows the delivery that the test of a webhook caused", async () => {
    const hook = connection({
      id: "con_w",
      provider: "webhook",
      kind: "webhook",
      method: "webhook",
      settings: { webhook_url: "https://api.speedai.example/api/integrations/webhook/ep_1" },
      secrets: {},
    });
    const api = createFakeApi({
      testConnection: async () => check(),
      connection: async () => hook,
      deliveries: async () => ({ deliveries: [delivery({})], next: null }),
      logs: async () => ({ entries: entries.filter((entry) => entry.code === "webhook_received"), next: null }),
    });
    await open({ api, properties: { integration: { ...webhook, connections: [hook] }, connection: hook } });
    await harness.click("Tester le webhook");
    await until(() => harness.text.includes("msg_2Lh9"));
    expect(harness.text).to.include("booking.created");
  });

  it("says what is left to do while only our own tests have reached a webhook", async () => {
    const hook = connection({ id: "con_w", provider: "webhook", kind: "webhook", method: "webhook", history: [] });
    const received = [delivery({ type: "speedai.test" })];
    const api = createFakeApi({ deliveries: async () => ({ deliveries: received, next: null }) });
    const properties = { integration: { ...webhook, connections: [hook] }, connection: hook };
    await open({ api, properties });
    expect(harness.text).not.to.include("Tout fonctionne.");
    expect(harness.text).to.include("Il reste à coller l’adresse et le secret dans votre outil.");
    await harness.click("Secret perdu ? Le remplacer");
    expect(harness.drawer.view).to.equal("settings");
    received.push(delivery({ id: "dlv_2", type: null }));
    harness.remove();
    await open({ api, properties });
    expect(harness.text).to.include("Tout fonctionne.");
  });
});

describe("settings", () => {
  const postgres = connection({
    provider: "postgresql",
    method: "database",
    kind: "database",
    settings: { host: "db.example", port: 5432, database: "crm", user: "speedai", ssl: true },
    secrets: { password: { set_at: "2026-10-02T09:30:00Z" } },
  });
  const properties = {
    integration: { ...postgresql, connections: [postgres] },
    connection: postgres,
    view: "settings" as const,
  };

  it("never show a secret: only when it was stored, and a way to replace it", async () => {
    await open({ properties });
    expect(harness.findAll("[name=password]")).to.have.length(0);
    expect(harness.text).to.include("Enregistré le 2 oct. 2026");
    harness.button("Remplacer : Mot de passe").click();
    await harness.settle();
    expect(harness.field("password").value).to.equal("");
    expect(focused()).to.equal(harness.field("password"));
  });

  it("send only what was changed, and stay: the API has tried the new values", async () => {
    const api = createFakeApi({ patchConnection: async () => postgres });
    await open({ api, properties });
    await harness.type("port", "5433");
    await harness.click("Enregistrer et tester");
    expect(api.calls.find(({ name }) => name === "patchConnection")?.args).to.deep.equal([
      "con_4f2a",
      { values: { port: 5433 } },
    ]);
    expect(harness.text).to.include("Enregistré.");
    expect(harness.drawer.view).to.equal("settings");
  });

  it("send nothing when nothing was changed, and test what is stored", async () => {
    const api = createFakeApi({ testConnection: async () => check(), connection: async () => postgres });
    await open({ api, properties });
    await harness.click("Renommer");
    expect(api.countOf("testConnection")).to.equal(0);
    await harness.click("Enregistrer et tester");
    await until(() => names().includes("test-result"));
    await harness.settle();
    expect(harness.text).to.include("Test réussi");
    expect(api.countOf("patchConnection")).to.equal(0);
  });

  it("say that the old key stays in use when a new one is refused, let it be kept, and say when one is replaced", async () => {
    const api = createFakeApi({
      patchConnection: async () => {
        throw refusal({
          code: "invalid_request",
          status: 422,
          errors: [{ field: "values.password", code: "rejected_by_provider" }],
        });
      },
    });
    await open({ api, properties });
    await harness.click("Remplacer : Mot de passe");
    await harness.type("password", "pas-le-bon");
    await harness.click("Enregistrer et tester");
    await until(() => harness.text.includes("L’ancienne clé reste en service."));
    await harness.settle();
    await harness.click("Annuler");
    expect(harness.findAll("[name=password]"), "the stored one is shown again").to.have.length(0);
    expect(harness.text).not.to.include("L’ancienne clé reste en service.");
    expect(harness.findAll("[aria-invalid=true]")).to.have.length(0);
    api.answer("patchConnection", async () => postgres);
    await harness.click("Remplacer : Mot de passe");
    await harness.type("password", "le-bon");
    await harness.click("Enregistrer et tester");
    await until(() => harness.text.includes("Nouvelle clé enregistrée."));
    expect(harness.drawer.view).to.equal("settings");
  });

  it("rename", async () => {
    const api = createFakeApi({ patchConnection: async () => ({ ...postgres, label: "Base de Lyon" }) });
    await open({ api, properties });
    await harness.type("label", "Base de Lyon");
    await harness.click("Renommer");
    expect(api.calls.at(-1)?.args).to.deep.equal(["con_4f2a", { label: "Base de Lyon" }]);
    expect(harness.text).to.include("Enregistré.");
    expect(names()).to.deep.equal(["connection-changed"]);
  });

  it("keep what was typed when the API refuses it", async () => {
    const api = createFakeApi({
      patchConnection: async () => {
        throw refusal({
          code: "invalid_request",
          status: 422,
          errors: [{ field: "values.host", code: "wrong_format" }],
        });
      },
    });
    await open({ api, properties });
    await harness.type("host", "pas une adresse");
    await harness.click("Enregistrer et tester");
    expect(harness.field("host").value).to.equal("pas une adresse");
    expect(harness.text).to.include("Le format n’est pas le bon");
  });

  it("say what stops before they disconnect, and whether the access was withdrawn", async () => {
    const api = createFakeApi({ disconnect: async () => ({ revoked: "unsupported" }), cancelAttempt: async () => {} });
    await open({ api, properties });
    // A real key: the browser gives Esc to the inner dialog only when a person opened it.
    harness.button("Déconnecter").focus();
    await sendKeys({ press: "Enter" });
    await harness.settle();
    expect(harness.text).to.include("Déconnecter Agence de Lyon ?");
    expect(harness.text).to.include("SpeedAI n’écrira plus").and.include("Rien n’est supprimé dans PostgreSQL.");
    expect(harness.text).to.include("Une activité après chaque appel");
    expect(focused()?.textContent?.trim()).to.equal("Garder la connexion");
    await sendKeys({ press: "Escape" });
    await harness.settle();
    expect(harness.dialog.open, "Esc closes the question, not the drawer").to.equal(true);
    expect(api.countOf("disconnect")).to.equal(0);
    await harness.click("Déconnecter");
    harness.find<HTMLButtonElement>(".destructive").click();
    await until(() => names().includes("connection-removed"));
    harness.drawer.integration = postgresql;
    await harness.settle();
    expect(harness.text, "what is left to do, for a database").to.include(
      "Supprimez aussi le compte réservé à SpeedAI",
    );
    expect(focused()?.className).to.equal("goodbye");
    expect(harness.events.find(({ name }) => name === "connection-removed")?.detail).to.deep.equal({ id: "con_4f2a" });
  });

  it("stay when disconnecting fails, and say why", async () => {
    const api = createFakeApi({
      disconnect: async () => {
        throw refusal({ code: "forbidden_role", status: 403 });
      },
    });
    await open({ api, properties });
    await harness.click("Déconnecter");
    harness.find<HTMLButtonElement>(".destructive").click();
    await until(() => harness.text.includes("Vous n’avez pas ce droit."));
    expect(names()).not.to.include("connection-removed");
  });
});

describe("a webhook's secret", () => {
  const hook = connection({
    id: "con_w",
    provider: "webhook",
    kind: "webhook",
    method: "webhook",
    settings: { webhook_url: "https://api.speedai.example/api/integrations/webhook/ep_1" },
    secrets: { webhook_secret: { set_at: "2026-10-02T09:30:00Z" } },
  });
  const newSecret = "whsec_Bm9uZSBvZiB5b3VyIGJ1c2luZXNz";
  const replaced = {
    items: [{ name: "webhook_secret", value: newSecret, once: true }],
    previous_valid_until: "2026-10-15T09:30:00Z",
  } as const;
  const openSettings = (api: FakeApi) =>
    open({ api, properties: { integration: { ...webhook, connections: [hook] }, connection: hook, view: "settings" } });
  const confirmButton = () => harness.find<HTMLButtonElement>(".destructive");

  it("is replaced after a question; the new one is shown once, with how long the old one lasts", async () => {
    const api = createFakeApi({
      replaceWebhookSecret: async () => ({ ...replaced, items: [...replaced.items] }),
      connection: async () => hook,
    });
    await openSettings(api);
    await harness.click("Remplacer le secret");
    expect(harness.text).to.include("L’ancien reste accepté pendant 24 heures.");
    expect(api.countOf("replaceWebhookSecret")).to.equal(0);
    confirmButton().click();
    confirmButton().click();
    await until(() => harness.text.includes(newSecret));
    await harness.settle();
    expect(api.calls.filter(({ name }) => name === "replaceWebhookSecret")).to.deep.equal([
      { name: "replaceWebhookSecret", args: ["con_w"] },
    ]);
    expect(harness.text).to.include("L’ancien secret reste accepté jusqu’au 15 oct. 2026");
    expect(harness.button("Copier : Secret de signature")).to.be.instanceOf(HTMLButtonElement);
    expect(focused()?.className).to.equal("news");
    expect(names(), "the page hears of it, the secret it does not").to.deep.equal(["connection-changed"]);
    expect(JSON.stringify(harness.events)).not.to.include(newSecret);
    await harness.click("J’ai copié le secret");
    expect(harness.text).not.to.include("whsec_");
    expect(focused()?.textContent?.trim()).to.equal("Remplacer le secret");
  });

  it("stays when the person thinks again, or may not replace it", async () => {
    const api = createFakeApi({
      replaceWebhookSecret: async () => {
        throw refusal({ code: "forbidden_role", status: 403 });
      },
    });
    await openSettings(api);
    await harness.click("Remplacer le secret");
    await harness.click("Garder le secret");
    expect(api.countOf("replaceWebhookSecret")).to.equal(0);
    await harness.click("Remplacer le secret");
    confirmButton().click();
    await until(() => harness.text.includes("Vous n’avez pas ce droit."));
    expect(harness.text).not.to.include("whsec_");
  });

  it("is never shown in the settings of another connection", async () => {
    let answer = () => {};
    const api = createFakeApi({
      replaceWebhookSecret: () =>
        new Promise((resolve) => {
          answer = () => resolve({ ...replaced, items: [...replaced.items] });
        }),
    });
    const other = { ...hook, id: "con_x", label: "Caisse" };
    await openSettings(api);
    await harness.click("Remplacer le secret");
    confirmButton().click();
    harness.drawer.integration = { ...webhook, connections: [hook, other] };
    harness.drawer.connection = other;
    harness.drawer.view = "settings";
    await harness.settle();
    answer();
    await harness.settle();
    expect(harness.text).not.to.include("whsec_");
  });

  it("is none of a connection whose sender made it", async () => {
    await open({ properties: { integration: withConnection, connection: connected, view: "settings" } });
    expect(harness.findAll("speedai-webhook-secret")).to.have.length(0);
  });
});

describe("a secret that is shown once", () => {
  it("stays while other tabs are looked at, and is gone when the person has it", async () => {
    const hook = steps.instructions.connection;
    harness = await DrawerHarness.openAt(steps.instructions, {
      properties: { integration: webhook },
      api: createFakeApi({ logs: async () => ({ entries: [], next: null }), cancelAttempt: async () => {} }),
    });
    harness.drawer.integration = { ...webhook, connections: [hook] };
    await harness.settle();
    expect(harness.text).to.include("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
    expect(harness.text).to.include("il ne sera plus jamais affiché");
    await harness.click("Journal");
    await harness.click("Connexion");
    expect(harness.text).to.include("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
    await harness.click("Fermer");
    expect(names(), "it was not copied yet").not.to.include("drawer-close");
    expect(harness.text).to.include("Fermer sans copier le secret ?");
    await harness.click("Rester ici");
    await harness.click("J’ai copié le secret");
    expect(harness.text).not.to.include("whsec_");
    expect(harness.drawer.view).to.equal("overview");
    expect(harness.api.countOf("cancelAttempt"), "the connection is made: nothing is cancelled").to.equal(0);
  });
});

describe("a secret that was copied", () => {
  it("lets the drawer close without a question", async () => {
    harness = await DrawerHarness.openAt(steps.instructions, { properties: { integration: webhook } });
    for (const button of harness.findAll<HTMLElementTagNameMap["speedai-copy"]>("speedai-copy[data-once]"))
      button.wasCopied = true;
    await harness.click("Fermer");
    expect(names()).to.include("drawer-close");
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
    expect(names()).to.include("drawer-close");
    expect(focused()).to.equal(harness.opener);
  });
});
