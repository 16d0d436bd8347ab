/** No client exists on npm; the public Connector API documentation is the measure. */
import { expect, test } from "vitest";
import mews, { mewsAccessTokens, mewsClientToken, mewsHotels } from "./mews.ts";
import { serveForTests } from "./testing/served.ts";

const running = serveForTests([mews]);

const keys = { ClientToken: mewsClientToken, AccessToken: mewsAccessTokens.hotel, Client: "Test 1.0.0" };
const [hotel, sister] = mewsHotels;

async function call(action: string, body: object, method = "POST") {
  const answer = await fetch(`${running.url}/mews-api/api/connector/v1/${action}`, {
    method,
    headers: { "content-type": "application/json" },
    ...(method === "POST" && { body: JSON.stringify(body) }),
  });
  const read: unknown = await answer.json();
  return { status: answer.status, body: read, requestId: answer.headers.get("request-id") };
}

test("a hotel's token answers with its hotel, whatever id is asked for", async () => {
  const answer = await call("configuration/get", { ...keys, EnterpriseId: sister.Id });
  expect(answer.body).toMatchObject({ Enterprise: { Id: hotel.Id, IsPortfolio: false, ChainName: "Maison Lumière" } });
  expect(answer.requestId).toBeTruthy();
});

test("a portfolio's token answers with the hotel asked for, and with a dummy when none is", async () => {
  const portfolio = { ...keys, AccessToken: mewsAccessTokens.portfolio };
  expect((await call("configuration/get", { ...portfolio, EnterpriseId: sister.Id })).body).toMatchObject({
    Enterprise: { Id: sister.Id, IsPortfolio: false },
  });
  expect((await call("configuration/get", portfolio)).body).toMatchObject({ Enterprise: { IsPortfolio: true } });
});

test.each([
  ["a wrong client token", { ...keys, ClientToken: "wrong" }, 401],
  ["a wrong access token", { ...keys, AccessToken: "wrong" }, 401],
  ["no tokens", { Client: "Test 1.0.0" }, 401],
  ["no client name", { ...keys, Client: undefined }, 400],
  ["a hotel outside the portfolio", { ...keys, AccessToken: mewsAccessTokens.portfolio, EnterpriseId: "nope" }, 400],
])("%s is refused with a message", async (_what, body, status) => {
  expect(await call("configuration/get", body)).toMatchObject({ status, body: { Message: expect.any(String) } });
});

test("only POST is spoken, and the path is exact", async () => {
  expect((await call("configuration/get", {}, "GET")).status).toBe(405);
  expect((await call("configuration/get/", keys)).status).toBe(404);
  expect((await call("Configuration/Get", keys)).status).toBe(404);
});

test("lists want a limitation", async () => {
  expect((await call("customers/getAll", keys)).status).toBe(400);
  const page = await call("customers/getAll", { ...keys, Limitation: { Count: 100 } });
  expect(page.body).toMatchObject({ Customers: [{ LastName: "Marchand", Phone: "0033612345678" }, {}], Cursor: null });
});
