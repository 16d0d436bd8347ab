import type { Answer } from "../domain/exchange.ts";
import { listAt, textAt } from "../domain/json.ts";
import { bearerAccessToken } from "./authorization.ts";
import { defineProvider, type Failure } from "./define.ts";

/** Without these SpeedAI recognises nobody: a consent that lacks them is not a connection. */
const indispensableScopes = ["oauth", "crm.objects.contacts.read"];

export default defineProvider({
  id: "hubspot",
  name: "HubSpot",
  category: "crm",
  badge: "standard",
  logo: { icon: "simple-icons:hubspot", color: "#ff7a59" },
  docsUrl: "https://knowledge.hubspot.com/integrations/connect-apps-to-hubspot",
  summary: {
    fr: "Vos contacts reconnus dès la sonnerie, vos appels consignés sur leur fiche.",
    en: "Your contacts recognised as the phone rings, your calls logged on their record.",
  },
  synonyms: ["hub spot", "crm", "contacts", "portail", "marketing hub", "sales hub"],
  access: {
    reads: [
      { fr: "Vos contacts et vos entreprises", en: "Your contacts and companies" },
      { fr: "Vos transactions en cours", en: "Your open deals" },
    ],
    writes: [
      {
        fr: "Les appels et leur résumé, sur la fiche du contact",
        en: "Calls and their summary, on the contact’s record",
      },
      { fr: "Un nouveau contact, si l’appelant est inconnu", en: "A new contact, when the caller is unknown" },
    ],
    never: [
      { fr: "Vos e-mails, vos campagnes et vos réglages", en: "Your e-mails, campaigns and settings" },
      { fr: "La moindre suppression", en: "Any deletion" },
    ],
  },
  facts: {
    sources: [
      "HubSpot OAuth API 2026-03 (OpenAPI, HubSpot-public-api-spec-collection)",
      "https://developers.hubspot.com/docs/api-reference/account-account-info-v3/details",
      "https://developers.hubspot.com/docs/developer-tooling/platform/usage-guidelines",
    ],
    confidence: "documented",
    limits: "100 requests per 10 seconds per app and account; search 5 per second per account",
    unverified: [
      "Error categories other than MISSING_SCOPES",
      "PKCE is accepted but may be ignored",
      "Whether refresh tokens of the 2026-03 endpoints ever rotate (a returned one is kept)",
    ],
  },
  methods: [
    {
      id: "oauth2",
      kind: "oauth2",
      title: { fr: "OAuth 2.0", en: "OAuth 2.0" },
      summary: {
        fr: "Vous vous identifiez chez HubSpot ; SpeedAI ne voit jamais votre mot de passe.",
        en: "You sign in at HubSpot; SpeedAI never sees your password.",
      },
      fields: [],
      steps: [
        {
          fr: "Cliquez sur « Connecter HubSpot » : une fenêtre de HubSpot s’ouvre.",
          en: "Click “Connect HubSpot”: a HubSpot window opens.",
        },
        {
          fr: "Identifiez-vous avec un compte super-administrateur, ou demandez à la personne qui gère votre HubSpot.",
          en: "Sign in with a super admin account, or ask the person who runs your HubSpot.",
        },
        {
          fr: "Choisissez le compte à relier, si vous en avez plusieurs.",
          en: "Choose the account to connect, if you have several.",
        },
        {
          fr: "Vérifiez les accès demandés, puis cliquez sur « Connecter l’application ».",
          en: "Check the access asked for, then click “Connect app”.",
        },
      ],
      oauth: {
        callback: "hubspot",
        issuer: "https://app.hubspot.com",
        authorizationEndpoint: "https://app.hubspot.com/oauth/authorize",
        // The v1 endpoints close on 2027-02-16; these take everything in the form body.
        tokenEndpoint: "https://api.hubapi.com/oauth/2026-03/token",
        clientAuthentication: "client_secret_post",
        tokenRequestFormat: "form",
        scopes: [
          {
            name: "oauth",
            why: { fr: "Savoir quel compte HubSpot est relié", en: "Know which HubSpot account is connected" },
          },
          {
            name: "crm.objects.contacts.read",
            why: { fr: "Reconnaître vos clients quand ils appellent", en: "Recognise your customers when they call" },
          },
          {
            name: "crm.objects.contacts.write",
            why: {
              fr: "Consigner les appels et créer les nouveaux contacts",
              en: "Log calls and create new contacts",
            },
          },
          {
            name: "crm.objects.companies.read",
            why: {
              fr: "Savoir pour quelle entreprise la personne appelle",
              en: "Know which company the caller works for",
            },
          },
          {
            name: "crm.objects.deals.read",
            why: { fr: "Voir les transactions en cours de l’appelant", en: "See the caller’s open deals" },
          },
        ],
        scopeSeparator: " ",
        pkce: true,
        accessTokenLifetime: 1800,
        refreshTokenRotation: "sometimes",
        revocation: {
          endpoint: "https://api.hubapi.com/oauth/2026-03/token/revoke",
          token: "refresh_token",
          style: "rfc7009",
        },
        tokenFacts: (answer) => {
          // The OpenAPI file writes snake case, one page of the docs camel case.
          const portalId = textAt(answer, "hub_id") ?? textAt(answer, "hubId");
          const granted = listAt(answer, "scopes");
          if (granted.length > 0 && !indispensableScopes.every((scope) => granted.includes(scope))) {
            return { ok: false, failure: { reason: "consent_incomplete" } };
          }
          if (portalId === undefined) return { ok: true };
          return { ok: true, secrets: { portal_id: portalId }, finding: { accountId: portalId } };
        },
      },
      api: { base: "https://api.hubapi.com", authorize: bearerAccessToken, explain },
      probe: [
        {
          step: "login",
          proves: "The token is accepted, and the account behind it tells its number, which is the portal_id.",
          request: () => ({ method: "GET", path: "/account-info/2026-03/details" }),
          judge: ({ json }) => {
            const portalId = textAt(json, "portalId");
            if (portalId === undefined) return { ok: false, failure: { reason: "unexpected_answer" } };
            return { ok: true, finding: { accountId: portalId, accountLabel: describePortal(json, portalId) } };
          },
        },
      ],
    },
  ],
});

/** The portal's number is sealed; its last four digits are enough for a person who has several. */
function describePortal(json: unknown, portalId: string): string {
  const kind = textAt(json, "accountType") ?? "STANDARD";
  const parts = ["HubSpot", `…${portalId.slice(-4)}`, textAt(json, "companyCurrency")];
  const label = parts.filter((part) => part !== undefined).join(" · ");
  return kind === "STANDARD" ? label : `${label} (${kind.toLowerCase().replaceAll("_", " ")})`;
}

/** https://developers.hubspot.com/docs/api-reference/error-handling */
function explain(answer: Answer): Failure | undefined {
  const category = textAt(answer.json, "category");
  if (category === "EXPIRED_AUTHENTICATION") return { reason: "credentials_expired" };
  if (category === "MISSING_SCOPES") return { reason: "rights_missing", step: "rights" };
  if (answer.status === 429 && textAt(answer.json, "policyName") === "DAILY") return { reason: "quota_exhausted" };
  return undefined;
}
