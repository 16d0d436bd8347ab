/**
 * TheFork's B2B API as its published operations state it: client credentials at Auth0, restaurants, reservations, customers by
 * telephone and caller recognition. Its CSV exports and booking e-mails have no public description: the sample file is made up.
 * Source: docs.thefork.io (B2B API specifications).
 */
import { type Context, Hono } from "hono";
import { defineSimulator, type FaultKind } from "./define.ts";
import { createTokenMint } from "./minted-tokens.ts";
import { readBearer, readTokenRequest } from "./token-request.ts";

const tokenLifetimeSeconds = 8600;
const audience = "https://api.thefork.io";
const client = { id: "speedai-thefork-client", secret: "simulated-thefork-client-secret-81d3" };
const restaurantUuid = "c564869f-225a-4cb6-b124-2214a6216ec1";

const exportedFile = `Meal date,Meal time,Party size,First name,Last name,Phone,Status,Customer note,Offer
2026-11-28,19:30,4,Élodie,Marchand,+33612345678,Confirmed,Nut allergy,-20 %
2026-11-28,20:15,2,Karim,Benali,+33698765432,Confirmed,,
2026-11-29,12:30,6,Claire,Nguyen,+33645127890,Canceled,"Table by the window, please",
`;

const customer = {
  customerUuid: "3fa85f64-5717-4562-b3fc-2c963f66afb3",
  firstName: "Élodie",
  lastName: "Marchand",
  phone: "+33612345678",
  email: "elodie.marchand@example.com",
  locale: "fr_FR",
  civility: "mrs",
  isVip: true,
  allergiesAndIntolerances: ["NUTS"],
} as const;

const reservation = {
  reservationUuid: "cf5946cc-bde0-4cb1-bca5-7b59f66a5c94",
  restaurantUuid,
  mealDate: "2026-11-27T19:30:00.000Z",
  partySize: 2,
  status: "RECORDED",
  mealStatus: null,
  customerUuid: customer.customerUuid,
  customerNote: "Table près de la fenêtre",
  restaurantNote: null,
  offerUuid: null,
  customFields: [],
} as const;

const mint = createTokenMint({ lifetimeSeconds: tokenLifetimeSeconds });

const auth = new Hono();
auth.post("/oauth/token", async (c) => {
  const { parameters } = await readTokenRequest(c.req.raw);
  if (parameters.get("grant_type") !== "client_credentials") {
    return c.json({ error: "unsupported_grant_type", error_description: "Unsupported grant type" }, 400);
  }
  if (parameters.get("client_id") !== client.id || parameters.get("client_secret") !== client.secret) {
    return c.json({ error: "access_denied", error_description: "Unauthorized" }, 401);
  }
  if (parameters.get("audience") !== audience) {
    return c.json({ error: "access_denied", error_description: "Service not found" }, 403);
  }
  return c.json({ access_token: mint.issue(), expires_in: tokenLifetimeSeconds, token_type: "Bearer" });
});

const api = new Hono();
const root = "/manager/v1";

api.use(`${root}/*`, async (c, next) => {
  if (!mint.isLiving(readBearer(c.req))) return c.json(refusal(401, "Unauthorized", ""), 401);
  await next();
  return undefined;
});

api.get(`${root}/restaurants/:id/partySizes`, (c) =>
  withRestaurant(c, () => withDates(c, () => c.json([1, 2, 3, 4, 5, 6]))),
);
api.get(`${root}/restaurants/:id/availabilities`, (c) =>
  withRestaurant(c, () =>
    withDates(c, () => c.json([{ date: c.req.query("startDate"), hasNormalStock: true, offerList: [] }])),
  ),
);
api.get(`${root}/restaurants/:id/customers/phone/:phone`, (c) =>
  withRestaurant(c, () => {
    const phone = c.req.param("phone");
    if (!/^\+[1-9]\d{1,14}$/.test(phone)) return c.json(refusal(400, "Bad Request", "INVALID_PHONE_NUMBER"), 400);
    if (phone !== customer.phone) return c.json(refusal(404, "Not Found", "PHONE_NUMBER_NOT_FOUND"), 404);
    const { reservationUuid, mealDate, status } = reservation;
    const { customerUuid, firstName, lastName, email } = customer;
    return c.json({
      customerUuid,
      firstName,
      lastName,
      phone,
      email,
      nextReservationsList: [{ reservationUuid, mealDate, status }],
    });
  }),
);
api.get(`${root}/reservations`, (c) => {
  if (c.req.query("restaurantUuid") !== restaurantUuid) return c.json({ data: [], totalCount: 0, page: 1, limit: 100 });
  return withDates(c, () => c.json({ data: [reservation.reservationUuid], totalCount: 1, page: 1, limit: 100 }));
});
api.get(`${root}/reservations/:id`, (c) =>
  c.req.param("id") === reservation.reservationUuid
    ? c.json(reservation)
    : c.json(refusal(404, "Not Found", "RESERVATION_NOT_FOUND"), 404),
);
api.get(`${root}/customers/:id`, (c) =>
  c.req.param("id") === customer.customerUuid
    ? c.json(customer)
    : c.json(refusal(404, "Not Found", "CUSTOMER_NOT_FOUND"), 404),
);
api.post(`${root}/callCenter/callRecognitions`, (c) => c.json({ data: {} }));

api.notFound((c) => c.json(refusal(404, "Not Found", ""), 404));

function withRestaurant(c: Context, answer: () => Response): Response {
  return c.req.param("id") === restaurantUuid
    ? answer()
    : c.json(refusal(404, "Not Found", "RESTAURANT_NOT_FOUND"), 404);
}

/** Both dates are required where a period is asked for. */
function withDates(c: Context, answer: () => Response): Response {
  const dates = [c.req.query("startDate") ?? "", c.req.query("endDate") ?? ""];
  const isPeriod = dates.every((date) => /^\d{4}-\d{2}-\d{2}$/.test(date));
  return isPeriod ? answer() : c.json(refusal(400, "Bad Request", "INVALID_DATES"), 400);
}

function refusal(statusCode: number, error: string, code: string): Record<string, unknown> {
  return { statusCode, error, data: { code } };
}

function fault(kind: FaultKind, path: string): Response | undefined {
  const isToken = path.startsWith("/oauth");
  switch (kind) {
    case "unauthorized":
    case "rotated_token":
      return Response.json(
        isToken ? { error: "access_denied", error_description: "Unauthorized" } : refusal(401, "Unauthorized", ""),
        { status: 401 },
      );
    case "forbidden":
      return Response.json(refusal(403, "Forbidden", ""), { status: 403 });
    case "rate_limited":
      return Response.json(refusal(429, "Too Many Requests", ""), { status: 429 });
    case "server_error":
      return Response.json(refusal(500, "Internal Server Error", ""), { status: 500 });
    default:
      return undefined;
  }
}

export default defineSimulator({
  id: "thefork",
  origins: { "https://auth.thefork.io": "thefork-auth", "https://api.thefork.io": "thefork-api" },
  mounts: { "thefork-auth": auth, "thefork-api": api },
  samples: {
    credentials: { client_id: client.id, client_secret: client.secret, restaurant_id: restaurantUuid },
    csv: { file: exportedFile },
    mailbox: {},
  },
  fault,
  reset: mint.reset,
});

export { restaurantUuid as theforkRestaurant };
