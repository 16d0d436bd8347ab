/**
 * Walks every route of /openapi.json, so that a new one is judged from its first day: it asks for its key, knows its role,
 * and finds nothing of another tenant. A parameter or a body that worker/testing/house.ts does not know fails the walk.
 */
import { sql } from "drizzle-orm";
import { beforeAll, describe, expect, it } from "vitest";
import * as tables from "../../schema/tables/index.ts";
import { createApp } from "../app.ts";
import { listAt } from "../domain/json.ts";
import { bodyFor, fillPath, furnish, type House } from "../testing/house.ts";
import {
  type Caller,
  createRig,
  pageOrigin,
  partnerKey,
  type Rig,
  serviceKey,
  strangeServiceKey,
} from "../testing/rig.ts";

type Key = "session" | "partner" | "internal";
interface Operation {
  readonly method: string;
  readonly path: string;
  readonly keys: readonly Key[];
  readonly hasBody: boolean;
}

/** Anybody may call these; everything else of the document names its key. */
const open = new Set([
  "get /healthz",
  "post /api/integrations/webhook/{endpoint}",
  "post /api/integrations/stripe/webhook",
  "get /api/integrations/{provider}/start",
  "get /api/integrations/{callback}/callback",
]);
/** Not in the document, because no program calls them: pages' own parts, pictures, the document itself. */
const undocumented = new Set([
  "get /openapi.json",
  "get /docs",
  "get /favicon.ico",
  "get /pages/docs.css",
  "get /pages/page.css",
  "get /pages/start.js",
  "get /pages/settled.js",
  "get /api/integrations/:provider/logo.svg",
  "post /api/integrations/:provider/start",
]);
/** Concerns no tenant: wraps data keys anew, shows counts. */
const global = new Set(["post /internal/vault/rotate"]);
const keyNames: readonly Key[] = ["session", "partner", "internal"];

const rig: Rig = await createRig();
const operations = await readOperations();
const sessionRoutes = operations.filter(({ keys }) => keys.includes("session"));
const namingRoutes = sessionRoutes.filter(({ method, path }) => /\{\w*id\}/.test(path) || namesInBody(method, path));
let house: House;
beforeAll(async () => {
  house = await furnish(rig, "maison");
});

/** A reconnect names its connection in the body. */
function namesInBody(method: string, path: string): boolean {
  return method === "post" && path === "/api/integrations/{provider}/attempts";
}

async function readOperations(): Promise<Operation[]> {
  const { paths } = await (await rig.request("/openapi.json")).json<{
    paths: Record<string, Record<string, object>>;
  }>();
  return Object.entries(paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]) => ({
      method,
      path,
      keys: listAt(operation, "security").flatMap((entry) => keyNames.filter((key) => Object.hasOwn(entry ?? {}, key))),
      hasBody: "requestBody" in operation,
    })),
  );
}

const named = (routes: readonly Operation[]) =>
  routes.map((route) => [`${route.method} ${route.path}`, route] as const);
const isFile = (route: Operation) => route.path.endsWith("/upload");

function send(route: Operation, token: string | undefined, ids = house.ids): Promise<Response> {
  const body = route.hasBody ? bodyFor(route.method, route.path, ids) : undefined;
  return rig.request(fillPath(route.path, ids) + queryOf(route), {
    method: route.method.toUpperCase(),
    headers: {
      origin: pageOrigin,
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...(body !== undefined && { "content-type": isFile(route) ? "text/csv" : "application/json" }),
    },
    ...(body !== undefined && { body: typeof body === "string" ? body : JSON.stringify(body) }),
  });
}

function queryOf({ path }: Operation): string {
  if (path === "/internal/records") return "?kind=booking";
  if (path.startsWith("/internal/audit")) return "?tenant=maison";
  if (path === "/api/sessions") return "?tenant_id=maison";
  return "";
}

/** Everything that is stored, but what asking itself writes. */
async function dump(): Promise<string> {
  const { rateLimits: _limits, sessions: _sessions, audit: _audit, ...kept } = tables;
  const rows = await Promise.all(Object.values(kept).map((table) => rig.services.db.all(sql`select * from ${table}`)));
  return JSON.stringify(rows);
}

describe("the document", () => {
  it("names every route that the application has", () => {
    const documented = new Set(
      operations.map(({ method, path }) => `${method} ${path.replaceAll(/\{(\w+)\}/g, ":$1")}`),
    );
    const missing = createApp(rig.services)
      .routes.filter(({ method, path }) => method !== "ALL" && !path.endsWith("*"))
      .map(({ method, path }) => `${method.toLowerCase()} ${path}`)
      .filter((route) => !documented.has(route) && !undocumented.has(route));
    expect([...new Set(missing)]).toEqual([]);
  });

  it("names the key of every route that is not open to all", () => {
    const unkeyed = operations.filter(({ keys }) => keys.length === 0).map(({ method, path }) => `${method} ${path}`);
    expect(new Set(unkeyed)).toEqual(open);
  });
});

describe("should be protected:", () => {
  it.each(named(operations.filter(({ keys }) => keys.length > 0)))("%s", async (_name, route) => {
    const tokens = { session: house.manager.token, partner: partnerKey, internal: serviceKey };
    const foreign = keyNames.filter((key) => !route.keys.includes(key)).map((key) => tokens[key]);
    for (const token of [undefined, "", "x".repeat(600), ...foreign]) {
      const response = await send(route, token);
      expect(response.status).toBe(401);
      expect(response.headers.get("www-authenticate")).toBe("Bearer");
    }
  });
});

