import { at, listAt, textAt } from "../domain/json.ts";
import { cleanBaseUrl, cleanKey } from "../domain/pasted.ts";
import type { Values } from "../domain/values.ts";
import { defineProvider, type Judgement } from "./define.ts";
import { blame } from "./refusals.ts";

/** Only the consumer side of Resy is known to the public; a contract may name another address, header or path. */
const contract = {
  baseUrl: "https://api.resy.com",
  authorization: 'ResyAPI api_key="{api_key}"',
  testPath: "/4/find?lat=0&long=0&day={today}&party_size=2&venue_id={venue_id}",
} as const;

export default defineProvider({
  id: "resy",
  name: "Resy",
  category: "restaurant",
  badge: "premium",
  logo: { monogram: "R", color: "#E0301E" },
  docsUrl: "https://resy.com/resyos",
  summary: {
    fr: "Vos disponibilités et vos réservations Resy, par API sous contrat.",
    en: "Your Resy availability and bookings, by contract API.",
  },
  synonyms: ["resyos", "réservation", "reservation", "restaurant", "couverts", "american express"],
  access: {
    reads: [
      {
        fr: "Selon votre contrat : les disponibilités et les réservations",
        en: "As your contract says: availability and bookings",
      },
    ],
    writes: [
      {
        fr: "Selon votre contrat : les réservations prises par téléphone",
        en: "As your contract says: bookings taken by phone",
      },
    ],
    never: [
      { fr: "Vos tables, vos horaires et vos réglages", en: "Your tables, hours and settings" },
      { fr: "Le moindre paiement", en: "Any payment" },
    ],
  },
  facts: {
    sources: ["https://resy.com/resyos", "Public code of others (consumer API)"],
    confidence: "unverified",
    limits: "By contract",
    unverified: [
      "No partner documentation is public: address, header and test path are settings of the contract",
      "419 on a wrong key was seen on the consumer API",
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
          where: {
            fr: "Remise par l’équipe partenaires de Resy avec votre contrat.",
            en: "Given by Resy’s partner team with your contract.",
          },
          minLength: 8,
          maxLength: 512,
          pattern: /^[\x21\x23-\x7e]+$/,
          clean: (typed) => cleanKey(/api_key="([^"]+)"/.exec(typed)?.[1] ?? typed),
        },
        {
          name: "venue_id",
          type: "text",
          label: { fr: "Identifiant de l’établissement (Venue ID)", en: "Venue ID" },
          help: { fr: "Un nombre.", en: "A number." },
          where: {
            fr: "Remis avec la clé, ou par votre interlocuteur Resy.",
            en: "Given with the key, or by your Resy contact.",
          },
          placeholder: "12345",
          pattern: /^\d{1,12}$/,
        },
        {
          name: "base_url",
          type: "url",
          label: { fr: "Adresse de l’API (contrat)", en: "API address (contract)" },
          help: { fr: `Vide : ${contract.baseUrl}`, en: `Empty: ${contract.baseUrl}` },
          where: {
            fr: "Dans l’annexe technique de votre contrat Resy.",
            en: "In the technical annex of your Resy contract.",
          },
          placeholder: contract.baseUrl,
          optional: true,
          adminOnly: true,
          clean: cleanBaseUrl,
        },
        {
          name: "authorization",
          type: "text",
          label: { fr: "En-tête Authorization (contrat)", en: "Authorization header (contract)" },
          help: {
            fr: `{api_key} est remplacé par la clé. Vide : ${contract.authorization}`,
            en: `{api_key} is replaced by the key. Empty: ${contract.authorization}`,
          },
          where: {
            fr: "Dans l’annexe technique de votre contrat Resy.",
            en: "In the technical annex of your Resy contract.",
          },
          placeholder: contract.authorization,
          optional: true,
          adminOnly: true,
          maxLength: 256,
          pattern: /^[\x20-\x7e]*\{api_key\}[\x20-\x7e]*$/,
        },
        {
          name: "test_path",
          type: "text",
          label: { fr: "Chemin de test (contrat)", en: "Test path (contract)" },
          help: {
            fr: "Appelé par « Tester la connexion » ; {venue_id} et {today} sont remplacés.",
            en: "Called by “Test the connection”; {venue_id} and {today} are replaced.",
          },
          placeholder: contract.testPath,
          optional: true,
          adminOnly: true,
          maxLength: 512,
          pattern: /^\/[\x21-\x7e]*$/,
        },
      ],
      steps: [
        {
          fr: "L’API de Resy est réservée aux établissements et partenaires sous contrat : demandez l’accès à votre interlocuteur Resy, en nommant SpeedAI.",
          en: "Resy’s API is for venues and partners under contract: ask your Resy contact for access, naming SpeedAI.",
        },
        {
          fr: "Resy vous remet une clé API et l’identifiant de votre établissement (Venue ID).",
          en: "Resy gives you an API key and your venue’s ID.",
        },
        {
          fr: "Collez-les ici. Si votre contrat indique une autre adresse ou un autre en-tête, un administrateur les saisit dans les champs « contrat ».",
          en: "Paste them here. If your contract names another address or header, an administrator enters them in the “contract” fields.",
        },
      ],
      api: {
        base: (values) => values.text("base_url") || contract.baseUrl,
        authorize: (values) => ({
          authorization: (values.text("authorization") || contract.authorization).replaceAll("{api_key}", () =>
            values.text("api_key"),
          ),
        }),
        via: "egress",
        // 419 is Resy's own "Unauthorized".
        explain: ({ status }) => blame({ 401: "api_key", 404: "venue_id" })({ status: status === 419 ? 401 : status }),
      },
      probe: [
        {
          step: "login",
          proves:
            "The key is accepted and the venue is in the answer. With a test path of the contract that answers otherwise, only the key is proven.",
          request: (values, now) => ({ method: "GET", path: testPath(values, now) }),
          judge: ({ json }, values) => findVenue(json, values.text("venue_id")),
        },
      ],
    },
  ],
});

function testPath(values: Values, now: Date): string {
  return (values.text("test_path") || contract.testPath)
    .replaceAll("{venue_id}", values.text("venue_id"))
    .replaceAll("{today}", now.toISOString().slice(0, 10));
}

/** Reads the venue's name from the known answer; a contract's other answers prove the key and no more. */
function findVenue(json: unknown, id: string): Judgement {
  const isKnownAnswer = Array.isArray(at(json, "results", "venues"));
  const venue = listAt(json, "results", "venues").find((item) => textAt(item, "venue", "id", "resy") === id);
  if (isKnownAnswer && venue === undefined) return { ok: false, failure: { reason: "unknown_id", field: "venue_id" } };
  return {
    ok: true,
    finding: { accountId: id, accountLabel: textAt(venue, "venue", "name") ?? `Venue ${id}` },
    proven: venue === undefined ? ["login"] : ["login", "rights"],
  };
}
