import type { Answer } from "../domain/exchange.ts";
import { textAt } from "../domain/json.ts";
import { cleanKey } from "../domain/pasted.ts";
import type { Values } from "../domain/values.ts";
import { bearer } from "./authorization.ts";
import { defineProvider, type Failure, type Finding } from "./define.ts";

export default defineProvider({
  id: "stripe",
  name: "Stripe",
  category: "ecommerce",
  badge: "standard",
  logo: { icon: "logos:stripe" },
  docsUrl: "https://docs.stripe.com/keys",
  summary: {
    fr: "Paiements, acomptes et remboursements : l’accueil sait ce qui a été réglé.",
    en: "Payments, deposits and refunds: the front desk knows what has been paid.",
  },
  synonyms: ["stripe", "paiement", "payment", "acompte", "carte bancaire", "encaissement", "tpe"],
  access: {
    reads: [
      { fr: "Vos clients et l’état de leurs paiements", en: "Your customers and the state of their payments" },
      { fr: "Les événements que Stripe nous envoie", en: "The events that Stripe sends us" },
    ],
    writes: [],
    never: [
      { fr: "Vos numéros de carte : Stripe ne les donne à personne", en: "Card numbers: Stripe gives them to nobody" },
      { fr: "Un débit, un remboursement ou un virement", en: "A charge, a refund or a payout" },
    ],
  },
  facts: {
    sources: [
      "https://docs.stripe.com/keys",
      "https://docs.stripe.com/webhooks/signature",
      "https://docs.stripe.com/api/errors",
      "stripe (official client for Node.js)",
    ],
    confidence: "documented",
    limits: "About 100 requests per second live, 25 in test mode",
    unverified: ["Rate limits", "Exact sentence of a 401", "A webhook secret proves itself only by its first event"],
  },
  methods: [
    {
      id: "credentials",
      kind: "credentials",
      title: { fr: "API + Webhook", en: "API + webhook" },
      summary: {
        fr: "Une clé secrète ou limitée, et le secret de la destination d’événements.",
        en: "A secret or restricted key, and the secret of the event destination.",
      },
      fields: [
        {
          name: "secret_key",
          type: "secret",
          label: { fr: "Secret Key", en: "Secret key" },
          help: {
            fr: "Commence par « sk_ » ou, mieux, par « rk_ » (clé limitée). La clé publiable « pk_ » ne convient pas.",
            en: "Begins with “sk_” or, better, with “rk_” (restricted key). The publishable key “pk_” will not do.",
          },
          where: { fr: "Stripe › Développeurs › Clés API.", en: "Stripe › Developers › API keys." },
          clean: cleanKey,
          refuses: [{ pattern: /^pk_/, code: "publishable_key" }],
          pattern: /^(sk|rk)_(live|test)_[A-Za-z0-9]{4,}$/,
          maxLength: 256,
        },
        {
          name: "webhook_secret",
          type: "secret",
          label: { fr: "Webhook Secret", en: "Webhook secret" },
          help: { fr: "Commence par « whsec_ ».", en: "Begins with “whsec_”." },
          where: {
            fr: "Stripe › Développeurs › Webhooks › votre destination › « Clé secrète de signature ».",
            en: "Stripe › Developers › Webhooks › your destination › “Signing secret”.",
          },
          clean: cleanKey,
          pattern: /^whsec_[A-Za-z0-9+/=_-]{4,}$/,
          maxLength: 256,
        },
      ],
      steps: [
        {
          fr: "Dans Stripe, ouvrez « Développeurs » › « Clés API » et cliquez sur « Créer une clé limitée ».",
          en: "In Stripe, open “Developers” › “API keys” and click “Create restricted key”.",
        },
        {
          fr: "Donnez-lui la lecture des clients, des paiements et des événements, puis copiez la clé ici.",
          en: "Give it read access to customers, payments and events, then copy the key here.",
        },
        {
          fr: "Ouvrez « Développeurs » › « Webhooks » et ajoutez une destination avec l’adresse que SpeedAI affiche dans le formulaire.",
          en: "Open “Developers” › “Webhooks” and add a destination with the address that SpeedAI shows in the form.",
        },
        {
          fr: "Copiez la clé secrète de signature de cette destination ici, puis cliquez sur « Tester et connecter ».",
          en: "Copy that destination’s signing secret here, then click “Test and connect”.",
        },
      ],
      inbound: { verifier: "stripe", secretField: "webhook_secret" },
      api: {
        base: "https://api.stripe.com",
        authorize: (values) => bearer(values.text("secret_key")),
        explain,
      },
      probe: [
        {
          step: "login",
          proves:
            "The key is genuine, and its account is known. A restricted key that may not read the account proves itself by the refusal, which names the account.",
          request: () => ({ method: "GET", path: "/v1/account" }),
          // Restricted keys seldom may read the account; that refusal comes only to a genuine key and names the account.
          tolerates: [403],
          judge: (answer, values) => {
            if (answer.status !== 403) return judgeAccount(answer, values);
            if (!isRestricted(values)) return { ok: false, failure: { reason: "rights_missing", step: "rights" } };
            const accountId = /acct_[A-Za-z0-9]+/.exec(textAt(answer.json, "error", "message") ?? "")?.[0];
            const finding = describeAccount(accountId, accountId ?? "Stripe", values);
            return { ok: true, finding };
          },
        },
        {
          step: "rights",
          alsoProves: ["sample"],
          proves: "Restricted keys only: the key may read customers (GET /v1/customers?limit=1).",
          request: (values) => (isRestricted(values) ? { method: "GET", path: "/v1/customers?limit=1" } : undefined),
          judge: () => ({ ok: true, finding: {} }),
        },
      ],
    },
  ],
});

function isRestricted(values: Values): boolean {
  return values.text("secret_key").startsWith("rk_");
}

function judgeAccount({ json }: Answer, values: Values) {
  const accountId = textAt(json, "id");
  if (accountId === undefined) return { ok: false, failure: { reason: "unexpected_answer" } } as const;
  const name =
    textAt(json, "settings", "dashboard", "display_name") ?? textAt(json, "business_profile", "name") ?? accountId;
  // A key without restrictions has every right.
  const proven = isRestricted(values) ? (["login"] as const) : (["login", "rights"] as const);
  return { ok: true, finding: describeAccount(accountId, name, values), proven } as const;
}

function describeAccount(accountId: string | undefined, name: string, values: Values): Finding {
  const mode = /^[a-z]+_live_/.test(values.text("secret_key")) ? "live" : "test";
  return {
    ...(accountId !== undefined && { accountId }),
    accountLabel: mode === "live" ? name : `${name} (test)`,
    settings: { mode },
  };
}

/** https://docs.stripe.com/api/errors */
function explain(answer: Answer): Failure | undefined {
  const code = textAt(answer.json, "error", "code");
  if (code === "api_key_expired") return { reason: "credentials_expired", field: "secret_key" };
  if (code === "rate_limit") return { reason: "rate_limited" };
  if (answer.status === 401) return { reason: "bad_credentials", field: "secret_key" };
  if (answer.status === 403) return { reason: "rights_missing", field: "secret_key", step: "rights" };
  if (answer.status < 300 && textAt(answer.json, "error", "type") !== undefined) return { reason: "unexpected_answer" };
  return undefined;
}
