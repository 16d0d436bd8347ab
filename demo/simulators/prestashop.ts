/**
 * A PrestaShop with its webservice as the documentation and the core's error codes state it: XML, keys of 32 characters with rights per
 * resource and verb. No official client exists for Node; keys for each refusal are fixed. Sources: devdocs.prestashop-project.org
 * (webservice), PrestaShop core (WebserviceRequest).
 */
import { type Context, Hono } from "hono";
import { defineSimulator, type FaultKind } from "./define.ts";

const host = "prestashop-lumiere.example";
const shopName = "Épicerie Lumière & fils";

type Verb = "get" | "put" | "post" | "delete" | "head";
type Rights = Readonly<Record<string, readonly Verb[]>>;

const readAll: Rights = {
  addresses: ["get", "head"],
  customers: ["get", "head"],
  orders: ["get", "head"],
  products: ["get", "head"],
};

/** Thirty-two characters; the webservice says 18 to any other length. */
const keys = {
  valid: "LUMIERE5B1E2A90C7D34F68A1B2C3D4E",
  /** May not see orders. */
  partial: "PARTIAL5B1E2A90C7D34F68A1B2C3D4E",
  /** Exists and is switched off: 20, and 21 with it. */
  inactive: "INACTIF5B1E2A90C7D34F68A1B2C3D4E",
  /** Belongs to another shop of the same installation. */
  otherShop: "AUTRESH5B1E2A90C7D34F68A1B2C3D4E",
} as const;

const rightsOf: Readonly<Record<string, Rights>> = {
  [keys.valid]: readAll,
  [keys.partial]: { addresses: ["get", "head"], customers: ["get", "head", "put"], products: [] },
};

/** Resources of the core that this shop knows, whatever the key may do with them. */
const resources = ["addresses", "carriers", "carts", "customers", "orders", "products"];

const customers = [
  { id: 1, firstname: "Élodie", lastname: "Marchand" },
  { id: 2, firstname: "Karim", lastname: "Benali" },
] as const;

const site = new Hono();

site.get("/api", (c) => answer(c, undefined));
site.get("/api/", (c) => answer(c, undefined));
site.get("/api/:resource", (c) => answer(c, c.req.param("resource")));
site.get("/api/:resource/:id", (c) => answer(c, c.req.param("resource"), c.req.param("id")));
for (const path of ["/api/:resource", "/api/:resource/:id"]) {
  site.on(["POST", "PUT", "DELETE"], path, (c) => answer(c, c.req.param("resource")));
}
site.get("/", (c) => c.html("<!doctype html><html lang=fr><title>Épicerie Lumière</title>"));
site.notFound((c) => c.html("<!doctype html><html lang=fr><title>404</title>", 404));

function answer(c: Context, resource: string | undefined, id?: string): Response {
  const credentials = readKey(c);
  if (credentials === undefined) return refuse(c, 401, [16, "Access without authentication key is not allowed"]);
  if (credentials === "") return refuse(c, 401, [17, "Authentication key is empty"]);
  if (credentials.length !== 32) return refuse(c, 401, [18, "Invalid authentication key format"]);
  if (credentials === keys.otherShop) {
    return refuse(c, 403, [132, "This key has no right on this shop"]);
  }
  const rights = Object.hasOwn(rightsOf, credentials) ? rightsOf[credentials] : undefined;
  if (!rights) {
    // The spelling is theirs.
    return refuse(
      c,
      401,
      [20, "Authentification key is not active"],
      [21, "No permission for this authentication key"],
    );
  }
  if (resource === undefined) return showRights(c, rights);
  if (!resources.includes(resource)) {
    return refuse(c, 400, [27, `Resource of type "${escapeXml(resource)}" does not exists.`]);
  }
  const allowed = rights[resource] ?? [];
  if (allowed.length === 0) {
    return refuse(c, 401, [26, `Resource of type "${resource}" is not allowed with this authentication key`]);
  }
  if (!allowed.some((verb) => verb.toUpperCase() === c.req.method)) {
    return refuse(c, 405, [
      25,
      `Method ${c.req.method} is not allowed for the resource ${resource} with this authentication key`,
    ]);
  }
  return showRows(c, resource, id);
}

