import { encodeHex } from "../domain/base64.ts";
import { toBytes } from "../domain/bytes.ts";
import type { Answer } from "../domain/exchange.ts";
import { equalsConstantTime, hmacSha256 } from "../domain/hash.ts";
import { listAt, numberAt, textAt } from "../domain/json.ts";
import { defineProvider, type Failure } from "./define.ts";

const apiVersion = "2026-07";

/** Anchored: the client's secret is posted to this host (rule of @shopify/shopify-api, without its internal domains). */
const shopDomain = /^[a-z0-9][a-z0-9-]*\.myshopify\.com$/;

/** How old a callback may be, both ways (window of @shopify/shopify-api). */
const callbackWindowSeconds = 90;

/** Parameters of which a second value would be an attempt to confuse the two readers. */
const singleParameters = ["code", "hmac", "host", "shop", "signature", "state", "timestamp"];

const indispensableScopes = ["read_customers", "read_orders"];

export default defineProvider({
  id: "shopify",
  name: "Shopify",
  category: "ecommerce",
  badge: "standard",
  logo: { icon: "logos:shopify" },
  docsUrl: "https://help.shopify.com/manual/apps/working-with-apps",
  summary: {
    fr: "« Où en est ma commande ? » : la réponse exacte, dès le premier appel.",
    en: "“Where is my order?”: the exact answer, on the first call.",
  },
  synonyms: ["shopify", "boutique", "e-commerce", "myshopify", "commandes", "store"],
  access: {
    reads: [
      { fr: "Vos clients et leurs commandes récentes", en: "Your customers and their recent orders" },
      { fr: "Vos produits et leur disponibilité", en: "Your products and their availability" },
    ],
    writes: [],
    never: [
      { fr: "Vos moyens de paiement et vos réglages", en: "Your payment methods and settings" },
      { fr: "Une commande créée, modifiée ou annulée", en: "An order created, changed or cancelled" },
    ],
  },
  facts: {
    sources: [
      "https://shopify.dev/docs/apps/build/authentication-authorization/access-tokens/authorization-code-grant",
      "https://shopify.dev/docs/apps/build/authentication-authorization/access-tokens/offline-access-tokens",
      "https://shopify.dev/docs/apps/build/authentication-authorization/app-installation/uninstall-app-api-request",
      "@shopify/shopify-api (callback HMAC, shop validation, token exchange)",
    ],
    confidence: "documented",
    limits:
      "GraphQL cost bucket per app and shop; one live expiring offline token per app and shop; read_orders shows the last 60 days; names, e-mails and telephones need Shopify’s approval for protected customer data",
    unverified: ["Error bodies (statuses are documented)", "Answer to a refresh token that ended or was used before"],
  },
  methods: [
    {
      id: "oauth2",
      kind: "oauth2",
      title: { fr: "OAuth 2.0", en: "OAuth 2.0" },
      summary: {
        fr: "Vous installez SpeedAI depuis votre boutique ; aucun mot de passe ne nous est confié.",
        en: "You install SpeedAI from your store; no password is given to us.",
      },
      fields: [
        {
          name: "shop",
          type: "text",
          label: { fr: "Domaine boutique", en: "Store domain" },
          help: {
            fr: "Sous la forme xxx.myshopify.com ; vous pouvez aussi coller l’adresse de votre administration.",
            en: "Like xxx.myshopify.com; you can also paste the address of your admin.",
          },
          where: {
            fr: "Administration Shopify › Paramètres › Domaines : l’adresse qui se termine par .myshopify.com.",
            en: "Shopify admin › Settings › Domains: the address that ends with .myshopify.com.",
          },
          placeholder: "xxx.myshopify.com",
          clean: cleanShop,
          pattern: shopDomain,
          maxLength: 100,
        },
      ],
      steps: [
        {
          fr: "Ouvrez l’administration de votre boutique Shopify, puis « Paramètres » et « Domaines ».",
          en: "Open your Shopify admin, then “Settings” and “Domains”.",
        },
        {
          fr: "Copiez l’adresse qui se termine par .myshopify.com et collez-la ici.",
          en: "Copy the address that ends with .myshopify.com and paste it here.",
        },
        {
          fr: "Cliquez sur « Connecter Shopify » : une fenêtre de Shopify s’ouvre.",
          en: "Click “Connect Shopify”: a Shopify window opens.",
        },
        { fr: "Vérifiez les accès, puis cliquez sur « Installer ».", en: "Check the access, then click “Install”." },
      ],
      oauth: {
        callback: "shopify",
        issuer: (values) => `https://${values.text("shop")}`,
        authorizationEndpoint: (values) => `https://${values.text("shop")}/admin/oauth/authorize`,
        tokenEndpoint: (values) => `https://${values.text("shop")}/admin/oauth/access_token`,
        clientAuthentication: "client_secret_post",
        tokenRequestFormat: "json",
        scopes: [
          {
            name: "read_customers",
            why: { fr: "Reconnaître vos clients quand ils appellent", en: "Recognise your customers when they call" },
          },
          { name: "read_orders", why: { fr: "Dire où en est une commande", en: "Tell where an order is" } },
          { name: "read_products", why: { fr: "Répondre sur vos produits", en: "Answer about your products" } },
          {
            name: "read_inventory",
            why: { fr: "Dire si un produit est disponible", en: "Tell whether a product is available" },
          },
        ],
        scopeSeparator: ",",
        pkce: false,
        omitStandardTokenParameters: true,
        // Apps made since 2026-04-01 must use expiring offline tokens: one hour, with a rotating refresh token of 90 days.
        tokenParameters: { expiring: "1" },
        accessTokenLifetime: 3600,
        refreshTokenRotation: "always",
        revocation: {
          endpoint: (values) => `https://${values.text("shop")}/admin/api_permissions/current.json`,
          token: "access_token",
          style: "delete_with_bearer",
          tokenHeader: "x-shopify-access-token",
        },
        callbackFacts: async (parameters, values, clientSecret, now) => {
          const refused = { ok: false, failure: { reason: "issuer_mismatch" } } as const;
          if (singleParameters.some((name) => parameters.getAll(name).length > 1)) return refused;
          if (parameters.get("shop") !== values.text("shop")) return refused;
          if (!(await isSignedByShopify(parameters, clientSecret))) return refused;
          const timestamp = parameters.get("timestamp") ?? "";
          if (!/^\d{1,12}$/.test(timestamp)) return refused;
          const age = Math.abs(now.getTime() / 1000 - Number(timestamp));
          return age > callbackWindowSeconds
            ? { ok: false, failure: { reason: "attempt_expired" } }
            : { ok: true, settings: { shop: values.text("shop") } };
        },
        tokenFacts: (answer) => {
          const granted = textAt(answer, "scope")?.split(/[\s,]+/);
          // A write scope includes its read scope, and Shopify then names only the former.
          const hasScope = (scope: string) =>
            granted === undefined || granted.includes(scope) || granted.includes(scope.replace(/^read_/, "write_"));
          return indispensableScopes.every(hasScope)
            ? { ok: true }
            : { ok: false, failure: { reason: "consent_incomplete" } };
        },
      },
      api: {
        base: (values) => `https://${values.text("shop")}`,
        authorize: (values) => ({ "x-shopify-access-token": values.text("access_token") }),
        explain,
      },
      probe: [
        {
          step: "login",
          proves: "The token is accepted at the shop’s own address, and the shop tells its name.",
          request: () => ({
            method: "POST",
            path: `/admin/api/${apiVersion}/graphql.json`,
            headers: { "content-type": "application/json" },
            body: JSON.stringify({
              query: "{ shop { name myshopifyDomain email currencyCode plan { displayName } } }",
            }),
          }),
          judge: ({ json }) => {
            const accountId = textAt(json, "data", "shop", "myshopifyDomain");
            if (accountId === undefined) return { ok: false, failure: { reason: "unexpected_answer" } };
            const name = textAt(json, "data", "shop", "name");
            return {
              ok: true,
              finding: { accountId, accountLabel: name === undefined ? accountId : `${name} · ${accountId}` },
            };
          },
        },
      ],
    },
  ],
});

