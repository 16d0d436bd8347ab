import type { Answer } from "../domain/exchange.ts";
import { at, textAt } from "../domain/json.ts";
import { defineProvider, type Failure } from "./define.ts";
import { pastedKey } from "./fields/pasted.ts";

export default defineProvider({
  id: "pipedrive",
  name: "Pipedrive",
  category: "crm",
  badge: "standard",
  logo: { monogram: "P", color: "#017737" },
  docsUrl: "https://support.pipedrive.com/en/article/how-can-i-find-my-personal-api-key",
  summary: {
    fr: "Vos contacts et affaires sous les yeux, chaque appel noté comme activité.",
    en: "Your contacts and deals at hand, every call noted as an activity.",
  },
  synonyms: ["pipe drive", "crm", "affaires", "deals", "ventes"],
  access: {
    reads: [
      { fr: "Vos contacts et organisations", en: "Your people and organisations" },
      { fr: "Vos affaires en cours", en: "Your open deals" },
    ],
    writes: [
      { fr: "Les appels, comme activités terminées", en: "Calls, as completed activities" },
      { fr: "Un nouveau contact, si l’appelant est inconnu", en: "A new person, when the caller is unknown" },
    ],
    never: [
      { fr: "Vos e-mails et vos réglages", en: "Your e-mails and settings" },
      { fr: "La moindre suppression", en: "Any deletion" },
    ],
  },
  facts: {
    sources: [
      "https://pipedrive.readme.io/docs/core-api-concepts-authentication",
      "https://pipedrive.readme.io/docs/core-api-concepts-http-status-codes",
      "pipedrive (official client for JavaScript)",
    ],
    confidence: "documented",
    limits: "A daily token budget per company and a 2-second burst window per token",
    unverified: ["Body of a 401", "Names of the daily counter’s headers", "Until when users/me stays on v1"],
  },
  methods: [
    {
      id: "credentials",
      kind: "credentials",
      title: { fr: "API Token", en: "API token" },
      summary: {
        fr: "Une clé personnelle à copier depuis Pipedrive : deux minutes suffisent.",
        en: "A personal key to copy from Pipedrive: two minutes are enough.",
      },
      fields: [
        {
          name: "api_token",
          type: "secret",
          label: { fr: "API Token", en: "API token" },
          help: { fr: "Environ 40 lettres et chiffres.", en: "About 40 letters and digits." },
          where: {
            fr: "Pipedrive › votre photo en haut à droite › Préférences personnelles › API.",
            en: "Pipedrive › your picture at the top right › Personal preferences › API.",
          },
          ...pastedKey,
          minLength: 8,
          maxLength: 256,
        },
      ],
      steps: [
        {
          fr: "Ouvrez Pipedrive et cliquez sur votre photo, en haut à droite.",
          en: "Open Pipedrive and click your picture at the top right.",
        },
        {
          fr: "Choisissez « Préférences personnelles », puis l’onglet « API ».",
          en: "Choose “Personal preferences”, then the “API” tab.",
        },
        { fr: "Copiez le « jeton API personnel ».", en: "Copy “Your personal API token”." },
        {
          fr: "L’onglet est absent ? Demandez à l’administrateur de votre compte de vous donner l’accès à l’API.",
          en: "No such tab? Ask your account’s administrator to give you access to the API.",
        },
        {
          fr: "Collez-le ici, puis cliquez sur « Tester et connecter ».",
          en: "Paste it here, then click “Test and connect”.",
        },
      ],
      api: {
        base: "https://api.pipedrive.com",
        authorize: (values) => ({ "x-api-token": values.text("api_token") }),
        explain,
      },
      probe: [
        {
          step: "login",
          proves: "The token belongs to a user of a company that is active.",
          request: () => ({ method: "GET", path: "/v1/users/me" }),
          judge: ({ json }) => {
            const accountId = textAt(json, "data", "company_id");
            if (accountId === undefined) return { ok: false, failure: { reason: "unexpected_answer" } };
            const parts = [textAt(json, "data", "company_name"), textAt(json, "data", "name")];
            const accountLabel = parts.filter((part) => part !== undefined).join(" · ") || accountId;
            return { ok: true, finding: { accountId, accountLabel } };
          },
        },
      ],
    },
  ],
});

/** https://pipedrive.readme.io/docs/core-api-concepts-http-status-codes */
function explain(answer: Answer): Failure | undefined {
  if (answer.status === 401) return { reason: "bad_credentials", field: "api_token" };
  // The edge answers repeated abuse with a 403 page of its own: waiting helps, another right does not.
  if (answer.status === 403 && answer.json === undefined) return { reason: "rate_limited" };
  if (answer.status === 429 && answer.headers["x-daily-requests-left"] === "0") return { reason: "quota_exhausted" };
  if (answer.status < 300 && at(answer.json, "success") === false) return { reason: "unexpected_answer" };
  return undefined;
}
