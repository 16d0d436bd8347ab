import { defineProvider } from "./define.ts";

export default defineProvider({
  id: "webhook",
  name: "Webhook",
  category: "custom",
  badge: "standard",
  logo: { icon: "logos:webhooks" },
  docsUrl: "https://www.standardwebhooks.com/",
  summary: {
    fr: "Une adresse unique où vos outils envoient leurs événements, signés.",
    en: "A unique address where your tools send their events, signed.",
  },
  synonyms: ["url", "événement", "event", "zapier", "make", "n8n", "notification", "http", "push", "standard webhooks"],
  access: {
    reads: [
      {
        fr: "Les événements signés que vos outils envoient à l’adresse",
        en: "The signed events that your tools send to the address",
      },
    ],
    writes: [],
    never: [
      {
        fr: "Un message sans signature valable, trop ancien ou déjà reçu",
        en: "A message without a valid signature, too old or already received",
      },
    ],
  },
  facts: {
    sources: [
      "https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md",
      "npm package standardwebhooks 1.1",
    ],
    confidence: "documented",
    limits: "Messages of up to 5 minutes of age; each webhook-id is stored once",
    unverified: ["svix-* header names are a convention of some senders, not part of the specification"],
  },
  methods: [
    {
      id: "webhook",
      kind: "webhook",
      title: { fr: "Webhook entrant", en: "Inbound webhook" },
      fields: [
        {
          name: "label",
          type: "text",
          label: { fr: "Nom", en: "Name" },
          help: {
            fr: "Pour vous y retrouver, par exemple « Caisse du Vieux-Port ».",
            en: "To tell it apart, for example “Harbour till”.",
          },
          placeholder: "Caisse du Vieux-Port",
          optional: true,
          maxLength: 120,
        },
      ],
      steps: [
        {
          fr: "Cliquez sur « Générer l’adresse et le secret » : SpeedAI génère une URL unique et un secret.",
          en: "Click “Generate address and secret”: SpeedAI generates a unique URL and a secret.",
        },
        {
          fr: "Copiez le secret tout de suite : il n’est affiché qu’une fois.",
          en: "Copy the secret at once: it is shown only once.",
        },
        {
          fr: "Dans votre outil, créez un webhook vers cette URL et collez-y le secret. Les messages sont signés selon la norme Standard Webhooks.",
          en: "In your tool, create a webhook to this URL and paste the secret. Messages are signed as Standard Webhooks says.",
        },
        {
          fr: "Cliquez sur « Tester le webhook » : un événement signé fait l’aller-retour sous vos yeux.",
          en: "Click “Test the webhook”: a signed event makes the round trip before your eyes.",
        },
      ],
    },
  ],
});
