/** No client exists; the public platform documentation is the measure. */
import { expect, test } from "vitest";
import opentable, { opentableLimitedClient } from "./opentable.ts";
import { serveForTests } from "./testing/served.ts";

const running = serveForTests([opentable]);

const pair = String(opentable.samples["credentials"]?.["api_key"]);
const limitedPair = `${opentableLimitedClient.id}:${opentableLimitedClient.secret}`;

async function token(basic: string, query = "grant_type=client_credentials") {
  const answer = await fetch(`${running.url}/opentable-oauth/api/v2/oauth/token?${query}`, {
    method: "POST",
    headers: { authorization: `Basic ${btoa(basic)}` },
  });
  const body: { access_token?: string } = await answer.json();
  return { status: answer.status, body };
}

async function get(path: string, basic = pair) {
  const { body } = await token(basic);
  const answer = await fetch(`${running.url}/opentable-platform${path}`, {
    headers: { authorization: `Bearer ${body.access_token}` },
  });
  const read: unknown = await answer.json();
  return { status: answer.status, body: read, requestId: answer.headers.get("ot-requestid") };
}

test("a client buys a token of weeks, whose secret may hold a colon", async () => {
  expect(await token(pair)).toMatchObject({
    status: 200,
    body: {
      access_token: expect.stringMatching(/^v2-/),
      token_type: "Bearer",
      expires_in: 1_989_434,
      scope: "DEFAULT",
    },
  });
});

test.each([
  ["a wrong secret", "speedai-opentable:wrong", "grant_type=client_credentials", 401],
  ["no grant type", pair, "", 400],
])("%s buys none", async (_what, basic, query, status) => {
  expect((await token(basic, query)).status).toBe(status);
});

test("the client's restaurants come in pages, each answer with its request id", async () => {
  const { body, requestId } = await get("/sync/listings?offset=1&limit=1");
  expect(body).toMatchObject({ total_items: 2, offset: 1, limit: 1, items: [{ rid: 123_457 }] });
  expect(requestId).toMatch(/^[0-9a-f-]{36}$/);
});

test("a contract without that product is refused, but not elsewhere", async () => {
  expect(await get("/sync/listings", limitedPair)).toMatchObject({
    status: 403,
    body: { errors: [{ message: "Permission denied" }] },
  });
  expect((await get("/availability/123456?start_date_time=2026-11-27T19:00&party_size=2", limitedPair)).status).toBe(
    200,
  );
});

test("an unknown restaurant has no availability", async () => {
  expect((await get("/availability/1")).status).toBe(404);
});

test("a wrong token is a 401", async () => {
  const answer = await fetch(`${running.url}/opentable-platform/sync/listings`, {
    headers: { authorization: "Bearer no" },
  });
  expect(answer.status).toBe(401);
});
