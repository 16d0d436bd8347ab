import { createHmac } from "node:crypto";
import { describe, expect, test } from "vitest";
import { toValues } from "../domain/values.ts";
import { type CannedAnswer, probeProvider, readTyped } from "../testing/probing.ts";
import shopify from "./shopify.ts";

const { oauth } = shopify.methods[0];
const shop = "maison-lumiere.myshopify.com";
const clientSecret = "shpss_client_secret";
const now = new Date("2026-11-23T09:30:00Z");
const nowSeconds = now.getTime() / 1000;

const probe = (answer: CannedAnswer) => probeProvider(shopify, "oauth2", { shop }, answer, { access_token: "shpat_1" });
const graphqlError = (code: string, more: object = {}) => ({
  errors: [{ message: "…", extensions: { code } }],
  ...more,
});

test("asks the shop for its name", async () => {
  const { sent, trial } = await probe({ json: { data: { shop: { name: "Maison Lumière", myshopifyDomain: shop } } } });
  expect(sent).toEqual([
    {
      method: "POST",
      url: `https://${shop}/admin/api/2026-07/graphql.json`,
      headers: { accept: "application/json", "content-type": "application/json", "x-shopify-access-token": "shpat_1" },
      body: '{"query":"{ shop { name myshopifyDomain email currencyCode plan { displayName } } }"}',
    },
  ]);
  expect(trial).toMatchObject({ ok: true, finding: { accountId: shop, accountLabel: `Maison Lumière · ${shop}` } });
});

describe("refusals", () => {
  const cost = { cost: { requestedQueryCost: 102, throttleStatus: { currentlyAvailable: 2, restoreRate: 50 } } };
  test.each<[string, CannedAnswer, object]>([
    [
      "a wrong token",
      { status: 401, json: { errors: "[API] Invalid API key or access token" } },
      { reason: "bad_credentials" },
    ],
    [
      "a token that never expires",
      { status: 403, json: { errors: "[API] Non-expiring access tokens are no longer accepted for the Admin API." } },
      { reason: "credentials_expired" },
    ],
    [
      "an approval that is missing",
      { status: 403, json: { errors: "[API] This action requires merchant approval for read_orders scope." } },
      { reason: "rights_missing", step: "rights" },
    ],
    ["a scope that is missing", { json: graphqlError("ACCESS_DENIED") }, { reason: "rights_missing", step: "rights" }],
    ["an unpaid shop", { status: 402, json: { errors: "Unavailable Shop" } }, { reason: "account_frozen" }],
    ["a locked shop", { status: 423, json: { errors: "Locked" } }, { reason: "account_frozen" }],
    ["a shop that does not exist", { status: 404, text: "<html>" }, { reason: "unknown_id", field: "shop" }],
    [
      "an empty bucket, with the wait that fills it",
      { json: graphqlError("THROTTLED", { extensions: cost }) },
      { reason: "rate_limited", retryAfter: 2 },
    ],
    ["an empty bucket of unknown size", { json: graphqlError("THROTTLED") }, { reason: "rate_limited" }],
    [
      "the older limit",
      { status: 429, headers: { "retry-after": "2.0" }, json: { errors: "Exceeded" } },
      { reason: "rate_limited", retryAfter: 2 },
    ],
    ["another error inside a 200", { json: graphqlError("INTERNAL_SERVER_ERROR") }, { reason: "unexpected_answer" }],
    ["an error text inside a 200", { json: { errors: "Not Found" } }, { reason: "unexpected_answer" }],
    ["a page", { text: "<html>" }, { reason: "unexpected_answer" }],
    ["an outage", { status: 502, text: "<html>" }, { reason: "provider_down" }],
  ])("%s", async (_what, answer, failure) => {
    expect((await probe(answer)).trial.failure).toEqual(failure);
  });
});

describe("a person gives the shop", () => {
  test.each([
    ["maison-lumiere", shop],
    ["Maison-Lumiere.MyShopify.com", shop],
    ["https://maison-lumiere.myshopify.com/admin/products?x#y", shop],
    ["https://admin.shopify.com/store/maison-lumiere/settings/domains", shop],
    ["www.maison-lumiere.fr", "wrong_format"],
    ["maison-lumiere.myshopify.com.evil.example", "wrong_format"],
    ["evil.example/maison-lumiere.myshopify.com", "wrong_format"],
    ["evil.example#.myshopify.com", "wrong_format"],
    ["user@maison-lumiere.myshopify.com", "wrong_format"],
    ["maison-lumiere.myshopify.com:8443", "wrong_format"],
    ["-x.myshopify.com", "wrong_format"],
    ["a.b.myshopify.com", "wrong_format"],
    ["127.0.0.1", "wrong_format"],
  ])("%s: %s", (typed, read) => {
    expect(readTyped(shopify, "oauth2", "shop", typed)).toBe(read);
  });
});

