import { describe, expect, test } from "vitest";
import { type CannedAnswer, probeProvider, readTyped } from "../testing/probing.ts";
import prestashop from "./prestashop.ts";

const key = "LUMIERE5B1E2A90C7D34F68A1B2C3D4E";
const probe = (answer: CannedAnswer) =>
  probeProvider(prestashop, "credentials", { site_url: "https://epicerie.example/shop", api_key: key }, answer);

const resource = (name: string, flags = 'get="true" put="false" post="false" delete="false" head="true"') =>
  `<${name} xlink:href="https://epicerie.example/api/${name}" ${flags}><description get="true"/></${name}>`;
const root = (...resources: readonly string[]) => ({
  text: `<?xml version="1.0" encoding="UTF-8"?>\n<prestashop xmlns:xlink="http://www.w3.org/1999/xlink"><api shopName="&#201;picerie &amp; fils">${resources.join("")}</api></prestashop>`,
});
const complete = root(resource("customers"), resource("addresses"), resource("orders", 'get="true" put="true"'));
const errors = (status: number, ...codes: readonly number[]): CannedAnswer => ({
  status,
  text: `<prestashop><errors>${codes.map((code) => `<error><code><![CDATA[${code}]]></code><message>…</message></error>`).join("")}</errors></prestashop>`,
});

test("reads the list of the key's rights, for two lines of the test, through the guarded exit", async () => {
  const { sent, trial } = await probe(complete);
  const request = {
    method: "GET",
    url: "https://epicerie.example/shop/api/",
    headers: { accept: "application/xml", authorization: `Basic ${btoa(`${key}:`)}` },
    via: "egress",
  };
  expect(sent).toEqual([request, request]);
  expect(trial.steps.map(({ name, ok }) => [name, ok])).toEqual([
    ["network", true],
    ["tls", true],
    ["login", true],
    ["rights", true],
  ]);
  expect(trial.finding).toEqual({
    accountId: "epicerie.example/shop",
    accountLabel: "Épicerie & fils · epicerie.example/shop",
    settings: { rights: "customers (GET), addresses (GET), orders (GET, PUT)" },
  });
});

describe("rights", () => {
  test.each([
    ["a resource that is not listed", root(resource("customers"), resource("addresses"))],
    [
      "a resource that may not be read",
      root(resource("customers"), resource("addresses"), resource("orders", 'get="false" put="true"')),
    ],
    ["nothing at all", root()],
  ])("%s: the key is good and lacks a right", async (_what, answer) => {
    const { trial } = await probe(answer);
    expect(trial.failure).toEqual({ reason: "rights_missing", field: "api_key" });
    expect(trial.steps.map(({ name, ok }) => [name, ok]).slice(-2)).toEqual([
      ["login", true],
      ["rights", false],
    ]);
  });
});

describe("refusals", () => {
  const keyRefused = { reason: "bad_credentials", field: "api_key" };
  const rightMissing = { reason: "rights_missing", step: "rights", field: "api_key" };
  test.each<[string, CannedAnswer, object]>([
    ["16, a header that was dropped", errors(401, 16), { reason: "login_method_refused" }],
    ["17, an empty key", errors(401, 17), keyRefused],
    ["18, a key of another length", errors(401, 18), keyRefused],
    ["20 and 21, an unknown key", errors(401, 20, 21), keyRefused],
    ["21 alone, no permission", errors(401, 21), rightMissing],
    ["22, the service is off", errors(503, 22), { reason: "service_disabled" }],
    ["23, a wrong verb", errors(405, 23), { reason: "unexpected_answer" }],
    ["25, a verb the key may not use", errors(405, 25), rightMissing],
    ["26, a resource the key may not use", errors(401, 26), rightMissing],
    ["27, an unknown resource", errors(400, 27), { reason: "unexpected_answer" }],
    ["87, an unknown row", errors(404, 87), { reason: "unknown_id", field: "site_url" }],
    ["132, another shop's key", errors(403, 132), rightMissing],
    ["999, an unknown shop", errors(404, 999), { reason: "unknown_id", field: "site_url" }],
    ["18 as JSON", { status: 401, json: { errors: [{ code: 18, message: "…" }] } }, keyRefused],
    ["18 with the status of old versions", errors(400, 18), keyRefused],
    ["a 401 that says nothing", { status: 401, text: "Unauthorized" }, keyRefused],
    ["no webservice", { status: 404, text: "<html>" }, { reason: "unknown_id", field: "site_url" }],
    ["a page in place of data", { text: "<!doctype html><html>" }, { reason: "unexpected_answer" }],
    ["another XML", { text: "<rss></rss>" }, { reason: "unexpected_answer", field: "site_url" }],
    ["an error inside a 200", errors(200, 1), { reason: "unexpected_answer", field: "site_url" }],
    ["an outage", { status: 500, text: "<html>" }, { reason: "provider_down" }],
    [
      "a firewall's limit",
      { status: 429, headers: { "retry-after": "15" }, text: "" },
      { reason: "rate_limited", retryAfter: 15 },
    ],
    ["another address", { status: 302, text: "" }, { reason: "redirect_refused" }],
  ])("%s", async (_what, answer, failure) => {
    expect((await probe(answer)).trial.failure).toEqual(failure);
  });
});

test.each([
  ["an endless tag", `<api ${'a="'.repeat(300_000)}`],
  ["an endless row of attributes", `<api shopName="x"><a ${'get="'.repeat(200_000)}`],
  ["many tags that never end", `<api shopName="x">${'<a get="'.repeat(120_000)}`],
  ["many beginnings", "<api ".repeat(200_000)],
])("%s is read in a time that grows with its length only", async (_what, text) => {
  const startedAt = performance.now();
  await probe({ text });
  expect(performance.now() - startedAt).toBeLessThan(1000);
});

test.each([
  ["site_url", "epicerie.example", "https://epicerie.example"],
  ["site_url", "https://epicerie.example/api/", "https://epicerie.example"],
  ["site_url", "https://epicerie.example/shop/index.php?id=1", "https://epicerie.example/shop"],
  ["site_url", "http://epicerie.example", "https_required"],
  ["api_key", ` ${key} `, key],
  ["api_key", key.slice(1), "wrong_format"],
  ["api_key", `${key}!`, "wrong_format"],
])("%s: a person gives %s: %s", (field, given, read) => {
  expect(readTyped(prestashop, "credentials", field, given)).toBe(read);
});
