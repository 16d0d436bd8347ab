/**
 * A WordPress site with WooCommerce as its documentation and official client state it: REST API v3 with Basic keys over https, errors of
 * WordPress. Keys for each way in which a site can refuse are fixed. Sources: woocommerce.github.io/woocommerce-rest-api-docs,
 * developer.wordpress.org/rest-api, @woocommerce/woocommerce-rest-api 1.
 */
import { type Context, Hono } from "hono";
import { defineSimulator, type FaultKind } from "./define.ts";

const host = "boutique-lumiere.example";

/** `ck_` and `cs_` with forty hexadecimal digits, as WooCommerce makes them. */
const keys = {
  valid: { key: "ck_5b1e2a90c7d34f68a1b2c3d4e5f60718293a4b5c", secret: "cs_0a9b8c7d6e5f40312233445566778899aabbccdd" },
  /** May only write. */
  writeOnly: {
    key: "ck_401e2a90c7d34f68a1b2c3d4e5f60718293a4b5c",
    secret: "cs_401b8c7d6e5f40312233445566778899aabbccdd",
  },
  /** Belongs to a user without rights on the shop. */
  subscriber: {
    key: "ck_403e2a90c7d34f68a1b2c3d4e5f60718293a4b5c",
    secret: "cs_403b8c7d6e5f40312233445566778899aabbccdd",
  },
} as const;

const orders = [
  {
    id: 1042,
    number: "1042",
    status: "processing",
    total: "86.00",
    billing: { first_name: "Élodie", last_name: "Marchand", phone: "+33612345678" },
  },
  {
    id: 1041,
    number: "1041",
    status: "completed",
    total: "129.50",
    billing: { first_name: "Karim", last_name: "Benali", phone: "+33698765432" },
  },
] as const;

const site = new Hono();

/** Public, unless a plug-in hides it. */
site.get("/wp-json/", (c) =>
  c.json({
    name: "Boutique Lumière",
    description: "Vaisselle et arts de la table",
    url: `https://${host}`,
    home: `https://${host}`,
    gmt_offset: "1",
    timezone_string: "Europe/Paris",
    namespaces: ["oembed/1.0", "wp/v2", "wc/v3", "wc-telemetry"],
    authentication: {},
    routes: {},
  }),
);

site.get("/wp-json/wc/v3/orders", (c) => withReader(c, "Sorry, you cannot list resources.", () => list(c, orders)));

site.get("/wp-json/wc/v3/system_status", (c) =>
  withReader(c, "Sorry, you cannot view this resource.", () =>
    c.json({
      environment: { home_url: `https://${host}`, site_url: `https://${host}`, version: "10.3.4", wp_version: "6.9" },
    }),
  ),
);

site.get("/wp-json/wc/v3/products/categories", (c) =>
  withReader(c, "Sorry, you cannot list resources.", () =>
    list(c, [{ id: 15, name: "Assiettes", slug: "assiettes", count: 12 }]),
  ),
);

site.get("/", (c) => c.html("<!doctype html><html lang=fr><title>Boutique Lumière</title><h1>Boutique Lumière</h1>"));
site.notFound((c) =>
  c.json(wpError("rest_no_route", "No route was found matching the URL and request method.", 404), 404),
);

/** Basic over https, or the two query parameters that some hosts need. */
function withReader(c: Context, denied: string, answer: () => Response): Response {
  const basic = /^Basic (\S+)$/i.exec(c.req.header("authorization") ?? "")?.[1];
  const [key = "", secret = ""] =
    basic === undefined
      ? [c.req.query("consumer_key"), c.req.query("consumer_secret")]
      : Buffer.from(basic, "base64").toString("utf8").split(":");
  // Nobody is logged in: the right is missing, and the status says that logging in may help.
  if (key === "") return c.json(wpError("woocommerce_rest_cannot_view", denied, 401), 401);
  const known = Object.values(keys).find((pair) => pair.key === key);
  if (!known) return refuse(c, "Consumer key is invalid.");
  if (known.secret !== secret) return refuse(c, "Consumer secret is invalid.");
  if (known === keys.writeOnly) return refuse(c, "The API key provided does not have read permissions.");
  if (known === keys.subscriber) return c.json(wpError("woocommerce_rest_cannot_view", denied, 403), 403);
  return answer();
}

function list(c: Context, rows: readonly object[]): Response {
  const page = rows.slice(0, Number(c.req.query("per_page") ?? 10));
  c.header("x-wp-total", String(rows.length));
  c.header("x-wp-totalpages", String(Math.ceil(rows.length / Math.max(1, page.length))));
  return c.json(page);
}

function refuse(c: Context, message: string): Response {
  return c.json(wpError("woocommerce_rest_authentication_error", message, 401), 401);
}

function wpError(code: string, message: string, status: number): Record<string, unknown> {
  return { code, message, data: { status } };
}

function fault(kind: FaultKind): Response | undefined {
  switch (kind) {
    case "unauthorized":
    case "rotated_token":
      return Response.json(wpError("woocommerce_rest_authentication_error", "Consumer key is invalid.", 401), {
        status: 401,
      });
    case "forbidden":
      return Response.json(wpError("woocommerce_rest_cannot_view", "Sorry, you cannot list resources.", 403), {
        status: 403,
      });
    case "server_error":
      return Response.json(wpError("internal_server_error", "There has been a critical error on this website.", 500), {
        status: 500,
      });
    case "error_in_200":
      return Response.json(wpError("internal_error", "The request could not be handled.", 500));
    default:
      return undefined;
  }
}

export default defineSimulator({
  id: "woocommerce",
  origins: { [`https://${host}`]: "woocommerce" },
  mounts: { woocommerce: site },
  samples: {
    credentials: { site_url: `https://${host}`, consumer_key: keys.valid.key, consumer_secret: keys.valid.secret },
  },
  fault,
  reset: () => undefined,
});

export { keys as wooCommerceKeys };
