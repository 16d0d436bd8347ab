import { basicAuthorization } from "../domain/basic-auth.ts";
import { judgeClientCredentials } from "../domain/client-credentials.ts";
import { at, listAt, numberAt, textAt } from "../domain/json.ts";
import { bearerAccessToken } from "./authorization.ts";
import { defineProvider, type Judgement } from "./define.ts";

/** The longest page that the directory gives. */
const listingsLimit = 1000;

export default defineProvider({
  id: "opentable",
  name: "OpenTable",
  category: "restaurant",
  badge: "premium",
  logo: { monogram: "OT", color: "#DA3743" },
  docsUrl: "https://docs.opentable.com/",
  summary: {
    fr: "Vos disponibilités et vos réservations OpenTable, consultées pendant l’appel.",
    en: "Your OpenTable availability and bookings, consulted during the call.",
  },
  synonyms: ["open table", "guestcenter", "réservation", "reservation", "restaurant", "couverts", "table"],
  access: {
    reads: [
      {
        fr: "Les disponibilités et, selon votre contrat, les réservations et les clients",
        en: "Availability and, as your contract says, bookings and guests",
      },
    ],
    writes: [
      {
        fr: "Selon votre contrat : les réservations prises ou annulées par téléphone",
        en: "As your contract says: bookings taken or cancelled by phone",
      },
    ],
    never: [
      { fr: "Vos tables, vos services et votre page OpenTable", en: "Your tables, shifts and OpenTable page" },
      { fr: "Le moindre paiement", en: "Any payment" },
    ],
  },
  facts: {
    sources: ["https://platform.opentable.com/documentation/", "https://docs.opentable.com/"],
    confidence: "documented",
    limits: "By agreement; 429 when exceeded. Tokens live for days to weeks (expires_in)",
    unverified: [
      "Which call proves a restaurant ID depends on the contract: the list of restaurants is tried, a refusal of that product is accepted",
      "Body of a 401",
    ],
  },
  methods: [
    {
      id: "credentials",
      kind: "credentials",
      title: { fr: "API sous contrat", en: "Contract API" },
      fields: [
        {
          name: "api_key",
          type: "secret",
          label: { fr: "Clé API (API Key)", en: "API Key" },
          help: {
            fr: "OpenTable remet un identifiant et un secret : saisissez-les ensemble, séparés par deux-points — identifiant:secret.",
            en: "OpenTable gives a client ID and a secret: enter them together with a colon between them — id:secret.",
          },
          where: {
            fr: "Dans l’e-mail de l’équipe partenaires d’OpenTable, après la signature du contrat.",
            en: "In the e-mail from OpenTable’s partner team, after the contract is signed.",
          },
          placeholder: "client_id:client_secret",
          minLength: 5,
          maxLength: 1024,
          pattern: /^[\x21-\x39\x3b-\x7e]+:[\x21-\x7e]+$/,
          clean: cleanClientPair,
        },
        {
          name: "restaurant_id",
          type: "text",
          label: { fr: "Identifiant du restaurant (Restaurant ID)", en: "Restaurant ID" },
          help: { fr: "Un nombre, aussi appelé « RID ».", en: "A number, also called “RID”." },
          where: {
            fr: "Dans OpenTable : Paramètres › Informations du restaurant, ou dans l’adresse de votre widget de réservation, après « rid= ».",
            en: "In OpenTable: Settings › Restaurant information, or in your booking widget’s address, after “rid=”.",
          },
          placeholder: "123456",
          pattern: /^\d{1,12}$/,
          clean: (typed) => /[?&]r(?:estaurant_?)?id=(\d+)/i.exec(typed)?.[1] ?? typed,
        },
      ],
      steps: [
        {
          fr: "L’API d’OpenTable est réservée aux restaurants et partenaires sous contrat : demandez l’accès à votre chargé de compte OpenTable, en nommant SpeedAI.",
          en: "OpenTable’s API is for restaurants and partners under contract: ask your OpenTable account manager for access, naming SpeedAI.",
        },
        {
          fr: "OpenTable vous envoie un identifiant (Client ID) et un secret (Client Secret).",
          en: "OpenTable sends you a Client ID and a Client Secret.",
        },
        {
          fr: "Collez les deux dans « Clé API », séparés par deux-points.",
          en: "Paste both into “API Key”, with a colon between them.",
        },
        { fr: "Ajoutez le numéro de votre restaurant (RID).", en: "Add your restaurant’s number (RID)." },
      ],
      api: {
        base: "https://platform.opentable.com",
        authorize: bearerAccessToken,
      },
      exchange: {
        request: (values) => {
          const [id = "", ...secret] = values.text("api_key").split(":");
          return {
            url: "https://oauth.opentable.com/api/v2/oauth/token?grant_type=client_credentials",
            method: "POST",
            headers: { authorization: basicAuthorization(id, secret.join(":")) },
            // An empty body, so that `Content-Length: 0` is sent: the endpoint insists.
            body: "",
          };
        },
        judge: (answer, now) => judgeClientCredentials(answer, { field: "api_key", lifetime: 172_800, now }),
      },
      probe: [
        {
          step: "rights",
          proves:
            "The restaurant is among those of the contract. A contract without the list is not refused: then only the key is proven.",
          request: () => ({ method: "GET", path: `/sync/listings?offset=0&limit=${listingsLimit}` }),
          // "Permission denied": this product is not in the contract, though the key is good.
          tolerates: [403, 404],
          judge: (answer, values) => findRestaurant(answer.status, answer.json, values.text("restaurant_id")),
        },
      ],
    },
  ],
});

/** The id as found, by the restaurant's name where a list gives it. Only a complete list can say that it is missing. */
function findRestaurant(status: number, json: unknown, id: string): Judgement {
  const unnamed: Judgement = { ok: true, finding: { accountId: id, accountLabel: `RID ${id}` }, proven: [] };
  if (status !== 200) return unnamed;
  if (!Array.isArray(at(json, "items"))) return { ok: false, failure: { reason: "unexpected_answer" } };
  const items = listAt(json, "items");
  const found = items.find((item) => textAt(item, "rid") === id);
  if (found !== undefined) {
    return { ok: true, finding: { accountId: id, accountLabel: textAt(found, "name") ?? `RID ${id}` } };
  }
  const total = numberAt(json, "total_items");
  return total === undefined || total > items.length
    ? unnamed
    : { ok: false, failure: { reason: "unknown_id", field: "restaurant_id" } };
}

/** "Client ID: x" and "Client secret: y" on two lines, or "x : y", become "x:y". */
function cleanClientPair(typed: string): string {
  const withoutLabels = typed.replace(/\b(client|api)[ _-]?(id|key|secret)\b\s*[:=]?/gi, " ");
  return withoutLabels
    .trim()
    .replace(/\s*:\s*/g, ":")
    .replace(/\s+/g, ":");
}
