import type { Answer } from "../domain/exchange.ts";
import { textAt } from "../domain/json.ts";
import type { Values } from "../domain/values.ts";
import { defineProvider, type Failure } from "./define.ts";

interface DataCentre {
  readonly accounts: string;
  readonly api: string;
}

/** https://www.zoho.com/crm/developer/docs/api/v8/multi-dc.html: the only hosts that get the client's secret or a token. */
const dataCentres: Readonly<Record<string, DataCentre>> = {
  eu: { accounts: "https://accounts.zoho.eu", api: "https://www.zohoapis.eu" },
  us: { accounts: "https://accounts.zoho.com", api: "https://www.zohoapis.com" },
  in: { accounts: "https://accounts.zoho.in", api: "https://www.zohoapis.in" },
  au: { accounts: "https://accounts.zoho.com.au", api: "https://www.zohoapis.com.au" },
  cn: { accounts: "https://accounts.zoho.com.cn", api: "https://www.zohoapis.com.cn" },
  jp: { accounts: "https://accounts.zoho.jp", api: "https://www.zohoapis.jp" },
  ca: { accounts: "https://accounts.zohocloud.ca", api: "https://www.zohoapis.ca" },
  sa: { accounts: "https://accounts.zoho.sa", api: "https://www.zohoapis.sa" },
  uk: { accounts: "https://accounts.zoho.uk", api: "https://www.zohoapis.uk" },
};

