/**
 * Stripe as its documentation and official client state it: account, balance, customers, and signed events to an endpoint. Keys for each
 * way in which an account can refuse are fixed. Sources: docs.stripe.com (keys, errors, webhook signatures), stripe 23.
 */
import { createHmac, randomUUID } from "node:crypto";
import { type Context, Hono } from "hono";
import { z } from "zod";
import { defineSimulator, type FaultKind } from "./define.ts";

const accountId = "acct_1SimulLumiere";
const webhookSecret = "whsec_SimulatedMaisonLumiere5b1e2a90";

type Permission = "rak_accounts_kyc_basic_read" | "rak_balance_read" | "rak_customer_read";

const keys = {
  secret: "sk_test_SimulatedLumiere",
  live: "sk_live_SimulatedLumiere",
  /** Restricted, with what SpeedAI asks for; like most it may not read the account. */
  restricted: "rk_test_SimulatedLecture",
  /** Restricted to nothing of use. */
  useless: "rk_test_SimulatedAucunDroit",
  expired: "rk_test_SimulatedExpired",
} as const;

const restrictions: Readonly<Record<string, readonly Permission[]>> = {
  [keys.restricted]: ["rak_customer_read", "rak_balance_read"],
  [keys.useless]: [],
};

const api = new Hono();

api.use(async (c, next) => {
  const key = readKey(c);
  if (key === "") {
    return c.json(
      failure({
        message: "You did not provide an API key. You need to provide your API key in the Authorization header.",
      }),
      401,
    );
  }
  if (key === keys.expired) {
    return c.json(
      failure({
        message: `Expired API Key provided: ${mask(key)}`,
        code: "api_key_expired",
        doc_url: "https://stripe.com/docs/error-codes/api-key-expired",
      }),
      401,
    );
  }
  if (!Object.values<string>(keys).includes(key)) {
    return c.json(failure({ message: `Invalid API Key provided: ${mask(key)}` }), 401);
  }
  c.header("request-id", `req_${randomUUID().replaceAll("-", "").slice(0, 14)}`);
  c.header("stripe-version", c.req.header("stripe-version") ?? "2026-10-28.endive");
  return next();
});

api.get("/v1/account", (c) =>
  withPermission(c, "rak_accounts_kyc_basic_read", () =>
    c.json({
      id: accountId,
      object: "account",
      business_profile: { name: "Maison Lumière SAS", url: "https://maison-lumiere.fr" },
      settings: { dashboard: { display_name: "Maison Lumière", timezone: "Europe/Paris" } },
      email: "camille@maison-lumiere.fr",
      country: "FR",
      default_currency: "eur",
      charges_enabled: true,
    }),
  ),
);

api.get("/v1/balance", (c) =>
  withPermission(c, "rak_balance_read", () =>
    c.json({
      object: "balance",
      available: [{ amount: 412_350, currency: "eur", source_types: { card: 412_350 } }],
      pending: [{ amount: 38_900, currency: "eur", source_types: { card: 38_900 } }],
      livemode: readKey(c) === keys.live,
    }),
  ),
);

api.get("/v1/customers", (c) =>
  withPermission(c, "rak_customer_read", () =>
    c.json({
      object: "list",
      url: "/v1/customers",
      has_more: false,
      data: [
        { id: "cus_SimElodie", object: "customer", name: "Élodie Marchand", phone: "+33612345678", livemode: false },
      ],
    }),
  ),
);

api.notFound((c) => c.json(failure({ message: `Unrecognized request URL (${c.req.method}: ${c.req.path}).` }), 404));

const dashboard = new Hono();

const delivery = z.strictObject({
  /** An address on this machine: a simulator calls nobody else. */
  url: z.url().refine((url) => ["127.0.0.1", "localhost", "[::1]"].includes(new URL(url).hostname)),
  type: z.string().max(64).default("payment_intent.succeeded"),
  secret: z.string().default(webhookSecret),
  event_id: z.string().max(64).optional(),
});

