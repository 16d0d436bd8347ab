import type { Answer } from "../domain/exchange.ts";
import { at, textAt } from "../domain/json.ts";
import type { Values } from "../domain/values.ts";
import { bearerAccessToken } from "./authorization.ts";
import { defineProvider, type Failure } from "./define.ts";
import { pastedKey } from "./fields/pasted.ts";

/** Every version of the last years answers the two calls of the test; https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta */
const apiVersion = "v62.0";

/** Where a token may be sent. `instance_url` comes from outside and changes when Salesforce moves an organisation. */
const instanceHost = /^([a-z0-9-]+\.)+(salesforce\.com|force\.com|cloudforce\.com|salesforce\.mil)$/;
const myDomainHost =
  /^[a-z0-9][a-z0-9-]*(\.(sandbox|develop|demo|patch|scratch|trailblaze|trial|free))?\.my\.salesforce\.com$/;

const isMyDomain = { field: "environment", equals: ["my_domain"] } as const;

export default defineProvider({
  id: "salesforce",
  name: "Salesforce",
  category: "crm",
  badge: "premium",
  logo: { icon: "logos:salesforce" },
  docsUrl:
    "https://developer.salesforce.com/docs/platform/headless-identity-impl-guide/guide/headless-identity-get-consumer-key.html",
  summary: {
    fr: "Contacts, pistes et opportunités sous les yeux pendant l’appel ; tâches créées après.",
    en: "Contacts, leads and opportunities at hand during the call; tasks created after it.",
  },
  synonyms: ["sales force", "sfdc", "sales cloud", "crm", "force.com", "lightning"],
  access: {
    reads: [
      { fr: "Vos comptes, contacts et pistes", en: "Your accounts, contacts and leads" },
      { fr: "Vos opportunités en cours", en: "Your open opportunities" },
    ],
    writes: [
      { fr: "Une tâche « Appel » terminée, avec son résumé", en: "A completed “Call” task, with its summary" },
      { fr: "Une tâche de suivi, si l’appelant le demande", en: "A follow-up task, when the caller asks for one" },
    ],
    never: [
      { fr: "Vos réglages, vos utilisateurs et vos rapports", en: "Your setup, users and reports" },
      { fr: "La moindre suppression", en: "Any deletion" },
    ],
  },
  facts: {
    sources: [
      "https://help.salesforce.com/s/articleView?id=xcloud.remoteaccess_oauth_web_server_flow.htm",
      "https://help.salesforce.com/s/articleView?id=xcloud.remoteaccess_using_userinfo_endpoint.htm",
      "jsforce (OAuth 2.0 paths, limits header, session errors)",
    ],
    confidence: "documented",
    limits: "Daily quota of the organisation (header Sforce-Limit-Info); at most five live grants per user and app",
    unverified: [
      "Fields of the userinfo answer",
      "Bodies for blocked or unapproved apps",
      "Whether an app of more than two organisations must rotate refresh tokens, use them within 30 days and come from listed addresses",
    ],
  },
  methods: [
    {
      id: "oauth2",
      kind: "oauth2",
      title: { fr: "OAuth 2.0", en: "OAuth 2.0" },
      summary: {
        fr: "Intégration Premium. Vous vous identifiez chez Salesforce ; SpeedAI ne voit jamais votre mot de passe.",
        en: "Premium integration. You sign in at Salesforce; SpeedAI never sees your password.",
      },
      fields: [
        {
          name: "environment",
          type: "select",
          label: { fr: "Environnement", en: "Environment" },
          help: {
            fr: "Laissez « Production », sauf si votre administrateur vous dit autre chose.",
            en: "Leave “Production” unless your administrator tells you otherwise.",
          },
          optional: true,
          adminOnly: true,
          default: "production",
          options: [
            { value: "production", label: { fr: "Production", en: "Production" } },
            { value: "sandbox", label: { fr: "Sandbox (essais)", en: "Sandbox (tests)" } },
            { value: "my_domain", label: { fr: "Mon domaine (My Domain)", en: "My Domain" } },
          ],
        },
        {
          name: "my_domain",
          type: "text",
          label: { fr: "Adresse My Domain", en: "My Domain address" },
          help: {
            fr: "Une adresse qui se termine par .my.salesforce.com.",
            en: "An address that ends with .my.salesforce.com.",
          },
          where: {
            fr: "Configuration › Paramètres de l’entreprise › Mon domaine. L’adresse de votre page Salesforce convient aussi.",
            en: "Setup › Company Settings › My Domain. The address of your Salesforce page works too.",
          },
          placeholder: "acme.my.salesforce.com",
          adminOnly: true,
          visibleIf: isMyDomain,
          clean: cleanMyDomain,
          pattern: myDomainHost,
          maxLength: 120,
        },
        {
          name: "client_id",
          type: "text",
          label: { fr: "Client ID", en: "Client ID" },
          help: {
            fr: "Seulement si votre entreprise impose sa propre application Salesforce.",
            en: "Only if your company insists on its own Salesforce app.",
          },
          where: {
            fr: "Configuration › Gestionnaire d’applications clientes externes › votre application › onglet Paramètres › Paramètres OAuth › « Clé et secret du consommateur ».",
            en: "Setup › External Client App Manager › your app › Settings tab › OAuth Settings › “Consumer Key and Secret”.",
          },
          optional: true,
          adminOnly: true,
          ...pastedKey,
          maxLength: 256,
        },
        {
          name: "client_secret",
          type: "secret",
          label: { fr: "Client Secret", en: "Client Secret" },
          help: { fr: "Va avec le Client ID ci-dessus.", en: "Goes with the Client ID above." },
          where: {
            fr: "Au même endroit que le Client ID : « Secret du consommateur ».",
            en: "In the same place as the Client ID: “Consumer Secret”.",
          },
          optional: true,
          adminOnly: true,
          ...pastedKey,
          maxLength: 256,
        },
      ],
      steps: [
        {
          fr: "Cliquez sur « Connecter Salesforce » : une fenêtre de Salesforce s’ouvre.",
          en: "Click “Connect Salesforce”: a Salesforce window opens.",
        },
        {
          fr: "Identifiez-vous avec un utilisateur qui voit vos contacts et peut créer des tâches.",
          en: "Sign in as a user who sees your contacts and may create tasks.",
        },
        { fr: "Cliquez sur « Autoriser ».", en: "Click “Allow”." },
        {
          fr: "Si Salesforce affiche « Application bloquée », demandez à votre administrateur d’autoriser SpeedAI dans Configuration › Utilisation des applications OAuth connectées.",
          en: "If Salesforce says that the app is blocked, ask your administrator to allow SpeedAI in Setup › Connected Apps OAuth Usage.",
        },
      ],
      oauth: {
        callback: "salesforce",
        issuer: loginUrl,
        authorizationEndpoint: (values) => `${loginUrl(values)}/services/oauth2/authorize`,
        tokenEndpoint: (values) => `${loginUrl(values)}/services/oauth2/token`,
        clientAuthentication: "client_secret_post",
        tokenRequestFormat: "form",
        scopes: [
          {
            name: "api",
            why: { fr: "Lire vos contacts et écrire les tâches", en: "Read your contacts and write tasks" },
          },
          {
            name: "refresh_token",
            why: { fr: "Rester connecté sans vous redemander", en: "Stay connected without asking you again" },
          },
          { name: "id", why: { fr: "Savoir quel compte est relié", en: "Know which account is connected" } },
        ],
        scopeSeparator: " ",
        pkce: true,
        // No expires_in: the organisation's session timeout decides, a 401 is the signal.
        accessTokenLifetime: null,
        refreshTokenRotation: "sometimes",
        revocation: {
          endpoint: (values) => `${loginUrl(values)}/services/oauth2/revoke`,
          token: "refresh_token",
          style: "rfc7009_without_client",
        },
        ownClient: { id: "client_id", secret: "client_secret" },
        tokenFacts: (answer) => {
          const instanceUrl = readInstanceUrl(textAt(answer, "instance_url"));
          if (instanceUrl === undefined) return { ok: false, failure: { reason: "unexpected_answer" } };
          const accountId = /\/id\/(00D[A-Za-z0-9]{12,15})\//.exec(textAt(answer, "id") ?? "")?.[1];
          return { ok: true, settings: { instance_url: instanceUrl }, ...(accountId && { finding: { accountId } }) };
        },
      },
      api: { base: (values) => values.text("instance_url"), authorize: bearerAccessToken, explain },
      probe: [
        {
          step: "login",
          proves: "The token is accepted at the organisation’s own address and belongs to a user of it.",
          request: () => ({ method: "GET", path: "/services/oauth2/userinfo" }),
          judge: ({ json }) => {
            const accountId = textAt(json, "organization_id");
            if (accountId === undefined) return { ok: false, failure: { reason: "unexpected_answer" } };
            const accountLabel = textAt(json, "preferred_username") ?? textAt(json, "email") ?? accountId;
            return { ok: true, finding: { accountId, accountLabel } };
          },
        },
        {
          // Only for the name: a user who may not see it has a working connection all the same.
          step: "sample",
          proves:
            "The organisation’s name and whether it is a sandbox, where the user may read them. A refusal does not fail the test.",
          request: () => ({
            method: "GET",
            path: `/services/data/${apiVersion}/query?q=${encodeURIComponent("SELECT Id, Name, IsSandbox FROM Organization").replaceAll("%20", "+")}`,
          }),
          tolerates: [400, 404],
          judge: ({ json }) => {
            const name = textAt(json, "records", 0, "Name");
            if (name === undefined) return { ok: true, finding: {}, proven: [] };
            const isSandbox = at(json, "records", 0, "IsSandbox") === true;
            return { ok: true, finding: { accountLabel: isSandbox ? `${name} (sandbox)` : name } };
          },
        },
      ],
    },
  ],
});

