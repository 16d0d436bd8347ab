import { expect } from "chai";
import { connectionOf, wholeCatalogue } from "../testing/catalogue.ts";
import { check } from "../testing/connections.ts";
import { settle } from "../testing/settle.ts";
import { leavePage, showPage, told } from "./speedai-integrations.harness.ts";

afterEach(leavePage);

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
