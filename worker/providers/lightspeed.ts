import { listAt, textAt } from "../domain/json.ts";
import { cleanBaseUrl } from "../domain/pasted.ts";
import type { Values } from "../domain/values.ts";
import { bearer, bearerAccessToken } from "./authorization.ts";
import { defineProvider, type Judgement, type ProbeCall } from "./define.ts";
import { pastedKey } from "./fields/pasted.ts";
import { choosePlace } from "./places.ts";
import { blame } from "./refusals.ts";

const kSeriesHost = "https://api.lsk.lightspeed.app";

export default defineProvider({
  id: "lightspeed",
  name: "Lightspeed Restaurant",
  category: "restaurant",
  badge: "premium",
  logo: { monogram: "L", color: "#D81F26" },
  docsUrl: "https://api-docs.lsk.lightspeed.app/",
  summary: {
    fr: "Les ventes et les commandes de votre caisse, à portée de voix.",
    en: "Your till’s sales and orders, within earshot.",
  },
  synonyms: ["caisse", "tpe", "pos", "k-series", "l-series", "série k", "ikentoo", "posios", "restaurant", "addition"],
  access: {
    reads: [
      { fr: "Vos établissements, vos cartes et vos ventes", en: "Your locations, menus and sales" },
      {
        fr: "Les commandes, pour renseigner vos clients au téléphone",
        en: "Orders, to answer your customers on the phone",
      },
    ],
    writes: [],
    never: [
      { fr: "Vos prix, vos articles et vos clôtures de caisse", en: "Your prices, items and till closings" },
      { fr: "Le moindre encaissement", en: "Any payment taken" },
    ],
  },
  facts: {
    sources: [
      "https://api-docs.lsk.lightspeed.app/",
      "https://api-portal.lsk.lightspeed.app/quick-start/authentication/authorization-overview",
    ],
    confidence: "documented",
    limits: "Not published. Access tokens of the K-Series live 60 minutes, its refresh tokens serve once",
    unverified: [
      "The K-Series has no API key of its own: a bearer token handed out by Lightspeed is taken as the key",
      "Client authentication at the K-Series token endpoint (Basic is used), body of its 401",
      "L-Series: header X-Auth-Token, probe /PosServer/rest/core/company, production hosts; known from public code only",
    ],
  },
  methods: [
    {
      id: "credentials",
      kind: "credentials",
      title: { fr: "API REST", en: "REST API" },
      summary: { fr: "Avec la clé remise par Lightspeed.", en: "With the key given by Lightspeed." },
      fields: [
        {
          name: "series",
          type: "select",
          label: { fr: "Votre caisse", en: "Your till" },
          help: {
            fr: "En cas de doute : la série K a un Back Office sur lsk.lightspeed.app, la série L sur posios.com.",
            en: "If in doubt: the K-Series has its Back Office on lsk.lightspeed.app, the L-Series on posios.com.",
          },
          options: [
            { value: "k", label: { fr: "Série K (K-Series)", en: "K-Series" } },
            { value: "l", label: { fr: "Série L (L-Series)", en: "L-Series" } },
          ],
          default: "k",
        },
        {
          name: "api_key",
          type: "secret",
          label: { fr: "Clé API (API Key)", en: "API Key" },
          where: {
            fr: "Remise par Lightspeed (équipe partenaires ou assistance). Vous n’en avez pas ? En série K, choisissez plutôt « OAuth 2.0 ».",
            en: "Given by Lightspeed (partner team or support). You have none? With the K-Series, choose “OAuth 2.0” instead.",
          },
          minLength: 8,
          maxLength: 4096,
          ...pastedKey,
        },
        {
          name: "location_id",
          type: "text",
          label: {
            fr: "Identifiant du compte / de l’établissement (Account / Location ID)",
            en: "Account / Location ID",
          },
          help: {
            fr: "Série K : l’identifiant de l’établissement (Business Location ID). Série L : celui de la société (Company ID).",
            en: "K-Series: the Business Location ID. L-Series: the Company ID.",
          },
          where: {
            fr: "Dans le Back Office, page de configuration de l’établissement, ou auprès de l’assistance Lightspeed.",
            en: "In the Back Office, on the location’s settings page, or from Lightspeed support.",
          },
          placeholder: "267739991882",
          pattern: /^\d{1,20}$/,
        },
        {
          name: "base_url",
          type: "url",
          label: { fr: "Adresse de votre serveur", en: "Your server’s address" },
          help: {
            fr: "Le début de l’adresse de votre Back Office, par exemple https://euc2.posios.com.",
            en: "The beginning of your Back Office’s address, for example https://euc2.posios.com.",
          },
          where: {
            fr: "Ouvrez votre Back Office et copiez le début de l’adresse de la page.",
            en: "Open your Back Office and copy the beginning of the page’s address.",
          },
          placeholder: "https://euc2.posios.com",
          visibleIf: { field: "series", equals: ["l"] },
          clean: (typed) => cleanBaseUrl(typed).replace(/\/PosServer.*$/i, ""),
        },
      ],
      steps: [
        {
          fr: "Repérez votre série : regardez l’adresse de votre Back Office.",
          en: "Find your series: look at your Back Office’s address.",
        },
        {
          fr: "Demandez à Lightspeed un accès API pour SpeedAI et l’identifiant de votre établissement.",
          en: "Ask Lightspeed for API access for SpeedAI and for your location’s ID.",
        },
        { fr: "Collez la clé et l’identifiant ici.", en: "Paste the key and the ID here." },
      ],
      api: {
        base: (values) => (isLSeries(values) ? `${values.text("base_url")}/PosServer/rest` : kSeriesHost),
        authorize: (values): Record<string, string> =>
          isLSeries(values) ? { "x-auth-token": values.text("api_key") } : bearer(values.text("api_key")),
        // The L-Series host is typed by the customer.
        via: "egress",
        explain: blame({ 401: "api_key", 404: "location_id" }),
      },
      probe: [
        {
          step: "login",
          alsoProves: ["rights"],
          proves: "K-Series: the key is accepted and the location is among those that it sees.",
          request: (values) => (isLSeries(values) ? undefined : { method: "GET", path: "/f/data/businesses" }),
          judge: (answer, values) => findLocation(answer.text, values.text("location_id")),
        },
        {
          step: "login",
          proves:
            "L-Series: the key is accepted by the customer’s own server; where the answer has the company’s number, it is the one typed.",
          request: (values) => (isLSeries(values) ? { method: "GET", path: "/core/company" } : undefined),
          judge: ({ json }, values) => findCompany(json, values.text("location_id")),
        },
      ],
    },
    {
      id: "oauth2",
      kind: "oauth2",
      title: { fr: "OAuth 2.0 (série K)", en: "OAuth 2.0 (K-Series)" },
      summary: {
        fr: "Vous autorisez SpeedAI depuis votre compte Lightspeed, sans clé à copier.",
        en: "You authorise SpeedAI from your Lightspeed account, with no key to copy.",
      },
      fields: [],
      steps: [
        {
          fr: "Cliquez sur « Connecter Lightspeed Restaurant » : la page de Lightspeed s’ouvre.",
          en: "Click “Connect Lightspeed Restaurant”: Lightspeed’s page opens.",
        },
        {
          fr: "Identifiez-vous avec un compte qui gère l’établissement, puis acceptez.",
          en: "Sign in with an account that manages the location, then accept.",
        },
        {
          fr: "Si vous avez plusieurs établissements, choisissez celui à relier.",
          en: "If you have several locations, choose the one to connect.",
        },
      ],
      oauth: {
        callback: "lightspeed",
        issuer: kSeriesHost,
        authorizationEndpoint: `${kSeriesHost}/oauth/authorize`,
        tokenEndpoint: `${kSeriesHost}/oauth/token`,
        clientAuthentication: "client_secret_basic",
        tokenRequestFormat: "form",
        scopes: [
          {
            name: "financial-api",
            why: { fr: "Lire vos établissements et vos ventes", en: "Read your locations and sales" },
          },
          { name: "orders-api", why: { fr: "Lire vos cartes et vos commandes", en: "Read your menus and orders" } },
        ],
        scopeSeparator: " ",
        pkce: false,
        accessTokenLifetime: 3600,
        refreshTokenRotation: "always",
      },
      api: {
        base: kSeriesHost,
        authorize: bearerAccessToken,
      },
      probe: [
        {
          step: "login",
          alsoProves: ["rights"],
          proves: "The token is accepted and sees at least one location; with several, the person chooses.",
          request: () => ({ method: "GET", path: "/f/data/businesses" }),
          judge: (answer, values) => findLocation(answer.text, values.text("location_id")),
        } satisfies ProbeCall,
      ],
    },
  ],
});

