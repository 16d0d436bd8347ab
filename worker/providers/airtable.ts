import type { Answer } from "../domain/exchange.ts";
import { at, listAt, textAt } from "../domain/json.ts";
import { cleanKey } from "../domain/pasted.ts";
import type { Values } from "../domain/values.ts";
import { bearer } from "./authorization.ts";
import { defineProvider, type Failure, type Judgement } from "./define.ts";

export default defineProvider({
  id: "airtable",
  name: "Airtable",
  category: "database",
  badge: "standard",
  logo: { icon: "logos:airtable" },
  docsUrl: "https://support.airtable.com/docs/creating-personal-access-tokens",
  summary: {
    fr: "Votre table devient fichier clients, cahier de réservations ou journal d’appels.",
    en: "Your table becomes a customer file, a booking book or a call log.",
  },
  synonyms: ["tableur", "tableau", "base de données", "spreadsheet", "no-code", "base"],
  access: {
    reads: [{ fr: "Les lignes et les colonnes de la table indiquée", en: "The rows and columns of the given table" }],
    writes: [{ fr: "Une ligne par appel, si vous l’activez", en: "One row per call, if you switch it on" }],
    never: [
      {
        fr: "Vos autres bases : votre jeton n’y donne pas accès",
        en: "Your other bases: your token gives no access to them",
      },
      { fr: "La moindre suppression", en: "Any deletion" },
    ],
  },
  facts: {
    sources: [
      "https://support.airtable.com/docs/creating-personal-access-tokens",
      "https://airtable.com/developers/web/api/introduction",
      "https://airtable.com/developers/web/api/errors",
      "npm package airtable",
    ],
    confidence: "documented",
    limits: "5 requests a second per base; 30 seconds of rest after a 429; monthly caps on free plans",
    unverified: [
      "Shapes of the 404 and 429 bodies",
      "Fields of /meta/whoami beyond the id",
      "Name of the monthly cap's error",
    ],
  },
  methods: [
    {
      id: "credentials",
      kind: "credentials",
      title: { fr: "API Token", en: "API Token" },
      fields: [
        {
          name: "token",
          type: "secret",
          label: { fr: "Jeton (Token)", en: "Token" },
          help: { fr: "Commence par « pat ».", en: "Starts with “pat”." },
          where: {
            fr: "Sur airtable.com/create/tokens : « Create token ». Il n’est affiché qu’une fois.",
            en: "At airtable.com/create/tokens: “Create token”. It is shown only once.",
          },
          maxLength: 256,
          pattern: /^pat[A-Za-z0-9.]{20,}$/,
          clean: cleanKey,
        },
        {
          name: "base_id",
          type: "text",
          label: { fr: "Base ID", en: "Base ID" },
          help: {
            fr: "Commence par « app ». Vous pouvez coller l’adresse de votre base.",
            en: "Starts with “app”. You can paste your base’s address.",
          },
          where: {
            fr: "Ouvrez votre base dans le navigateur : airtable.com/appXXXXXXXXXXXXXX/…",
            en: "Open your base in the browser: airtable.com/appXXXXXXXXXXXXXX/…",
          },
          placeholder: "appXXXXXXXXXXXXXX",
          pattern: /^app[A-Za-z0-9]{14}$/,
          clean: (typed) => /\bapp[A-Za-z0-9]{14}\b/.exec(typed)?.[0] ?? typed,
        },
        {
          name: "table_id",
          type: "text",
          label: { fr: "Table ID", en: "Table ID" },
          help: {
            fr: "Commence par « tbl ». Vous pouvez coller l’adresse de la table, ou saisir son nom exact.",
            en: "Starts with “tbl”. You can paste the table’s address, or type its exact name.",
          },
          where: {
            fr: "Dans la même adresse, juste après la base : airtable.com/app…/tblXXXXXXXXXXXXXX/…",
            en: "In the same address, right after the base: airtable.com/app…/tblXXXXXXXXXXXXXX/…",
          },
          placeholder: "tblXXXXXXXXXXXXXX",
          maxLength: 255,
          clean: (typed) => /\btbl[A-Za-z0-9]{14}\b/.exec(typed)?.[0] ?? typed,
        },
      ],
      steps: [
        {
          fr: "Ouvrez airtable.com/create/tokens et cliquez sur « Create token ».",
          en: "Open airtable.com/create/tokens and click “Create token”.",
        },
        {
          fr: "Nommez-le SpeedAI et ajoutez trois autorisations (scopes) : data.records:read, data.records:write et schema.bases:read.",
          en: "Name it SpeedAI and add three scopes: data.records:read, data.records:write and schema.bases:read.",
        },
        {
          fr: "Sous « Access », ajoutez uniquement la base à relier.",
          en: "Under “Access”, add only the base to connect.",
        },
        {
          fr: "Créez le jeton, copiez-le aussitôt et collez-le ici.",
          en: "Create the token, copy it at once and paste it here.",
        },
        {
          fr: "Ouvrez ensuite la table dans Airtable, copiez l’adresse de la page et collez-la dans « Base ID » puis dans « Table ID ».",
          en: "Then open the table in Airtable, copy the page’s address and paste it into “Base ID” and again into “Table ID”.",
        },
      ],
      api: {
        base: "https://api.airtable.com",
        authorize: (values) => bearer(values.text("token")),
        explain: explainRefusal,
      },
      probe: [
        {
          step: "login",
          proves: "The token is accepted; where its scopes are told, reading records is among them.",
          request: () => ({ method: "GET", path: "/v0/meta/whoami" }),
          judge: ({ json }) => judgeOwner(json),
        },
        {
          step: "rights",
          proves:
            "The base is open to the token and the table is in it. Without the scope schema.bases:read the next line alone decides.",
          request: (values) => ({ method: "GET", path: `/v0/meta/bases/${values.text("base_id")}/tables` }),
          // Without schema.bases:read the table cannot be named; the sample still proves it.
          tolerates: [403, 404],
          judge: ({ status, json }, values) =>
            status === 200 ? findTable(json, values) : { ok: true, finding: {}, proven: [] },
        },
        {
          step: "sample",
          alsoProves: ["rights"],
          proves: "A row of the table can be read.",
          request: (values) => ({
            method: "GET",
            path: `/v0/${values.text("base_id")}/${encodeURIComponent(values.text("table_id"))}?maxRecords=1`,
          }),
          judge: ({ json }) =>
            Array.isArray(at(json, "records"))
              ? { ok: true, finding: {} }
              : { ok: false, failure: { reason: "unexpected_answer" } },
        },
      ],
    },
  ],
});