/** The key is the user name of Basic, or a parameter. Undefined: none came. */
function readKey(c: Context): string | undefined {
  const basic = /^Basic (\S*)$/i.exec(c.req.header("authorization") ?? "")?.[1];
  return basic === undefined ? c.req.query("ws_key") : Buffer.from(basic, "base64").toString("utf8").split(":")[0];
}

function showRights(c: Context, rights: Rights): Response {
  const lines = Object.entries(rights)
    .filter(([, allowed]) => allowed.length > 0)
    .map(([resource, allowed]) => {
      const flags = (["get", "put", "post", "delete", "head"] as const).map(
        (verb) => `${verb}="${allowed.includes(verb)}"`,
      );
      return `<${resource} xlink:href="https://${host}/api/${resource}" ${flags.join(" ")}><description xlink:href="https://${host}/api/${resource}" get="true"><![CDATA[${resource}]]></description></${resource}>`;
    });
  return xml(c, 200, `<api shopName="${escapeXml(shopName)}">\n${lines.join("\n")}\n</api>`);
}

function showRows(c: Context, resource: string, id: string | undefined): Response {
  const rows = resource === "customers" ? customers : [];
  const found = id === undefined ? rows : rows.filter((row) => String(row.id) === id);
  if (id !== undefined && found.length === 0) return refuse(c, 404, [87, "Id does not exist"]);
  if (c.req.query("output_format") === "JSON") return c.json({ [resource]: found });
  const lines = found.map(
    (row) =>
      `<customer id="${row.id}"><firstname><![CDATA[${row.firstname}]]></firstname><lastname><![CDATA[${row.lastname}]]></lastname></customer>`,
  );
  return xml(c, 200, `<${resource}>${lines.join("")}</${resource}>`);
}

function refuse(
  c: Context,
  status: 400 | 401 | 403 | 404 | 405,
  ...errors: readonly (readonly [number, string])[]
): Response {
  if (status === 401) {
    c.header(
      "www-authenticate",
      'Basic realm="Welcome to PrestaShop Webservice, please enter the authentication key as the login. No password required."',
    );
  }
  return xml(c, status, errorList(errors));
}

function errorList(errors: readonly (readonly [number, string])[]): string {
  const items = errors.map(
    ([code, text]) => `<error><code><![CDATA[${code}]]></code><message><![CDATA[${text}]]></message></error>`,
  );
  return `<errors>${items.join("")}</errors>`;
}

function xml(c: Context, status: 200 | 400 | 401 | 403 | 404 | 405, body: string): Response {
  return c.body(xmlDocument(body), status, { "content-type": "text/xml;charset=utf-8", "psws-version": "8.2.1" });
}

function xmlDocument(body: string): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n<prestashop xmlns:xlink="http://www.w3.org/1999/xlink">\n${body}\n</prestashop>\n`;
}

function escapeXml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");
}

function fault(kind: FaultKind): Response | undefined {
  const failed = (status: number, code: number, text: string) =>
    new Response(xmlDocument(errorList([[code, text]])), {
      status,
      headers: { "content-type": "text/xml;charset=utf-8" },
    });
  switch (kind) {
    case "unauthorized":
    case "rotated_token":
      return failed(401, 20, "Authentification key is not active");
    case "forbidden":
      return failed(401, 26, 'Resource of type "orders" is not allowed with this authentication key');
    case "rate_limited":
      return new Response("Too Many Requests", { status: 429 });
    case "server_error":
      return new Response("<!doctype html><title>500</title>", {
        status: 500,
        headers: { "content-type": "text/html" },
      });
    case "error_in_200":
      return failed(200, 1, "Internal error");
    default:
      return undefined;
  }
}

export default defineSimulator({
  id: "prestashop",
  origins: { [`https://${host}`]: "prestashop" },
  mounts: { prestashop: site },
  samples: { credentials: { site_url: `https://${host}`, api_key: keys.valid } },
  fault,
  reset: () => undefined,
});

export { keys as prestaShopKeys };