describe("the callback", () => {
  const plain = { code: "c0de", host: "YWRtaW4", shop, state: "st4te", timestamp: String(nowSeconds) };

  /** As Shopify signs: sorted, URL-encoded, spaces as %20, without `hmac`. */
  function sign(parameters: Readonly<Record<string, string>>, secret = clientSecret): URLSearchParams {
    const text = Object.entries(parameters)
      .toSorted(([one], [other]) => (one < other ? -1 : 1))
      .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`)
      .join("&");
    return new URLSearchParams({ ...parameters, hmac: createHmac("sha256", secret).update(text).digest("hex") });
  }
  const judge = (parameters: URLSearchParams, at = now) =>
    oauth.callbackFacts(parameters, toValues({ shop }), clientSecret, at);
  const forged = { ok: false, failure: { reason: "issuer_mismatch" } };

  test("signed for this shop is believed", async () => {
    expect(await judge(sign(plain))).toEqual({ ok: true, settings: { shop } });
  });

  test("may bring parameters nobody knows yet, with spaces and signs", async () => {
    expect(await judge(sign({ ...plain, note: "a b&c=d é" }))).toMatchObject({ ok: true });
  });

  test.each(["code", "host", "shop", "state", "timestamp"])("with another %s is forged", async (name) => {
    const parameters = sign(plain);
    parameters.set(name, "other");
    expect(await judge(parameters)).toEqual(forged);
  });

  test("with a parameter more or less is forged", async () => {
    const more = sign(plain);
    more.set("extra", "1");
    const fewer = sign(plain);
    fewer.delete("host");
    expect([await judge(more), await judge(fewer)]).toEqual([forged, forged]);
  });

  test.each(["", "0".repeat(64), "zz", "A".repeat(64)])("with the signature %j is forged", async (hmac) => {
    const parameters = sign(plain);
    parameters.set("hmac", hmac);
    expect(await judge(parameters)).toEqual(forged);
  });

  test("without a signature is forged", async () => {
    expect(await judge(new URLSearchParams(plain))).toEqual(forged);
  });

  test("signed with another secret is forged", async () => {
    expect(await judge(sign(plain, "other"))).toEqual(forged);
  });

  test("for another shop is refused, however well signed", async () => {
    expect(await judge(sign({ ...plain, shop: "atelier-lumiere.myshopify.com" }))).toEqual(forged);
  });

  test.each(["hmac", "shop", "signature", "timestamp", "state", "code"])(
    "with two values of %s is refused",
    async (name) => {
      const parameters = sign(plain);
      parameters.append(name, parameters.get(name) ?? "x");
      parameters.append(name, "x");
      expect(await judge(parameters)).toEqual(forged);
    },
  );

  test.each([-90, 0, 90])("%i seconds away is fresh", async (seconds) => {
    expect(await judge(sign(plain), new Date(now.getTime() + seconds * 1000))).toMatchObject({ ok: true });
  });

  test.each([-91, 91, 86_400])("%i seconds away is stale", async (seconds) => {
    expect(await judge(sign(plain), new Date(now.getTime() + seconds * 1000))).toEqual({
      ok: false,
      failure: { reason: "attempt_expired" },
    });
  });

  test.each(["", "NaN", "Infinity", `${nowSeconds}.5`, `${nowSeconds}abc`, "-1"])(
    "with the time %j is refused",
    async (timestamp) => {
      expect(await judge(sign({ ...plain, timestamp }))).toEqual(forged);
    },
  );
});

describe("the token answer", () => {
  test.each([
    "read_customers,read_orders,read_products,read_inventory",
    "write_customers,write_orders",
    "read_orders read_customers",
  ])("with %s is complete", (scope) => {
    expect(oauth.tokenFacts({ scope })).toEqual({ ok: true });
  });

  test.each(["read_products", "read_orders", "read_customers,unauthenticated_read_orders"])(
    "with %s is not",
    (scope) => {
      expect(oauth.tokenFacts({ scope })).toEqual({ ok: false, failure: { reason: "consent_incomplete" } });
    },
  );

  test("that names no scope says nothing against it", () => {
    expect(oauth.tokenFacts({})).toEqual({ ok: true });
  });
});

test("asks for tokens that expire, in the shop's own house", () => {
  const values = toValues({ shop });
  expect(oauth.tokenParameters).toEqual({ expiring: "1" });
  expect([
    oauth.issuer(values),
    oauth.authorizationEndpoint(values),
    oauth.tokenEndpoint(values),
    oauth.revocation.endpoint(values),
  ]).toEqual([
    `https://${shop}`,
    `https://${shop}/admin/oauth/authorize`,
    `https://${shop}/admin/oauth/access_token`,
    `https://${shop}/admin/api_permissions/current.json`,
  ]);
});
