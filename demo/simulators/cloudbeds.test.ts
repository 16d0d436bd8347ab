/** No client exists on npm; the provider's own OpenAPI file is the measure. */
import { describe, expect, test } from "vitest";
import cloudbeds from "./cloudbeds.ts";
import { simulatorClient } from "./oauth-client.ts";
import { consent } from "./testing/decide.ts";
import { serveForTests } from "./testing/served.ts";

const client = simulatorClient("cloudbeds");
const redirectUri = "https://app.speedai.example/api/integrations/cloudbeds/callback";

const running = serveForTests([cloudbeds]);

async function token(parameters: Record<string, string>): Promise<{ status: number; body: Record<string, unknown> }> {
  const answer = await fetch(`${running.url}/cloudbeds-api/api/v1.3/access_token`, {
    method: "POST",
    body: new URLSearchParams({ client_id: client.id, client_secret: client.secret, ...parameters }),
  });
  return { status: answer.status, body: await answer.json() };
}

async function connect(account: string, scope = "read:hotel read:guest") {
  const query = new URLSearchParams({
    client_id: client.id,
    redirect_uri: redirectUri,
    response_type: "code",
    scope,
    state: "s",
  });
  const code = await consent(`${running.url}/cloudbeds-api/api/v1.3/oauth?${query}`, { account });
  return (await token({ grant_type: "authorization_code", code, redirect_uri: redirectUri })).body;
}

async function get(path: string, bearer: unknown, mount = "cloudbeds-api") {
  const answer = await fetch(`${running.url}/${mount}/api/v1.3${path}`, {
    headers: { authorization: `Bearer ${bearer}` },
  });
  const body: unknown = await answer.json();
  return { status: answer.status, body };
}

describe("the token answer", () => {
  test("names the properties of the account", async () => {
    expect(await connect("group")).toMatchObject({
      token_type: "Bearer",
      expires_in: 28_800,
      resources: [
        { type: "property", id: "198432" },
        { type: "property", id: "198433" },
      ],
    });
  });

  test.each([
    ["a spent code", { grant_type: "authorization_code", code: "spent", redirect_uri: redirectUri }, "server_error"],
    ["a dead refresh token", { grant_type: "refresh_token", refresh_token: "dead" }, "server_error"],
    ["a wrong secret", { grant_type: "refresh_token", client_secret: "wrong" }, "invalid_client"],
  ])("for %s is a 401", async (_what, parameters: Record<string, string>, error) => {
    expect(await token(parameters)).toMatchObject({ status: 401, body: { error } });
  });
});

describe("the API", () => {
  test("tells the property's island, with success as text", async () => {
    const { access_token } = await connect("single");
    expect((await get("/oauth/metadata", access_token)).body).toEqual({
      success: "true",
      data: { api: { url: "https://api-eu.cloudbeds.com/api/v1.3/" } },
    });
    expect((await get("/getHotels", access_token, "cloudbeds-island")).status).toBe(200);
  });

  test("lists the account's hotels, or those asked for", async () => {
    const { access_token } = await connect("group");
    expect((await get("/getHotels", access_token)).body).toMatchObject({ success: true, count: 2 });
    expect((await get("/getHotels?propertyIDs=198433,198431", access_token)).body).toMatchObject({
      data: [{ propertyID: "198433", propertyName: "Hôtel de la Gare" }],
    });
  });

  test("gives guests keyed by their id", async () => {
    const { access_token } = await connect("single");
    expect((await get("/getGuestList", access_token)).body).toMatchObject({
      data: { 5501: { guestName: "Élodie Marchand" } },
    });
  });

  test("a missing scope fails inside a 200", async () => {
    const { access_token } = await connect("single", "read:guest");
    expect(await get("/getHotels", access_token)).toMatchObject({ status: 200, body: { success: false } });
  });

  test("a wrong token is a 401 in Cloudbeds' words", async () => {
    expect(await get("/getHotels", "wrong")).toMatchObject({ status: 401, body: { error: "access_denied" } });
  });
});
