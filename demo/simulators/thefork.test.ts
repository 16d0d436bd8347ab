/** No client exists; the operations that TheFork publishes are the measure. */
import { expect, test } from "vitest";
import { serveForTests } from "./testing/served.ts";
import thefork, { theforkRestaurant } from "./thefork.ts";

const running = serveForTests([thefork]);

const { credentials } = thefork.samples;
const client = {
  grant_type: "client_credentials",
  audience: "https://api.thefork.io",
  client_id: credentials?.["client_id"],
  client_secret: credentials?.["client_secret"],
};

async function token(more: object = {}): Promise<{ status: number; body: { access_token?: string; error?: string } }> {
  const answer = await fetch(`${running.url}/thefork-auth/oauth/token`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ ...client, ...more }),
  });
  return { status: answer.status, body: await answer.json() };
}

async function get(path: string, bearer?: string) {
  const { access_token = "" } = bearer === undefined ? (await token()).body : { access_token: bearer };
  const answer = await fetch(`${running.url}/thefork-api/manager/v1${path}`, {
    headers: { authorization: `Bearer ${access_token}` },
  });
  const body: unknown = await answer.json();
  return { status: answer.status, body };
}

const period = "startDate=2026-11-27&endDate=2026-11-27";

test("a client buys a token that lives 8600 seconds", async () => {
  expect(await token()).toMatchObject({ status: 200, body: { expires_in: 8600, token_type: "Bearer" } });
});

test.each([
  ["a wrong secret", { client_secret: "wrong" }, 401, "access_denied"],
  ["another audience", { audience: "https://elsewhere" }, 403, "access_denied"],
  ["another grant", { grant_type: "password" }, 400, "unsupported_grant_type"],
])("%s buys none", async (_what, more, status, error) => {
  expect(await token(more)).toEqual({ status, body: expect.objectContaining({ error }) });
});

test("a restaurant tells its party sizes for a period", async () => {
  expect(await get(`/restaurants/${theforkRestaurant}/partySizes?${period}`)).toEqual({
    status: 200,
    body: [1, 2, 3, 4, 5, 6],
  });
});

test.each([
  [
    "an unknown restaurant",
    `/restaurants/00000000-0000-4000-8000-000000000000/partySizes?${period}`,
    404,
    "RESTAURANT_NOT_FOUND",
  ],
  ["a missing period", `/restaurants/${theforkRestaurant}/partySizes`, 400, "INVALID_DATES"],
  [
    "an unknown number",
    `/restaurants/${theforkRestaurant}/customers/phone/%2B33600000000`,
    404,
    "PHONE_NUMBER_NOT_FOUND",
  ],
  [
    "a number that is not E.164",
    `/restaurants/${theforkRestaurant}/customers/phone/0612345678`,
    400,
    "INVALID_PHONE_NUMBER",
  ],
  ["an unknown reservation", "/reservations/00000000-0000-4000-8000-000000000000", 404, "RESERVATION_NOT_FOUND"],
])("%s has its code", async (_what, path, status, code) => {
  expect(await get(path)).toMatchObject({ status, body: { statusCode: status, data: { code } } });
});

test("a guest is found by telephone, with the next reservation", async () => {
  const found = await get(`/restaurants/${theforkRestaurant}/customers/phone/%2B33612345678`);
  expect(found.body).toMatchObject({ lastName: "Marchand", nextReservationsList: [{ status: "RECORDED" }] });
});

test("a list of reservations holds ids only", async () => {
  const { body } = await get(`/reservations?restaurantUuid=${theforkRestaurant}&${period}`);
  expect(body).toMatchObject({ data: ["cf5946cc-bde0-4cb1-bca5-7b59f66a5c94"], totalCount: 1 });
});

test("a made-up token is refused in TheFork's words", async () => {
  expect(await get(`/restaurants/${theforkRestaurant}/partySizes?${period}`, "made-up")).toEqual({
    status: 401,
    body: { statusCode: 401, error: "Unauthorized", data: { code: "" } },
  });
});
