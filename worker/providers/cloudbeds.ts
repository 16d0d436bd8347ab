import { at, isRecord, listAt, textAt } from "../domain/json.ts";
import { bearerAccessToken } from "./authorization.ts";
import { defineProvider, type Failure } from "./define.ts";
import { choosePlace } from "./places.ts";

const mainHost = "https://api.cloudbeds.com";

export default defineProvider({
  id: "cloudbeds",
  name: "Cloudbeds",
  category: "hotel",
  badge: "premium",
  logo: { monogram: "C", color: "#2F6FE4" },
  docsUrl: "https://developers.cloudbeds.com/docs/alternative-oauth-20-authentication-method",
  summary: {
    fr: "Réservations, clients et disponibilités de votre hôtel, consultés pendant l’appel.",
    en: "Your property’s reservations, guests and availability, consulted during the call.",
  },
  synonyms: ["pms", "hôtel", "hotel", "auberge", "hostel", "réservation", "reservation", "chambre", "myfrontdesk"],
  access: {
    reads: [
      { fr: "Les réservations, les disponibilités et les tarifs", en: "Reservations, availability and rates" },
      {
        fr: "Les fiches clients, pour reconnaître la personne qui appelle",
        en: "Guest records, to recognise the caller",
      },
    ],
    writes: [
      { fr: "Les réservations prises ou modifiées par téléphone", en: "Reservations taken or changed by phone" },
      {
        fr: "Une note par appel sur la fiche du client, si vous l’activez",
        en: "One note per call on the guest’s record, if you switch it on",
      },
    ],
    never: [
      { fr: "Les cartes bancaires de vos clients", en: "Your guests’ payment cards" },
      { fr: "Vos tarifs et vos réglages", en: "Your rates and settings" },
      { fr: "Le moindre débit", en: "Any charge" },
    ],
  },
  facts: {
    sources: [
      "https://developers.cloudbeds.com/docs/alternative-oauth-20-authentication-method",
      "https://developers.cloudbeds.com/reference/tech-specs",
      "https://github.com/cloudbeds/openapi-specs (PMS API v1.3)",
    ],
    confidence: "documented",
    limits: "Partners: 10 requests a second, properties: 5; going over can suspend the credentials",
    unverified: [
      "Lifetimes of access token (expires_in is obeyed) and refresh token; whether it rotates (a returned one is kept)",
      "Authorization address: v1.3 on api.cloudbeds.com; older documentation shows hotels.cloudbeds.com v1.2",
      "A property that switches to API keys loses them when an old OAuth token is refreshed",
    ],
  },
  methods: [
    {
      id: "oauth2",
      kind: "oauth2",
      title: { fr: "OAuth 2.0", en: "OAuth 2.0" },
      fields: [],
      steps: [
        {
          fr: "Cliquez sur « Connecter Cloudbeds » : la page de Cloudbeds s’ouvre.",
          en: "Click “Connect Cloudbeds”: Cloudbeds’ page opens.",
        },
        {
          fr: "Identifiez-vous avec un compte administrateur de l’hôtel, relisez les autorisations, puis acceptez.",
          en: "Sign in with an administrator account of the property, read the permissions, then accept.",
        },
        {
          fr: "Si votre compte gère plusieurs hôtels, choisissez celui à relier ; faites une connexion par hôtel.",
          en: "If your account runs several properties, choose the one to connect; make one connection per property.",
        },
      ],
      oauth: {
        callback: "cloudbeds",
        issuer: mainHost,
        authorizationEndpoint: `${mainHost}/api/v1.3/oauth`,
        tokenEndpoint: `${mainHost}/api/v1.3/access_token`,
        clientAuthentication: "client_secret_post",
        tokenRequestFormat: "form",
        scopes: [
          { name: "read:hotel", why: { fr: "Connaître votre établissement", en: "Know your property" } },
          {
            name: "read:reservation",
            why: { fr: "Retrouver une réservation pendant l’appel", en: "Find a reservation during the call" },
          },
          {
            name: "write:reservation",
            why: { fr: "Enregistrer une réservation prise par téléphone", en: "Enter a reservation taken by phone" },
          },
          { name: "read:guest", why: { fr: "Reconnaître la personne qui appelle", en: "Recognise the caller" } },
          {
            name: "write:guest",
            why: { fr: "Noter l’appel sur la fiche du client", en: "Note the call on the guest’s record" },
          },
          { name: "read:room", why: { fr: "Donner les disponibilités", en: "Tell availability" } },
          { name: "read:rate", why: { fr: "Donner les tarifs", en: "Tell rates" } },
        ],
        scopeSeparator: " ",
        pkce: false,
        accessTokenLifetime: 28_800,
        refreshTokenRotation: "sometimes",
        // The documentation shows `server_error` for a code that is spent; the sentence tells it from a real one.
        endsGrant: ({ status, json }) =>
          status >= 400 &&
          status < 500 &&
          /(authorization code|refresh token) is invalid/i.test(
            textAt(json, "error_description") ?? textAt(json, "message") ?? "",
          ),
        tokenFacts: (answer) => {
          const properties = listAt(answer, "resources").filter((item) => textAt(item, "type") === "property");
          const [only, second] = properties.map((item) => textAt(item, "id"));
          return only === undefined || second !== undefined
            ? { ok: true }
            : { ok: true, settings: { property_id: only } };
        },
      },
      api: {
        // Each property lives on an "island" whose address the first line of the test learns.
        base: (values) => values.text("api_url") || mainHost,
        authorize: (values): Record<string, string> => ({
          ...bearerAccessToken(values),
          ...(values.has("property_id") && { "x-property-id": values.text("property_id") }),
        }),
        explain: ({ status, json }) => (status === 200 ? explainUnsuccess(json) : undefined),
      },
      probe: [
        {
          step: "login",
          proves: "The token is accepted; the address of the property’s own API is learnt.",
          request: () => ({ method: "GET", path: `${mainHost}/api/v1.3/oauth/metadata` }),
          judge: ({ json }) => {
            const island = islandOf(textAt(json, "data", "api", "url"));
            return { ok: true, finding: island === undefined ? {} : { settings: { api_url: island } } };
          },
        },
        {
          step: "rights",
          proves: "The token may read the property; with several, the person chooses.",
          request: (values) => ({
            method: "GET",
            path: `/api/v1.3/getHotels${values.has("property_id") ? `?propertyIDs=${encodeURIComponent(values.text("property_id"))}` : ""}`,
          }),
          judge: ({ json }, values) => {
            const properties = listAt(json, "data").map((item) => {
              const id = textAt(item, "propertyID") ?? "";
              return { id, label: textAt(item, "propertyName") ?? id };
            });
            return choosePlace(properties, values.text("property_id"), "property_id");
          },
        },
      ],
    },
  ],
});

/** Data calls fail inside a 200; `success` is a boolean in the answers and text in the specification. */
function explainUnsuccess(json: unknown): Failure | undefined {
  if (!isRecord(json) || String(at(json, "success")) !== "false") return undefined;
  const message = textAt(json, "message") ?? "";
  if (/not active anymore/i.test(message)) return { reason: "grant_revoked" };
  if (/scope|permission|access|not allowed/i.test(message)) return { reason: "rights_missing", step: "rights" };
  return { reason: "unexpected_answer" };
}

/** Only Cloudbeds' own hosts may get the customer's token. */
function islandOf(url: string | undefined): string | undefined {
  if (url === undefined || !URL.canParse(url)) return undefined;
  const { protocol, hostname, origin } = new URL(url);
  return protocol === "https:" && hostname.endsWith(".cloudbeds.com") ? origin : undefined;
}
