import type { Answer } from "../domain/exchange.ts";
import { at, textAt } from "../domain/json.ts";
import { cleanKey } from "../domain/pasted.ts";
import { defineProvider, type Failure } from "./define.ts";

export default defineProvider({
  id: "brevo",
  name: "Brevo",
  category: "crm",
  badge: "standard",
  logo: { icon: "simple-icons:brevo", color: "#0b996e" },
  docsUrl: "https://help.brevo.com/hc/en-us/articles/209467485-Create-and-manage-your-API-keys",
  summary: {
    fr: "Vos contacts Brevo reconnus quand ils appellent.",
    en: "Your Brevo contacts recognised when they call.",
  },
  synonyms: ["sendinblue", "newsletter", "e-mailing", "contacts", "crm"],
  access: {
    reads: [{ fr: "Vos contacts et leurs attributs", en: "Your contacts and their attributes" }],
    writes: [{ fr: "Rien : la connexion sert à reconnaître", en: "Nothing: the connection serves to recognise" }],
    never: [
      { fr: "Vos campagnes, vos modèles et vos listes", en: "Your campaigns, templates and lists" },
      { fr: "Aucun e-mail, aucun SMS envoyé", en: "No e-mail and no text message is sent" },
    ],
  },
  facts: {
    sources: [
      "https://developers.brevo.com/reference/get-account",
      "https://developers.brevo.com/docs/api-limits",
      "https://developers.brevo.com/docs/ip-security",
      "@getbrevo/brevo (official client for Node.js)",
    ],
    confidence: "documented",
    limits:
      "100 requests an hour for the account, 10 a second for contacts; a 429 tells the wait in x-sib-ratelimit-reset",
    unverified: [
      "Sentence of the 401 for a call from an unknown address (public code of others)",
      "Unit of x-sib-ratelimit-reset (seconds, the documentation says, typically)",
    ],
  },
  methods: [
    {
      id: "credentials",
      kind: "credentials",
      title: { fr: "API Key", en: "API key" },
      fields: [
        {
          name: "api_key",
          type: "secret",
          label: { fr: "API Key", en: "API key" },
          help: {
            fr: "Commence par « xkeysib- ». La clé SMTP « xsmtpsib- » ne convient pas.",
            en: "Begins with “xkeysib-”. The SMTP key “xsmtpsib-” will not do.",
          },
          where: {
            fr: "Brevo › votre nom, en haut à droite › SMTP et API › onglet « Clés API ».",
            en: "Brevo › your name at the top right › SMTP & API › “API keys” tab.",
          },
          clean: cleanKey,
          pattern: /^xkeysib-[A-Za-z0-9-]{16,}$/,
          maxLength: 256,
        },
      ],
      steps: [
        {
          fr: "Ouvrez Brevo, cliquez sur votre nom en haut à droite, puis sur « SMTP et API ».",
          en: "Open Brevo, click your name at the top right, then “SMTP & API”.",
        },
        {
          fr: "Dans l’onglet « Clés API », cliquez sur « Générer une nouvelle clé API » et nommez-la « SpeedAI ».",
          en: "On the “API keys” tab, click “Generate a new API key” and call it “SpeedAI”.",
        },
        {
          fr: "Copiez-la aussitôt ici : Brevo ne la montrera plus.",
          en: "Copy it here at once: Brevo will not show it again.",
        },
        {
          fr: "Si Brevo vous demande par e-mail d’autoriser une nouvelle adresse IP, acceptez : c’est celle de SpeedAI.",
          en: "If Brevo asks you by e-mail to authorise a new IP address, accept: it is SpeedAI’s.",
        },
      ],
      api: {
        base: "https://api.brevo.com",
        authorize: (values) => ({ "api-key": values.text("api_key") }),
        // Brevo refuses calls from addresses that it has not seen: only a fixed one can be authorised.
        via: "egress",
        explain,
      },
      probe: [
        {
          step: "login",
          proves: "The key is accepted from our address, and its account is known.",
          request: () => ({ method: "GET", path: "/v3/account" }),
          judge: ({ json }) => {
            const accountId = textAt(json, "organization_id");
            if (accountId === undefined) return { ok: false, failure: { reason: "unexpected_answer" } };
            const accountLabel = textAt(json, "companyName") ?? textAt(json, "email") ?? accountId;
            return { ok: true, finding: { accountId, accountLabel } };
          },
        },
        {
          step: "rights",
          proves: "Contacts can be read.",
          request: () => ({ method: "GET", path: "/v3/contacts?limit=1" }),
          judge: ({ json }) =>
            Array.isArray(at(json, "contacts"))
              ? { ok: true, finding: {} }
              : { ok: false, failure: { reason: "unexpected_answer" } },
        },
      ],
    },
  ],
});

/** Envelope `{code, message}`. A key of another kind and an unknown address are both a 401 with the code `unauthorized`. */
function explain(answer: Answer): Failure | undefined {
  if (answer.status === 401) {
    const isAddress = /unrecogni[sz]ed IP address/i.test(textAt(answer.json, "message") ?? "");
    return isAddress ? { reason: "host_not_allowed" } : { reason: "bad_credentials", field: "api_key" };
  }
  if (answer.status !== 429) return undefined;
  // https://developers.brevo.com/docs/limit-headers: there is no Retry-After.
  const wait = Number(answer.headers["x-sib-ratelimit-reset"]);
  return { reason: "rate_limited", ...(wait > 0 && { retryAfter: Math.ceil(wait) }) };
}