/** A 403 on a base is a wrong base, a wrong table or a token without that base: Airtable does not tell which. */
function explainRefusal({ status, text, headers }: Answer): Failure | undefined {
  switch (status) {
    case 401:
      return { reason: "bad_credentials", field: "token" };
    case 403:
    case 404:
      return { reason: "unknown_id", field: "base_id", step: "rights" };
    case 429:
      if (text.includes("BILLING_LIMIT")) return { reason: "quota_exhausted" };
      // The documentation asks for 30 seconds; a header knows better.
      return headers["retry-after"] === undefined ? { reason: "rate_limited", retryAfter: 30 } : undefined;
    default:
      return undefined;
  }
}

/** The token's owner; where the scopes are told, the missing one is named before any base is tried. */
function judgeOwner(json: unknown): Judgement {
  const id = textAt(json, "id");
  if (id === undefined) return { ok: false, failure: { reason: "unexpected_answer" } };
  const scopes = at(json, "scopes");
  if (Array.isArray(scopes) && !scopes.includes("data.records:read")) {
    return { ok: false, failure: { reason: "rights_missing", field: "token", step: "rights" } };
  }
  return { ok: true, finding: { accountId: id, accountLabel: textAt(json, "email") ?? id } };
}

function findTable(json: unknown, values: Values): Judgement {
  const wanted = values.text("table_id");
  const table = listAt(json, "tables").find((item) => [textAt(item, "id"), textAt(item, "name")].includes(wanted));
  const name = textAt(table, "name");
  if (name === undefined) return { ok: false, failure: { reason: "unknown_id", field: "table_id" } };
  return { ok: true, finding: { settings: { table_name: name } } };
}
