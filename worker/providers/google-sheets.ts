import type { Answer } from "../domain/exchange.ts";
import { listAt, textAt } from "../domain/json.ts";
import { bearerAccessToken } from "./authorization.ts";
import { defineProvider, type Failure } from "./define.ts";

const spreadsheetsScope = "https://www.googleapis.com/auth/spreadsheets";

export default defineProvider({
  id: "google_sheets",
  name: "Google Sheets",
  category: "database",
  badge: "standard",
  logo: { icon: "simple-icons:googlesheets", color: "#188038" },
  docsUrl: "https://support.google.com/docs/answer/2494822",
  summary: {
    fr: "Votre feuille de calcul reliée : clients reconnus, appels ajoutés ligne par ligne.",
    en: "Your spreadsheet connected: customers recognised, calls added row by row.",
  },
  synonyms: ["google", "feuille de calcul", "tableur", "excel", "sheet", "spreadsheet", "drive", "gsheet"],
  access: {
    reads: [{ fr: "La feuille de calcul indiquée", en: "The given spreadsheet" }],
    writes: [
      {
        fr: "Une ligne par appel à la fin de la feuille, si vous l’activez",
        en: "One row per call at the end of the sheet, if you switch it on",
      },
    ],
    never: [
      {
        fr: "Vos autres fichiers, bien que l’écran de Google cite toutes vos feuilles de calcul",
        en: "Your other files, although Google’s screen names all your spreadsheets",
      },
      { fr: "La moindre suppression", en: "Any deletion" },
    ],
  },
  facts: {
    sources: [
      "https://developers.google.com/identity/protocols/oauth2/web-server",
      "https://developers.google.com/workspace/sheets/api/reference/rest/v4/spreadsheets/get",
      "https://developers.google.com/workspace/sheets/api/limits",
      "npm packages google-auth-library and @googleapis/sheets",
    ],
    confidence: "documented",
    limits:
      "300 reads and 300 writes a minute for all customers together, 60 per user; the scope is sensitive: Google verifies the app before the public may consent",
    unverified: [
      "At most 100 live refresh tokens per user and client; 7 days while the consent screen is in testing",
      "Answer for an Excel file that is only stored in Drive (400 FAILED_PRECONDITION)",
    ],
  },
  methods: [
    {
      id: "oauth2",
      kind: "oauth2",
      title: { fr: "OAuth", en: "OAuth" },
      fields: [
        {
          name: "spreadsheet_id",
          type: "text",
          label: { fr: "Identifiant de la feuille (Spreadsheet ID)", en: "Spreadsheet ID" },
          help: {
            fr: "Collez simplement l’adresse de votre feuille : l’identifiant en est extrait.",
            en: "Simply paste your spreadsheet’s address: the ID is taken out of it.",
          },
          where: {
            fr: "Ouvrez la feuille dans votre navigateur et copiez l’adresse : docs.google.com/spreadsheets/d/…/edit",
            en: "Open the spreadsheet in your browser and copy the address: docs.google.com/spreadsheets/d/…/edit",
          },
          placeholder: "https://docs.google.com/spreadsheets/d/…",
          maxLength: 2048,
          pattern: /^[A-Za-z0-9_-]{20,128}$/,
          clean: (typed) => /\/spreadsheets\/(?:u\/\d+\/)?d\/([A-Za-z0-9_-]+)/.exec(typed)?.[1] ?? typed,
        },
      ],
      steps: [
        {
          fr: "Ouvrez la feuille dans Google Sheets et copiez l’adresse de la page.",
          en: "Open the spreadsheet in Google Sheets and copy the page’s address.",
        },
        {
          fr: "Collez-la ici, puis cliquez sur « Connecter Google Sheets » : la page de Google s’ouvre.",
          en: "Paste it here, then click “Connect Google Sheets”: Google’s page opens.",
        },
        {
          fr: "Choisissez le compte Google qui a accès à cette feuille et laissez toutes les cases cochées.",
          en: "Choose the Google account that can open this spreadsheet and leave every box ticked.",
        },
        {
          fr: "Si le fichier est un document Excel (.xlsx), enregistrez-le d’abord au format Google Sheets : Fichier › Enregistrer au format Google Sheets.",
          en: "If the file is an Excel document (.xlsx), save it as a Google Sheet first: File › Save as Google Sheets.",
        },
      ],
      oauth: {
        callback: "google",
        issuer: "https://accounts.google.com",
        authorizationEndpoint: "https://accounts.google.com/o/oauth2/v2/auth",
        tokenEndpoint: "https://oauth2.googleapis.com/token",
        clientAuthentication: "client_secret_post",
        tokenRequestFormat: "form",
        scopes: [
          {
            name: "openid",
            why: {
              fr: "Reconnaître votre compte lors d’une reconnexion",
              en: "Recognise your account when you reconnect",
            },
          },
          { name: "email", why: { fr: "Afficher le compte relié", en: "Show which account is connected" } },
          {
            name: spreadsheetsScope,
            why: {
              fr: "Lire la feuille indiquée et y ajouter des lignes",
              en: "Read the given spreadsheet and add rows to it",
            },
          },
        ],
        scopeSeparator: " ",
        pkce: true,
        // A refresh token comes only with these two.
        authorizationParameters: { access_type: "offline", prompt: "consent", include_granted_scopes: "true" },
        accessTokenLifetime: 3599,
        refreshTokenRotation: "never",
        revocation: {
          endpoint: "https://oauth2.googleapis.com/revoke",
          token: "refresh_token",
          style: "rfc7009_without_client",
        },
        tokenFacts: (answer) => {
          // Google lets people untick single permissions.
          const granted = textAt(answer, "scope")?.split(" ");
          return granted === undefined || granted.includes(spreadsheetsScope)
            ? { ok: true }
            : { ok: false, failure: { reason: "consent_incomplete" } };
        },
      },
      api: {
        base: "https://sheets.googleapis.com",
        authorize: bearerAccessToken,
        explain: explainStatus,
      },
      probe: [
        {
          step: "login",
          proves: "The token is accepted and belongs to a Google account.",
          request: () => ({ method: "GET", path: "https://openidconnect.googleapis.com/v1/userinfo" }),
          judge: ({ json }) => {
            const id = textAt(json, "sub");
            const email = textAt(json, "email");
            if (id === undefined) return { ok: false, failure: { reason: "unexpected_answer" } };
            return { ok: true, finding: { accountId: id, ...(email !== undefined && { accountLabel: email }) } };
          },
        },
        {
          step: "sample",
          alsoProves: ["rights"],
          proves: "The spreadsheet exists, is a Google Sheet and is open to the account.",
          request: (values) => ({
            method: "GET",
            path: `/v4/spreadsheets/${values.text("spreadsheet_id")}?fields=spreadsheetId,properties.title,sheets.properties(sheetId,title)`,
          }),
          judge: ({ json }, values) => {
            const title = textAt(json, "properties", "title");
            return textAt(json, "spreadsheetId") === values.text("spreadsheet_id")
              ? { ok: true, finding: title === undefined ? {} : { settings: { spreadsheet_title: title } } }
              : { ok: false, failure: { reason: "unexpected_answer" } };
          },
        },
      ],
    },
  ],
});

/** `error.status` and the machine-readable reason in its details (google.rpc.ErrorInfo). */
function explainStatus({ status, json }: Answer): Failure | undefined {
  const details = listAt(json, "error", "details").map((detail) => textAt(detail, "reason"));
  if (details.includes("SERVICE_DISABLED")) return { reason: "service_disabled" };
  if (details.includes("ACCESS_TOKEN_SCOPE_INSUFFICIENT")) return { reason: "consent_incomplete", step: "rights" };
  switch (status) {
    case 403:
      return { reason: "rights_missing", field: "spreadsheet_id", step: "rights" };
    case 400:
    case 404:
      return { reason: "unknown_id", field: "spreadsheet_id", step: "rights" };
    default:
      return undefined;
  }
}
