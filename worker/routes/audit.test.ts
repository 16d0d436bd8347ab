/** What an outsider can read in the trail after a day in a house: one record of each thing, by whom, and no secret in any. */
import { asc, eq } from "drizzle-orm";
import { beforeAll, describe, expect, it } from "vitest";
import { audit } from "../../schema/tables/index.ts";
import type { Attempt } from "../../schema/wire/index.ts";
import { verifyAudit } from "../services/audit-trail.ts";
import { runDueWork } from "../services/background.ts";
import { answerPipedrive, furnish, pipedriveToken } from "../testing/house.ts";
import {
  type Caller,
  createRig,
  json,
  pageOrigin,
  partnerKey,
  publicUrl,
  type Rig,
  serviceKey,
} from "../testing/rig.ts";

let rig: Rig;
let tenants = 0;
let tenant: string;
let caller: Caller;
beforeAll(async () => {
  rig = await createRig();
});

async function enter(): Promise<void> {
  tenants += 1;
  tenant = `house-${tenants}`;
  caller = await rig.session({ tenant });
}

async function trail(of = tenant): Promise<string[]> {
  const rows = await rig.services.db.select().from(audit).where(eq(audit.tenantId, of)).orderBy(asc(audit.position));
  return rows.map(({ actor, action, outcome }) => `${actor} ${action} ${outcome}`);
}

const service = (path: string, method = "GET") =>
  rig.request(path, { method, headers: { authorization: `Bearer ${serviceKey}` } });

async function connectPipedrive(): Promise<string> {
  answerPipedrive(rig);
  const { connection } = await caller.attempt("pipedrive", {
    method: "credentials",
    values: { api_token: pipedriveToken },
  });
  return connection?.id ?? "";
}

async function consent(token: () => ReturnType<typeof json>): Promise<Attempt> {
  rig.answer((_request, url) => {
    if (url.pathname.endsWith("/introspect")) return json(200, { active: true, hub_domain: "m.example" });
    if (url.pathname.endsWith("/token")) return token();
    return json(200, { portalId: 7, accountType: "STANDARD", uiDomain: "app.hubspot.com" });
  });
  const attempt = await caller.attempt("hubspot", { method: "oauth2" });
  const begun = await rig.request("/api/integrations/hubspot/start", {
    method: "POST",
    headers: { "content-type": "application/json", origin: publicUrl },
    body: JSON.stringify({
      attempt: attempt.id,
      road: "popup",
      handshake: attempt.step.kind === "redirect" ? attempt.step.handshake : "",
    }),
  });
  const { authorization_url } = await begun.json<{ authorization_url: string }>();
  const cookie = (begun.headers.get("set-cookie") ?? "").split(";")[0] ?? "";
  const state = new URL(authorization_url).searchParams.get("state") ?? "";
  await rig.request(`/api/integrations/hubspot/callback?code=c-0123&state=${state}`, { headers: { cookie } });
  return (await caller.call("GET", `/api/attempts/${attempt.id}`)).json();
}

