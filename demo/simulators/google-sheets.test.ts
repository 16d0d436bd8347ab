/** The official clients are the judges of the simulator. */
import { sheets } from "@googleapis/sheets";
import { CodeChallengeMethod, OAuth2Client } from "google-auth-library";
import { describe, expect, test } from "vitest";
import googleSheets, { googleExcelFile, googleSpreadsheet } from "./google-sheets.ts";
import { simulatorClient } from "./oauth-client.ts";
import { decide } from "./testing/decide.ts";
import { serveForTests } from "./testing/served.ts";

const { id: clientId, secret: clientSecret } = simulatorClient("google_sheets");
const redirectUri = "http://localhost:8787/api/integrations/google/callback";
const sheetsScope = "https://www.googleapis.com/auth/spreadsheets";
const scopes = ["openid", "email", sheetsScope];
const stranger = "112740000000000000002";

const running = serveForTests([googleSheets]);

function oauthClient(): OAuth2Client {
  return new OAuth2Client({
    clientId,
    clientSecret,
    redirectUri,
    endpoints: {
      oauth2AuthBaseUrl: `${running.url}/google-accounts/o/oauth2/v2/auth`,
      oauth2TokenUrl: `${running.url}/google-oauth2/token`,
      oauth2RevokeUrl: `${running.url}/google-oauth2/revoke`,
      tokenInfoUrl: `${running.url}/google-oauth2/tokeninfo`,
    },
  });
}

/** The person ticks the scopes and allows; the code comes back in the redirect. */
function tick(authorizationUrl: string, ticked: readonly string[], account = ""): Promise<URL> {
  return decide(
    authorizationUrl,
    new URLSearchParams([["account", account], ...ticked.map((scope) => ["scope", scope])]),
  );
}

async function connect(more: { ticked?: readonly string[]; account?: string; offline?: boolean } = {}) {
  const client = oauthClient();
  const { codeVerifier, codeChallenge = "" } = await client.generateCodeVerifierAsync();
  const url = client.generateAuthUrl({
    ...(more.offline !== false && { access_type: "offline", prompt: "consent" }),
    scope: scopes,
    state: "s",
    code_challenge: codeChallenge,
    code_challenge_method: CodeChallengeMethod.S256,
  });
  const back = await tick(url, more.ticked ?? scopes, more.account);
  const { tokens } = await client.getToken({ code: back.searchParams.get("code") ?? "", codeVerifier });
  client.setCredentials(tokens);
  return { client, tokens, back };
}

/** The client keeps Google's own address; only the connection goes elsewhere, as with the Worker's origin map. */
const fetchSimulated: typeof fetch = (input, init) => {
  const url = new URL(input instanceof Request ? input.url : input);
  return fetch(url.href.replace("https://sheets.googleapis.com", `${running.url}/google-sheets`), init);
};

const spreadsheets = (auth: OAuth2Client) =>
  sheets({ version: "v4", auth, fetchImplementation: fetchSimulated, retry: false }).spreadsheets;

describe("the official OAuth client", () => {
  test("trades a code with its verifier for tokens", async () => {
    const { tokens, back } = await connect();
    expect(tokens).toMatchObject({
      access_token: expect.stringMatching(/^ya29\./),
      refresh_token: expect.stringMatching(/^1\/\//),
      token_type: "Bearer",
    });
    expect(tokens.scope).toContain(sheetsScope);
    expect(back.searchParams.get("iss")).toBe("https://accounts.google.com");
  });

  test("gets no refresh token without offline access", async () => {
    expect((await connect({ offline: false })).tokens.refresh_token).toBeUndefined();
  });

  test("hears which permissions were ticked", async () => {
    expect((await connect({ ticked: ["openid", "email"] })).tokens.scope).not.toContain(sheetsScope);
  });

  test("renews the access token and keeps the refresh token", async () => {
    const { client, tokens } = await connect();
    const renewed = await client.refreshAccessToken();
    expect(renewed.credentials.access_token).not.toBe(tokens.access_token);
    expect(renewed.credentials.refresh_token).toBe(tokens.refresh_token);
  });

  test("revokes; afterwards the refresh token is an invalid_grant", async () => {
    const { client, tokens } = await connect();
    await client.revokeToken(tokens.refresh_token ?? "");
    await expect(client.refreshAccessToken()).rejects.toMatchObject({ response: { data: { error: "invalid_grant" } } });
  });

  test("is refused with another verifier", async () => {
    const client = oauthClient();
    const { codeChallenge = "" } = await client.generateCodeVerifierAsync();
    const url = client.generateAuthUrl({
      scope: scopes,
      code_challenge: codeChallenge,
      code_challenge_method: CodeChallengeMethod.S256,
    });
    const code = (await tick(url, scopes)).searchParams.get("code") ?? "";
    await expect(client.getToken({ code, codeVerifier: "v".repeat(43) })).rejects.toMatchObject({
      response: { data: { error: "invalid_grant" } },
    });
  });
});

describe("the official Sheets client", () => {
  test("reads the title and adds a row", async () => {
    const { client } = await connect();
    const found = await spreadsheets(client).get({ spreadsheetId: googleSpreadsheet.id });
    expect(found.data.properties?.title).toBe("Clients");
    const range = "Feuille 1!A:B";
    await spreadsheets(client).values.append({
      spreadsheetId: googleSpreadsheet.id,
      range,
      valueInputOption: "RAW",
      requestBody: { values: [["Nora Petit", "+33611223344"]] },
    });
    const rows = await spreadsheets(client).values.get({ spreadsheetId: googleSpreadsheet.id, range });
    expect(rows.data.values?.at(-1)).toEqual(["Nora Petit", "+33611223344"]);
  });

  test.each([
    ["an unknown spreadsheet", {}, "1Nothing", 404],
    ["an Excel file", {}, googleExcelFile, 400],
    ["a spreadsheet of somebody else", { account: stranger }, googleSpreadsheet.id, 403],
    ["an unticked permission", { ticked: ["openid", "email"] }, googleSpreadsheet.id, 403],
  ])("sees %s as a refusal", async (_what, more, spreadsheetId, status) => {
    const { client } = await connect(more);
    await expect(spreadsheets(client).get({ spreadsheetId })).rejects.toMatchObject({ status });
  });
});
