import { describe, expect, test } from "vitest";
import { toValues } from "../domain/values.ts";
import { type CannedAnswer, probeProvider, readTyped } from "../testing/probing.ts";
import mews from "./mews.ts";

const hotel = "851df8c8-90f2-4c4a-8e01-a4fc46b25178";
const typed = {
  client_token: "E0D439EE522F44368DC78E1BFB03710C-D24FB11DBE31D4621C4817E028D9E1D",
  access_token: "C66EF7B239D24632943D115EDE9CB810-EA00F8FD8294692C940F6B5A8F9453D",
  hotel_id: hotel,
};
const configuration = (enterprise: object) => ({
  json: {
    NowUtc: "2026-11-23T09:30:00Z",
    Enterprise: { Id: hotel, Name: "Hôtel du Phare", IsPortfolio: false, ...enterprise },
  },
});
const probe = (answer: CannedAnswer) => probeProvider(mews, "credentials", typed, answer);

test("asks for the hotel's configuration with the tokens inside the body", async () => {
  const { sent, trial } = await probe(configuration({ TimeZoneIdentifier: "Europe/Paris" }));
  expect(sent).toHaveLength(1);
  expect(sent[0]).toMatchObject({
    method: "POST",
    url: "https://api.mews.com/api/connector/v1/configuration/get",
    headers: { accept: "application/json", "content-type": "application/json" },
  });
  expect(JSON.parse(sent[0]?.body ?? "")).toEqual({
    EnterpriseId: hotel,
    ClientToken: typed.client_token,
    AccessToken: typed.access_token,
    Client: "SpeedAI 1.0.0",
  });
  expect(trial).toMatchObject({
    ok: true,
    finding: { accountId: hotel, accountLabel: "Hôtel du Phare", settings: { time_zone: "Europe/Paris" } },
  });
});

describe("the hotel", () => {
  test.each([
    ["another hotel than the token's", configuration({ Id: "00000000-0000-4000-8000-000000000000" })],
    ["a portfolio instead of a hotel", configuration({ IsPortfolio: true })],
    ["an id that Mews does not know", { status: 400, json: { Message: "Invalid EnterpriseId." } }],
    ["an id outside the portfolio", { status: 404, json: { Message: "Not found" } }],
  ])("is the value to correct: %s", async (_what, answer) => {
    expect((await probe(answer)).trial.failure).toEqual({ reason: "unknown_id", field: "hotel_id" });
  });

  test("is compared without regard to case", async () => {
    expect((await probe(configuration({ Id: hotel.toUpperCase() }))).trial.ok).toBe(true);
  });
});

describe("refusals", () => {
  test.each([
    [
      "wrong tokens",
      { status: 401, json: { Message: "Invalid ClientToken or AccessToken." } },
      "bad_credentials",
      "access_token",
    ],
    ["a business rule", { status: 403, json: { Message: "The property is suspended." } }, "rights_missing", undefined],
    ["a failing server", { status: 500, json: { Message: "Oops" } }, "provider_down", undefined],
    ["a timeout at Mews", { status: 408, json: {} }, "provider_down", undefined],
    ["a page", { text: "<html></html>" }, "unexpected_answer", undefined],
    ["an answer without a hotel", { json: { Message: "error inside a 200" } }, "unexpected_answer", undefined],
  ])("%s", async (_what, answer, reason, field) => {
    const { failure } = (await probe(answer)).trial;
    expect([failure?.reason, failure?.field]).toEqual([reason, field]);
  });

  test("too many requests, with the wait", async () => {
    const { failure } = (await probe({ status: 429, headers: { "retry-after": "17" }, json: { Message: "Too many" } }))
      .trial;
    expect(failure).toEqual({ reason: "rate_limited", retryAfter: 17 });
  });
});

test("tokens in a caller's body are replaced by the connection's", async () => {
  const [{ api }] = mews.methods;
  const body = JSON.stringify({ ServiceIds: ["s"], AccessToken: "someone else's" });
  const sent = await api.prepare({ method: "POST", url: "https://api.mews.com/x", body }, toValues(typed));
  expect(JSON.parse(sent.body)).toMatchObject({ ServiceIds: ["s"], AccessToken: typed.access_token });
});

test.each([
  ["hotel_id", `https://app.mews.com/Commander/${hotel.toUpperCase()}/Dashboard`, hotel],
  ["hotel_id", "Hôtel du Phare", "wrong_format"],
  ["access_token", "short", "too_short"],
])("%s %j reads as %j", (field, text, expected) => {
  expect(readTyped(mews, "credentials", field, text)).toBe(expected);
});
