import { describe, expect, it } from "vitest";
import { mapOrigin, type OriginMap, parseOriginMap, replaceOrigin } from "./origin-map.ts";

function parse(map: Record<string, string>): OriginMap {
  const parsed = parseOriginMap(JSON.stringify(map));
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.failure));
  return parsed.value;
}

const replace = (map: OriginMap, url: string) => replaceOrigin(map, new URL(url))?.href;

describe("an origin map", () => {
  const map = parse({
    "https://*.myshopify.com": "http://127.0.0.1:8791/shopify/*",
    "https://api.hubapi.com": "http://127.0.0.1:8791/hubspot-api",
    "https://special.myshopify.com": "http://127.0.0.1:9000/",
    "https://accounts.zoho.*": "http://127.0.0.1:8791/zoho/*",
    "https://*.sandbox.my.salesforce.com": "http://127.0.0.1:8791/sandbox/*",
    "https://*.my.salesforce.com": "http://127.0.0.1:8791/salesforce/*",
    "https://api.example.org:8443": "https://rig.test/p/",
  });

  it.each([
    [
      "a whole origin",
      "https://api.hubapi.com/crm/v3/x?limit=1&a=%20",
      "http://127.0.0.1:8791/hubspot-api/crm/v3/x?limit=1&a=%20",
    ],
    ["the root path", "https://api.hubapi.com", "http://127.0.0.1:8791/hubspot-api/"],
    ["one label under *", "https://acme-shop.myshopify.com/admin", "http://127.0.0.1:8791/shopify/acme-shop/admin"],
    ["several labels under *", "https://a.b.my.salesforce.com/x", "http://127.0.0.1:8791/salesforce/a.b/x"],
    ["a star at the end", "https://accounts.zoho.com.au/oauth", "http://127.0.0.1:8791/zoho/com.au/oauth"],
    ["a whole origin before a pattern", "https://special.myshopify.com/x", "http://127.0.0.1:9000/x"],
    [
      "the longer pattern before the shorter",
      "https://a.sandbox.my.salesforce.com/",
      "http://127.0.0.1:8791/sandbox/a/",
    ],
    ["a port", "https://api.example.org:8443/v1", "https://rig.test/p/v1"],
    ["dots that climb", "https://api.hubapi.com/a/../../b", "http://127.0.0.1:8791/hubspot-api/b"],
  ])("replaces %s", (_name, url, expected) => {
    expect(replace(map, url)).toBe(expected);
  });

  it.each([
    ["another host", "https://api.hubapi.com.evil.example/"],
    ["a host that only ends alike", "https://evilmyshopify.com/"],
    ["nothing under the star", "https://myshopify.com/"],
    ["another port", "https://api.hubapi.com:8443/"],
    ["a port under a star at the end", "https://accounts.zoho.com:8443/"],
    ["another scheme", "http://api.hubapi.com/"],
  ])("leaves alone %s", (_name, url) => {
    expect(replace(map, url)).toBeUndefined();
    expect(mapOrigin(map, url)).toBe(url);
  });

  it("replaces the address that a browser will be sent to", () => {
    expect(mapOrigin(map, "https://accounts.zoho.eu/oauth/v2/auth?state=s")).toBe(
      "http://127.0.0.1:8791/zoho/eu/oauth/v2/auth?state=s",
    );
    expect(mapOrigin(map, "not a url")).toBe("not a url");
  });

  it("covers nothing when it is empty", () => {
    expect(replace(parse({}), "https://api.hubapi.com/")).toBeUndefined();
  });
});

describe("a wrong entry is named", () => {
  it.each([
    ["https://*.*.example.com", "http://127.0.0.1:1/*", "more_than_one_star"],
    ["https://shop*.example.com", "http://127.0.0.1:1/*", "star_is_not_a_whole_label"],
    ["https://example.com/*", "http://127.0.0.1:1/*", "star_is_not_a_whole_label"],
    ["*://example.com", "http://127.0.0.1:1/*", "star_is_not_a_whole_label"],
    ["http://api.example.com", "http://127.0.0.1:1", "not_an_https_origin"],
    ["api.example.com", "http://127.0.0.1:1", "not_an_https_origin"],
    ["https://api.example.com/v1", "http://127.0.0.1:1", "not_an_https_origin"],
    ["https://u:p@api.example.com", "http://127.0.0.1:1", "not_an_https_origin"],
    ["https://api.example.com?x", "http://127.0.0.1:1", "not_an_https_origin"],
    ["https://api.example.com", "127.0.0.1:1", "replacement_is_not_an_http_url"],
    ["https://api.example.com", "file:///etc/passwd", "replacement_is_not_an_http_url"],
    ["https://api.example.com", "http://127.0.0.1:1/?x=1", "replacement_has_query_or_credentials"],
    ["https://api.example.com", "http://127.0.0.1:1/#x", "replacement_has_query_or_credentials"],
    ["https://api.example.com", "http://u:p@127.0.0.1:1/", "replacement_has_query_or_credentials"],
    ["https://api.example.com", "http://127.0.0.1:1/*", "replacement_star_without_star"],
    ["https://*.example.com", "http://127.0.0.1:1/*/*", "replacement_star_without_star"],
  ])("%s → %s: %s", (from, to, problem) => {
    expect(parseOriginMap(JSON.stringify({ "https://good.example.com": "http://127.0.0.1:1", [from]: to }))).toEqual({
      ok: false,
      failure: [{ entry: from, problem }],
    });
  });

  it.each(["", "[]", "null", "{", '{"https://a.example.com": 1}'])("a text that is no map: %s", (text) => {
    expect(parseOriginMap(text)).toEqual({
      ok: false,
      failure: [{ entry: undefined, problem: "not_a_json_object_of_texts" }],
    });
  });

  it("together with all others", () => {
    const parsed = parseOriginMap(JSON.stringify({ "http://a.example": "http://b", "https://c.example": "d" }));
    expect(parsed.ok ? [] : parsed.failure.map(({ entry }) => entry)).toEqual([
      "http://a.example",
      "https://c.example",
    ]);
  });
});
