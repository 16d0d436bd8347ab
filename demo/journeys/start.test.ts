/** The start of everything: what a person types, what survives, what is left when it ends. */
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { catalogue } from "../../schema/wire/index.ts";
import pipedrive from "../simulators/pipedrive.ts";
import { choosePorts } from "../stack/ports.ts";
import { answers } from "../stack/process.ts";
import { type ProcessName, type Stack, startStack } from "../start.ts";
import { createSigner } from "./proof.ts";

const readyWithinMs = 60_000;
const processNames: readonly ProcessName[] = ["libsql", "simulators", "sidecar", "worker"];
/** Nothing of the developer's own shell may decide a test. */
const { PATH = "", HOME = "" } = process.env;
const environment = { PATH, HOME };

const folders: string[] = [];
function makeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "stack-"));
  folders.push(folder);
  return folder;
}
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** As the page does it: a session from the host's back end, then the API. */
async function openPage(stack: Stack) {
  const minted = await fetch(`${stack.urls.dashboard}/session`, {
    method: "POST",
    headers: { "content-type": "application/json", origin: stack.urls.dashboard },
    body: "{}",
  });
  const { token } = z.object({ token: z.string() }).parse(await minted.json());
  const prove = createSigner();
  const call = async (path: string, init: RequestInit = {}) => {
    const url = stack.urls.api + path;
    const headers = { origin: stack.urls.dashboard, "content-type": "application/json" };
    const dpop = await prove({ method: init.method ?? "GET", url, token });
    return fetch(url, { ...init, headers: { ...headers, authorization: `Bearer ${token}`, dpop } });
  };
  return {
    connect: (provider: string, body: object) =>
      call(`/api/integrations/${provider}/attempts`, { method: "POST", body: JSON.stringify(body) }),
    connections: async (provider: string) =>
      catalogue.parse(await (await call("/api/integrations")).json()).integrations.find(({ id }) => id === provider)
        ?.connections ?? [],
  };
}

const connectPipedrive = { method: "credentials", values: pipedrive.samples["credentials"] };

describe("two stacks at once", () => {
  let stacks: readonly Stack[] = [];
  let startedInMs = 0;

  beforeAll(async () => {
    const startedAt = performance.now();
    const first = await startStack({ environment, dataDir: makeFolder(), ports: "free" });
    startedInMs = performance.now() - startedAt;
    stacks = [first];
    stacks = [first, await startStack({ environment, dataDir: makeFolder(), ports: "free" })];
  });
  afterAll(async () => {
    await Promise.all(stacks.map((stack) => stack.stop()));
  });

  function stackAt(index: number): Stack {
    const stack = stacks[index];
    if (!stack) throw new Error("the stack did not start");
    return stack;
  }

  test("are ready within a minute", () => {
    expect(startedInMs).toBeLessThan(readyWithinMs);
  });

  test("share no secret, no port and no data", async () => {
    const [first, second] = [stackAt(0), stackAt(1)];
    expect(first.variables["VAULT_KEYS"]).not.toBe(second.variables["VAULT_KEYS"]);
    const answer = await (await openPage(first)).connect("pipedrive", connectPipedrive);
    expect(answer.status).toBe(201);
    expect(await (await openPage(first)).connections("pipedrive")).toHaveLength(1);
    expect(await (await openPage(second)).connections("pipedrive")).toEqual([]);
  });

  test("serve the page of the dashboard and of the partner", async () => {
    const { urls } = stackAt(0);
    expect(await answers(`${urls.dashboard}/`)).toBe(true);
    expect(await answers(`${urls.partner}/`)).toBe(true);
    expect(await answers(`${urls.dashboard}/speedai-integrations.js`)).toBe(true);
  });

  test("offer values that the page's names belong to", async () => {
    const { samples } = z
      .object({ samples: z.array(z.object({ provider: z.string(), name: z.string() })) })
      .parse(await (await fetch(`${stackAt(0).urls.dashboard}/samples.json`)).json());
    expect(samples).toEqual(
      expect.arrayContaining([expect.objectContaining({ provider: "hubspot", name: "HubSpot" })]),
    );
  });

  test("run the Worker's minute on demand", async () => {
    await expect(stackAt(0).fireCron()).resolves.toBeUndefined();
  });

  test.each(processNames)("heal when %s is killed, and keep what was confirmed", async (name) => {
    const stack = stackAt(0);
    const before = await (await openPage(stack)).connections("pipedrive");
    await stack.kill(name);
    await stack.whenHealthy(name);
    await stack.whenHealthy("worker");
    expect((await (await openPage(stack)).connections("pipedrive")).map(({ id }) => id)).toEqual(
      before.map(({ id }) => id),
    );
    expect((await (await openPage(stack)).connect("pipedrive", connectPipedrive)).status).toBe(201);
  });

  test.each(processNames)("restart %s in good order", async (name) => {
    const stack = stackAt(0);
    await stack.restart(name);
    await stack.whenHealthy("worker");
    expect(await (await openPage(stack)).connections("hubspot")).toEqual([]);
  });

  test("write no secret to a log, and secrets only where their owner reads them", () => {
    const { logs, variables, dataDir } = stackAt(0);
    const text = Object.values(logs)
      .map((file) => readFileSync(file, "utf8"))
      .join();
    const secrets = ["VAULT_KEYS", "SESSION_KEYS", "FINGERPRINT_KEY", "SIDECAR_KEYS", "LIBSQL_AUTH_TOKEN"].map(
      (name) => variables[name]?.replace("local:", "") ?? "",
    );
    expect(text).toContain("ready");
    for (const secret of secrets) expect(text).not.toContain(secret);
    for (const file of ["secrets.json", "worker.env"]) expect(statSync(join(dataDir, file)).mode & 0o777).toBe(0o600);
  });
});

