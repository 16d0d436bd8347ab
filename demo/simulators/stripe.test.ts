/** The official client is the judge of the simulator, of its answers and of its signatures. */
import { createServer, type Server } from "node:http";
import Stripe from "stripe";
import { describe, expect, test } from "vitest";
import stripe, { stripeKeys, stripeWebhookSecret } from "./stripe.ts";
import { serveForTests } from "./testing/served.ts";

const running = serveForTests([stripe]);

const client = (key: string) =>
  new Stripe(key, {
    maxNetworkRetries: 0,
    telemetry: false,
    httpClient: Stripe.createFetchHttpClient((input: string | URL | Request, init?: RequestInit) => {
      const url = new URL(input instanceof Request ? input.url : input);
      return fetch(`${running.url}/stripe-api${url.pathname}${url.search}`, init);
    }),
  });

describe("the official client", () => {
  test("reads the account of a secret key", async () => {
    const account = await client(stripeKeys.secret).accounts.retrieveCurrent();
    expect(account).toMatchObject({
      id: "acct_1SimulLumiere",
      settings: { dashboard: { display_name: "Maison Lumière" } },
    });
  });

  test("reads balance and customers", async () => {
    const balance = await client(stripeKeys.live).balance.retrieve();
    expect(balance.livemode).toBe(true);
    const customers = await client(stripeKeys.restricted).customers.list({ limit: 1 });
    expect(customers.data.map((customer) => customer.name)).toEqual(["Élodie Marchand"]);
  });

  test.each([
    ["an unknown key", "sk_test_unknown1234", "StripeAuthenticationError", 401, undefined],
    ["an expired key", stripeKeys.expired, "StripeAuthenticationError", 401, "api_key_expired"],
    ["a restricted key on the account", stripeKeys.restricted, "StripePermissionError", 403, undefined],
    ["a key without any right", stripeKeys.useless, "StripePermissionError", 403, undefined],
  ])("sees %s", async (_what, key, type, statusCode, code) => {
    await expect(client(key).accounts.retrieveCurrent()).rejects.toMatchObject({
      type,
      statusCode,
      ...(code && { code }),
    });
  });

  test("is told the account and the missing permission of a genuine key", async () => {
    await expect(client(stripeKeys.restricted).accounts.retrieveCurrent()).rejects.toMatchObject({
      message: expect.stringMatching(/acct_1SimulLumiere.*rak_accounts_kyc_basic_read/),
    });
  });

  test("never sees a whole key in an error", async () => {
    const error: unknown = await client("sk_test_unknown1234")
      .balance.retrieve()
      .catch((caught: unknown) => caught);
    expect(String(error)).not.toContain("sk_test_unknown1234");
  });
});

describe("events", () => {
  async function deliver(order: Record<string, string>) {
    const received: { body: string; signature: string }[] = [];
    const server: Server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on("data", (chunk: Buffer) => chunks.push(chunk));
      request.on("end", () => {
        const signature = request.headers["stripe-signature"];
        received.push({ body: Buffer.concat(chunks).toString("utf8"), signature: String(signature) });
        response.writeHead(200).end("{}");
      });
    });
    const port = await new Promise<number>((resolve) => {
      server.listen(0, "127.0.0.1", () => {
        const address = server.address();
        resolve(typeof address === "object" && address !== null ? address.port : 0);
      });
    });
    const answer = await fetch(`${running.url}/stripe-dashboard/test_events`, {
      method: "POST",
      body: JSON.stringify({ url: `http://127.0.0.1:${port}/hook`, ...order }),
    });
    const body: unknown = await answer.json();
    await new Promise((resolve) => server.close(resolve));
    return { status: answer.status, body, received };
  }

  test("are signed so that the official client accepts them", async () => {
    const { body, received } = await deliver({ type: "charge.refunded", event_id: "evt_fixed" });
    expect(body).toEqual({ event_id: "evt_fixed", status: 200 });
    const [{ body: payload, signature } = { body: "", signature: "" }] = received;
    const event = client(stripeKeys.secret).webhooks.constructEvent(payload, signature, stripeWebhookSecret);
    expect(event).toMatchObject({ id: "evt_fixed", type: "charge.refunded" });
  });

  test("are signed with the secret of their endpoint", async () => {
    const { received } = await deliver({ secret: "whsec_another" });
    const [{ body, signature } = { body: "", signature: "" }] = received;
    const { webhooks } = client(stripeKeys.secret);
    expect(() => webhooks.constructEvent(body, signature, stripeWebhookSecret)).toThrow(/signature/i);
    expect(webhooks.constructEvent(body, signature, "whsec_another").object).toBe("event");
  });

  test("are sent to this machine only", async () => {
    const answer = await fetch(`${running.url}/stripe-dashboard/test_events`, {
      method: "POST",
      body: JSON.stringify({ url: "https://example.com/" }),
    });
    expect(answer.status).toBe(400);
  });
});

test("the samples of the demo work", async () => {
  const sample = stripe.samples["credentials"] ?? {};
  expect(await client(String(sample["secret_key"])).balance.retrieve()).toMatchObject({ object: "balance" });
});
