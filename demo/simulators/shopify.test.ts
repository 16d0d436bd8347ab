/** The official client is the judge of the simulator: it checks the signed callback itself and calls the shop's own host. */
import "@shopify/shopify-api/adapters/node";
import { IncomingMessage, ServerResponse } from "node:http";
import { Socket } from "node:net";
import { ApiVersion, LogSeverity, type Session, shopifyApi } from "@shopify/shopify-api";
import { setAbstractFetchFunc } from "@shopify/shopify-api/runtime";
import { describe, expect, test } from "vitest";
import { simulatorClient } from "./oauth-client.ts";
import shopify, { shopifyServer } from "./shopify.ts";
import { decide } from "./testing/decide.ts";
import { serveForTests } from "./testing/served.ts";

const client = simulatorClient("shopify");
const shop = "maison-lumiere.myshopify.com";
/** The client sends bots away. */
const browser = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36";
const callbackPath = "/api/integrations/shopify/callback";

const running = serveForTests([shopify]);
setAbstractFetchFunc((url, init) => fetch(simulatedUrl(String(url)), init));

/** `https://maison-lumiere.myshopify.com/…` → where that shop is simulated. */
function simulatedUrl(text: string): string {
  const url = new URL(text);
  return `${running.url}/shopify/${url.host.replace(".myshopify.com", "")}${url.pathname}${url.search}`;
}

const sdk = () =>
  shopifyApi({
    apiKey: client.id,
    apiSecretKey: client.secret,
    scopes: ["read_customers", "read_orders"],
    hostName: "app.example",
    hostScheme: "https",
    apiVersion: ApiVersion.July26,
    isEmbeddedApp: false,
    logger: { level: LogSeverity.Error, log: () => undefined },
  });

interface Exchange {
  readonly rawRequest: IncomingMessage;
  readonly rawResponse: ServerResponse;
}

function exchange(url: string, cookie = ""): Exchange {
  const rawRequest = new IncomingMessage(new Socket());
  Object.assign(rawRequest, {
    url,
    method: "GET",
    headers: { host: "app.example", cookie, "user-agent": browser },
  });
  return { rawRequest, rawResponse: new ServerResponse(rawRequest) };
}

/** The whole flow of the client: begin, the person's consent at the shop, the checked callback. */
async function connect(
  api = sdk(),
  { tamper = () => undefined, expiring = true }: { tamper?: (back: URL) => void; expiring?: boolean } = {},
): Promise<Session> {
  const beginning = exchange("/start");
  await api.auth.begin({ shop, callbackPath, isOnline: false, ...beginning });
  const location = String(beginning.rawResponse.getHeader("location"));
  const cookies = [beginning.rawResponse.getHeader("set-cookie")].flat().map((line) => String(line).split(";")[0]);
  const back = await decide(simulatedUrl(location));
  tamper(back);
  const ending = exchange(back.pathname + back.search, cookies.join("; "));
  return (await api.auth.callback({ ...ending, expiring })).session;
}

const query = "{ shop { name myshopifyDomain } }";

