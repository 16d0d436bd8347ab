/**
 * Shopify as its documentation and official client state it: signed callbacks, expiring offline tokens with a refresh token that works
 * until its successor is used, one live token per app and shop, GraphQL Admin API. Sources: shopify.dev (authorization code grant, offline
 * access tokens, uninstall), @shopify/shopify-api 15.
 */
import { createHmac, randomUUID } from "node:crypto";
import { buildSchema } from "graphql";
import { type Context, Hono } from "hono";
import { mountConsent } from "./consent.ts";
import { defineSimulator, type FaultKind } from "./define.ts";
import { answerGraphql } from "./graphql.ts";
import { createAuthorizationServer } from "./oauth.ts";
import { simulatorClient } from "./oauth-client.ts";
import { readTokenRequest } from "./token-request.ts";

const accessTokenLifetimeSeconds = 3600;
const refreshTokenLifetimeSeconds = 90 * 86_400;

const shops = [
  {
    id: "maison-lumiere.myshopify.com",
    label: "Maison Lumière",
    detail: "maison-lumiere.myshopify.com",
    state: "open",
  },
  {
    id: "atelier-lumiere.myshopify.com",
    label: "Atelier Lumière",
    detail: "atelier-lumiere.myshopify.com",
    state: "open",
  },
  /** Its bill is not paid: the API answers 402. */
  {
    id: "boutique-gelee.myshopify.com",
    label: "Boutique gelée",
    detail: "boutique-gelee.myshopify.com",
    state: "frozen",
  },
  /** Locked by Shopify: the API answers 423. */
  {
    id: "boutique-verrouillee.myshopify.com",
    label: "Boutique verrouillée",
    detail: "boutique-verrouillee.myshopify.com",
    state: "locked",
  },
] as const;
type Shop = (typeof shops)[number];

const scopeMeanings: Readonly<Record<string, string>> = {
  read_customers: "Voir les clients",
  read_orders: "Voir les commandes des 60 derniers jours",
  read_products: "Voir les produits",
  read_inventory: "Voir les stocks",
};

const client = simulatorClient("shopify");
const server = createAuthorizationServer({
  client,
  callbackPath: "/api/integrations/shopify/callback",
  clientAuthentication: ["body"],
  pkce: "ignored",
  accessTokenLifetimeSeconds,
  rotation: "tolerant",
  prefixes: { access: "shpat_", refresh: "shprt_" },
});

/** The live refresh token of each shop: a new grant ends the former one. */
const living = new Map<string, string>();
/** Tokens asked for without `expiring=1`, which the Admin API no longer takes from a new app. */
const nonExpiring = new Set<string>();

const shop = new Hono();

mountConsent(shop, "/admin/oauth/authorize", server, {
  name: "Shopify",
  color: "#1f6b3a",
  accounts: shops,
  accountsOf: (_request, host) => shops.filter((known) => known.id === host),
  scopeSeparator: ",",
  describeScope: (scope) => scopeMeanings[scope],
  callbackParameters: (parameters, { host }) => {
    parameters.set("host", Buffer.from(`admin.shopify.com/store/${host.split(".")[0]}`).toString("base64url"));
    parameters.set("shop", host);
    parameters.set("timestamp", String(Math.floor(Date.now() / 1000)));
    parameters.set("hmac", signCallback(parameters));
    return parameters;
  },
});

shop.post("/admin/oauth/access_token", async (c) => {
  const request = await readTokenRequest(c.req.raw);
  const asked = request.parameters.get("grant_type");
  // The exchange of a code names no grant type.
  const grantType = asked ?? (request.parameters.has("code") ? "authorization_code" : "");
  const answered = server.answerTokenRequest({
    ...request,
    parameters: new Map(request.parameters).set("grant_type", grantType),
  });
  if (!answered.ok) {
    const { error, cause } = answered.failure;
    if (error === "invalid_client")
      return c.json({ error: "invalid_client", error_description: "Client authentication failed" }, 401);
    return c.json(
      { error: asked === undefined ? "invalid_request" : error, error_description: sentenceFor(cause) },
      400,
    );
  }
  const { accessToken, refreshToken = "", grant } = answered.value;
  const isExpiring = grantType === "refresh_token" || request.parameters.get("expiring") === "1";
  if (grantType === "authorization_code") {
    const former = living.get(grant.account);
    if (former !== undefined) server.revoke(former);
  }
  living.set(grant.account, refreshToken);
  const scope = grant.scopes.join(",");
  if (!isExpiring) {
    nonExpiring.add(accessToken);
    return c.json({ access_token: accessToken, scope });
  }
  return c.json({
    access_token: accessToken,
    scope,
    expires_in: accessTokenLifetimeSeconds,
    refresh_token: refreshToken,
    refresh_token_expires_in: refreshTokenLifetimeSeconds,
  });
});

/** Uninstalls the app: all its tokens for this shop die. */
shop.delete("/admin/api_permissions/current.json", (c) => {
  const refused = refusalFor(c);
  if (refused) return refused;
  server.revoke(c.req.header("x-shopify-access-token") ?? "");
  return c.json({});
});

const schema = buildSchema(`
  scalar Decimal
  type ShopPlan { displayName: String! }
  type Shop { id: ID! name: String! myshopifyDomain: String! email: String! currencyCode: String! plan: ShopPlan! }
  type AccessScope { handle: String! }
  type AppInstallation { accessScopes: [AccessScope!]! }
  type Customer { id: ID! displayName: String! }
  type CustomerConnection { nodes: [Customer!]! }
  type Order { id: ID! name: String! displayFinancialStatus: String }
  type OrderConnection { nodes: [Order!]! }
  type Query {
    shop: Shop!
    currentAppInstallation: AppInstallation!
    customers(first: Int, query: String): CustomerConnection!
    orders(first: Int, query: String): OrderConnection!
  }
`);

