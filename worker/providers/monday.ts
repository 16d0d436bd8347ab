import type { Answer } from "../domain/exchange.ts";
import { listAt, numberAt, textAt } from "../domain/json.ts";
import { defineProvider, type Failure } from "./define.ts";
import { pastedKey } from "./fields/pasted.ts";

/** One call proves token and board: a free account has 200 calls a day. */
const probeQuery =
  "query($ids:[ID!]){me{id name email account{id name slug}}boards(ids:$ids){id name state board_kind permissions items_count}}";

export default defineProvider({
  id: "monday",
  name: "Monday.com",
  category: "crm",
  badge: "standard",
  logo: { icon: "logos:monday-icon" },
  docsUrl: "https://developer.monday.com/api-reference/docs/authentication",
  summary: {
    fr: "Votre tableau de clients relié, chaque appel ajouté sur la bonne ligne.",
    en: "Your customer board connected, every call added on the right row.",
  },
  synonyms: ["monday", "monday crm", "tableau", "board", "workos"],
  access: {
    reads: [{ fr: "Le tableau que vous désignez, et lui seul", en: "The board you name, and no other" }],
    writes: [
      { fr: "Les appels, en mise à jour sur la ligne du client", en: "Calls, as an update on the customer’s row" },
      { fr: "Une nouvelle ligne, si l’appelant est inconnu", en: "A new row, when the caller is unknown" },
    ],
    never: [
      { fr: "Vos autres tableaux et vos documents", en: "Your other boards and documents" },
      { fr: "La moindre suppression", en: "Any deletion" },
    ],
  },
  facts: {
    sources: [
      "https://developer.monday.com/api-reference/docs/rate-limits",
      "https://developer.monday.com/api-reference/docs/error-handling",
      "@mondaydotcomorg/api (official client)",
    ],
    confidence: "documented",
    limits:
      "Calls per day: 200 (free, trial), 1,000 (Basic, Standard), 10,000 (Pro), 25,000 (Enterprise); reset at 00:00 UTC",
    unverified: ["Body of the 401 for a bad token", "An unknown board gives an empty list"],
  },
  methods: [
    {
      id: "credentials",
      kind: "credentials",
      title: { fr: "API Token", en: "API token" },
      summary: {
        fr: "Une clé personnelle et le tableau où vivent vos clients.",
        en: "A personal key and the board where your customers live.",
      },
      fields: [
        {
          name: "api_token",
          type: "secret",
          label: { fr: "API Token", en: "API token" },
          help: {
            fr: "Un long texte qui commence souvent par « eyJ ».",
            en: "A long text that often begins with “eyJ”.",
          },
          where: {
            fr: "monday.com › votre photo › Développeurs › « Mes jetons d’accès » (ou « API token »).",
            en: "monday.com › your picture › Developers › “My access tokens” (or “API token”).",
          },
          ...pastedKey,
          minLength: 8,
          maxLength: 2048,
        },
        {
          name: "board_id",
          type: "text",
          label: { fr: "Board ID", en: "Board ID" },
          help: {
            fr: "Un nombre ; vous pouvez aussi coller l’adresse du tableau.",
            en: "A number; you can also paste the board’s address.",
          },
          where: {
            fr: "Ouvrez le tableau : le nombre est dans l’adresse, après « /boards/ ».",
            en: "Open the board: the number is in the address, after “/boards/”.",
          },
          placeholder: "1234567890",
          clean: (typed) => /\/boards\/(\d+)/.exec(typed)?.[1] ?? typed,
          pattern: /^\d{1,20}$/,
        },
      ],
      steps: [
        {
          fr: "Ouvrez monday.com et cliquez sur votre photo, en haut à droite.",
          en: "Open monday.com and click your picture at the top right.",
        },
        {
          fr: "Choisissez « Développeurs » : une nouvelle page s’ouvre.",
          en: "Choose “Developers”: a new page opens.",
        },
        {
          fr: "Cliquez sur « Mes jetons d’accès », puis sur « Afficher » et copiez le jeton.",
          en: "Click “My access tokens”, then “Show”, and copy the token.",
        },
        {
          fr: "Revenez à monday.com, ouvrez le tableau de vos clients et copiez son adresse.",
          en: "Go back to monday.com, open your customers’ board and copy its address.",
        },
        {
          fr: "Collez les deux ici, puis cliquez sur « Tester et connecter ».",
          en: "Paste both here, then click “Test and connect”.",
        },
      ],
      backgroundChecks: false,
      api: {
        base: "https://api.monday.com",
        authorize: (values) => ({ authorization: values.text("api_token"), "api-version": "2026-07" }),
        explain,
      },
      probe: [
        {
          step: "login",
          alsoProves: ["rights", "sample"],
          proves: "One call for both: the token belongs to a user, and this user sees the board.",
          request: (values) => ({
            method: "POST",
            path: "/v2",
            headers: { "content-type": "application/json" },
            body: JSON.stringify({ query: probeQuery, variables: { ids: [values.text("board_id")] } }),
          }),
          judge: ({ json }) => {
            const accountId = textAt(json, "data", "me", "account", "id");
            if (accountId === undefined) return { ok: false, failure: { reason: "unexpected_answer" } };
            const board = textAt(json, "data", "boards", 0, "name");
            // monday.com does not tell a missing board from one that this person may not see.
            if (board === undefined)
              return { ok: false, failure: { reason: "unknown_id", field: "board_id", step: "sample" } };
            const account = textAt(json, "data", "me", "account", "name") ?? accountId;
            return { ok: true, finding: { accountId, accountLabel: `${account} · ${board}` } };
          },
        },
      ],
    },
  ],
});

/** Application errors come inside a 200 since API version 2025-01, sometimes beside partial data. */
function explain(answer: Answer): Failure | undefined {
  const code = textAt(answer.json, "errors", 0, "extensions", "code") ?? textAt(answer.json, "error_code") ?? "";
  const retryAfter = numberAt(answer.json, "errors", 0, "extensions", "retry_in_seconds");
  const wait = retryAfter === undefined ? {} : { retryAfter };
  if (answer.status === 401) return { reason: "bad_credentials", field: "api_token" };
  if (/^DAILY_LIMIT_EXCEEDED$/i.test(code)) return { reason: "quota_exhausted", ...wait };
  if (/COMPLEXITY|RATE.?LIMIT|MaxConcurrency/i.test(code)) return { reason: "rate_limited", ...wait };
  if (/^User_?Unauthorized/i.test(code)) return { reason: "rights_missing", step: "rights" };
  if (answer.status >= 400) return undefined;
  const first = textAt(answer.json, "errors", 0) ?? textAt(answer.json, "error_message") ?? "";
  if (/not authenticated/i.test(first)) return { reason: "bad_credentials", field: "api_token" };
  const failed = listAt(answer.json, "errors").length > 0 || first !== "";
  return failed ? { reason: "unexpected_answer" } : undefined;
}
