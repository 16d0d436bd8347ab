/** The official client is the judge of the simulator. It authenticates with Basic only over https, so its transport is bent to loopback. */
import { type ClientRequest, type IncomingMessage, type RequestOptions, request } from "node:http";
import WooCommerceRestApi from "@woocommerce/woocommerce-rest-api";
import { describe, expect, test } from "vitest";
import { serveForTests } from "./testing/served.ts";
import woocommerce, { wooCommerceKeys } from "./woocommerce.ts";

const running = serveForTests([woocommerce]);

/** What axios would send to the site by https goes to its simulator by http, headers and all. */
const transport = {
  request: (options: RequestOptions, answer: (message: IncomingMessage) => void): ClientRequest => {
    const { hostname, port } = new URL(running.url);
    const { agent: _https, agents: _both, ...rest } = { agents: undefined, ...options };
    return request({ ...rest, protocol: "http:", hostname, port, path: `/woocommerce${options.path}` }, answer);
  },
};

const client = (pair: { key: string; secret: string }, more: { queryStringAuth?: boolean } = {}) =>
  new WooCommerceRestApi({
    url: "https://boutique-lumiere.example",
    consumerKey: pair.key,
    consumerSecret: pair.secret,
    version: "wc/v3",
    axiosConfig: { transport },
    ...more,
  });

test("the official client lists orders", async () => {
  const answer = await client(wooCommerceKeys.valid).get("orders", { per_page: 1 });
  expect(answer.data).toMatchObject([{ id: 1042, billing: { phone: "+33612345678" } }]);
  expect(answer.headers).toMatchObject({ "x-wp-total": "2", "x-wp-totalpages": "2" });
});

test("the official client reads the shop's state", async () => {
  const answer = await client(wooCommerceKeys.valid).get("system_status");
  expect(answer.data).toMatchObject({ environment: { home_url: "https://boutique-lumiere.example" } });
});

test("the keys are also taken from the query, for hosts that drop the header", async () => {
  const answer = await client(wooCommerceKeys.valid, { queryStringAuth: true }).get("orders");
  expect(answer.status).toBe(200);
});

test.each([
  [
    "an unknown key",
    { key: "ck_unknown", secret: "cs_unknown" },
    401,
    "woocommerce_rest_authentication_error",
    "Consumer key is invalid.",
  ],
  [
    "a wrong secret",
    { ...wooCommerceKeys.valid, secret: "cs_wrong" },
    401,
    "woocommerce_rest_authentication_error",
    "Consumer secret is invalid.",
  ],
  [
    "a key that may only write",
    wooCommerceKeys.writeOnly,
    401,
    "woocommerce_rest_authentication_error",
    "The API key provided does not have read permissions.",
  ],
  [
    "a user without rights",
    wooCommerceKeys.subscriber,
    403,
    "woocommerce_rest_cannot_view",
    "Sorry, you cannot list resources.",
  ],
])("the official client sees %s as it should", async (_what, pair, status, code, message) => {
  await expect(client(pair).get("orders")).rejects.toMatchObject({
    response: { status, data: { code, message, data: { status } } },
  });
});

test("the official client sees an unknown route", async () => {
  await expect(client(wooCommerceKeys.valid).get("nothing")).rejects.toMatchObject({
    response: { status: 404, data: { code: "rest_no_route" } },
  });
});

describe("the site", () => {
  test("says its name to everybody", async () => {
    const index = await (await fetch(`${running.url}/woocommerce/wp-json/`)).json();
    expect(index).toMatchObject({ name: "Boutique Lumière", namespaces: expect.arrayContaining(["wc/v3"]) });
  });

  test("lists nothing for nobody", async () => {
    const refused = await fetch(`${running.url}/woocommerce/wp-json/wc/v3/orders`);
    expect([refused.status, await refused.json()]).toMatchObject([401, { code: "woocommerce_rest_cannot_view" }]);
  });
});