describe("the official client", () => {
  test("accepts the signed callback, trades the code and reads the shop", async () => {
    const api = sdk();
    const session = await connect(api);
    expect(session).toMatchObject({ shop, isOnline: false, scope: "read_customers,read_orders" });
    expect(session.accessToken).toMatch(/^shpat_/);
    expect(session.expires?.getTime()).toBeGreaterThan(Date.now() + 3_500_000);
    const answer = await new api.clients.Graphql({ session }).request(query);
    expect(answer.data).toEqual({ shop: { name: "Maison Lumière", myshopifyDomain: shop } });
  });

  test.each<[string, (back: URL) => void]>([
    ["another shop", (back) => back.searchParams.set("shop", "atelier-lumiere.myshopify.com")],
    ["another code", (back) => back.searchParams.set("code", "stolen")],
    ["another time", (back) => back.searchParams.set("timestamp", "1700000000")],
    ["another signature", (back) => back.searchParams.set("hmac", "0".repeat(64))],
  ])("refuses a callback with %s", async (_what, tamper) => {
    await expect(connect(sdk(), { tamper })).rejects.toThrow();
  });

  test("renews; the former refresh token works until its successor is used", async () => {
    const api = sdk();
    const first = await connect(api);
    const refreshToken = first.refreshToken ?? "";
    const second = (await api.auth.refreshToken({ shop, refreshToken })).session;
    const again = (await api.auth.refreshToken({ shop, refreshToken })).session;
    expect(new Set([refreshToken, second.refreshToken, again.refreshToken]).size).toBe(3);
    await api.auth.refreshToken({ shop, refreshToken: again.refreshToken ?? "" });
    await expect(api.auth.refreshToken({ shop, refreshToken })).rejects.toThrow();
  });

  test("a second installation ends the first", async () => {
    const api = sdk();
    const first = await connect(api);
    const second = await connect(api);
    await expect(new api.clients.Graphql({ session: first }).request(query)).rejects.toMatchObject({
      response: { code: 401 },
    });
    expect((await new api.clients.Graphql({ session: second }).request(query)).data).toHaveProperty("shop");
  });

  test("sees an expired token as 401", async () => {
    const api = sdk();
    const session = await connect(api);
    shopifyServer.expireAccessTokens();
    await expect(new api.clients.Graphql({ session }).request(query)).rejects.toMatchObject({
      response: { code: 401 },
    });
  });

  test("sees a token that never expires as refused by the Admin API", async () => {
    const api = sdk();
    const session = await connect(api, { expiring: false });
    expect(session.expires).toBeUndefined();
    await expect(new api.clients.Graphql({ session }).request(query)).rejects.toMatchObject({
      response: { code: 403 },
    });
    // The client keeps the reason to itself.
    const raw = await fetch(`${running.url}/shopify/maison-lumiere/admin/api/2026-07/graphql.json`, {
      method: "POST",
      headers: { "x-shopify-access-token": session.accessToken ?? "" },
      body: JSON.stringify({ query }),
    });
    expect(await raw.json()).toEqual({ errors: expect.stringContaining("Non-expiring access tokens") });
  });

  test("sees a missing scope as an error inside a 200", async () => {
    const api = sdk();
    const session = await connect(api);
    await expect(
      new api.clients.Graphql({ session }).request("{ orders(first: 1) { nodes { name } } }"),
    ).resolves.toMatchObject({
      data: { orders: { nodes: [{ name: "#1042" }] } },
    });
    const narrow = shopifyApi({ ...api.config, scopes: ["read_products"], logger: api.config.logger });
    const narrowSession = await connect(narrow);
    const failing = new narrow.clients.Graphql({ session: narrowSession }).request(
      "{ orders(first: 1) { nodes { name } } }",
    );
    await expect(failing).rejects.toMatchObject({
      body: { errors: { graphQLErrors: [{ extensions: { code: "ACCESS_DENIED" } }] } },
    });
  });
});

describe("over plain HTTP", () => {
  const post = (path: string, body: object, handle = "maison-lumiere", headers: Record<string, string> = {}) =>
    fetch(`${running.url}/shopify/${handle}${path}`, {
      method: "POST",
      headers: { "content-type": "application/json", ...headers },
      body: JSON.stringify(body),
    });

  test("a used code is a 400 and a wrong secret a 401", async () => {
    const used = await post("/admin/oauth/access_token", {
      client_id: client.id,
      client_secret: client.secret,
      code: "used",
    });
    expect([used.status, await used.json()]).toMatchObject([400, { error: "invalid_request" }]);
    const wrong = await post("/admin/oauth/access_token", {
      client_id: client.id,
      client_secret: "wrong",
      code: "used",
    });
    expect(wrong.status).toBe(401);
  });

  test("a shop that does not exist is a 404", async () => {
    expect((await post("/admin/api/2026-07/graphql.json", { query }, "personne")).status).toBe(404);
  });

  test("uninstalling kills the token", async () => {
    const session = await connect();
    const headers = { "x-shopify-access-token": session.accessToken ?? "" };
    const url = `${running.url}/shopify/maison-lumiere/admin/api_permissions/current.json`;
    expect((await fetch(url, { method: "DELETE", headers })).status).toBe(200);
    expect((await post("/admin/api/2026-07/graphql.json", { query }, "maison-lumiere", headers)).status).toBe(401);
  });
});
