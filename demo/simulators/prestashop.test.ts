/** No official client exists for Node: the documented XML is read here as text. */
import { expect, test } from "vitest";
import prestashop, { prestaShopKeys } from "./prestashop.ts";
import { serveForTests } from "./testing/served.ts";

const running = serveForTests([prestashop]);

async function ask(path: string, key?: string, method = "GET") {
  const authorization = key === undefined ? {} : { authorization: `Basic ${btoa(`${key}:`)}` };
  const answer = await fetch(`${running.url}/prestashop${path}`, { method, headers: authorization });
  const text = await answer.text();
  return {
    status: answer.status,
    text,
    headers: answer.headers,
    codes: [...text.matchAll(/<code><!\[CDATA\[(\d+)/g)].map(([, code]) => Number(code)),
  };
}

test("the root names the shop and what the key may do", async () => {
  const { status, text, headers } = await ask("/api/", prestaShopKeys.valid);
  expect(status).toBe(200);
  expect(headers.get("content-type")).toContain("text/xml");
  expect(text).toMatch(/^<\?xml version="1.0"/);
  expect(text).toContain('<api shopName="Épicerie Lumière &amp; fils">');
  expect(text).toMatch(/<customers [^>]*get="true" put="false" post="false" delete="false" head="true">/);
});

test("resources without a right are not listed", async () => {
  const { text } = await ask("/api/", prestaShopKeys.partial);
  expect(text).toContain("<customers ");
  expect(text).not.toMatch(/<(orders|products) /);
});

test("rows come as XML, and as JSON when asked", async () => {
  expect((await ask("/api/customers", prestaShopKeys.valid)).text).toContain("<![CDATA[Marchand]]>");
  const json = await ask("/api/customers?output_format=JSON", prestaShopKeys.valid);
  expect(JSON.parse(json.text)).toMatchObject({ customers: [{ lastname: "Marchand" }, { lastname: "Benali" }] });
});

test("the key is also taken from the query", async () => {
  expect((await ask(`/api/?ws_key=${prestaShopKeys.valid}`)).status).toBe(200);
});

test.each<[string, string, string | undefined, string, number, readonly number[]]>([
  ["no key", "/api/", undefined, "GET", 401, [16]],
  ["an empty key", "/api/", "", "GET", 401, [17]],
  ["a short key", "/api/", "ABC", "GET", 401, [18]],
  ["an unknown key", "/api/", "X".repeat(32), "GET", 401, [20, 21]],
  ["a key that is switched off", "/api/", prestaShopKeys.inactive, "GET", 401, [20, 21]],
  ["a key of another shop", "/api/", prestaShopKeys.otherShop, "GET", 403, [132]],
  ["a resource that the key may not see", "/api/orders", prestaShopKeys.partial, "GET", 401, [26]],
  ["a verb that the key may not use", "/api/orders", prestaShopKeys.valid, "POST", 405, [25]],
  ["a resource that does not exist", "/api/unicorns", prestaShopKeys.valid, "GET", 400, [27]],
  ["a row that does not exist", "/api/customers/999", prestaShopKeys.valid, "GET", 404, [87]],
])("%s is refused with its code", async (_what, path, key, method, status, codes) => {
  const refused = await ask(path, key, method);
  expect([refused.status, refused.codes]).toEqual([status, codes]);
  expect(refused.headers.has("www-authenticate")).toBe(status === 401);
});

test("the samples of the demo work", async () => {
  expect(prestashop.samples["credentials"]).toEqual({
    site_url: "https://prestashop-lumiere.example",
    api_key: prestaShopKeys.valid,
  });
});
