/** The official client is the judge of the simulator. It still calls the v1 token paths; 2026-03 is proven through its raw request. */
import { Client } from "@hubspot/api-client";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import hubspot from "./hubspot.ts";
import { simulatorClient } from "./oauth-client.ts";
import { decide } from "./testing/decide.ts";
import { serveForTests } from "./testing/served.ts";

const client = simulatorClient("hubspot");
const redirectUri = "http://localhost:8787/api/integrations/hubspot/callback";
const scope = "oauth crm.objects.contacts.read";

const running = serveForTests([hubspot]);

const sdk = (accessToken?: string) =>
  new Client({ basePath: `${running.url}/hubspot-api`, ...(accessToken === undefined ? {} : { accessToken }) });

function authorizeUrl(more: Record<string, string> = {}): string {
  const query = new URLSearchParams({
    client_id: client.id,
    redirect_uri: redirectUri,
    scope,
    state: "st4te",
    ...more,
  });
  return `${running.url}/hubspot-app/oauth/authorize?${query}`;
}

const consent = async (account = "8412207", asked = scope) =>
  (await decide(authorizeUrl({ scope: asked }), { account })).searchParams.get("code") ?? "";

async function post(path: string, parameters: Record<string, string>): Promise<{ status: number; body: unknown }> {
  const answer = await fetch(`${running.url}/hubspot-api${path}`, {
    method: "POST",
    body: new URLSearchParams({ client_id: client.id, client_secret: client.secret, ...parameters }),
  });
  const text = await answer.text();
  return { status: answer.status, body: text === "" ? null : JSON.parse(text) };
}

const tokens = z.object({ access_token: z.string(), refresh_token: z.string() });
async function connect(account?: string, asked?: string): Promise<z.infer<typeof tokens>> {
  const answer = await post("/oauth/2026-03/token", {
    grant_type: "authorization_code",
    code: await consent(account, asked),
    redirect_uri: redirectUri,
  });
  return tokens.parse(answer.body);
}

describe("the official client", () => {
  test("trades a code, renews and reads the token's portal", async () => {
    const api = sdk().oauth;
    const first = await api.tokensApi.create(
      "authorization_code",
      await consent(),
      redirectUri,
      client.id,
      client.secret,
    );
    expect(first).toMatchObject({ tokenType: "bearer", expiresIn: 1800 });
    const renewed = await api.tokensApi.create(
      "refresh_token",
      undefined,
      undefined,
      client.id,
      client.secret,
      first.refreshToken,
    );
    expect(renewed.accessToken).not.toBe(first.accessToken);
    const info = await api.accessTokensApi.get(renewed.accessToken);
    expect(info).toMatchObject({ hubId: 8412207, hubDomain: "maison-lumiere.fr", user: "camille@maison-lumiere.fr" });
  });

  test("reads the account information", async () => {
    const { access_token } = await connect();
    const answer = await sdk(access_token).apiRequest({ path: "/account-info/2026-03/details" });
    expect(await answer.json()).toMatchObject({
      portalId: 8412207,
      accountType: "STANDARD",
      uiDomain: "app.hubspot.com",
    });
  });

  test("lists contacts", async () => {
    const { access_token } = await connect();
    const page = await sdk(access_token).crm.contacts.basicApi.getPage(1);
    expect(page.results).toMatchObject([{ id: "101", properties: { phone: "+33612345678" } }]);
  });

  test("sees a missing scope as 403", async () => {
    const { access_token } = await connect(undefined, "oauth");
    await expect(sdk(access_token).crm.contacts.basicApi.getPage()).rejects.toMatchObject({
      code: 403,
      body: { category: "MISSING_SCOPES" },
    });
  });

  test("sees a wrong token as 401", async () => {
    await expect(sdk("wrong").crm.contacts.basicApi.getPage()).rejects.toMatchObject({
      code: 401,
      body: { category: "INVALID_AUTHENTICATION" },
    });
  });

  test("revokes: the tokens are dead at once", async () => {
    const { access_token, refresh_token } = await connect();
    await sdk().oauth.refreshTokensApi.archive(refresh_token);
    await expect(sdk(access_token).crm.contacts.basicApi.getPage()).rejects.toMatchObject({ code: 401 });
  });
});

