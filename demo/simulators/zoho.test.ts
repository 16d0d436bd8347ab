/** The official client is the judge of the simulator. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  Environment,
  FileStore,
  InitializeBuilder,
  OAuthBuilder,
  Org,
  SDKConfigBuilder,
  UserSignature,
} from "@zohocrm/nodejs-sdk-8.0";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { simulatorClient } from "./oauth-client.ts";
import { decide } from "./testing/decide.ts";
import { serveForTests } from "./testing/served.ts";
import zoho, { zohoServer } from "./zoho.ts";

const client = simulatorClient("zoho");
const redirectUri = "http://localhost:8787/api/integrations/zoho/callback";
const scope = "ZohoCRM.org.READ,ZohoCRM.modules.contacts.READ";

const running = serveForTests([zoho]);
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "zoho-"));
});
afterAll(() => rm(folder, { recursive: true }));

async function decideAt(
  more: Record<string, string> = {},
  form: Record<string, string> = {},
  location = "eu",
): Promise<URL> {
  const query = new URLSearchParams({
    response_type: "code",
    client_id: client.id,
    redirect_uri: redirectUri,
    scope,
    access_type: "offline",
    prompt: "consent",
    state: "st4te",
    ...more,
  });
  return decide(`${running.url}/zoho-accounts-${location}/oauth/v2/auth?${query}`, form);
}

const consent = async (asked = scope) => (await decideAt({ scope: asked })).searchParams.get("code") ?? "";

async function post(path: string, parameters: Record<string, string> = {}, location = "eu") {
  const answer = await fetch(`${running.url}/zoho-accounts-${location}${path}`, {
    method: "POST",
    body: new URLSearchParams({ client_id: client.id, client_secret: client.secret, ...parameters }),
  });
  return { status: answer.status, body: await answer.json() };
}

const tokens = z.object({ access_token: z.string(), refresh_token: z.string() });
async function connect(asked?: string): Promise<z.infer<typeof tokens>> {
  const code = await consent(asked);
  return tokens.parse(
    (await post("/oauth/v2/token", { grant_type: "authorization_code", code, redirect_uri: redirectUri })).body,
  );
}

const renew = (refreshToken: string, more: Record<string, string> = {}, location?: string) =>
  post("/oauth/v2/token", { grant_type: "refresh_token", refresh_token: refreshToken, ...more }, location);

async function readOrg(accessToken: string, location = "eu", scheme = "Zoho-oauthtoken") {
  const answer = await fetch(`${running.url}/zoho-api-${location}/crm/v8/org`, {
    headers: { authorization: `${scheme} ${accessToken}` },
  });
  return { status: answer.status, body: await answer.json() };
}

describe("the official client", () => {
  /** The client is one per process and tells its users apart by a name; it asks for a token as soon as it begins. */
  async function begin(credentials: { code: string } | { refreshToken: string }, clientSecret = client.secret) {
    const builder = new OAuthBuilder()
      .clientId(client.id)
      .clientSecret(clientSecret)
      .redirectURL(redirectUri)
      .userSignature(new UserSignature(crypto.randomUUID()))
      .findUser(false);
    const token = await ("code" in credentials
      ? builder.grantToken(credentials.code)
      : builder.refreshToken(credentials.refreshToken)
    ).build();
    const accountsUrl = `${running.url}/zoho-accounts-eu/oauth/v2/token`;
    const initializer = await new InitializeBuilder();
    await initializer
      .environment(new Environment(`${running.url}/zoho-api-eu`, accountsUrl, "https://content.zohoapis.eu"))
      .token(token)
      .store(new FileStore(join(folder, `${crypto.randomUUID()}.txt`)))
      // It would leave for the real host that the token answer names.
      .SDKConfig(new SDKConfigBuilder().updateAPIDomain(false).build())
      .resourcePath(folder)
      .initialize();
    return token;
  }

  test("trades a code and reads the organisation", async () => {
    const token = await begin({ code: await consent() });
    const answer = await new Org.OrgOperations().getOrganization();
    expect(answer.getStatusCode()).toBe(200);
    expect(
      answer
        .getObject()
        .getOrg?.()
        .map((org) => org.getCompanyName()),
    ).toEqual(["Maison Lumière"]);
    expect(token.getRefreshToken()).toMatch(/^1000\./);
  });

  test("renews: the refresh token stays the same", async () => {
    const { refresh_token } = await connect();
    const token = await begin({ refreshToken: refresh_token });
    expect(token.getRefreshToken()).toBe(refresh_token);
    expect((await readOrg(token.getAccessToken())).status).toBe(200);
  });

  test.each([
    ["a used code", { code: "1000.used" }, undefined, "invalid_code"],
    ["a wrong secret", { refreshToken: "1000.any" }, "wrong", "invalid_client"],
  ])("reads the error inside the 200 for %s", async (_what, credentials, secret, code) => {
    await expect(begin(credentials, secret)).rejects.toMatchObject({ message: expect.stringContaining(code) });
  });

  test("reads a missing scope as an error of the API", async () => {
    await begin({ code: await consent("ZohoCRM.modules.contacts.READ") });
    const answer = await new Org.OrgOperations().getOrganization();
    expect([answer.getStatusCode(), answer.getObject().getCode?.().getValue()]).toEqual([401, "OAUTH_SCOPE_MISMATCH"]);
  });
});

