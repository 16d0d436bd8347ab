import { describe, expect, test } from "vitest";
import { type CannedAnswer, probeProvider, readTyped } from "../testing/probing.ts";
import lightspeed from "./lightspeed.ts";

const location = (id: string, name: string) =>
  `{"blName":"${name}","blID":${id},"country":"FR","timezone":"Europe/Paris"}`;
/** Written by hand: the ids are longer than a JavaScript number can hold. */
const businesses = (...locations: readonly string[]) =>
  `{"_embedded":{"businessList":[{"businessName":"Maison Lumière","businessId":1234,"currencyCode":"EUR","businessLocations":[${locations.join(",")}]}]}}`;
const lyon = location("9007199254740993", "Lyon");
const paris = location("267739991882", "Paris");

const probeK = (answer: CannedAnswer, locationId = "9007199254740993") =>
  probeProvider(lightspeed, "credentials", { series: "k", api_key: "k-bearer-token", location_id: locationId }, answer);
const probeL = (answer: CannedAnswer, baseUrl = "https://euc2.posios.com") =>
  probeProvider(
    lightspeed,
    "credentials",
    { series: "l", api_key: "l-series-token", location_id: "4711", base_url: baseUrl },
    answer,
  );
const probeOAuth = (answer: CannedAnswer, known = {}) =>
  probeProvider(lightspeed, "oauth2", {}, answer, { access_token: "oauth-token", ...known });

describe("K-Series with a key", () => {
  test("asks for the businesses and finds the location by all digits of its id", async () => {
    const { sent, trial } = await probeK({ text: businesses(paris, lyon) });
    expect(sent).toEqual([
      {
        method: "GET",
        url: "https://api.lsk.lightspeed.app/f/data/businesses",
        headers: { accept: "application/json", authorization: "Bearer k-bearer-token" },
        via: "egress",
      },
    ]);
    expect(trial).toMatchObject({
      ok: true,
      finding: { accountId: "9007199254740993", accountLabel: "Maison Lumière – Lyon" },
    });
  });

  test("an id that differs in its last digit alone is another location", async () => {
    const { failure } = (await probeK({ text: businesses(lyon) }, "9007199254740992")).trial;
    expect(failure).toEqual({ reason: "unknown_id", field: "location_id" });
  });

  test.each([
    ["a wrong or expired key", { status: 401, text: "" }, "bad_credentials", "api_key"],
    [
      "a missing scope",
      { status: 403, json: { status: "FORBIDDEN", message: "Insufficient scope" } },
      "rights_missing",
      undefined,
    ],
    ["a key without any location", { text: businesses() }, "rights_missing", undefined],
    ["a page", { text: "<html></html>" }, "unexpected_answer", undefined],
    ["a service that is down", { status: 503, json: { status: "SERVICE_UNAVAILABLE" } }, "provider_down", undefined],
  ])("refusal: %s", async (_what, answer, reason, field) => {
    const { failure } = (await probeK(answer)).trial;
    expect([failure?.reason, failure?.field]).toEqual([reason, field]);
  });

  test("too many requests, with the wait", async () => {
    const { failure } = (await probeK({ status: 429, headers: { "retry-after": "9" }, json: {} })).trial;
    expect(failure).toEqual({ reason: "rate_limited", retryAfter: 9 });
  });
});

describe("L-Series", () => {
  test("asks the customer's own server for the company", async () => {
    const { sent, trial } = await probeL(
      { json: { id: 4711, name: "Chez Paul" } },
      "euc2.posios.com/PosServer/rest/core",
    );
    expect(sent).toEqual([
      {
        method: "GET",
        url: "https://euc2.posios.com/PosServer/rest/core/company",
        headers: { accept: "application/json", "x-auth-token": "l-series-token" },
        via: "egress",
      },
    ]);
    expect(trial).toMatchObject({ ok: true, finding: { accountId: "4711", accountLabel: "Chez Paul" } });
  });

  test("a token of another company is refused", async () => {
    const { failure } = (await probeL({ json: { id: 1, name: "Other" } })).trial;
    expect(failure).toEqual({ reason: "unknown_id", field: "location_id" });
  });

  test("an answer that names no company is none", async () => {
    for (const json of [{}, { error: "server_error" }, []]) {
      const { failure } = (await probeL({ json })).trial;
      expect(failure).toEqual({ reason: "unexpected_answer" });
    }
  });

  test("wants the server's address", async () => {
    await expect(
      probeProvider(lightspeed, "credentials", { series: "l", api_key: "l-series-token", location_id: "1" }, {}),
    ).rejects.toThrow("values.base_url");
  });
});

describe("K-Series by OAuth", () => {
  test("the only location is taken", async () => {
    const { sent, trial } = await probeOAuth({ text: businesses(paris) });
    expect(sent[0]?.headers?.["authorization"]).toBe("Bearer oauth-token");
    expect(trial.finding).toEqual({
      accountId: "267739991882",
      accountLabel: "Maison Lumière – Paris",
      settings: { location_id: "267739991882" },
    });
  });

  test("several locations are a choice", async () => {
    const { trial } = await probeOAuth({ text: businesses(paris, lyon) });
    expect(trial).toMatchObject({ ok: true });
    expect(trial.finding).toEqual({
      choice: {
        field: "location_id",
        question: "property",
        options: [
          { value: "267739991882", label: "Maison Lumière – Paris" },
          { value: "9007199254740993", label: "Maison Lumière – Lyon" },
        ],
      },
    });
  });

  test("a chosen location is kept, and missed when it goes", async () => {
    const known = { location_id: "9007199254740993" };
    expect((await probeOAuth({ text: businesses(paris, lyon) }, known)).trial.finding.accountId).toBe(
      "9007199254740993",
    );
    expect((await probeOAuth({ text: businesses(paris) }, known)).trial.failure?.reason).toBe("unknown_id");
  });
});

test.each([
  ["location_id", "267739991882", "267739991882"],
  ["location_id", "Paris", "wrong_format"],
  ["base_url", "http://euc2.posios.com", "https_required"],
])("%s %j reads as %j", (field, text, expected) => {
  expect(readTyped(lightspeed, "credentials", field, text)).toBe(expected);
});
