import { judgeClientCredentials } from "../domain/client-credentials.ts";
import { bearerAccessToken } from "./authorization.ts";
import { defineProvider } from "./define.ts";
import { bookingsFile } from "./fields/file.ts";
import { pastedKey, pastedUuid } from "./fields/pasted.ts";
import { blame } from "./refusals.ts";

export default defineProvider({
  id: "thefork",
  name: "TheFork Manager",
  category: "restaurant",
  badge: "premium",
  logo: { monogram: "TF", color: "#00665C" },
  docsUrl: "https://docs.thefork.io/",
  summary: {
    fr: "Vos réservations TheFork réunies : par fichier, par e-mail ou par API sous contrat.",
    en: "Your TheFork bookings brought together: by file, by e-mail or by contract API.",
  },
  synonyms: [
    "lafourchette",
    "la fourchette",
    "the fork",
    "réservation",
    "reservation",
    "restaurant",
    "couverts",
    "csv",
    "e-mail",
    "email",
  ],
  access: {
    reads: [
      {
        fr: "Les réservations : date, heure, couverts, statut, demande particulière",
        en: "Bookings: date, time, covers, status, special request",
      },
      {
        fr: "Le nom et les coordonnées du client, tels que TheFork les transmet",
        en: "The guest’s name and contact details, as TheFork passes them on",
      },
    ],
    writes: [
      {
        fr: "Avec l’API sous contrat seulement : les réservations prises ou annulées par téléphone",
        en: "With the contract API only: bookings taken or cancelled by phone",
      },
    ],
    never: [
      {
        fr: "Vos autres e-mails : seuls les messages transférés à l’adresse SpeedAI nous parviennent",
        en: "Your other e-mails: only messages forwarded to the SpeedAI address reach us",
      },
      { fr: "Vos avis, vos offres et vos réglages", en: "Your reviews, offers and settings" },
    ],
  },
  facts: {
    sources: [
      "https://docs.thefork.io/B2B-API/introduction",
      "https://docs.thefork.io/best-practices",
      "TheFork B2B API specifications (docs.thefork.io)",
    ],
    confidence: "documented",
    limits: "By contract, unpublished; 429 when exceeded. The token (8,600 s) is kept until it ends, as the docs ask",
    unverified: [
      "Columns of the CSV export and layout of the booking e-mails: no public description; read by their headers and words",
      "Sender domains thefork.fr and lafourchette.com",
      "Edge answers of 403 to calls without a token",
    ],
  },
  methods: [
    {
      id: "csv",
      kind: "csv",
      records: "booking",
      title: { fr: "Import CSV", en: "CSV import" },
      summary: { fr: "Vous envoyez un export de TheFork Manager.", en: "You upload an export of TheFork Manager." },
      fields: [bookingsFile],
      steps: [
        { fr: "Connectez-vous à TheFork Manager sur un ordinateur.", en: "Sign in to TheFork Manager on a computer." },
        {
          fr: "Ouvrez la liste des réservations et choisissez la période.",
          en: "Open the list of bookings and choose the period.",
        },
        { fr: "Exportez la liste au format CSV.", en: "Export the list as CSV." },
        {
          fr: "Déposez le fichier ici, sans l’ouvrir dans Excel : vous verrez un aperçu avant l’import.",
          en: "Drop the file here without opening it in Excel: you will see a preview before the import.",
        },
      ],
    },
    {
      id: "mailbox",
      kind: "mailbox",
      title: { fr: "E-mails de réservation", en: "Booking e-mails" },
      summary: {
        fr: "SpeedAI vous donne une adresse ; vous y transférez les e-mails de TheFork, automatiquement.",
        en: "SpeedAI gives you an address; you forward TheFork’s e-mails to it, automatically.",
      },
      fields: [],
      senders: ["thefork.com", "thefork.fr", "lafourchette.com"],
      steps: [
        {
          fr: "Cliquez sur « Obtenir mon adresse e-mail » : votre adresse SpeedAI s’affiche. Copiez-la.",
          en: "Click “Get my e-mail address”: your SpeedAI address is shown. Copy it.",
        },
        {
          fr: "Ouvrez la messagerie qui reçoit les e-mails de TheFork. Dans Gmail : Paramètres › Transfert et POP/IMAP › Ajouter une adresse de transfert. Dans Outlook : Paramètres › Courrier › Règles.",
          en: "Open the mailbox that receives TheFork’s e-mails. In Gmail: Settings › Forwarding and POP/IMAP › Add a forwarding address. In Outlook: Settings › Mail › Rules.",
        },
        {
          fr: "Si votre messagerie envoie un code de confirmation à l’adresse SpeedAI, il apparaît dans « Données », parmi les e-mails reçus : recopiez-le.",
          en: "If your mailbox sends a confirmation code to the SpeedAI address, it appears in “Data”, among the e-mails received: copy it back.",
        },
        {
          fr: "Créez un filtre : messages de thefork.com (ou thefork.fr), transférer à l’adresse SpeedAI. Rien d’autre ne doit être transféré.",
          en: "Create a filter: messages from thefork.com (or thefork.fr), forward to the SpeedAI address. Nothing else should be forwarded.",
        },
      ],
    },
    {
      id: "credentials",
      kind: "credentials",
      title: { fr: "API sous contrat", en: "Contract API" },
      summary: {
        fr: "Si TheFork vous a ouvert son API partenaires : synchronisation complète.",
        en: "If TheFork has opened its partner API to you: full synchronisation.",
      },
      fields: [
        {
          name: "client_id",
          type: "text",
          label: { fr: "Identifiant client (Client ID)", en: "Client ID" },
          where: {
            fr: "Dans l’e-mail de l’équipe intégrations de TheFork.",
            en: "In the e-mail from TheFork’s integrations team.",
          },
          minLength: 8,
          maxLength: 256,
          ...pastedKey,
        },
        {
          name: "client_secret",
          type: "secret",
          label: { fr: "Secret client (Client Secret)", en: "Client Secret" },
          where: { fr: "Dans le même envoi que l’identifiant client.", en: "Sent together with the client ID." },
          minLength: 8,
          maxLength: 512,
          ...pastedKey,
        },
        {
          name: "restaurant_id",
          type: "text",
          label: { fr: "Identifiant du restaurant (UUID)", en: "Restaurant ID (UUID)" },
          where: {
            fr: "Donné par l’équipe intégrations de TheFork, un par établissement.",
            en: "Given by TheFork’s integrations team, one per venue.",
          },
          placeholder: "c564869f-225a-4cb6-b124-2214a6216ec1",
          ...pastedUuid,
        },
      ],
      steps: [
        {
          fr: "Écrivez à integrations@thefork.com (ou à votre chargé de compte) pour demander un accès à l’API B2B pour SpeedAI.",
          en: "Write to integrations@thefork.com (or to your account manager) to ask for B2B API access for SpeedAI.",
        },
        {
          fr: "TheFork vous envoie un Client ID, un Client Secret et l’identifiant de chaque restaurant.",
          en: "TheFork sends you a Client ID, a Client Secret and each restaurant’s ID.",
        },
        {
          fr: "Collez-les ici. Faites une connexion par établissement.",
          en: "Paste them here. Make one connection per venue.",
        },
      ],
      api: {
        base: "https://api.thefork.io/manager",
        authorize: bearerAccessToken,
        explain: blame({ 404: "restaurant_id" }),
      },
      exchange: {
        request: (values) => ({
          url: "https://auth.thefork.io/oauth/token",
          method: "POST",
          headers: { "content-type": "application/json" },
          body: JSON.stringify({
            grant_type: "client_credentials",
            client_id: values.text("client_id"),
            client_secret: values.text("client_secret"),
            audience: "https://api.thefork.io",
          }),
        }),
        judge: (answer, now) => judgeClientCredentials(answer, { field: "client_secret", lifetime: 8600, now }),
      },
      probe: [
        {
          step: "rights",
          alsoProves: ["sample"],
          proves:
            "The contract covers this restaurant: its party sizes of today are listed. No call gives the restaurant’s name.",
          // The cheapest call that knows the restaurant; no call gives its name.
          request: (values, now) => {
            const today = now.toISOString().slice(0, 10);
            const path = `/v1/restaurants/${values.text("restaurant_id")}/partySizes?startDate=${today}&endDate=${today}`;
            return { method: "GET", path };
          },
          judge: ({ json }, values) => {
            if (!Array.isArray(json)) return { ok: false, failure: { reason: "unexpected_answer" } };
            const id = values.text("restaurant_id");
            return { ok: true, finding: { accountId: id, accountLabel: `Restaurant ${id.slice(0, 8)}` } };
          },
        },
      ],
    },
  ],
});
