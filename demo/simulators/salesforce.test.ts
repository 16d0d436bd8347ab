/** jsforce is the judge of the simulator. */
import { createHash, randomBytes } from "node:crypto";
import { Connection, OAuth2 } from "jsforce";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { simulatorClient } from "./oauth-client.ts";
import salesforce, { salesforceOwnClient, salesforceServer } from "./salesforce.ts";
import { decide } from "./testing/decide.ts";
import { serveForTests } from "./testing/served.ts";

const client = simulatorClient("salesforce");
const redirectUri = "http://localhost:8787/api/integrations/salesforce/callback";

const running = serveForTests([salesforce]);

const oauth2 = (options: { host?: string; clientId?: string; clientSecret?: string } = {}) =>
  new OAuth2({
    loginUrl: `${running.url}/${options.host ?? "salesforce-login"}`,
    clientId: options.clientId ?? client.id,
    clientSecret: options.clientSecret ?? client.secret,
    redirectUri,
    useVerifier: true,
  });

/** The person allows what the client's own authorization URL asks. */
async function consent(client: OAuth2, account = ""): Promise<string> {
  const url = client.getAuthorizationUrl({ scope: "api refresh_token id", state: "st4te" });
  const back = await decide(url, { account });
  expect(back.searchParams.get("state")).toBe("st4te");
  return back.searchParams.get("code") ?? "";
}

/** The client's connection at the place where its instance is simulated. */
function instanceOf(instanceUrl: string, accessToken: string): Connection {
  const name = new URL(instanceUrl).host.replace(".my.salesforce.com", "");
  return new Connection({ instanceUrl: `${running.url}/salesforce/${name}`, accessToken, version: "62.0" });
}

const tokens = z.object({
  access_token: z.string(),
  refresh_token: z.string(),
  instance_url: z.string(),
  id: z.string(),
  issued_at: z.string().regex(/^\d+$/),
});

async function connect(options: Parameters<typeof oauth2>[0] = {}, account?: string) {
  const client = oauth2(options);
  return { client, tokens: tokens.parse(await client.requestToken(await consent(client, account))) };
}

