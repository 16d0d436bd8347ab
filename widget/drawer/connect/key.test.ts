import { sendKeys } from "@web/test-runner-commands";
import { expect } from "chai";
import type { Integration } from "../../../schema/wire/index.ts";
import { attempt, steps } from "../../testing/attempts.ts";
import { focused, until } from "../../testing/deep.ts";
import { createFakeApi, refusal } from "../../testing/fake-api.ts";
import { field, integration, method, postgresql, tokenField, zenchef } from "../../testing/tools.ts";
import { DrawerHarness, type Opening } from "../drawer.harness.ts";

const token = "0123456789abcdef0123456789abcdef01234567";

let harness: DrawerHarness;
const open = async (opening: Opening = {}): Promise<DrawerHarness> => {
  harness = await DrawerHarness.open(opening);
  return harness;
};

afterEach(() => harness.remove());

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

  it("parts it as well when the form is sent without leaving the field", async () => {
    const api = createFakeApi({ createAttempt: async () => attempt(steps.done) });
    await open({ api, properties: { integration: postgresql } });
    for (const name of ["database", "user", "password"]) await harness.type(name, "speedai");
    await harness.type("host", "db.example.fr:6432");
    await harness.click("Tester et connecter");
    const [call] = api.calls.filter(({ name }) => name === "createAttempt");
    expect(call?.args[1]).to.have.nested.property("values.host", "db.example.fr");
    expect(call?.args[1]).to.have.nested.property("values.port", 6432);
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
    expect(harness.names()).to.include.members(["connect-start", "connection-changed"]);
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
