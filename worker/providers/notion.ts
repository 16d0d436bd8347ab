import { isRecord, listAt, textAt } from "../domain/json.ts";
import { cleanUuid } from "../domain/pasted.ts";
import { bearerAccessToken } from "./authorization.ts";
import { defineProvider, type Failure, type Judgement } from "./define.ts";
import { pastedUuid } from "./fields/pasted.ts";

/** Databases have data sources since this version. */
const version = "2025-09-03";

export default defineProvider({
  id: "notion",
  name: "Notion",
  category: "database",
  badge: "standard",
  logo: { icon: "logos:notion-icon" },
  docsUrl: "https://www.notion.com/help/add-and-manage-connections-with-the-api",
  summary: {
    fr: "Votre base Notion devient fichier clients, cahier de réservations ou journal d’appels.",
    en: "Your Notion database becomes a customer file, a booking book or a call log.",
  },
  synonyms: ["wiki", "base de données", "database", "notes", "tableau", "workspace"],
  access: {
    reads: [
      {
        fr: "La base indiquée et ses pages, si vous les partagez pendant l’autorisation",
        en: "The given database and its pages, if you share them when you authorise",
      },
    ],
    writes: [
      {
        fr: "Une page par appel dans cette base, si vous l’activez",
        en: "One page per call in that database, if you switch it on",
      },
    ],
    never: [
      { fr: "Les pages que vous n’avez pas partagées", en: "Pages that you did not share" },
      { fr: "La moindre suppression", en: "Any deletion" },
    ],
  },
  facts: {
    sources: [
      "https://developers.notion.com/docs/authorization",
      "https://developers.notion.com/reference/retrieve-a-database",
      "https://developers.notion.com/reference/status-codes",
      "npm package @notionhq/client",
    ],
    confidence: "documented",
    limits: "About 3 requests a second per connection; 429 with Retry-After",
    unverified: [
      "Life of an access token (none is stated): a 401 is the signal to refresh",
      "What happens to the former refresh token after use",
      "A database with several data sources: the first one is used",
    ],
  },
  methods: [
    {
      id: "oauth2",
      kind: "oauth2",
      title: { fr: "OAuth", en: "OAuth" },
      fields: [
        {
          name: "database_id",
          type: "text",
          label: { fr: "Identifiant de la base (Database ID)", en: "Database ID" },
          help: {
            fr: "Collez simplement le lien de votre base : l’identifiant en est extrait.",
            en: "Simply paste your database’s link: the ID is taken out of it.",
          },
          where: {
            fr: "Dans Notion, ouvrez la base en pleine page, puis ••• › « Copier le lien ».",
            en: "In Notion, open the database as a full page, then ••• › “Copy link”.",
          },
          placeholder: "https://www.notion.so/…",
          maxLength: 2048,
          ...pastedUuid,
          clean: cleanDatabaseId,
        },
      ],
      steps: [
        {
          fr: "Dans Notion, ouvrez la base à relier en pleine page et copiez son lien (menu •••).",
          en: "In Notion, open the database to connect as a full page and copy its link (••• menu).",
        },
        {
          fr: "Collez le lien ici, puis cliquez sur « Connecter Notion » : la page de Notion s’ouvre.",
          en: "Paste the link here, then click “Connect Notion”: Notion’s page opens.",
        },
        {
          fr: "Choisissez votre espace de travail, cliquez sur « Sélectionner des pages » et cochez cette base. Sans cela, SpeedAI ne la verra pas.",
          en: "Choose your workspace, click “Select pages” and tick this database. Otherwise SpeedAI will not see it.",
        },
        { fr: "Cliquez sur « Autoriser l’accès ».", en: "Click “Allow access”." },
      ],
      oauth: {
        callback: "notion",
        issuer: "https://api.notion.com",
        authorizationEndpoint: "https://api.notion.com/v1/oauth/authorize",
        tokenEndpoint: "https://api.notion.com/v1/oauth/token",
        clientAuthentication: "client_secret_basic",
        tokenRequestFormat: "json",
        tokenHeaders: { "notion-version": version },
        // What the connection may do is set at Notion; the person picks pages during consent.
        scopes: [],
        scopeSeparator: " ",
        pkce: false,
        authorizationParameters: { owner: "user" },
        accessTokenLifetime: null,
        refreshTokenRotation: "always",
        revocation: { endpoint: "https://api.notion.com/v1/oauth/revoke", token: "access_token", style: "rfc7009" },
        tokenFacts: (answer) => {
          const workspace = textAt(answer, "workspace_id");
          const finding = {
            ...(workspace !== undefined && { accountId: workspace }),
            accountLabel: textAt(answer, "workspace_name") ?? "Notion",
          };
          return { ok: true, finding };
        },
      },
      api: {
        base: "https://api.notion.com",
        authorize: (values) => ({
          ...bearerAccessToken(values),
          "notion-version": version,
          "content-type": "application/json",
        }),
        explain: ({ json }) => explainCode(json),
      },
      probe: [
        {
          step: "login",
          proves: "The token is accepted.",
          request: () => ({ method: "GET", path: "/v1/users/me" }),
          judge: ({ json }) =>
            textAt(json, "id") === undefined
              ? { ok: false, failure: { reason: "unexpected_answer" } }
              : { ok: true, finding: {} },
        },
        {
          step: "rights",
          proves: "The database is shared with SpeedAI and has a data source.",
          request: (values) => ({ method: "GET", path: `/v1/databases/${values.text("database_id")}` }),
          judge: ({ json }) => readDatabase(json),
        },
        {
          step: "sample",
          proves: "A row of the data source can be read.",
          // Learnt by the line before.
          request: (values) => ({
            method: "POST",
            path: `/v1/data_sources/${values.text("data_source_id")}/query`,
            body: '{"page_size":1}',
          }),
          judge: () => ({ ok: true, finding: {} }),
        },
      ],
    },
  ],
});

function explainCode(json: unknown): Failure | undefined {
  if (!isRecord(json) || textAt(json, "object") !== "error") return undefined;
  switch (textAt(json, "code")) {
    case "unauthorized":
      return { reason: "bad_credentials" };
    case "restricted_resource":
      return { reason: "rights_missing", step: "rights" };
    // Notion says the same for an unknown database and for one that was not shared.
    case "object_not_found":
    case "validation_error":
      return { reason: "unknown_id", field: "database_id", step: "rights" };
    default:
      return undefined;
  }
}

function readDatabase(json: unknown): Judgement {
  const dataSource = textAt(json, "data_sources", 0, "id");
  if (dataSource === undefined) return { ok: false, failure: { reason: "unknown_id", field: "database_id" } };
  const title = listAt(json, "title")
    .map((piece) => textAt(piece, "plain_text") ?? "")
    .join("");
  return {
    ok: true,
    finding: { settings: { data_source_id: dataSource, ...(title !== "" && { database_title: title }) } },
  };
}

/** The 32 hexadecimal digits that end the path of a Notion link, with or without dashes. */
function cleanDatabaseId(typed: string): string {
  const path = typed.replace(/[?#].*$/s, "").replace(/\/+$/, "");
  const digits = /[0-9a-f]{32}$/i.exec(path.slice(path.lastIndexOf("/") + 1).replaceAll("-", ""))?.[0];
  return cleanUuid(digits?.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5") ?? typed);
}
