/**
 * Zenchef without public documentation: a contract after the public code of several integrators, not a copy of the real API.
 * Bookings (v1) and availabilities (v2) of one restaurant, behind the headers `auth-token` and `restaurantId`.
 */
import { type Context, Hono } from "hono";
import { defineSimulator, type FaultKind } from "./define.ts";

const tokens = {
  valid: "zc-7f3a91c24be84d0f9d5a1e6c",
  /** Belongs to another restaurant. */
  foreign: "zc-403a91c24be84d0f9d5a1e6c",
} as const;
const restaurantId = "351234";
const statuses = ["waiting", "confirmed", "canceled", "seated", "over", "no_shown"];
const defaultLimit = 50;

/** What a restaurant might export; the columns of the real export have no public description. */
const exportedFile = `Date;Heure;Couverts;Nom;Prénom;Téléphone;Statut;Commentaire
28/11/2026;19:30;4;Marchand;Élodie;06 12 34 56 78;Confirmée;Allergie aux noix
28/11/2026;20h15;2;Benali;Karim;+33 6 98 76 54 32;Confirmée;
29/11/2026;12:30;6;Nguyen;Claire;06 45 12 78 90;En attente;Table près de la fenêtre
demain;20h00;2;Sans date;;;Confirmée;
`;

interface Booking {
  id: number;
  restaurant_id: number;
  day: string;
  time: string;
  nb_guests: number;
  firstname: string;
  lastname: string;
  phone_number: string;
  email: string | null;
  comment: string;
  private_comment: string;
  allergies: string;
  status: string;
  created_at: string;
  updated_at: string;
}

const guests = [
  { firstname: "Élodie", lastname: "Marchand", phone_number: "+33612345678", email: "elodie.marchand@example.com" },
  { firstname: "Karim", lastname: "Benali", phone_number: "+33698765432", email: null },
] as const;

let bookings: Booking[] = [];

function reset(): void {
  bookings = guests.map((guest, index) => ({
    id: 880_001 + index,
    restaurant_id: Number(restaurantId),
    day: "2026-11-27",
    time: index === 0 ? "19:30" : "20:00",
    nb_guests: 2 + index,
    ...guest,
    comment: "",
    private_comment: "",
    allergies: index === 0 ? "Fruits à coque" : "",
    status: "confirmed",
    created_at: "2026-11-20 10:12:00",
    updated_at: "2026-11-20 10:12:00",
  }));
}
reset();

const api = new Hono();

// Figures for a restaurant's own site answer without a token: they prove no credential.
api.get("/api/v1/restaurants/:id", (c) =>
  c.json({ data: { id: Number(c.req.param("id")), restaurant_name: "Maison Lumière", reviews: 412 } }),
);

api.use("*", async (c, next) => {
  const token = c.req.header("auth-token");
  if (token !== tokens.valid && token !== tokens.foreign) return c.json({ error: "Unauthorized" }, 401);
  if (token !== tokens.valid || c.req.header("restaurantId") !== restaurantId) {
    return c.json({ error: "Forbidden", message: "This token does not belong to the restaurant." }, 403);
  }
  await next();
  return undefined;
});

api.get("/api/v1/bookings", (c) => {
  const limit = Math.max(1, Number(c.req.query("limit") ?? defaultLimit));
  const page = Math.max(1, Number(c.req.query("page") ?? 1));
  const data = bookings.slice((page - 1) * limit, page * limit);
  const pages = Math.ceil(bookings.length / limit);
  return c.json({
    data,
    paginator: {
      total: bookings.length,
      count: data.length,
      limit,
      current_page: page,
      total_pages: pages,
      next_page: page < pages ? page + 1 : null,
      previous_page: page > 1 ? page - 1 : null,
    },
  });
});

api.get("/api/v1/bookings/:id", (c) => withBooking(c, (booking) => c.json({ data: booking })));

api.post("/api/v1/bookings", async (c) => {
  const body = await readObject(c);
  const missing = ["day", "time", "nb_guests", "lastname"].filter((name) => !Object.hasOwn(body, name));
  if (missing.length > 0) {
    const errors = Object.fromEntries(missing.map((name) => [name, ["This field is required."]]));
    return c.json({ message: "The given data was invalid.", errors }, 422);
  }
  const booking: Booking = {
    id: Math.max(0, ...bookings.map(({ id }) => id)) + 1,
    restaurant_id: Number(restaurantId),
    day: text(body["day"]),
    time: text(body["time"]),
    nb_guests: Number(body["nb_guests"]),
    firstname: text(body["firstname"]),
    lastname: text(body["lastname"]),
    phone_number: text(body["phone_number"]),
    email: text(body["email"]) || null,
    comment: text(body["comment"]),
    private_comment: text(body["private_comment"]),
    allergies: text(body["allergies"]),
    status: text(body["status"]) || "waiting",
    created_at: "2026-11-23 09:30:00",
    updated_at: "2026-11-23 09:30:00",
  };
  bookings.unshift(booking);
  return c.json({ data: booking }, 201);
});

api.patch("/api/v1/bookings/:id/changeStatus", async (c) => {
  const { status } = await readObject(c);
  return withBooking(c, (booking) => {
    if (!statuses.includes(text(status))) return c.json({ errors: { status: ["Unknown status."] } }, 422);
    booking.status = text(status);
    return c.json({ data: booking });
  });
});

api.get("/api/v2/restaurants/:id/availabilities", (c) => {
  if (c.req.param("id") !== restaurantId) return c.json({ error: "Not found" }, 404);
  const slots = ["19:00", "19:30", "20:00"].map((name) => ({
    name,
    possible_guests: [1, 2, 3, 4],
    waitlist_possible_guests: [],
    closed: false,
    marked_as_full: false,
  }));
  const shifts = [{ id: 1, name: "Dîner", open: "19:00", close: "22:30", shift_slots: slots }];
  return c.json({ data: [{ date: "2026-11-27", shifts }] });
});

api.notFound((c) => c.json({ error: "Not found" }, 404));

function withBooking(c: Context, answer: (booking: Booking) => Response): Response {
  const booking = bookings.find(({ id }) => String(id) === c.req.param("id"));
  return booking === undefined ? c.json({ error: "Not found" }, 404) : answer(booking);
}

async function readObject(c: Context): Promise<Record<string, unknown>> {
  const body: unknown = await c.req.json().catch(() => undefined);
  return typeof body === "object" && body !== null ? { ...body } : {};
}

function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}

function fault(kind: FaultKind): Response | undefined {
  switch (kind) {
    case "unauthorized":
    case "rotated_token":
      return Response.json({ error: "Unauthorized" }, { status: 401 });
    case "forbidden":
      return Response.json({ error: "Forbidden" }, { status: 403 });
    case "error_in_200":
      return Response.json({ error: "maintenance", message: "Please try again later." });
    default:
      return undefined;
  }
}

export default defineSimulator({
  id: "zenchef",
  origins: { "https://api.zenchef.com": "zenchef-api" },
  mounts: { "zenchef-api": api },
  samples: { credentials: { api_token: tokens.valid, restaurant_id: restaurantId }, csv: { file: exportedFile } },
  fault,
  reset,
});

export { restaurantId as zenchefRestaurant, tokens as zenchefTokens };