describe("data centres", () => {
  test("the callback names the place", async () => {
    const back = await decideAt();
    expect(back.searchParams.get("location")).toBe("eu");
    expect(back.searchParams.get("accounts-server")).toBe("https://accounts.zoho.eu");
  });

  test("a person whose account lives elsewhere is moved there, and the code is good only there", async () => {
    const back = await decideAt({}, { account: "77112233445" });
    expect(back.searchParams.get("accounts-server")).toBe("https://accounts.zoho.com");
    const trade = {
      grant_type: "authorization_code",
      code: back.searchParams.get("code") ?? "",
      redirect_uri: redirectUri,
    };
    expect((await post("/oauth/v2/token", trade, "eu")).body).toEqual({ error: "invalid_code" });
    const traded = await post("/oauth/v2/token", trade, "us");
    expect(traded.body).toMatchObject({ api_domain: "https://www.zohoapis.com" });
    const { access_token } = tokens.parse(traded.body);
    expect((await readOrg(access_token, "eu")).status).toBe(401);
    expect((await readOrg(access_token, "us")).status).toBe(200);
  });

  test("a refresh token is unknown everywhere else", async () => {
    const { refresh_token } = await connect();
    expect((await renew(refresh_token, {}, "us")).body).toEqual({ error: "invalid_code" });
    expect((await renew(refresh_token)).body).toMatchObject({ access_token: expect.any(String) });
  });

  test("one of them may have its own secret", async () => {
    const { refresh_token } = await connect();
    process.env["OAUTH_ZOHO_CLIENT_SECRET_EU"] = "europe-only";
    try {
      expect((await renew(refresh_token)).body).toEqual({ error: "invalid_client" });
      expect((await renew(refresh_token, { client_secret: "europe-only" })).body).toHaveProperty("access_token");
    } finally {
      delete process.env["OAUTH_ZOHO_CLIENT_SECRET_EU"];
    }
  });
});

test("the official client knows the same hosts, data centre by data centre", async () => {
  for (const location of ["us", "eu", "in", "au", "cn", "jp", "ca", "sa"]) {
    const path = `@zohocrm/nodejs-sdk-8.0/lib/routes/dc/${location}_data_center.js`;
    const module: Record<string, { PRODUCTION(): { getUrl(): string; getAccountsUrl(): string } }> = await import(path);
    const production = module[`${location.toUpperCase()}DataCenter`]?.PRODUCTION();
    expect(zoho.origins).toMatchObject({
      [new URL(production?.getAccountsUrl() ?? "").origin]: `zoho-accounts-${location}`,
      [production?.getUrl() ?? ""]: `zoho-api-${location}`,
    });
  }
});

describe("tokens", () => {
  test("a renewal says nothing of the refresh token", async () => {
    const { refresh_token } = await connect();
    const { status, body } = await renew(refresh_token);
    expect(status).toBe(200);
    expect(body).toMatchObject({ token_type: "Bearer", expires_in: 3600, api_domain: "https://www.zohoapis.eu" });
    expect(body).not.toHaveProperty("refresh_token");
  });

  test("the eleventh access token in ten minutes is refused", async () => {
    const { refresh_token } = await connect();
    for (let number = 1; number <= 10; number += 1) expect((await renew(refresh_token)).status).toBe(200);
    expect(await renew(refresh_token)).toMatchObject({
      status: 400,
      body: { error: "Access Denied", status: "failure" },
    });
  });

  test("revocation by query ends the grant", async () => {
    const { access_token, refresh_token } = await connect();
    expect(await post(`/oauth/v2/token/revoke?token=${refresh_token}`)).toEqual({
      status: 200,
      body: { status: "success" },
    });
    expect((await readOrg(access_token)).body).toMatchObject({ code: "INVALID_TOKEN" });
    expect((await renew(refresh_token)).body).toEqual({ error: "invalid_code" });
  });

  test("an expired token is a 401", async () => {
    const { access_token } = await connect();
    zohoServer.expireAccessTokens();
    expect(await readOrg(access_token)).toMatchObject({ status: 401, body: { code: "INVALID_TOKEN" } });
  });

  test("Bearer is taken as well", async () => {
    const { access_token } = await connect();
    expect((await readOrg(access_token, "eu", "Bearer")).status).toBe(200);
  });
});