describe("OAuth 2026-03", () => {
  test("the token answer names the portal", async () => {
    const answer = await post("/oauth/2026-03/token", {
      grant_type: "authorization_code",
      code: await consent("9026514"),
      redirect_uri: redirectUri,
    });
    expect(answer.body).toMatchObject({
      token_type: "bearer",
      expires_in: 1800,
      hub_id: 9026514,
      user_id: 51_290_772,
      scopes: scope.split(" "),
      token_use: "access_token",
    });
  });

  test.each([
    ["an unknown code", { grant_type: "authorization_code", code: "nope", redirect_uri: redirectUri }, "BAD_AUTH_CODE"],
    ["an unknown refresh token", { grant_type: "refresh_token", refresh_token: "nope" }, "BAD_REFRESH_TOKEN"],
    ["a wrong secret", { grant_type: "refresh_token", client_secret: "nope" }, "BAD_CLIENT_SECRET"],
    ["an unknown client", { grant_type: "refresh_token", client_id: "nope" }, "BAD_CLIENT_ID"],
    ["another grant type", { grant_type: "password" }, "BAD_GRANT_TYPE"],
  ])("%s is a 400 in both of HubSpot's styles", async (_what, parameters, status) => {
    const refused = await post("/oauth/2026-03/token", parameters);
    expect(refused.status).toBe(400);
    expect(refused.body).toMatchObject({ error: expect.any(String), message: expect.any(String), status });
  });

  test("introspection tells a living token from a revoked one", async () => {
    const { access_token, refresh_token } = await connect();
    const living = await post("/oauth/2026-03/token/introspect", { token: access_token });
    expect(living.body).toMatchObject({ active: true, token_use: "access_token", hub_id: 8412207 });
    await post("/oauth/2026-03/token/revoke", { token: refresh_token, token_type_hint: "refresh_token" });
    expect((await post("/oauth/2026-03/token/introspect", { token: access_token })).body).toEqual({ active: false });
  });

  test.each(["introspect", "revoke"])("%s wants the client's secret", async (call) => {
    const { refresh_token } = await connect();
    const refused = await post(`/oauth/2026-03/token/${call}`, { token: refresh_token, client_secret: "nope" });
    expect(refused).toMatchObject({ status: 400, body: { error: "invalid_client" } });
  });
});

describe("the consent screen", () => {
  test("names the provider, the accounts and what is asked, in French, and runs no script", async () => {
    const page = await fetch(authorizeUrl());
    const text = await page.text();
    expect(text).toContain("SpeedAI demande l’accès à votre compte HubSpot");
    expect(text).toContain("Maison Lumière Lyon");
    expect(text).toContain("Lire les contacts");
    expect(text).not.toMatch(/<script|style=|<style/);
    expect(page.headers.get("content-security-policy")).toContain("default-src 'none'");
    expect(page.headers.get("cross-origin-opener-policy")).toBe("same-origin");
  });

  test("has its colours in a style sheet", async () => {
    const sheet = await fetch(`${running.url}/consent.css?brand=c2410c`);
    expect(sheet.headers.get("content-type")).toContain("text/css");
    expect(await sheet.text()).toContain("--brand: #c2410c;");
  });

  test("takes only a colour for a colour", async () => {
    const sheet = await fetch(`${running.url}/consent.css?brand=${encodeURIComponent("red;} body{display:none")}`);
    expect(await sheet.text()).not.toContain("display:none");
  });

  test("shows what came in as text", async () => {
    const text = await (await fetch(authorizeUrl({ scope: "<img/src=x>" }))).text();
    expect(text).not.toContain("<img");
  });

  test("sends a refusal back with the state", async () => {
    const back = await decide(authorizeUrl(), { decision: "deny" });
    expect(Object.fromEntries(back.searchParams)).toEqual({ error: "access_denied", state: "st4te" });
  });

  test("sends a code back with the state, to the redirect URI", async () => {
    const back = await decide(authorizeUrl());
    expect(back.origin + back.pathname).toBe(redirectUri);
    expect([...back.searchParams.keys()]).toEqual(["code", "state"]);
  });

  test.each([
    ["another client", { client_id: "someone" }],
    ["another place to return to", { redirect_uri: "https://evil.example/" }],
  ])("never redirects for %s", async (_what, more) => {
    const page = await fetch(authorizeUrl(more), { redirect: "manual" });
    expect(page.status).toBe(400);
    const decision = await fetch(authorizeUrl(more), {
      method: "POST",
      body: new URLSearchParams({ decision: "allow" }),
      redirect: "manual",
    });
    expect(decision.status).toBe(400);
  });
});