describe("the official client", () => {
  test("trades a code with its verifier and reads the organisation at its instance", async () => {
    const { tokens } = await connect();
    expect(tokens.instance_url).toBe("https://maison-lumiere.my.salesforce.com");
    expect(tokens).not.toHaveProperty("expires_in");
    const instance = instanceOf(tokens.instance_url, tokens.access_token);
    const answer = await instance.query("SELECT Id, Name, IsSandbox FROM Organization");
    expect(answer.records).toMatchObject([{ Id: "00D5g000001LumiEAC", Name: "Maison Lumière", IsSandbox: false }]);
    expect(instance.limitInfo).toEqual({ apiUsage: { used: 18, limit: 100_000 } });
  });

  test("reads who signed in", async () => {
    const { tokens } = await connect({}, "00D5g000002BrumEAC");
    const info = await instanceOf(tokens.instance_url, tokens.access_token).request("/services/oauth2/userinfo");
    expect(info).toMatchObject({
      organization_id: "00D5g000002BrumEAC",
      preferred_username: "camille@brasserie-du-port.fr",
    });
  });

  test("lists contacts", async () => {
    const { tokens } = await connect();
    const answer = await instanceOf(tokens.instance_url, tokens.access_token).query("SELECT Id, Name FROM Contact");
    expect(answer.records.map((record) => record["Name"])).toEqual(["Élodie Marchand", "Karim Benali"]);
  });

  test("sees a sandbox behind the test host", async () => {
    const { tokens } = await connect({ host: "salesforce-test" });
    expect(tokens.instance_url).toBe("https://maison-lumiere--uat.sandbox.my.salesforce.com");
  });

  test("may log in at the customer's own domain", async () => {
    const { tokens } = await connect({ host: "salesforce/brasserie-du-port" });
    expect(tokens.id).toContain("00D5g000002BrumEAC");
  });

  test("may be the customer's own application", async () => {
    const { tokens } = await connect({ clientId: salesforceOwnClient.id, clientSecret: salesforceOwnClient.secret });
    expect(tokens.access_token).not.toBe("");
  });

  test("gets a new refresh token each time; a second use of the old one ends the grant", async () => {
    const { client, tokens: first } = await connect();
    const second = tokens.parse(await client.refreshToken(first.refresh_token));
    expect(second.refresh_token).not.toBe(first.refresh_token);
    await expect(client.refreshToken(first.refresh_token)).rejects.toMatchObject({ name: "invalid_grant" });
    await expect(client.refreshToken(second.refresh_token)).rejects.toMatchObject({ name: "invalid_grant" });
    await expect(
      instanceOf(second.instance_url, second.access_token).query("SELECT Id FROM Contact"),
    ).rejects.toMatchObject({
      errorCode: "INVALID_SESSION_ID",
    });
  });

  test("revokes: the tokens are dead at once", async () => {
    const { client, tokens } = await connect();
    await client.revokeToken(tokens.refresh_token);
    await expect(
      instanceOf(tokens.instance_url, tokens.access_token).query("SELECT Id FROM Contact"),
    ).rejects.toMatchObject({
      errorCode: "INVALID_SESSION_ID",
    });
  });

  test.each([
    ["an expired token", () => salesforceServer.expireAccessTokens()],
    ["a revoked one", () => running.reset()],
  ])("sees %s as an invalid session", async (_what, spoil) => {
    const { tokens } = await connect();
    spoil();
    await expect(
      instanceOf(tokens.instance_url, tokens.access_token).query("SELECT Id FROM Contact"),
    ).rejects.toMatchObject({
      errorCode: "INVALID_SESSION_ID",
    });
  });

  test("sees an unknown object by name", async () => {
    const { tokens } = await connect();
    await expect(
      instanceOf(tokens.instance_url, tokens.access_token).query("SELECT Id FROM Nothing"),
    ).rejects.toMatchObject({
      errorCode: "INVALID_TYPE",
    });
  });

  test.each([
    ["a wrong secret", { clientSecret: "wrong" }, "invalid_client"],
    ["an unknown refresh token", {}, "invalid_grant"],
  ])("sees %s as %s %s", async (_what, options, name) => {
    await expect(oauth2(options).refreshToken("nope")).rejects.toMatchObject({ name });
  });
});

describe("the authorization endpoint", () => {
  const query = (more: Record<string, string> = {}) =>
    new URLSearchParams({
      response_type: "code",
      client_id: client.id,
      redirect_uri: redirectUri,
      scope: "api",
      ...more,
    });

  test("wants PKCE", async () => {
    const page = await fetch(`${running.url}/salesforce-login/services/oauth2/authorize?${query()}`);
    expect(page.status).toBe(400);
  });

  test("a code without its verifier is worth nothing", async () => {
    const verifier = randomBytes(32).toString("base64url");
    const challenge = createHash("sha256").update(verifier).digest("base64url");
    const back = await decide(
      `${running.url}/salesforce-login/services/oauth2/authorize?${query({ code_challenge: challenge, code_challenge_method: "S256" })}`,
    );
    const code = back.searchParams.get("code") ?? "";
    const refused = await fetch(`${running.url}/salesforce-login/services/oauth2/token`, {
      method: "POST",
      body: new URLSearchParams({
        grant_type: "authorization_code",
        client_id: client.id,
        client_secret: client.secret,
        redirect_uri: redirectUri,
        code,
      }),
    });
    expect(refused.status).toBe(400);
    expect(await refused.json()).toMatchObject({ error: "invalid_grant" });
  });
});

test("the identity service says no in its own way", async () => {
  const refused = await fetch(`${running.url}/salesforce/maison-lumiere/services/oauth2/userinfo`, {
    headers: { authorization: "Bearer nope" },
  });
  expect([refused.status, await refused.text()]).toEqual([403, "Bad_OAuth_Token"]);
});

test("the list of versions proves nothing: it needs no token", async () => {
  expect((await fetch(`${running.url}/salesforce/maison-lumiere/services/data/`)).status).toBe(200);
});
