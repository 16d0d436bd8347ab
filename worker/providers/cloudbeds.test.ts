import { describe, expect, test } from "vitest";
import type { OutboundRequest } from "../platform/ports.ts";
import { type CannedAnswer, probeProvider } from "../testing/probing.ts";
import cloudbeds from "./cloudbeds.ts";

const island = { json: { success: "true", data: { api: { url: "https://api-eu.cloudbeds.com/api/v1.3/" } } } };
const hotels = (...ids: readonly string[]) => ({
  json: {
    success: true,
    data: ids.map((id) => ({ propertyID: id, organizationID: "1", propertyName: `Hôtel ${id}` })),
    count: ids.length,
    total: ids.length,
  },
});
const isMetadata = (request: OutboundRequest) => request.url.endsWith("/oauth/metadata");
const probe = (answers: { metadata?: CannedAnswer; hotels?: CannedAnswer }, known = {}) =>
  probeProvider(
    cloudbeds,
    "oauth2",
    {},
    (request) => (isMetadata(request) ? (answers.metadata ?? island) : (answers.hotels ?? hotels("31415"))),
    { access_token: "cb-token", ...known },
  );

test("learns the property's island, then asks there for its name", async () => {
  const { sent, trial } = await probe({});
  expect(sent.map(({ method, url, headers }) => [method, url, headers])).toEqual([
    [
      "GET",
      "https://api.cloudbeds.com/api/v1.3/oauth/metadata",
      { accept: "application/json", authorization: "Bearer cb-token" },
    ],
    [
      "GET",
      "https://api-eu.cloudbeds.com/api/v1.3/getHotels",
      { accept: "application/json", authorization: "Bearer cb-token" },
    ],
  ]);
  expect(trial).toMatchObject({
    ok: true,
    finding: {
      accountId: "31415",
      accountLabel: "Hôtel 31415",
      settings: { api_url: "https://api-eu.cloudbeds.com", property_id: "31415" },
    },
  });
});

test("a known property is asked for on its island", async () => {
  const { sent } = await probe({}, { property_id: "31415", api_url: "https://api-eu.cloudbeds.com" });
  expect(sent[1]).toMatchObject({
    url: "https://api-eu.cloudbeds.com/api/v1.3/getHotels?propertyIDs=31415",
    headers: { "x-property-id": "31415" },
  });
});

test.each([
  ["another company's host", "https://cloudbeds.com.evil.example/api"],
  ["a host that only ends alike", "https://notcloudbeds.com"],
  ["no encryption", "http://api.cloudbeds.com"],
  ["no address", "api"],
])("an island with %s gets no token", async (_what, url) => {
  const { sent, trial } = await probe({ metadata: { json: { success: true, data: { api: { url } } } } });
  expect(trial.finding.settings).toEqual({ property_id: "31415" });
  expect(sent[1]?.url).toBe("https://api.cloudbeds.com/api/v1.3/getHotels");
});

describe("several properties", () => {
  test("are a choice", async () => {
    const { trial } = await probe({ hotels: hotels("1", "2") });
    expect(trial.finding.choice).toEqual({
      field: "property_id",
      question: "property",
      options: [
        { value: "1", label: "Hôtel 1" },
        { value: "2", label: "Hôtel 2" },
      ],
    });
    expect(trial.finding.accountId).toBeUndefined();
  });

  test("the chosen one is kept", async () => {
    const { trial } = await probe({ hotels: hotels("1", "2") }, { property_id: "2" });
    expect(trial.finding).toMatchObject({ accountId: "2", accountLabel: "Hôtel 2" });
  });
});

describe("refusals", () => {
  const unsuccess = (message: string, success: unknown = false) => ({ json: { success, message } });
  test.each([
    ["an expired or wrong token", { metadata: { status: 401, json: { error: "access_denied" } } }, "bad_credentials"],
    [
      "a user who left, inside a 200",
      { hotels: unsuccess("User who approved this connection is not active anymore") },
      "grant_revoked",
    ],
    [
      "the same with success as text",
      { metadata: unsuccess("User who approved this connection is not active anymore", "false") },
      "grant_revoked",
    ],
    [
      "a missing scope inside a 200",
      { hotels: unsuccess("You don't have access to this call: scope read:hotel") },
      "rights_missing",
    ],
    ["another error inside a 200", { hotels: unsuccess("Unknown error") }, "unexpected_answer"],
    ["no property at all", { hotels: hotels() }, "rights_missing"],
    ["a page", { hotels: { text: "<html></html>" } }, "unexpected_answer"],
    ["a failing server", { hotels: { status: 500, text: "" } }, "provider_down"],
  ])("%s", async (_what, answers, reason) => {
    expect((await probe(answers)).trial.failure?.reason).toBe(reason);
  });

  test("a property that is gone", async () => {
    expect((await probe({ hotels: hotels() }, { property_id: "9" })).trial.failure?.reason).toBe("unknown_id");
    expect((await probe({ hotels: hotels("1") }, { property_id: "9" })).trial.failure?.reason).toBe("unknown_id");
  });

  test("too many requests, with the wait", async () => {
    const { failure } = (await probe({ hotels: { status: 429, headers: { "retry-after": "3" }, json: {} } })).trial;
    expect(failure).toEqual({ reason: "rate_limited", retryAfter: 3 });
  });
});

describe("the token answer", () => {
  const [{ oauth }] = cloudbeds.methods;
  const facts = (resources: unknown) => oauth.tokenFacts({ access_token: "t", resources });
  const property = (id: string) => ({ type: "property", id });

  test("names the only property", () => {
    expect(facts([property("31415")])).toEqual({ ok: true, settings: { property_id: "31415" } });
    expect(facts([{ type: "association", id: "7" }, property("31415")])).toEqual({
      ok: true,
      settings: { property_id: "31415" },
    });
  });

  test.each([[[property("1"), property("2")]], [[{ type: "association", id: "7" }]], [[]], [undefined]])(
    "leaves the choice open: %j",
    (resources) => {
      expect(facts(resources)).toEqual({ ok: true });
    },
  );
});
