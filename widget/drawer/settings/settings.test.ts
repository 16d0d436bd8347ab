import { sendKeys } from "@web/test-runner-commands";
import { expect } from "chai";
import { check, connection } from "../../testing/connections.ts";
import { focused, until } from "../../testing/deep.ts";
import { createFakeApi, refusal } from "../../testing/fake-api.ts";
import { postgresql } from "../../testing/tools.ts";
import { DrawerHarness, type Opening } from "../drawer.harness.ts";

let harness: DrawerHarness;
const open = async (opening: Opening = {}): Promise<DrawerHarness> => {
  harness = await DrawerHarness.open(opening);
  return harness;
};

afterEach(() => harness.remove());

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
    await until(() => harness.names().includes("test-result"));
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
    expect(harness.names()).to.deep.equal(["connection-changed"]);
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
    await until(() => harness.names().includes("connection-removed"));
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
    expect(harness.names()).not.to.include("connection-removed");
  });
});
