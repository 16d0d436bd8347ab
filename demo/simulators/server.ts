/**
 * All simulated providers behind one port: `/<mount>/…` is a provider's own path, `/samples.json`, `/origin-map.json`
 * and `/variables.json` say what is there, `/faults` orders failures, `/requests` counts calls. Alone: `node demo/simulators/server.ts`.
 */
import { readFileSync } from "node:fs";
import { type HttpBindings, serve } from "@hono/node-server";
import { RESPONSE_ALREADY_SENT } from "@hono/node-server/utils/response";
import { Hono } from "hono";
import { consentStyleFor } from "./consent.ts";
import type { SimulatedApp, Simulator } from "./define.ts";
import { answerWithFault, createFaults, faultOrder } from "./faults.ts";
import { loadSimulators } from "./index.ts";
import { clientVariables, simulatorClient } from "./oauth-client.ts";

const defaultPort = 8791;
const consentStyles = new URL("consent.css", import.meta.url);
/** A path segment as long as this may be a token: it is not kept. */
const longSegmentLength = 32;

export interface Simulators {
  readonly app: Hono<{ Bindings: HttpBindings }>;
  /** Forgets grants, counters, faults and counted requests. */
  reset(): void;
}

export interface RequestCount {
  readonly method: string;
  /** The provider's own path without its query; long segments, which may be tokens, are replaced by `…`. */
  readonly path: string;
  readonly count: number;
}

interface Mounted {
  readonly simulator: Simulator;
  readonly app: SimulatedApp;
  /** Host of the simulated origin; a `*` stands for the label in the path. */
  readonly host: string;
  readonly wildcard: boolean;
}

export function createSimulators(options: { readonly simulators: readonly Simulator[] }): Simulators {
  const mounts = collectMounts(options.simulators);
  const faults = createFaults();
  const requests = new Map<string, Map<string, { method: string; path: string; count: number }>>();
  const app = new Hono<{ Bindings: HttpBindings }>();

  const reset = () => {
    for (const simulator of options.simulators) simulator.reset();
    faults.clear();
    requests.clear();
  };

  app.get("/healthz", (c) => c.json({ status: "ok" }));
  app.get("/consent.css", (c) =>
    c.body(readFileSync(consentStyles, "utf8") + consentStyleFor(c.req.query("brand")), 200, {
      "content-type": "text/css; charset=utf-8",
    }),
  );
  app.get("/samples.json", (c) =>
    c.json(Object.fromEntries(options.simulators.map((simulator) => [simulator.id, simulator.samples]))),
  );
  app.get("/variables.json", (c) => c.json(workerVariables(options.simulators)));
  app.get("/origin-map.json", (c) => c.json(originMap(options.simulators, new URL(c.req.url).origin)));

  app.get("/faults", (c) => c.json({ faults: faults.list() }));
  app.post("/faults", async (c) => {
    const order = faultOrder.safeParse(await c.req.json().catch(() => undefined));
    if (!order.success) return c.json({ error: "invalid fault", issues: order.error.issues }, 400);
    if (!options.simulators.some((simulator) => simulator.id === order.data.provider)) {
      return c.json({ error: `no simulator ${order.data.provider}` }, 404);
    }
    faults.order(order.data);
    return c.json(order.data, 201);
  });
  app.delete("/faults", (c) => {
    faults.clear(c.req.query("provider"));
    return c.body(null, 204);
  });

  app.get("/requests", (c) =>
    c.json(Object.fromEntries([...requests].map(([provider, counted]) => [provider, [...counted.values()]]))),
  );
  app.delete("/requests", (c) => {
    requests.clear();
    return c.body(null, 204);
  });
  app.post("/reset", (c) => {
    reset();
    return c.body(null, 204);
  });

  app.all("/:mount/*", async (c) => {
    const simulated = resolve(mounts, new URL(c.req.url));
    if (!simulated) return c.json({ error: "no such simulated origin" }, 404);
    const { mounted, host, url } = simulated;
    count(requests, mounted.simulator.id, c.req.method, url.pathname);
    const headers = new Headers(c.req.raw.headers);
    headers.set("host", host);
    headers.set("x-simulated-host", host);
    const request = new Request(url, {
      method: c.req.method,
      headers,
      // Read whole: bodies are small, and a fault must not leave half a body on the socket.
      ...(c.req.raw.body === null ? {} : { body: await c.req.arrayBuffer() }),
    });
    const fault = faults.take(mounted.simulator.id, url.pathname);
    if (fault === undefined) return mounted.app.fetch(request);
    if (fault.kind !== "lost_answer") {
      return answerWithFault(fault, {
        simulator: mounted.simulator,
        path: url.pathname,
        signal: c.req.raw.signal,
      });
    }
    await mounted.app.fetch(request);
    c.env.incoming.socket.destroy();
    return RESPONSE_ALREADY_SENT;
  });

  return { app, reset };
}

