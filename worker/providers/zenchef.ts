import { at, textAt } from "../domain/json.ts";
import { cleanBaseUrl } from "../domain/pasted.ts";
import { defineProvider } from "./define.ts";
import { bookingsFile } from "./fields/file.ts";
import { pastedKey } from "./fields/pasted.ts";
import { blame } from "./refusals.ts";

/** Header names and paths come from public integrator code: Zenchef gives its documentation on request only. */
const tokenHeader = "auth-token";
const restaurantHeader = "restaurantId";

export default defineProvider({
  id: "zenchef",
  name: "Zenchef",
  category: "restaurant",
  badge: "premium",
  logo: { monogram: "Z", color: "#00857C" },
  docsUrl: "https://help.zenchef.com/hc/fr",
  summary: {
    fr: "Votre cahier de réservations sous les yeux de l’accueil, par API ou par fichier.",
    en: "Your booking book before the front desk’s eyes, by API or by file.",
  },
  synonyms: [
    "réservation",
    "reservation",
    "restaurant",
    "cahier de réservation",
    "table",
    "couverts",
    "formitable",
    "resengo",
    "csv",
  ],
  access: {
    reads: [
      {
        fr: "Les réservations : date, heure, couverts, statut, commentaires",
        en: "Bookings: date, time, covers, status, comments",
      },
      { fr: "Les coordonnées des clients qui ont réservé", en: "Contact details of the guests who booked" },
    ],
    writes: [
      {
        fr: "Avec l’API : les réservations prises ou modifiées par téléphone",
        en: "With the API: bookings taken or changed by phone",
      },
    ],
    never: [
      { fr: "Votre plan de salle, vos services et vos réglages", en: "Your floor plan, shifts and settings" },
      { fr: "Une empreinte bancaire ou un prélèvement", en: "A card imprint or a charge" },
    ],
  },
  facts: {
    sources: ["https://help.zenchef.com/hc/fr", "Public code of several integrators"],
    confidence: "secondary",
    unverified: [
      "Header names auth-token and restaurantId, paths and answers of api.zenchef.com: documentation on request only",
      "Answer to a token of another restaurant (403 or 404)",
      "Columns of the CSV export",
    ],
  },
  methods: [
    {
      id: "credentials",
      kind: "credentials",
      title: { fr: "Connexion API", en: "API connection" },
      summary: {
        fr: "Les réservations arrivent d’elles-mêmes. Il vous faut le jeton de votre restaurant.",
        en: "Bookings come in by themselves. You need your restaurant’s token.",
      },
      fields: [
        {
          name: "api_token",
          type: "secret",
          label: { fr: "Jeton API (API Token)", en: "API Token" },
          where: {
            fr: "Dans Zenchef : Paramètres › Partenaires. Sans cette page, demandez le jeton à votre interlocuteur Zenchef.",
            en: "In Zenchef: Settings › Partners. If you do not see that page, ask your Zenchef contact for the token.",
          },
          minLength: 8,
          maxLength: 512,
          ...pastedKey,
        },
        {
          name: "restaurant_id",
          type: "text",
          label: { fr: "Identifiant du restaurant (Restaurant ID)", en: "Restaurant ID" },
          help: { fr: "Un nombre, propre à chaque établissement.", en: "A number, one for each venue." },
          where: {
            fr: "Au même endroit que le jeton : Paramètres › Partenaires.",
            en: "Beside the token: Settings › Partners.",
          },
          placeholder: "351234",
          pattern: /^[A-Za-z0-9-]{1,64}$/,
        },
        {
          name: "base_url",
          type: "url",
          label: { fr: "Adresse de l’API", en: "API address" },
          help: {
            fr: "Seulement si Zenchef vous a communiqué une autre adresse que api.zenchef.com.",
            en: "Only if Zenchef gave you another address than api.zenchef.com.",
          },
          where: {
            fr: "Dans l’e-mail par lequel Zenchef vous a ouvert l’accès.",
            en: "In the e-mail from Zenchef that opens the access.",
          },
          placeholder: "https://api.zenchef.com",
          optional: true,
          adminOnly: true,
          clean: cleanBaseUrl,
        },
      ],
      steps: [
        {
          fr: "Connectez-vous à Zenchef avec un compte administrateur.",
          en: "Sign in to Zenchef with an administrator account.",
        },
        { fr: "Ouvrez Paramètres, puis Partenaires.", en: "Open Settings, then Partners." },
        {
          fr: "Copiez le jeton et l’identifiant du restaurant. S’ils n’y sont pas, écrivez à votre interlocuteur Zenchef : « Je souhaite connecter SpeedAI, merci de m’envoyer le jeton API et l’identifiant de mon restaurant. »",
          en: "Copy the token and the restaurant ID. If they are not there, write to your Zenchef contact: “I would like to connect SpeedAI; please send me the API token and my restaurant’s ID.”",
        },
        {
          fr: "Collez-les ici. Si vous avez plusieurs restaurants, faites une connexion par établissement.",
          en: "Paste them here. If you run several restaurants, make one connection per venue.",
        },
      ],
      api: {
        base: (values) => values.text("base_url") || "https://api.zenchef.com",
        authorize: (values) => ({
          [tokenHeader]: values.text("api_token"),
          [restaurantHeader]: values.text("restaurant_id"),
        }),
        // The address can be typed; and Zenchef's edge refuses some datacentre addresses, a fixed exit can be allowed.
        via: "egress",
        explain: blame({ 401: "api_token", 403: "restaurant_id", 404: "restaurant_id" }),
      },
      probe: [
        {
          step: "login",
          alsoProves: ["rights", "sample"],
          proves:
            "The token is accepted for this restaurant and may list its bookings; a booking of another restaurant fails it.",
          request: () => ({ method: "GET", path: "/api/v1/bookings?limit=1" }),
          judge: ({ json }, values) => {
            const id = values.text("restaurant_id");
            if (!Array.isArray(at(json, "data"))) {
              return { ok: false, failure: { reason: "unexpected_answer" } };
            }
            const owner = textAt(json, "data", 0, "restaurant_id");
            if (owner !== undefined && owner !== id) {
              return { ok: false, failure: { reason: "unknown_id", field: "restaurant_id" } };
            }
            return { ok: true, finding: { accountId: id, accountLabel: `Restaurant ${id}` } };
          },
        },
      ],
    },
    {
      id: "csv",
      kind: "csv",
      records: "booking",
      title: { fr: "Import", en: "Import" },
      summary: {
        fr: "Vous envoyez un fichier exporté de Zenchef, quand vous voulez.",
        en: "You upload a file exported from Zenchef, whenever you like.",
      },
      fields: [bookingsFile],
      steps: [
        {
          fr: "Dans Zenchef, ouvrez la liste des réservations ou le fichier clients.",
          en: "In Zenchef, open the list of bookings or the guest file.",
        },
        {
          fr: "Choisissez la période, puis Exporter ou Télécharger, au format CSV.",
          en: "Choose the period, then Export or Download, as CSV.",
        },
        {
          fr: "Déposez le fichier ici, sans l’ouvrir dans Excel : vous verrez un aperçu avant l’import.",
          en: "Drop the file here without opening it in Excel: you will see a preview before the import.",
        },
      ],
    },
  ],
});