describe("a token without a proof of the browser's key opens nothing:", () => {
  it.each(named(sessionRoutes))("%s", async (_name, route) => {
    // As the guide for hosts mints sessions of pages.
    const { token } = await rig.session({ proof: "required" });
    const before = await dump();
    const response = await send(route, token);
    expect(response.status).toBe(401);
    expect(response.headers.get("www-authenticate")).toMatch(/^DPoP /);
    expect(await dump()).toBe(before);
  });
});

describe("a stranger finds nothing at", () => {
  let strangers: Record<string, Caller>;
  beforeAll(async () => {
    strangers = {
      "another tenant": await rig.session({ tenant: "elsewhere", role: "admin" }),
      "a session without these integrations": await rig.session({ tenant: "maison", integrations: ["hubspot"] }),
    };
  });

  it.each(named(namingRoutes))("%s", async (_name, route) => {
    const before = await dump();
    rig.sent.length = 0;
    for (const [who, stranger] of Object.entries(strangers)) {
      const response = await send(route, stranger.token);
      expect(response.status, who).toBe(404);
      // The same answer as for what is not there, but for the id of the request.
      const made = Object.fromEntries(Object.entries(house.ids).map(([name, id]) => [name, `${id.slice(0, -4)}zzzz`]));
      const absent = await send(route, stranger.token, { ...house.ids, ...made });
      const strip = async (answer: Response) => ({ ...(await answer.json<object>()), request_id: "" });
      expect(await strip(response), who).toEqual(await strip(absent));
    }
    expect(await dump()).toBe(before);
    expect(rig.sent).toEqual([]);
  });

  it("and a colleague of the same tenant finds no attempt of another person", async () => {
    const colleague = await rig.session({ tenant: "maison", user: "colleague", role: "admin" });
    for (const route of sessionRoutes.filter(({ path }) => path.startsWith("/api/attempts/"))) {
      expect((await send(route, colleague.token)).status, route.path).toBe(404);
    }
  });

  it("and lists are the tenant's own", async () => {
    const stranger = await rig.session({ tenant: "elsewhere", role: "admin" });
    for (const route of sessionRoutes.filter(({ method, path }) => method === "get" && !path.includes("{"))) {
      const text = await (await send(route, stranger.token)).text();
      for (const id of Object.values(house.ids)) expect(text, route.path).not.toContain(id);
    }
  });
});

describe("a service's key for other tenants finds nothing at", () => {
  const routes = operations.filter(
    ({ method, path, keys }) => keys.includes("internal") && !global.has(`${method} ${path}`),
  );

  it.each(named(routes))("%s", async (_name, route) => {
    rig.sent.length = 0;
    const response = await send(route, strangeServiceKey);
    expect([200, 404]).toContain(response.status);
    const text = await response.text();
    for (const id of ["maison", ...Object.values(house.ids)]) expect(text).not.toContain(id);
    expect(rig.sent).toEqual([]);
    // The same question by a key that may has an answer.
    const mine = await send(route, serviceKey);
    expect(mine.status).not.toBe(404);
  });

  it("any filter that names what is not theirs", async () => {
    const ask = async (query: string) =>
      (await rig.request(query, { headers: { authorization: `Bearer ${strangeServiceKey}` } })).json();
    const { connection, csv } = house.ids;
    expect(await ask("/internal/connections?tenant=maison")).toMatchObject({ connections: [] });
    expect(await ask(`/internal/events?connection_id=${house.ids.webhook}`)).toMatchObject({ events: [] });
    expect(await ask(`/internal/records?kind=booking&connection_id=${csv}`)).toMatchObject({ records: [] });
    expect(await ask(`/internal/connections?after=${connection.slice(0, 5)}`)).toMatchObject({ connections: [] });
  });
});

describe("a viewer", () => {
  it.each(named(sessionRoutes.filter(({ method }) => method !== "get")))(
    "changes nothing by %s",
    async (_name, route) => {
      const viewer = await rig.session({ tenant: "maison", role: "viewer" });
      const before = await dump();
      rig.sent.length = 0;
      const response = await send(route, viewer.token);
      expect(response.status).toBe(403);
      expect(await response.json()).toMatchObject({ code: "forbidden_role" });
      expect(await dump()).toBe(before);
      expect(rig.sent).toEqual([]);
    },
  );

  it.each(named(sessionRoutes.filter(({ method }) => method === "get")))("may look at %s", async (_name, route) => {
    expect((await send(route, (await rig.session({ tenant: "maison", role: "viewer" })).token)).status).toBe(200);
  });
});

/** Last, because it takes the house apart: every refusal above was of a request that its owner may make. */
describe("the owner is not refused at", () => {
  const order = ["get", "patch", "post", "delete"];
  const sorted = sessionRoutes.toSorted((one, other) => order.indexOf(one.method) - order.indexOf(other.method));

  it.each(named(sorted))("%s", async (_name, route) => {
    const response = await send(route, house.manager.token);
    expect(response.status, await response.clone().text()).toBeLessThan(300);
  });
});