/** `ORIGIN_MAP` for these simulators: real origin (pattern) → where it is simulated. `baseUrl` has no trailing slash. */
export function originMap(simulators: readonly Simulator[], baseUrl: string): Record<string, string> {
  return Object.fromEntries(
    simulators.flatMap((simulator) =>
      Object.entries(simulator.origins).map(([origin, mount]) => [origin, `${baseUrl}/${mount}`]),
    ),
  );
}

/** The Worker's variables that belong to these simulators: the OAuth clients they know, and what each asks for itself. */
export function workerVariables(simulators: readonly Simulator[]): Record<string, string> {
  const entries = simulators.flatMap((simulator) => {
    const variables = clientVariables(simulator.id);
    const client = simulatorClient(simulator.id);
    const oauth = "oauth2" in simulator.samples ? { [variables.id]: client.id, [variables.secret]: client.secret } : {};
    return Object.entries({ ...oauth, ...simulator.variables });
  });
  return Object.fromEntries(entries);
}

export interface RunningSimulators extends Simulators {
  /** `http://127.0.0.1:<port>` */
  readonly url: string;
  close(): Promise<void>;
}

/** Listens on loopback; port 0 takes a free one. Rejects when the port is taken. */
export function serveSimulators(options: {
  readonly simulators: readonly Simulator[];
  readonly port: number;
}): Promise<RunningSimulators> {
  const simulators = createSimulators(options);
  return new Promise((resolveServer, reject) => {
    const server = serve({ fetch: simulators.app.fetch, port: options.port, hostname: "127.0.0.1" }, (address) => {
      resolveServer({
        ...simulators,
        url: `http://127.0.0.1:${address.port}`,
        close: () =>
          new Promise((closed) => {
            server.close(() => closed());
            // A hanging or dripping answer would keep the server open for ever.
            if ("closeAllConnections" in server) server.closeAllConnections();
          }),
      });
    });
    server.once("error", reject);
  });
}

function collectMounts(simulators: readonly Simulator[]): ReadonlyMap<string, Mounted> {
  const mounts = new Map<string, Mounted>();
  for (const simulator of simulators) {
    for (const [origin, mount] of Object.entries(simulator.origins)) {
      const app = simulator.mounts[mount];
      if (!app) throw new Error(`simulator ${simulator.id}: origin ${origin} has no app named ${mount}`);
      const name = mount.replace(/\/\*$/, "");
      const taken = mounts.get(name);
      if (taken && taken.simulator !== simulator) {
        throw new Error(`mount ${name} is named by ${taken.simulator.id} and ${simulator.id}`);
      }
      // Two origins may share one app: the first names its host.
      if (!taken) {
        mounts.set(name, { simulator, app, host: origin.replace("https://", ""), wildcard: mount.endsWith("/*") });
      }
    }
  }
  return mounts;
}

function resolve(
  mounts: ReadonlyMap<string, Mounted>,
  outer: URL,
): { readonly mounted: Mounted; readonly host: string; readonly url: URL } | undefined {
  const [name = "", ...rest] = outer.pathname.slice(1).split("/");
  const mounted = mounts.get(name);
  if (!mounted) return undefined;
  const label = mounted.wildcard ? (rest.shift() ?? "") : "";
  if (mounted.wildcard && !/^[a-z0-9_-]+(?:\.[a-z0-9_-]+)*$/i.test(label)) return undefined;
  const host = mounted.host.replace("*", label);
  return { mounted, host, url: new URL(`https://${host}/${rest.join("/")}${outer.search}`) };
}

function count(
  requests: Map<string, Map<string, { method: string; path: string; count: number }>>,
  provider: string,
  method: string,
  ownPath: string,
): void {
  const path = ownPath
    .split("/")
    .map((segment) => (segment.length < longSegmentLength ? segment : "…"))
    .join("/");
  const counted = requests.get(provider) ?? new Map<string, { method: string; path: string; count: number }>();
  requests.set(provider, counted);
  const entry = counted.get(`${method} ${path}`) ?? { method, path, count: 0 };
  counted.set(`${method} ${path}`, { ...entry, count: entry.count + 1 });
}

if (import.meta.main) {
  const { SIMULATORS_PORT: port } = process.env;
  const running = await serveSimulators({ simulators: await loadSimulators(), port: Number(port ?? defaultPort) });
  console.log(`simulators on ${running.url}`);
  const stop = () => {
    void running.close().then(() => process.exit(0));
  };
  process.once("SIGINT", stop);
  process.once("SIGTERM", stop);
}
