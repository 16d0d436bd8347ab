import { at, isRecord, textAt } from "../domain/json.ts";
import { cleanKey } from "../domain/pasted.ts";
import type { Values } from "../domain/values.ts";
import { defineProvider, type Judgement } from "./define.ts";
import { pastedUuid } from "./fields/pasted.ts";
import { blame } from "./refusals.ts";

/** Name and version that Mews wants with every call. */
const client = "SpeedAI 1.0.0";

export default defineProvider({
  id: "mews",
  name: "Mews",
  category: "hotel",
  badge: "premium",
  logo: { monogram: "M", color: "#1B1F3B" },
  docsUrl: "https://docs.mews.com/connector-api/guidelines/authentication",
  summary: {
    fr: "Vos clients reconnus dès la sonnerie, vos chambres réservées pendant l’appel.",
    en: "Your guests recognised as the phone rings, your rooms booked during the call.",
  },
  synonyms: ["pms", "hôtel", "hotel", "réservation", "reservation", "chambre", "mews operations", "commander"],
  access: {
    reads: [
      { fr: "Les réservations, les disponibilités et les tarifs", en: "Reservations, availability and rates" },
      {
        fr: "Les profils clients, pour reconnaître la personne qui appelle",
        en: "Guest profiles, to recognise the caller",
      },
    ],
    writes: [
      { fr: "Les réservations prises ou modifiées par téléphone", en: "Reservations taken or changed by phone" },
      { fr: "Une note de compte par appel, si vous l’activez", en: "One account note per call, if you switch it on" },
    ],
    never: [
      { fr: "Les cartes bancaires de vos clients", en: "Your guests’ payment cards" },
      { fr: "Vos tarifs et vos restrictions", en: "Your rates and restrictions" },
      { fr: "Le moindre débit", en: "Any charge" },
    ],
  },
  facts: {
    sources: [
      "https://docs.mews.com/connector-api/guidelines/authentication",
      "https://docs.mews.com/connector-api/concepts/multi-property",
      "https://docs.mews.com/connector-api/operations/configuration",
      "https://docs.mews.com/connector-api/guidelines/responses",
    ],
    confidence: "documented",
    limits: "200 requests in 30 seconds per access token; 429 with Retry-After",
    unverified: ["Place of the property's identifier in Mews Operations"],
  },
  methods: [
    {
      id: "credentials",
      kind: "credentials",
      title: { fr: "API REST", en: "REST API" },
      fields: [
        {
          name: "client_token",
          type: "secret",
          label: { fr: "Client Token", en: "Client Token" },
          help: {
            fr: "Identifie l’application, par exemple E0D439EE…-D24FB11D…",
            en: "Identifies the application, for example E0D439EE…-D24FB11D…",
          },
          where: {
            fr: "Remis par Mews ou par votre interlocuteur SpeedAI lors de la mise en service.",
            en: "Given by Mews or by your SpeedAI contact when you start.",
          },
          minLength: 16,
          maxLength: 256,
          pattern: /^[A-Za-z0-9-]+$/,
          clean: cleanKey,
        },
        {
          name: "access_token",
          type: "secret",
          label: { fr: "Access Token", en: "Access Token" },
          help: { fr: "Propre à votre établissement.", en: "Your property’s own." },
          where: {
            fr: "Dans Mews Operations : Menu principal › Marketplace › Mes abonnements › SpeedAI, puis l’Access Token.",
            en: "In Mews Operations: Main menu › Marketplace › My subscriptions › SpeedAI, then the Access Token.",
          },
          minLength: 16,
          maxLength: 256,
          pattern: /^[A-Za-z0-9-]+$/,
          clean: cleanKey,
        },
        {
          name: "hotel_id",
          type: "text",
          label: { fr: "Identifiant de l’hôtel (Hotel ID)", en: "Hotel ID" },
          help: {
            fr: "Mews l’appelle « Enterprise ID ». Vous pouvez coller l’adresse d’une page de Mews : l’identifiant en est extrait.",
            en: "Mews calls it “Enterprise ID”. You can paste the address of a Mews page: the ID is taken out of it.",
          },
          where: {
            fr: "Dans Mews Operations : Menu principal › Paramètres › Établissement, ligne « Identifiant ».",
            en: "In Mews Operations: Main menu › Settings › Property, line “Identifier”.",
          },
          placeholder: "851df8c8-90f2-4c4a-8e01-a4fc46b25178",
          ...pastedUuid,
        },
      ],
      steps: [
        {
          fr: "Connectez-vous à Mews Operations avec un compte administrateur.",
          en: "Sign in to Mews Operations with an administrator account.",
        },
        {
          fr: "Ouvrez Menu principal › Marketplace, cherchez SpeedAI et cliquez sur « Connecter ».",
          en: "Open Main menu › Marketplace, look for SpeedAI and click “Connect”.",
        },
        {
          fr: "Dans Mes abonnements, ouvrez SpeedAI et copiez l’Access Token.",
          en: "In My subscriptions, open SpeedAI and copy the Access Token.",
        },
        {
          fr: "Ajoutez le Client Token qui vous a été remis et l’identifiant de l’hôtel. Avec un jeton de groupe (portfolio), faites une connexion par hôtel.",
          en: "Add the Client Token that you were given and the hotel’s ID. With a portfolio token, make one connection per hotel.",
        },
      ],
      api: {
        base: "https://api.mews.com",
        authorize: () => ({ "content-type": "application/json" }),
        // Mews takes its keys inside the JSON body only.
        prepare: async (request, values) => ({ ...request, body: withTokens(request.body, values) }),
        // 400 is malformed or an unknown id, and the id is the only value of the request that the customer typed.
        explain: ({ status }) =>
          blame({ 401: "access_token", 404: "hotel_id" })({ status: status === 400 ? 404 : status }),
      },
      probe: [
        {
          step: "login",
          alsoProves: ["rights"],
          proves:
            "Both tokens are accepted, and they open the hotel that was named: not another one, not the stand-in hotel of a portfolio.",
          request: (values) => ({
            method: "POST",
            path: "/api/connector/v1/configuration/get",
            body: JSON.stringify({ EnterpriseId: values.text("hotel_id") }),
          }),
          judge: ({ json }, values) => judgeEnterprise(json, values.text("hotel_id")),
        },
      ],
    },
  ],
});

function withTokens(body: string | undefined, values: Values): string {
  const parsed: unknown = body === undefined || body === "" ? {} : JSON.parse(body);
  return JSON.stringify({
    ...(isRecord(parsed) ? parsed : {}),
    ClientToken: values.text("client_token"),
    AccessToken: values.text("access_token"),
    Client: client,
  });
}

/** A token for one hotel ignores the id and answers with its own hotel; a portfolio token may answer with a dummy one. */
function judgeEnterprise(json: unknown, hotelId: string): Judgement {
  const id = textAt(json, "Enterprise", "Id")?.toLowerCase();
  if (id === undefined) return { ok: false, failure: { reason: "unexpected_answer" } };
  if (id !== hotelId || at(json, "Enterprise", "IsPortfolio") === true) {
    return { ok: false, failure: { reason: "unknown_id", field: "hotel_id" } };
  }
  const zone = textAt(json, "Enterprise", "TimeZoneIdentifier");
  return {
    ok: true,
    finding: {
      accountId: id,
      accountLabel: textAt(json, "Enterprise", "Name") ?? id,
      ...(zone !== undefined && { settings: { time_zone: zone } }),
    },
  };
}
