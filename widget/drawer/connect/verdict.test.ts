import { expect } from "chai";
import { ApiError } from "../../api/client.ts";
import { attempt, steps } from "../../testing/attempts.ts";
import { check, connection } from "../../testing/connections.ts";
import { focused, until } from "../../testing/deep.ts";
import { createFakeApi, refusal } from "../../testing/fake-api.ts";
import { databaseFields, integration, postgresql, tokenField } from "../../testing/tools.ts";
import { DrawerHarness, type Opening } from "../drawer.harness.ts";

const token = "0123456789abcdef0123456789abcdef01234567";
const connected = connection();

let harness: DrawerHarness;
const open = async (opening: Opening = {}): Promise<DrawerHarness> => {
  harness = await DrawerHarness.open(opening);
  return harness;
};

afterEach(() => harness.remove());

describe("what came of a key", () => {
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
});