function loginUrl(values: Values): string {
  switch (values.text("environment")) {
    case "sandbox":
      return "https://test.salesforce.com";
    case "my_domain":
      return `https://${values.text("my_domain")}`;
    default:
      return "https://login.salesforce.com";
  }
}

/** A pasted page address becomes its My Domain: `acme.lightning.force.com` is a place for people, not for OAuth. */
function cleanMyDomain(typed: string): string {
  const host = typed
    .toLowerCase()
    .replace(/^[a-z]+:\/\//, "")
    .replace(/[/?#].*$/, "");
  const name = host.replace(/\.lightning\.force\.com$/, ".my.salesforce.com");
  return /^[a-z0-9][a-z0-9-]*$/.test(name) ? `${name}.my.salesforce.com` : name;
}

/** The origin of an allowed instance, or undefined. */
function readInstanceUrl(text: string | undefined): string | undefined {
  if (text === undefined || !URL.canParse(text)) return undefined;
  const url = new URL(text);
  const isAllowed =
    url.protocol === "https:" && url.port === "" && url.username === "" && instanceHost.test(url.hostname);
  return isAllowed ? url.origin : undefined;
}

/** REST errors are a list `[{errorCode, message}]`; the identity service answers 403 with a bare word. */
function explain(answer: Answer): Failure | undefined {
  if (answer.status < 400) return undefined;
  if (/\b(Bad|Missing|Expired)_OAuth_Token\b/i.test(answer.text)) return { reason: "credentials_expired" };
  const message = textAt(answer.json, 0, "message") ?? "";
  switch (textAt(answer.json, 0, "errorCode")) {
    case "INVALID_SESSION_ID":
      // jsforce names the first two as the ones that no new token will heal.
      return /not valid for use with the REST API|not attached to Agent/i.test(message)
        ? { reason: "rights_missing", step: "rights" }
        : { reason: "credentials_expired" };
    case "REQUEST_LIMIT_EXCEEDED":
      return { reason: "quota_exhausted" };
    case "API_DISABLED_FOR_ORG":
    case "API_CURRENTLY_DISABLED":
      return { reason: "service_disabled" };
    case "INSUFFICIENT_ACCESS":
      return { reason: "rights_missing", step: "rights" };
    default:
      return undefined;
  }
}