/** « Envoyer un événement de test » : signs an event with the endpoint's secret and delivers it. */
dashboard.post("/test_events", async (c) => {
  const order = delivery.safeParse(await c.req.json().catch(() => undefined));
  if (!order.success) return c.json({ error: "invalid delivery", issues: order.error.issues }, 400);
  const event = {
    id: order.data.event_id ?? `evt_${randomUUID().replaceAll("-", "").slice(0, 24)}`,
    object: "event",
    api_version: "2026-10-28.endive",
    created: Math.floor(Date.now() / 1000),
    type: order.data.type,
    livemode: false,
    pending_webhooks: 1,
    request: { id: null, idempotency_key: null },
    data: {
      object: { id: "pi_SimAcompte", object: "payment_intent", amount: 5000, currency: "eur", status: "succeeded" },
    },
  };
  const body = JSON.stringify(event);
  const answer = await fetch(order.data.url, {
    method: "POST",
    headers: {
      "content-type": "application/json; charset=utf-8",
      "stripe-signature": signEvent(body, order.data.secret, event.created),
      "user-agent": "Stripe/1.0 (+https://stripe.com/docs/webhooks)",
    },
    body,
    redirect: "manual",
  });
  await answer.arrayBuffer();
  return c.json({ event_id: event.id, status: answer.status });
});

/** `t=…,v1=…`: hex HMAC-SHA256 over `t.body`; the key is the whole secret, prefix included. */
function signEvent(body: string, secret: string, timestampSeconds: number): string {
  const signature = createHmac("sha256", secret).update(`${timestampSeconds}.${body}`).digest("hex");
  return `t=${timestampSeconds},v1=${signature}`;
}

function withPermission(c: Context, permission: Permission, answer: () => Response): Response {
  const key = readKey(c);
  const granted = Object.hasOwn(restrictions, key) ? restrictions[key] : undefined;
  if (granted === undefined || granted.includes(permission)) return answer();
  return c.json(
    failure({
      message: `The provided key '${mask(key)}' does not have the required permissions for this endpoint on account '${accountId}'. Having the '${permission}' permission would allow this request to continue.`,
    }),
    403,
  );
}

/** Bearer, or Basic with the key as the user's name. */
function readKey(c: Context): string {
  const header = c.req.header("authorization") ?? "";
  const basic = /^Basic (\S+)$/i.exec(header)?.[1];
  if (basic !== undefined) return Buffer.from(basic, "base64").toString("utf8").split(":")[0] ?? "";
  return /^Bearer (\S+)$/i.exec(header)?.[1] ?? "";
}

function mask(key: string): string {
  return `${key.slice(0, 8)}${"*".repeat(Math.max(0, key.length - 12))}${key.slice(-4)}`;
}

function failure(error: Readonly<Record<string, string>>): Record<string, unknown> {
  return { error: { type: "invalid_request_error", ...error } };
}

function fault(kind: FaultKind): Response | undefined {
  switch (kind) {
    case "unauthorized":
    case "rotated_token":
      return Response.json(failure({ message: "Invalid API Key provided: sk_test_*********6789" }), { status: 401 });
    case "forbidden":
      return Response.json(
        failure({
          message: `The provided key does not have the required permissions for this endpoint on account '${accountId}'.`,
        }),
        { status: 403 },
      );
    case "rate_limited":
      return Response.json(
        {
          error: {
            type: "invalid_request_error",
            code: "rate_limit",
            message: "Too many requests hit the API too quickly.",
          },
        },
        { status: 429 },
      );
    case "server_error":
      return Response.json({ error: { type: "api_error", message: "An unknown error occurred." } }, { status: 500 });
    case "error_in_200":
      return Response.json({ error: { type: "api_error", message: "An unknown error occurred." } });
    default:
      return undefined;
  }
}

export default defineSimulator({
  id: "stripe",
  origins: { "https://api.stripe.com": "stripe-api", "https://dashboard.stripe.com": "stripe-dashboard" },
  mounts: { "stripe-api": api, "stripe-dashboard": dashboard },
  samples: { credentials: { secret_key: keys.secret, webhook_secret: webhookSecret } },
  fault,
  reset: () => undefined,
});

export { keys as stripeKeys, webhookSecret as stripeWebhookSecret };