describe("a second start on the same data", () => {
  test("opens what the first one sealed", async () => {
    const dataDir = makeFolder();
    const first = await startStack({ environment, dataDir, ports: "free" });
    const connected = await (await openPage(first)).connect("pipedrive", connectPipedrive);
    expect(connected.status).toBe(201);
    await first.stop();
    const second = await startStack({ environment, dataDir, ports: "free" });
    const [connection] = await (await openPage(second)).connections("pipedrive");
    await second.fireCron();
    await second.stop();
    expect(connection).toMatchObject({
      status: "connected",
      account: { label: expect.stringContaining("Maison Lumière") },
    });
  });
});

interface Ended {
  readonly code: number | null;
  readonly said: string;
  readonly complained: string;
}

/** Runs what a person types; `signal` ends it as soon as it says `ready`. */
function runStart(
  more: Record<string, string>,
  signal?: NodeJS.Signals,
  [command, ...parameters]: readonly [string, ...string[]] = [process.execPath, "demo/start.ts"],
): Promise<Ended> {
  const child = spawn(command, parameters, {
    env: { ...environment, DATA_DIR: makeFolder(), ...more },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let said = "";
  let complained = "";
  child.stdout.on("data", (chunk: Buffer) => {
    said += chunk.toString();
    if (signal && /^ready /m.test(said)) child.kill(signal);
  });
  child.stderr.on("data", (chunk: Buffer) => {
    complained += chunk.toString();
  });
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => resolve({ code, said, complained }));
  });
}

async function portVariables(): Promise<Record<string, string>> {
  const ports = await choosePorts({}, "free");
  return Object.fromEntries(Object.entries(ports).map(([name, port]) => [`${name.toUpperCase()}_PORT`, String(port)]));
}

async function isFree(port: string): Promise<boolean> {
  const probe = createServer();
  return new Promise((resolve) => {
    probe.once("error", () => resolve(false));
    probe.listen(Number(port), "127.0.0.1", () => probe.close(() => resolve(true)));
  });
}

describe("the command", () => {
  test.each(["SIGINT", "SIGTERM"] as const)(
    "says once that it is ready, and %s leaves nothing behind",
    async (signal) => {
      const ports = await portVariables();
      const ended = await runStart(ports, signal);
      expect(ended.complained).toBe("");
      expect(ended.said.match(/^ready .*$/gm)).toEqual([`ready http://localhost:${ports["DASHBOARD_PORT"]}`]);
      expect(ended.code).toBe(0);
      expect(await Promise.all(Object.values(ports).map(isFree))).toEqual(Object.values(ports).map(() => true));
    },
  );

  test("ends with npm, which runs it in a shell", async () => {
    const ports = await portVariables();
    const ended = await runStart(ports, "SIGTERM", ["npm", "start"]);
    expect(ended.said).toMatch(/^ready /m);
    expect(await Promise.all(Object.values(ports).map(isFree))).toEqual(Object.values(ports).map(() => true));
  });

  test("names a taken port and the variable that changes it, and starts nothing", async () => {
    const ports = await portVariables();
    const taken = createServer();
    await new Promise<void>((resolve) => taken.listen(Number(ports["PARTNER_PORT"]), "127.0.0.1", resolve));
    const ended = await runStart(ports);
    await new Promise((resolve) => taken.close(resolve));
    expect(ended.code).toBe(1);
    expect(ended.complained).toBe(
      `Port ${ports["PARTNER_PORT"]} (partner) is taken by another program. Free it, or choose another with PARTNER_PORT=<port>.\n`,
    );
    expect(ended.said).not.toContain("ready");
  });

  test("says what a child complained of when it cannot start, and leaves nothing behind", async () => {
    const ports = await portVariables();
    const ended = await runStart({ ...ports, SIDECAR_KEYS: "local:c2hvcnQ=" });
    expect(ended.code).toBe(1);
    expect(ended.complained).toContain("sidecar ended 2 times");
    expect(ended.complained).toContain("SIDECAR_KEYS");
    expect(await Promise.all(Object.values(ports).map(isFree))).toEqual(Object.values(ports).map(() => true));
  });
});