export default defineProvider({
  id: "zoho",
  name: "Zoho CRM",
  category: "crm",
  badge: "standard",
  logo: { icon: "logos:zoho" },
  docsUrl: "https://www.zoho.com/crm/developer/docs/api/v8/multi-dc.html",
  summary: {
    fr: "Contacts et prospects reconnus, appels inscrits dans votre journal Zoho.",
    en: "Contacts and leads recognised, calls written into your Zoho log.",
  },
  synonyms: ["zoho", "zohocrm", "crm", "bigin", "prospects", "leads"],
  access: {
    reads: [
      { fr: "Vos contacts, prospects et affaires", en: "Your contacts, leads and deals" },
      { fr: "Le nom de votre entreprise et ses utilisateurs", en: "Your company’s name and its users" },
    ],
    writes: [
      { fr: "Les appels et les rendez-vous", en: "Calls and appointments" },
      { fr: "Un nouveau prospect, si l’appelant est inconnu", en: "A new lead, when the caller is unknown" },
    ],
    never: [
      { fr: "Vos e-mails, vos factures et vos réglages", en: "Your e-mails, invoices and settings" },
      { fr: "La moindre suppression", en: "Any deletion" },
    ],
  },
  facts: {
    sources: [
      "https://www.zoho.com/crm/developer/docs/api/v8/auth-request.html",
      "https://www.zoho.com/accounts/protocol/oauth/multi-dc.html",
      "Zoho CRM v8 OpenAPI (organization, contacts)",
    ],
    confidence: "documented",
    limits: "10 access tokens per 10 minutes and refresh token; 20 refresh tokens per user; daily credits by edition",
    unverified: ["API host of the UK data centre", "HTTP status of token errors", "Names of the error codes"],
  },
  methods: [
    {
      id: "oauth2",
      kind: "oauth2",
      title: { fr: "OAuth 2.0", en: "OAuth 2.0" },
      summary: {
        fr: "Vous vous identifiez chez Zoho ; SpeedAI ne voit jamais votre mot de passe.",
        en: "You sign in at Zoho; SpeedAI never sees your password.",
      },
      fields: [
        {
          name: "region",
          type: "select",
          label: { fr: "Région", en: "Region" },
          help: { fr: "Le pays où Zoho garde vos données.", en: "The country where Zoho keeps your data." },
          where: {
            fr: "Regardez la fin de l’adresse quand Zoho CRM est ouvert : crm.zoho.eu est l’Europe, crm.zoho.com les États-Unis.",
            en: "Look at the end of the address when Zoho CRM is open: crm.zoho.eu is Europe, crm.zoho.com the United States.",
          },
          default: "eu",
          options: [
            { value: "eu", label: { fr: "Europe (zoho.eu)", en: "Europe (zoho.eu)" } },
            { value: "us", label: { fr: "États-Unis (zoho.com)", en: "United States (zoho.com)" } },
            { value: "uk", label: { fr: "Royaume-Uni (zoho.uk)", en: "United Kingdom (zoho.uk)" } },
            { value: "ca", label: { fr: "Canada (zohocloud.ca)", en: "Canada (zohocloud.ca)" } },
            { value: "in", label: { fr: "Inde (zoho.in)", en: "India (zoho.in)" } },
            { value: "au", label: { fr: "Australie (zoho.com.au)", en: "Australia (zoho.com.au)" } },
            { value: "jp", label: { fr: "Japon (zoho.jp)", en: "Japan (zoho.jp)" } },
            { value: "sa", label: { fr: "Arabie saoudite (zoho.sa)", en: "Saudi Arabia (zoho.sa)" } },
            { value: "cn", label: { fr: "Chine (zoho.com.cn)", en: "China (zoho.com.cn)" } },
          ],
        },
      ],
      steps: [
        {
          fr: "Choisissez votre région : en France, c’est presque toujours l’Europe.",
          en: "Choose your region: in France it is nearly always Europe.",
        },
        {
          fr: "Cliquez sur « Connecter Zoho CRM » : une fenêtre de Zoho s’ouvre.",
          en: "Click “Connect Zoho CRM”: a Zoho window opens.",
        },
        {
          fr: "Identifiez-vous avec le compte qui voit tous les contacts utiles à l’accueil.",
          en: "Sign in with the account that sees all contacts your front desk needs.",
        },
        {
          fr: "Vérifiez les accès demandés, puis cliquez sur « Accepter ».",
          en: "Check the access asked for, then click “Accept”.",
        },
      ],
      oauth: {
        callback: "zoho",
        issuer: (values) => dataCentreOf(values).accounts,
        authorizationEndpoint: (values) => `${dataCentreOf(values).accounts}/oauth/v2/auth`,
        tokenEndpoint: (values) => `${dataCentreOf(values).accounts}/oauth/v2/token`,
        clientAuthentication: "client_secret_post",
        tokenRequestFormat: "form",
        scopes: [
          {
            name: "ZohoCRM.org.READ",
            why: { fr: "Savoir quelle entreprise est reliée", en: "Know which company is connected" },
          },
          {
            name: "ZohoCRM.modules.contacts.READ",
            why: { fr: "Reconnaître vos clients quand ils appellent", en: "Recognise your customers when they call" },
          },
          {
            name: "ZohoCRM.modules.leads.ALL",
            why: { fr: "Reconnaître les prospects et créer les nouveaux", en: "Recognise leads and create new ones" },
          },
          {
            name: "ZohoCRM.modules.deals.READ",
            why: { fr: "Voir les affaires en cours de l’appelant", en: "See the caller’s open deals" },
          },
          { name: "ZohoCRM.modules.calls.ALL", why: { fr: "Inscrire les appels", en: "Log the calls" } },
          {
            name: "ZohoCRM.modules.events.ALL",
            why: { fr: "Noter les rendez-vous pris", en: "Note the appointments made" },
          },
          {
            name: "ZohoCRM.users.READ",
            why: { fr: "Confier un suivi à la bonne personne", en: "Give a follow-up to the right person" },
          },
        ],
        scopeSeparator: ",",
        pkce: false,
        authorizationParameters: { access_type: "offline", prompt: "consent" },
        accessTokenLifetime: 3600,
        refreshTokenRotation: "never",
        revocation: {
          endpoint: (values) => `${dataCentreOf(values).accounts}/oauth/v2/token/revoke`,
          token: "refresh_token",
          style: "query",
        },
        // The client's secret may differ per data centre.
        clientVariant: (values) => values.text("region").toUpperCase() || undefined,
        callbackFacts: async (parameters, values) => {
          // Zoho moves people to their own data centre; the code is exchanged there, and only at a host of the table.
          const server = parameters.get("accounts-server");
          if (server === null) return { ok: true, settings: { region: values.text("region") } };
          const region = Object.keys(dataCentres).find(
            (key) => dataCentres[key]?.accounts === server.replace(/\/$/, ""),
          );
          return region === undefined
            ? { ok: false, failure: { reason: "issuer_mismatch" } }
            : { ok: true, settings: { region } };
        },
        tokenFacts: (answer, values) => {
          const given = textAt(answer, "api_domain")?.replace(/\/$/, "");
          const apiDomain = given ?? dataCentreOf(values).api;
          const isKnown = Object.values(dataCentres).some((centre) => centre.api === apiDomain);
          return isKnown
            ? { ok: true, settings: { api_domain: apiDomain } }
            : { ok: false, failure: { reason: "unexpected_answer" } };
        },
      },
      api: {
        base: (values) => values.text("api_domain"),
        authorize: (values) => ({ authorization: `Zoho-oauthtoken ${values.text("access_token")}` }),
        explain,
      },
      probe: [
        {
          step: "login",
          proves: "The token is accepted in its data centre and may read the company’s details.",
          request: () => ({ method: "GET", path: "/crm/v8/org" }),
          judge: ({ json }) => {
            const accountId = textAt(json, "org", 0, "id") ?? textAt(json, "org", 0, "zgid");
            const name = textAt(json, "org", 0, "company_name");
            if (accountId === undefined || name === undefined)
              return { ok: false, failure: { reason: "unexpected_answer" } };
            const type = textAt(json, "org", 0, "type") ?? "Production";
            const accountLabel = type === "Production" ? name : `${name} (${type.toLowerCase()})`;
            return { ok: true, finding: { accountId, accountLabel } };
          },
        },
      ],
    },
  ],
});

function dataCentreOf(values: Values): DataCentre {
  const region = values.text("region");
  const centre = Object.hasOwn(dataCentres, region) ? dataCentres[region] : undefined;
  if (centre === undefined) throw new Error("a Zoho connection has no region of the table");
  return centre;
}

/** Envelope `{status, code, message, details}`; also met inside a 200. */
function explain(answer: Answer): Failure | undefined {
  switch (textAt(answer.json, "code")) {
    case "INVALID_TOKEN":
    case "AUTHENTICATION_FAILURE":
      return { reason: "credentials_expired" };
    case "OAUTH_SCOPE_MISMATCH":
    case "NO_PERMISSION":
      return { reason: "rights_missing", step: "rights" };
    case "TOO_MANY_REQUESTS":
      return { reason: "rate_limited" };
    case "LICENSE_EXPIRED":
      return { reason: "account_frozen" };
    default:
      return textAt(answer.json, "status") === "error" && answer.status < 400
        ? { reason: "unexpected_answer" }
        : undefined;
  }
}