describe("the trail of a tenant", () => {
  it("tells of sessions: made and ended, by which partner", async () => {
    await enter();
    const revoke = { method: "DELETE", headers: { authorization: `Bearer ${partnerKey}` } };
    await rig.request(`/api/sessions?tenant_id=${tenant}`, revoke);
    await rig.request(`/api/sessions?tenant_id=${tenant}`, revoke);
    expect(await trail()).toEqual(["partner:demo session.create ok", "partner:demo session.revoke 1"]);
  });

  it("tells of keys: connected, tested well and badly, renamed, changed, disconnected", async () => {
    await enter();
    const id = await connectPipedrive();
    await caller.call("POST", `/api/connections/${id}/test`);
    rig.answer(() => json(401, {}));
    await caller.call("POST", `/api/connections/${id}/test`);
    answerPipedrive(rig);
    await caller.call("PATCH", `/api/connections/${id}`, { label: "Lyon" });
    await caller.call("PATCH", `/api/connections/${id}`, { values: { api_token: pipedriveToken } });
    await caller.call("DELETE", `/api/connections/${id}`);
    expect((await trail()).slice(1)).toEqual([
      "session:camille connection.connect ok",
      "session:camille connection.check ok",
      "session:camille connection.check bad_credentials",
      "session:camille connection.rename ok",
      "session:camille connection.update ok",
      "session:camille connection.disconnect ok",
    ]);
  });

  it("tells of consents: begun, won, refused; of tokens: renewed, failed, lost", async () => {
    await enter();
    let answer = () => json(200, { access_token: "at-1", refresh_token: "rt-1", expires_in: 1800, hub_id: 7 });
    const { connection } = await consent(() => answer());
    const renew = async (next: typeof answer) => {
      answer = next;
      rig.pass(1800);
      await service(`/internal/connections/${connection?.id}/proxy/account-info/2026-03/details`);
    };
    await renew(() => json(200, { access_token: "at-2", refresh_token: "rt-2", expires_in: 1800, hub_id: 7 }));
    await renew(() => json(503, {}));
    await renew(() => json(400, { status: "BAD_REFRESH_TOKEN", error: "invalid_grant" }));
    caller = await rig.session({ tenant });
    await consent(() => json(400, { error: "invalid_grant", status: "BAD_AUTH_CODE" }));
    expect(await trail()).toEqual([
      "partner:demo session.create ok",
      "session:camille consent.begin popup",
      "session:camille connection.connect ok",
      "system token.refresh ok",
      "internal:agent connection.use 200",
      "system token.refresh provider_down",
      "internal:agent connection.use unusable",
      "system token.refresh grant_revoked",
      "internal:agent connection.use unusable",
      "partner:demo session.create ok",
      "session:camille consent.begin popup",
      expect.stringMatching(/^session:camille connection.refused /),
    ]);
  });

  it("tells of the clock's own checks", async () => {
    await enter();
    await connectPipedrive();
    rig.pass(9 * 3600);
    await runDueWork(rig.services);
    expect((await trail()).at(-1)).toBe("system connection.check ok");
  });

  it("tells of deliveries that were refused, once a minute and not once a try", async () => {
    await enter();
    const { connection } = await caller.attempt("webhook", { method: "webhook", values: {} });
    const path = String(connection?.settings["webhook_url"]).slice(publicUrl.length);
    for (let count = 0; count < 3; count += 1) await rig.request(path, { method: "POST", body: "{}" });
    expect((await trail()).filter((line) => line.includes("webhook"))).toEqual([
      "sender webhook.refused signature_invalid",
    ]);
  });

  it("tells of every read by a service, of every look at the trail itself, and of the vault's rotation", async () => {
    await enter();
    await connectPipedrive();
    await service(`/internal/connections?tenant=${tenant}`);
    await service(`/internal/audit?tenant=${tenant}`);
    await service(`/internal/audit/verification?tenant=${tenant}`);
    expect((await trail()).slice(2)).toEqual([
      "internal:agent connections.read 1",
      "internal:agent audit.export 3",
      "internal:agent audit.verify ok",
    ]);
    await service("/internal/vault/rotate", "POST");
    expect((await trail("")).at(-1)).toMatch(/^internal:agent vault.rotate \d+ rewrapped, 0 remaining$/);
    const platform = await service("/internal/audit");
    expect(JSON.stringify(await platform.json())).toContain("vault.rotate");
  });

  it("tells of every use of a credential, and of every record and event that a service reads", async () => {
    await enter();
    const { ids } = await furnish(rig, tenant);
    const before = (await trail()).length;
    expect((await service(`/internal/connections/${ids.connection}/proxy/users/me`)).status).toBe(200);
    await service(`/internal/records?kind=booking&connection_id=${ids.csv}`);
    await service(`/internal/events?connection_id=${ids.webhook}`);
    expect((await trail()).slice(before)).toEqual([
      "internal:agent connection.use 200",
      "internal:agent records.read 1",
      "internal:agent events.read 1",
    ]);
  });

  it("names where a person acted and in which request, and holds no secret, code or state", async () => {
    await enter();
    const response = await caller.call("POST", "/api/integrations/pipedrive/attempts", {
      method: "credentials",
      values: { api_token: pipedriveToken },
    });
    await consent(() =>
      json(200, { access_token: "at-canary", refresh_token: "rt-canary", expires_in: 1800, hub_id: 7 }),
    );
    const rows = await rig.services.db.select().from(audit).where(eq(audit.tenantId, tenant));
    const connect = rows.find((row) => row.action === "connection.connect");
    expect(connect).toMatchObject({ origin: pageOrigin, requestId: response.headers.get("x-request-id") });
    const text = JSON.stringify(rows);
    for (const secret of [pipedriveToken, "at-canary", "rt-canary", "c-0123", caller.token])
      expect(text).not.toContain(secret);
  });

  it("holds together after all of it", async () => {
    for (let number = 1; number <= tenants; number += 1) {
      expect(await verifyAudit(rig.services, `house-${number}`)).toMatchObject({ problem: null });
    }
  });
});