/** A handle, an address of the shop or of its admin pages → `handle.myshopify.com`. */
function cleanShop(typed: string): string {
  const text = typed.toLowerCase().replace(/^[a-z]+:\/\//, "");
  const fromAdmin = /^admin\.shopify\.com\/store\/([a-z0-9][a-z0-9-]*)/.exec(text)?.[1];
  const host = fromAdmin ?? text.replace(/[/?#].*$/, "");
  return /^[a-z0-9][a-z0-9-]*$/.test(host) ? `${host}.myshopify.com` : host;
}

/** Hex HMAC-SHA256 with the client's secret over the other parameters, sorted and URL-encoded with %20 for spaces. */
async function isSignedByShopify(parameters: URLSearchParams, clientSecret: string): Promise<boolean> {
  const hmac = parameters.get("hmac") ?? "";
  if (!/^[0-9a-f]{64}$/.test(hmac)) return false;
  const signed = [...parameters]
    .filter(([name]) => name !== "hmac" && name !== "signature")
    .toSorted(([one], [other]) => (one < other ? -1 : one > other ? 1 : 0))
    .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`)
    .join("&");
  return equalsConstantTime(encodeHex(await hmacSha256(toBytes(clientSecret), signed)), hmac);
}

/** REST-like statuses for the whole request; GraphQL errors inside a 200. */
function explain(answer: Answer): Failure | undefined {
  const error = textAt(answer.json, "errors") ?? "";
  if (answer.status === 403 && /non-expiring access token/i.test(error)) return { reason: "credentials_expired" };
  if (answer.status === 404) return { reason: "unknown_id", field: "shop" };
  if (answer.status === 423) return { reason: "account_frozen" };
  if (answer.status >= 300) return undefined;
  switch (textAt(answer.json, "errors", 0, "extensions", "code")) {
    case "THROTTLED":
      return { reason: "rate_limited", ...throttle(answer) };
    case "ACCESS_DENIED":
      return { reason: "rights_missing", step: "rights" };
    case "SHOP_INACTIVE":
      return { reason: "account_frozen" };
    default:
      return error !== "" || listAt(answer.json, "errors").length > 0 ? { reason: "unexpected_answer" } : undefined;
  }
}

/** Seconds until the cost bucket holds what the query asked for. */
function throttle(answer: Answer): { readonly retryAfter?: number } {
  const asked = numberAt(answer.json, "extensions", "cost", "requestedQueryCost");
  const available = numberAt(answer.json, "extensions", "cost", "throttleStatus", "currentlyAvailable");
  const perSecond = numberAt(answer.json, "extensions", "cost", "throttleStatus", "restoreRate");
  if (asked === undefined || available === undefined || perSecond === undefined || perSecond <= 0) return {};
  return { retryAfter: Math.max(1, Math.ceil((asked - available) / perSecond)) };
}
