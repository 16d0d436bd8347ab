import { basicAuthorization } from "../domain/basic-auth.ts";
import type { Answer } from "../domain/exchange.ts";
import { textAt } from "../domain/json.ts";
import { cleanBaseUrl } from "../domain/pasted.ts";
import { defineProvider, type Failure } from "./define.ts";
import { pastedKey } from "./fields/pasted.ts";

export default defineProvider({
  id: "woocommerce",
  name: "WooCommerce",
  category: "ecommerce",
  badge: "standard",
  logo: { icon: "logos:woocommerce-icon" },
  docsUrl: "https://woocommerce.com/document/woocommerce-rest-api/",
  summary: {
    fr: "Les commandes de votre site WordPress, consultées pendant l’appel.",
    en: "The orders of your WordPress site, consulted during the call.",
  },
  synonyms: ["woo", "wordpress", "boutique", "e-commerce", "commandes", "wp"],
  access: {
    reads: [
      { fr: "Vos commandes et vos clients", en: "Your orders and customers" },
      { fr: "Vos produits et leur stock", en: "Your products and their stock" },
    ],
    writes: [],
    never: [
      { fr: "Vos pages, vos articles et vos réglages", en: "Your pages, posts and settings" },
      { fr: "Une commande créée, modifiée ou annulée", en: "An order created, changed or cancelled" },
    ],
  },
  facts: {
    sources: [
      "https://woocommerce.github.io/woocommerce-rest-api-docs/#authentication",
      "https://developer.wordpress.org/rest-api/",
      "@woocommerce/woocommerce-rest-api (official client)",
    ],
    confidence: "documented",
    limits: "None of its own; hosts and firewalls set theirs",
    unverified: [
      "Exact split of 401 and 403 for missing rights",
      "Sites without permalinks (?rest_route=) are not supported",
    ],
  },
  methods: [
    {
      id: "credentials",
      kind: "credentials",
      title: { fr: "Clés REST API", en: "REST API keys" },
      summary: {
        fr: "L’adresse de votre site et deux clés créées dans WooCommerce.",
        en: "Your site’s address and two keys made in WooCommerce.",
      },
      fields: [
        {
          name: "site_url",
          type: "url",
          label: { fr: "Site URL", en: "Site URL" },
          help: {
            fr: "L’adresse de votre boutique, en https.",
            en: "Your store’s address, in https.",
          },
          where: {
            fr: "Copiez l’adresse de la page d’accueil de votre boutique.",
            en: "Copy the address of your store’s home page.",
          },
          placeholder: "https://www.maboutique.fr",
          clean: (typed) => cleanBaseUrl(typed).replace(/\/(wp-admin|wp-json|wp-login\.php)(\/.*)?$/, ""),
          maxLength: 1024,
        },
        {
          name: "consumer_key",
          type: "secret",
          label: { fr: "Consumer Key", en: "Consumer key" },
          help: { fr: "Commence par « ck_ ».", en: "Begins with “ck_”." },
          where: {
            fr: "WordPress › WooCommerce › Réglages › Avancé › REST API : « Clé client ».",
            en: "WordPress › WooCommerce › Settings › Advanced › REST API: “Consumer key”.",
          },
          ...pastedKey,
          minLength: 4,
          maxLength: 256,
        },
        {
          name: "consumer_secret",
          type: "secret",
          label: { fr: "Consumer Secret", en: "Consumer secret" },
          help: { fr: "Commence par « cs_ ».", en: "Begins with “cs_”." },
          where: {
            fr: "Sur la même page, juste en dessous : « Secret client ». Il n’est montré qu’une fois.",
            en: "On the same page, just below: “Consumer secret”. It is shown only once.",
          },
          ...pastedKey,
          minLength: 4,
          maxLength: 256,
        },
      ],
      steps: [
        { fr: "Ouvrez l’administration de votre site WordPress.", en: "Open your WordPress admin." },
        {
          fr: "Allez dans WooCommerce › Réglages › Avancé › REST API.",
          en: "Go to WooCommerce › Settings › Advanced › REST API.",
        },
        {
          fr: "Cliquez sur « Ajouter une clé », nommez-la « SpeedAI » et choisissez « Lecture ».",
          en: "Click “Add key”, call it “SpeedAI” and choose “Read”.",
        },
        {
          fr: "Choisissez un utilisateur administrateur ou gestionnaire de boutique, puis « Générer une clé API ».",
          en: "Choose an administrator or shop manager as the user, then “Generate API key”.",
        },
        {
          fr: "Copiez aussitôt les deux clés ici : WooCommerce ne les montrera plus.",
          en: "Copy both keys here at once: WooCommerce will not show them again.",
        },
      ],
      api: {
        base: (values) => values.text("site_url"),
        authorize: (values) => ({
          authorization: basicAuthorization(values.text("consumer_key"), values.text("consumer_secret")),
        }),
        via: "egress",
        explain,
      },
      probe: [
        {
          step: "login",
          alsoProves: ["rights", "sample"],
          proves: "Both keys are accepted by WooCommerce at this address and may read orders.",
          request: () => ({ method: "GET", path: "/wp-json/wc/v3/orders?per_page=1" }),
          judge: ({ json }, values) =>
            Array.isArray(json)
              ? { ok: true, finding: accountOf(values.text("site_url")) }
              : { ok: false, failure: { reason: "unexpected_answer", field: "site_url" } },
        },
        {
          // Only for the name: some sites hide the public index, and who may see it proves nothing.
          step: "sample",
          proves: "The shop’s name, where the site shows it. A refusal does not fail the test.",
          request: () => ({ method: "GET", path: "/wp-json/" }),
          tolerates: [401, 403, 404],
          judge: ({ json }, values) => {
            const name = textAt(json, "name");
            const account = accountOf(values.text("site_url"));
            return {
              ok: true,
              proven: [],
              finding: name === undefined ? account : { ...account, accountLabel: `${name} · ${account.accountLabel}` },
            };
          },
        },
      ],
    },
  ],
});

/** The address is the account: `www.shop.example/fr`. */
function accountOf(siteUrl: string): { readonly accountId: string; readonly accountLabel: string } {
  const address = siteUrl.replace(/^https:\/\//, "");
  return { accountId: address, accountLabel: address };
}

/** WordPress errors are `{code, message, data: {status}}`; messages come in the site's language, so only English ones help. */
function explain(answer: Answer): Failure | undefined {
  if (answer.status < 300)
    return answer.json === undefined ? { reason: "unexpected_answer", field: "site_url" } : undefined;
  const message = textAt(answer.json, "message") ?? "";
  switch (textAt(answer.json, "code")) {
    case "woocommerce_rest_authentication_error":
      if (/permission/i.test(message)) return { reason: "rights_missing", step: "rights" };
      // Some hosts drop the Authorization header before PHP sees it.
      if (/missing/i.test(message)) return { reason: "login_method_refused" };
      return { reason: "bad_credentials", field: /secret/i.test(message) ? "consumer_secret" : "consumer_key" };
    case "woocommerce_rest_cannot_view":
    case "rest_forbidden":
      return { reason: "rights_missing", step: "rights" };
    case "rest_no_route":
      return { reason: "service_disabled", field: "site_url" };
    default:
      return answer.status === 404 ? { reason: "unknown_id", field: "site_url" } : undefined;
  }
}