shop.post("/admin/api/:version/graphql.json", async (c) => {
  const refused = refusalFor(c);
  if (refused) return refused;
  const { grant } = server.inspectAccessToken(c.req.header("x-shopify-access-token") ?? "");
  const scopes = grant?.scopes ?? [];
  const known = shopAt(c);
  const guarded = (scope: string, nodes: readonly object[]) => (options: { readonly first?: number }) => {
    if (!scopes.includes(scope)) throw new Error(`Access denied. Required access: \`${scope}\` access scope.`);
    return { nodes: nodes.slice(0, options.first ?? nodes.length) };
  };
  const answered = await answerGraphql(
    schema,
    {
      shop: {
        id: "gid://shopify/Shop/60718293",
        name: known?.label,
        myshopifyDomain: known?.id,
        email: "camille@maison-lumiere.fr",
        currencyCode: "EUR",
        plan: { displayName: "Grow" },
      },
      currentAppInstallation: { accessScopes: scopes.map((handle) => ({ handle })) },
      customers: guarded("read_customers", [{ id: "gid://shopify/Customer/7001", displayName: "Élodie Marchand" }]),
      orders: guarded("read_orders", [
        { id: "gid://shopify/Order/9001", name: "#1042", displayFinancialStatus: "PAID" },
      ]),
    },
    c.req.raw,
  );
  if (!answered) return c.json({ errors: "Bad Request" }, 400);
  c.header("x-request-id", randomUUID());
  c.header("x-shopify-api-version", c.req.param("version"));
  if (answered.errors.length === 0) return c.json({ data: answered.data, extensions: cost });
  return c.json({
    data: answered.data,
    errors: answered.errors.map(({ message, path, locations }) => ({
      message,
      ...(locations && { locations }),
      ...(path && { path }),
      extensions: { code: message.startsWith("Access denied") ? "ACCESS_DENIED" : "undefinedField" },
    })),
    extensions: cost,
  });
});

shop.notFound((c) => c.json({ errors: "Not Found" }, 404));

const cost = {
  cost: {
    requestedQueryCost: 2,
    actualQueryCost: 2,
    throttleStatus: { maximumAvailable: 2000, currentlyAvailable: 1998, restoreRate: 100 },
  },
};

function refusalFor(c: Context): Response | undefined {
  const known = shopAt(c);
  if (!known) return c.json({ errors: "Not Found" }, 404);
  const token = c.req.header("x-shopify-access-token") ?? "";
  const { state, grant } = server.inspectAccessToken(token);
  if (state !== "active" || grant?.account !== known.id) return c.json({ errors: wrongToken }, 401);
  if (nonExpiring.has(token)) return c.json({ errors: nonExpiringToken }, 403);
  if (known.state === "frozen") return c.json({ errors: "Unavailable Shop" }, 402);
  if (known.state === "locked") return c.json({ errors: "Locked" }, 423);
  return undefined;
}

const wrongToken = "[API] Invalid API key or access token (unrecognized login or wrong password)";
const nonExpiringToken =
  "[API] Non-expiring access tokens are no longer accepted for the Admin API. Use expiring offline access tokens.";

function shopAt(c: Context): Shop | undefined {
  return shops.find((known) => known.id === c.req.header("x-simulated-host"));
}

function sentenceFor(cause: string): string {
  return cause.startsWith("refresh_token")
    ? "The refresh token is invalid, expired or revoked"
    : "The authorization code was not found or was already used";
}

/** Hex HMAC-SHA256 with the client's secret over the sorted parameters without `hmac` and `signature`. */
function signCallback(parameters: URLSearchParams): string {
  const signed = [...parameters]
    .filter(([name]) => name !== "hmac" && name !== "signature")
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`)
    .join("&");
  return createHmac("sha256", client.secret).update(signed).digest("hex");
}

function fault(kind: FaultKind, path: string): Response | undefined {
  const isToken = path === "/admin/oauth/access_token";
  switch (kind) {
    case "unauthorized":
      return isToken
        ? Response.json({ error: "invalid_client", error_description: "Client authentication failed" }, { status: 401 })
        : Response.json({ errors: wrongToken }, { status: 401 });
    case "forbidden":
      return Response.json(
        { errors: "[API] This action requires merchant approval for read_orders scope." },
        { status: 403 },
      );
    case "rate_limited":
      return Response.json({ errors: "Exceeded 2 calls per second for api client." }, { status: 429 });
    case "rotated_token":
      return Response.json(
        { error: "invalid_grant", error_description: sentenceFor("refresh_token") },
        { status: 400 },
      );
    case "error_in_200":
      return Response.json({
        errors: [
          {
            message: "Throttled",
            extensions: { code: "THROTTLED", documentation: "https://shopify.dev/api/usage/limits#rate-limits" },
          },
        ],
        extensions: {
          cost: {
            requestedQueryCost: 102,
            throttleStatus: { maximumAvailable: 2000, currentlyAvailable: 2, restoreRate: 50 },
          },
        },
      });
    default:
      return undefined;
  }
}

export default defineSimulator({
  id: "shopify",
  origins: { "https://*.myshopify.com": "shopify/*" },
  mounts: { "shopify/*": shop },
  samples: { oauth2: { shop: "maison-lumiere.myshopify.com" } },
  fault,
  reset: () => {
    server.reset();
    living.clear();
    nonExpiring.clear();
  },
});

export { server as shopifyServer };
