import { expect } from "chai";
import { ApiError } from "../../api/client.ts";
import { attempt, steps } from "../../testing/attempts.ts";
import { connection } from "../../testing/connections.ts";
import { until } from "../../testing/deep.ts";
import { createFakeApi, refusal } from "../../testing/fake-api.ts";
import { hubspot, integration } from "../../testing/tools.ts";
import { DrawerHarness, type Opening } from "../drawer.harness.ts";

let harness: DrawerHarness;
const open = async (opening: Opening): Promise<void> => {
  harness = await DrawerHarness.open(opening);
};
afterEach(() => harness.remove());

const redirect = attempt(steps.redirect, { provider: "hubspot", method: "oauth2" });
const answers = { createAttempt: async () => redirect, attempt: async () => redirect, cancelAttempt: async () => {} };

describe("a consent that waits while its drawer is closed", () => {
  const done = attempt(steps.done, { provider: "hubspot", method: "oauth2" });
  const frames: HTMLIFrameElement[] = [];
  afterEach(() => {
    for (const frame of frames.splice(0)) frame.remove();
  });
  /** Stands for the provider's window. */
  const standIn = () => {
    const frame = document.createElement("iframe");
    document.body.append(frame);
    frames.push(frame);
    return frame.contentWindow;
  };
  const begin = async (api = createFakeApi(answers), properties: Opening["properties"] = {}) => {
    await open({ api, properties: { integration: hubspot, ...properties } });
    harness.connect.openWindow = standIn;
    harness.findAll<HTMLButtonElement>("button[type=submit]")[0]?.click();
    await until(() => harness.text.includes("Terminez dans la fenêtre de HubSpot"));
    return api;
  };
  /** As the page does: a drawer that is closed is removed, the next one is new. */
  const reopen = async (properties: Opening["properties"] = {}, api = harness.api) => {
    await harness.click("Fermer");
    harness.drawer.remove();
    await open({ api, properties: { integration: hubspot, ...properties } });
  };

  it("is not given up, and is found again where it was", async () => {
    const api = await begin();
    await reopen();
    await until(() => harness.text.includes("Terminez dans la fenêtre de HubSpot"));
    expect(harness.button("Rouvrir la fenêtre").checkVisibility()).to.equal(true);
    expect(api.countOf("createAttempt")).to.equal(1);
    expect(api.countOf("cancelAttempt")).to.equal(0);
    await harness.click("Annuler");
    expect(api.calls.at(-1)?.name).to.equal("cancelAttempt");
    await reopen();
    expect(harness.button("Connecter HubSpot").checkVisibility(), "given up is given up").to.equal(true);
  });

  it("remembers that the person closed it, until it is opened again", async () => {
    await begin();
    const kept = () => Object.values(sessionStorage).join();
    expect(kept()).not.to.include("left");
    await harness.click("Fermer");
    expect(kept()).to.include("left");
    harness.drawer.remove();
    await open({ api: harness.api, properties: { integration: hubspot } });
    await until(() => harness.text.includes("Terminez dans la fenêtre de HubSpot"));
    expect(kept()).not.to.include("left");
    await harness.click("Annuler");
  });

  it("makes its connection, and the closed drawer tells the page", async () => {
    const api = await begin();
    await harness.click("Fermer");
    const told = new Promise((resolve) =>
      harness.drawer.addEventListener("connection-changed", resolve, { once: true }),
    );
    harness.drawer.remove();
    api.answer("attempt", async () => done);
    dispatchEvent(new Event("focus"));
    await told;
    expect(api.countOf("cancelAttempt")).to.equal(0);
    await open({ api, properties: { integration: hubspot } });
    expect(harness.button("Connecter HubSpot").checkVisibility(), "nothing waits any more").to.equal(true);
    const asked = api.countOf("attempt");
    dispatchEvent(new Event("focus"));
    expect(api.countOf("attempt"), "and nothing is asked any more").to.equal(asked);
  });

  it("shows how it ended when the drawer is opened again", async () => {
    const api = await begin();
    let answer = () => {};
    api.answer("attempt", () => new Promise((resolve) => (answer = () => resolve(done))));
    await reopen();
    await until(() => api.countOf("attempt") > 0);
    answer();
    await until(() => harness.text.includes("HubSpot est connecté"));
    expect(harness.events.map(({ name }) => name)).to.include("connection-changed");
  });

  it("is not shown where another tool or another connection is", async () => {
    const expired = connection({ id: "con_9", kind: "oauth2", method: "oauth2", status: "expired" });
    const tool = { ...hubspot, connections: [expired] };
    const api = await begin();
    await reopen({ integration: integration() });
    expect(harness.text).not.to.include("Terminez dans");
    await reopen({ integration: tool, connection: expired, view: "reconnect" });
    expect(harness.text).not.to.include("Terminez dans");
    await reopen({ integration: tool, connection: null, view: "connect" });
    await until(() => harness.text.includes("Terminez dans la fenêtre de HubSpot"));
    expect(api.countOf("createAttempt")).to.equal(1);
  });

  it("comes back to the connection that it renews", async () => {
    const expired = connection({ id: "con_9", kind: "oauth2", method: "oauth2", status: "expired" });
    const renewal = { ...redirect, connection: expired };
    const tool: Opening["properties"] = {
      integration: { ...hubspot, connections: [expired] },
      connection: expired,
      view: "reconnect",
    };
    const api = createFakeApi({ ...answers, createAttempt: async () => renewal, attempt: async () => renewal });
    await begin(api, tool);
    await reopen(tool);
    await until(() => harness.text.includes("Terminez dans la fenêtre de HubSpot"));
    expect(api.countOf("createAttempt")).to.equal(1);
  });

  it("is forgotten without a word when it is not this person's", async () => {
    sessionStorage.setItem("speedai-integrations https://api.speedai.example", "att_theirs hubspot ");
    const api = createFakeApi({
      ...answers,
      attempt: async () => {
        throw refusal({ code: "not_found", status: 404 });
      },
    });
    await open({ api, properties: { integration: hubspot } });
    await until(() => harness.findAll("speedai-step-form").length > 0);
    expect(harness.button("Connecter HubSpot").checkVisibility()).to.equal(true);
    expect(harness.findAll("[role=alert], .notice")).to.deep.equal([]);
    expect({ ...sessionStorage }).to.deep.equal({});
  });

  it("leads back to the beginning, and says why, when the API does not know it any more", async () => {
    const api = await begin();
    api.answer("attempt", async () => {
      throw refusal({ code: "not_found", status: 404 });
    });
    dispatchEvent(new Event("focus"));
    await until(() => harness.findAll("speedai-step-form").length > 0);
    expect(harness.text).to.include("Cet élément n’existe plus.");
    expect(harness.button("Connecter HubSpot").checkVisibility()).to.equal(true);
  });

  it("says that the network is interrupted, and goes on when it is back", async () => {
    const api = await begin();
    api.answer("attempt", async () => {
      throw new ApiError(null);
    });
    await reopen();
    await until(() => harness.text.includes("Réseau interrompu : nous réessayons."));
    api.answer("attempt", async () => redirect);
    dispatchEvent(new Event("online"));
    await until(() => harness.text.includes("Terminez dans la fenêtre de HubSpot"));
  });

  it("is given up where the tab may remember nothing", async () => {
    const kept = Object.getOwnPropertyDescriptor(window, "sessionStorage");
    Object.defineProperty(window, "sessionStorage", {
      configurable: true,
      get: () => {
        throw new DOMException("blocked", "SecurityError");
      },
    });
    try {
      const api = await begin();
      await harness.click("Fermer");
      expect(api.calls.at(-1)?.name).to.equal("cancelAttempt");
    } finally {
      if (kept) Object.defineProperty(window, "sessionStorage", kept);
    }
  });

  it("leaves in the tab's memory ids alone, and none after the end", async () => {
    const api = await begin();
    const kept = JSON.stringify(sessionStorage);
    expect(kept).to.include("att_91bd");
    expect(kept).not.to.include("hs_5d1c");
    expect(kept).not.to.include("start");
    api.answer("attempt", async () => done);
    dispatchEvent(new Event("focus"));
    await until(() => harness.text.includes("HubSpot est connecté"));
    expect({ ...sessionStorage }).to.deep.equal({});
  });
});
