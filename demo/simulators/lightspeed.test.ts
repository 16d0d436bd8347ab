/** No client exists on npm; the K-Series documentation is the measure, for the L-Series a contract. */
import { describe, expect, test } from "vitest";
import lightspeed, { lightspeedLSeries } from "./lightspeed.ts";
import { simulatorClient } from "./oauth-client.ts";
import { consent } from "./testing/decide.ts";
import { serveForTests } from "./testing/served.ts";

const client = simulatorClient("lightspeed");
const redirectUri = "https://app.speedai.example/api/integrations/lightspeed/callback";

const running = serveForTests([lightspeed]);

async function token(parameters: Record<string, string>): Promise<{ status: number; body: Record<string, string> }> {
  const answer = await fetch(`${running.url}/lightspeed-k/oauth/token`, {
    method: "POST",
    headers: { authorization: `Basic ${btoa(`${client.id}:${client.secret}`)}` },
    body: new URLSearchParams(parameters),
  });
  return { status: answer.status, body: await answer.json() };
}

async function connect(account: string, scope = "financial-api orders-api"): Promise<Record<string, string>> {
  const query = new URLSearchParams({
    client_id: client.id,
    redirect_uri: redirectUri,
    response_type: "code",
    scope,
    state: "s",
  });
  const code = await consent(`${running.url}/lightspeed-k/oauth/authorize?${query}`, { account });
  return (await token({ grant_type: "authorization_code", code, redirect_uri: redirectUri })).body;
}

const businesses = (bearer: string) =>
  fetch(`${running.url}/lightspeed-k/f/data/businesses`, { headers: { authorization: `Bearer ${bearer}` } });

describe("K-Series", () => {
  test("an account sees its own locations, with ids longer than a number", async () => {
    const { access_token = "" } = await connect("maison");
    const text = await (await businesses(access_token)).text();
    expect(text).toContain('"blID":9007199254740993');
    expect(text).not.toContain("267739991999");
  });

  test("a refresh token serves once; a second use ends the grant", async () => {
    const first = await connect("annecy");
    const renew = (refresh = "") => token({ grant_type: "refresh_token", refresh_token: refresh });
    const second = await renew(first["refresh_token"]);
    expect(second.status).toBe(200);
    expect(await renew(first["refresh_token"])).toMatchObject({ status: 400, body: { error: "invalid_grant" } });
    expect((await businesses(second.body["access_token"] ?? "")).status).toBe(401);
  });

  test("a missing scope is a 403 with the documented body", async () => {
    const { access_token = "" } = await connect("maison", "orders-api");
    const refused = await businesses(access_token);
    expect([refused.status, await refused.json()]).toMatchObject([403, { status: "FORBIDDEN", apiSubExceptions: [] }]);
  });

  test("a wrong token is a 401", async () => {
    expect((await businesses("wrong")).status).toBe(401);
  });
});

describe("L-Series", () => {
  const company = (cluster: string, key: string) =>
    fetch(`${running.url}/lightspeed-l/${cluster}/PosServer/rest/core/company`, { headers: { "x-auth-token": key } });

  test("any cluster answers to the token", async () => {
    expect(await (await company("euc2", lightspeedLSeries.api_key)).json()).toMatchObject({ id: 4711 });
    expect((await company("usc1", lightspeedLSeries.api_key)).status).toBe(200);
  });

  test("a wrong token is a 401", async () => {
    expect((await company("euc2", "wrong")).status).toBe(401);
  });
});
