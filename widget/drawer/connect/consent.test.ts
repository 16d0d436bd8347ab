import { expect } from "chai";
import { attempt, steps } from "../../testing/attempts.ts";
import { connection } from "../../testing/connections.ts";
import { until } from "../../testing/deep.ts";
import { createFakeApi, refusal } from "../../testing/fake-api.ts";
import { hubspot } from "../../testing/tools.ts";
import { DrawerHarness, type Opening } from "../drawer.harness.ts";

let harness: DrawerHarness;
const open = async (opening: Opening = {}): Promise<DrawerHarness> => {
  harness = await DrawerHarness.open(opening);
  return harness;
};

afterEach(() => harness.remove());

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
    expect(harness.names()).to.include("connection-changed");
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