function isLSeries(values: Values): boolean {
  return values.text("series") === "l";
}

/**
 * The location among those of `/f/data/businesses`. With none chosen yet: the only one, or a choice.
 * Ids are 64-bit and may not fit a JavaScript number: they become text before the parse.
 */
function findLocation(text: string, locationId: string): Judgement {
  const json: unknown = JSON.parse(text.replace(/"(blID|businessId)"\s*:\s*(\d+)/g, '"$1":"$2"'));
  const locations = listAt(json, "_embedded", "businessList").flatMap((business) =>
    listAt(business, "businessLocations").map((location) => {
      const id = textAt(location, "blID") ?? "";
      const names = [textAt(business, "businessName"), textAt(location, "blName")];
      return { id, label: names.filter(Boolean).join(" – ") || id };
    }),
  );
  // A key without any location is no wrong id.
  if (locations.length === 0) return { ok: false, failure: { reason: "rights_missing", step: "rights" } };
  return choosePlace(locations, locationId, "location_id");
}

/** The company of an L-Series token: by its number, or at least by its name. */
function findCompany(json: unknown, companyId: string): Judgement {
  const id = textAt(json, "id");
  const name = textAt(json, "name");
  if (id === undefined && name === undefined) return { ok: false, failure: { reason: "unexpected_answer" } };
  if (id !== undefined && id !== companyId) {
    return { ok: false, failure: { reason: "unknown_id", field: "location_id" } };
  }
  return { ok: true, finding: { accountId: companyId, accountLabel: name ?? `Company ${companyId}` } };
}
