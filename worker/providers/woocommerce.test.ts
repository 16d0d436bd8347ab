import { describe, expect, test } from "vitest";
import type { OutboundRequest } from "../platform/ports.ts";
import { type CannedAnswer, probeProvider, readTyped } from "../testing/probing.ts";
import woocommerce from "./woocommerce.ts";

const typed = { site_url: "boutique.example/fr/", consumer_key: "ck_1234", consumer_secret: "cs_5678" };
const orders = { json: [{ id: 1042 }] };
const index = { json: { name: "Boutique Lumière", namespaces: ["wc/v3"] } };
const wpError = (code: string, status: number, message = "…") => ({
  status,
  json: { code, message, data: { status } },
});

const probe = (answers: { orders?: CannedAnswer; index?: CannedAnswer }) =>
  probeProvider(woocommerce, "credentials", typed, (request: OutboundRequest) =>
    request.url.endsWith("/wp-json/") ? (answers.index ?? index) : (answers.orders ?? orders),
  );

test("reads one order with the keys, then the site's name, through the guarded exit", async () => {
  const { sent, trial } = await probe({});
  const headers = { accept: "application/json", authorization: `Basic ${btoa("ck_1234:cs_5678")}` };
  expect(sent).toEqual([
    { method: "GET", url: "https://boutique.example/fr/wp-json/wc/v3/orders?per_page=1", headers, via: "egress" },
    { method: "GET", url: "https://boutique.example/fr/wp-json/", headers, via: "egress" },
  ]);
  expect(trial).toMatchObject({
    ok: true,
    finding: { accountId: "boutique.example/fr", accountLabel: "Boutique Lumière · boutique.example/fr" },
  });
});

test.each([401, 403, 404])("a site that hides its index (%i) is named by its address", async (status) => {
  const { trial } = await probe({ index: { status, text: "<html>" } });
  expect(trial).toMatchObject({ ok: true, finding: { accountLabel: "boutique.example/fr" } });
});

test("a shop without orders is a shop", async () => {
  expect((await probe({ orders: { json: [] } })).trial.ok).toBe(true);
});

describe("refusals", () => {
  const authentication = (message: string) => wpError("woocommerce_rest_authentication_error", 401, message);
  test.each<[string, CannedAnswer, object]>([
    [
      "an unknown key",
      authentication("Consumer key is invalid."),
      { reason: "bad_credentials", field: "consumer_key" },
    ],
    [
      "a wrong secret",
      authentication("Consumer secret is invalid."),
      { reason: "bad_credentials", field: "consumer_secret" },
    ],
    [
      "a refusal in the site's language",
      authentication("La clé client n’est pas valide."),
      { reason: "bad_credentials", field: "consumer_key" },
    ],
    ["a host that drops the header", authentication("Consumer key is missing."), { reason: "login_method_refused" }],
    [
      "a key that may only write",
      authentication("The API key provided does not have read permissions."),
      { reason: "rights_missing", step: "rights" },
    ],
    [
      "a user without rights",
      wpError("woocommerce_rest_cannot_view", 403),
      { reason: "rights_missing", step: "rights" },
    ],
    [
      "rights that are missing, as 401",
      wpError("woocommerce_rest_cannot_view", 401),
      { reason: "rights_missing", step: "rights" },
    ],
    ["a site without WooCommerce", wpError("rest_no_route", 404), { reason: "service_disabled", field: "site_url" }],
    ["a site without WordPress", { status: 404, text: "<html>" }, { reason: "unknown_id", field: "site_url" }],
    ["a page in place of data", { text: "<html>" }, { reason: "unexpected_answer", field: "site_url" }],
    ["data that are no list", { json: { code: "internal_error" } }, { reason: "unexpected_answer", field: "site_url" }],
    [
      "a firewall's limit",
      { status: 429, headers: { "retry-after": "30" }, text: "" },
      { reason: "rate_limited", retryAfter: 30 },
    ],
    ["a critical error", { status: 500, text: "<html>" }, { reason: "provider_down" }],
    ["another address", { status: 301, text: "" }, { reason: "redirect_refused" }],
    ["a login wall", { status: 401, text: "Unauthorized" }, { reason: "bad_credentials" }],
  ])("%s", async (_what, answer, failure) => {
    expect((await probe({ orders: answer })).trial.failure).toEqual(failure);
  });
});

test.each([
  ["www.maboutique.fr", "https://www.maboutique.fr"],
  ["https://maboutique.fr/", "https://maboutique.fr"],
  ["https://maboutique.fr/wp-admin/admin.php?page=wc-settings", "https://maboutique.fr"],
  ["https://maboutique.fr/boutique/wp-json/wc/v3", "https://maboutique.fr/boutique"],
  ["https://maboutique.fr/wp-login.php", "https://maboutique.fr"],
  ["http://maboutique.fr", "https_required"],
  ["https://user:pass@maboutique.fr", "wrong_format"],
  ["javascript:alert(1)", "wrong_format"],
])("a person gives the site as %s: %s", (given, read) => {
  expect(readTyped(woocommerce, "credentials", "site_url", given)).toBe(read);
});
