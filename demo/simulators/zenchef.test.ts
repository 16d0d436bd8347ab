/** No public documentation and no client: the contract that the adapter relies on, stated. */
import { expect, test } from "vitest";
import { serveForTests } from "./testing/served.ts";
import zenchef, { zenchefRestaurant, zenchefTokens } from "./zenchef.ts";

const running = serveForTests([zenchef]);

const good = { "auth-token": zenchefTokens.valid, restaurantId: zenchefRestaurant };

async function call(
  path: string,
  headers: Record<string, string> = good,
  init: { method?: string; body?: object } = {},
) {
  const answer = await fetch(`${running.url}/zenchef-api${path}`, {
    ...(init.method !== undefined && { method: init.method }),
    ...(init.body !== undefined && { body: JSON.stringify(init.body) }),
    headers: { ...headers, "content-type": "application/json" },
  });
  const body: unknown = await answer.json();
  return { status: answer.status, body };
}

test("bookings come in pages", async () => {
  expect((await call("/api/v1/bookings?limit=1&page=2")).body).toMatchObject({
    data: [{ lastname: "Benali", restaurant_id: Number(zenchefRestaurant) }],
    paginator: { total: 2, count: 1, limit: 1, current_page: 2, total_pages: 2, next_page: null, previous_page: 1 },
  });
});

test.each([
  ["no token", { restaurantId: zenchefRestaurant }, 401],
  ["a wrong token", { ...good, "auth-token": "wrong" }, 401],
  ["a token of another restaurant", { ...good, "auth-token": zenchefTokens.foreign }, 403],
  ["another restaurant", { ...good, restaurantId: "1" }, 403],
  ["no restaurant", { "auth-token": zenchefTokens.valid }, 403],
])("%s is refused", async (_what, headers: Record<string, string>, status) => {
  expect((await call("/api/v1/bookings", headers)).status).toBe(status);
});

test("a restaurant's public figures prove nothing: they need no token", async () => {
  expect((await call(`/api/v1/restaurants/${zenchefRestaurant}`, {})).status).toBe(200);
});

test("a booking is made, read and cancelled", async () => {
  const booking = { day: "2026-11-28", time: "20:00", nb_guests: 4, lastname: "Petit", phone_number: "+33611223344" };
  const made = await call("/api/v1/bookings", good, { method: "POST", body: booking });
  expect(made).toMatchObject({ status: 201, body: { data: { id: 880_003, status: "waiting", ...booking } } });
  const status = { method: "PATCH", body: { status: "canceled" } };
  expect((await call("/api/v1/bookings/880003/changeStatus", good, status)).body).toMatchObject({
    data: { status: "canceled" },
  });
  expect((await call("/api/v1/bookings/880003")).body).toMatchObject({ data: { status: "canceled" } });
});

test("a booking without its day is refused by name", async () => {
  const refused = await call("/api/v1/bookings", good, { method: "POST", body: { time: "20:00" } });
  expect(refused).toMatchObject({
    status: 422,
    body: { errors: { day: expect.any(Array), nb_guests: expect.any(Array) } },
  });
});

test("resetting forgets bookings", async () => {
  await call("/api/v1/bookings/880001/changeStatus", good, { method: "PATCH", body: { status: "no_shown" } });
  running.reset();
  expect((await call("/api/v1/bookings/880001")).body).toMatchObject({ data: { status: "confirmed" } });
});
