/** The sidecar over HTTP: inside of this process, and as the program that is deployed. */
import { spawn } from "node:child_process";
import { createHmac, randomBytes } from "node:crypto";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import {
  databaseCheckAnswer,
  egressAnswer,
  problem,
  sidecarHeaders,
  sidecarSignedContent,
} from "../schema/wire/index.ts";
import { createLog } from "./log.ts";
import { type RunningSidecar, startSidecar } from "./server.ts";
import { startRogueServer } from "./testing/rogue-server.ts";
import { resolveFrom, testSettings } from "./testing/settings.ts";

const secrets = {
  password: "canary-password-1f",
  user: "canary-user-2e",
  host: "canary-host.example.com",
  database: "canary-db",
};
const lines: string[] = [];
const key = testSettings.keys[0]?.bytes ?? randomBytes(32);

let sidecar: RunningSidecar;
/** Still belongs to whatever ran before. */
let secondOfStart: number;

beforeAll(async () => {
  secondOfStart = Math.floor(Date.now() / 1000);
  sidecar = await startSidecar(testSettings, {
    log: createLog(
      (line) => lines.push(line),
      () => new Date(),
    ),
    resolve: resolveFrom({ [secrets.host]: ["127.0.0.1"] }),
  });
});

beforeEach(() => {
  lines.length = 0;
});

afterAll(() => sidecar.stop());

interface Message {
  readonly path: string;
  readonly method: string;
  readonly body: string;
  readonly signedBody: string;
  readonly id: string;
  readonly timestamp: string;
}

function signed(changes: Partial<Message> = {}, withKey: Uint8Array = key): Request {
  const body = changes.body ?? JSON.stringify(check());
  const message = {
    path: "/v1/check",
    method: "POST",
    id: randomBytes(16).toString("hex"),
    timestamp: String(Math.floor(Date.now() / 1000)),
    signedBody: body,
    ...changes,
    body,
  };
  const content = sidecarSignedContent({ ...message, body: message.signedBody });
  const signature = createHmac("sha256", withKey).update(content).digest("base64");
  return new Request(`${sidecar.url}${message.path}`, {
    method: message.method,
    headers: {
      [sidecarHeaders.id]: message.id,
      [sidecarHeaders.timestamp]: message.timestamp,
      [sidecarHeaders.signature]: `v1,${signature}`,
    },
    body,
  });
}

function check(changes: object = {}): object {
  return { engine: "postgresql", ...secrets, port: 1, ssl: false, ...changes };
}

async function problemOf(request: Request): Promise<unknown> {
  const response = await fetch(request);
  expect(response.headers.get("content-type")).toBe("application/problem+json");
  const { status, code } = problem.parse(await response.json());
  expect(status).toBe(response.status);
  return { status, code };
}

describe("the sidecar", () => {
  it("is healthy without a signature", async () => {
    const response = await fetch(`${sidecar.url}/healthz`);
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({ status: "ok" });
  });

  it("answers a signed check in the agreed shape", async () => {
    const response = await fetch(signed());
    expect(response.status).toBe(200);
    expect(databaseCheckAnswer.parse(await response.json())).toMatchObject({ ok: false, code: "port_closed" });
  });

  it("answers a signed fetch in the agreed shape", async () => {
    const body = JSON.stringify({
      url: "https://unknown.example.com/",
      method: "GET",
      headers: {},
      timeout_ms: 1_000,
      max_bytes: 1_000,
    });
    const response = await fetch(signed({ path: "/v1/fetch", body }));
    expect(egressAnswer.parse(await response.json())).toEqual({ ok: false, code: "host_unknown" });
  });

  it.each([
    ["another key", () => signed({}, randomBytes(32)), 401, "signature_invalid"],
    ["another body", () => signed({ signedBody: "{}" }), 401, "signature_invalid"],
    ["a malformed time", () => signed({ timestamp: "now" }), 401, "signature_invalid"],
    ["an old time", () => signed({ timestamp: String(Math.floor(Date.now() / 1000) - 61) }), 401, "signature_stale"],
    ["a future time", () => signed({ timestamp: String(Math.floor(Date.now() / 1000) + 62) }), 401, "signature_stale"],
    ["a time before the start", () => signed({ timestamp: String(secondOfStart) }), 401, "signature_stale"],
    ["no JSON", () => signed({ body: "{" }), 400, "invalid_json"],
    [
      "a JSON text of another shape",
      () => signed({ body: JSON.stringify(check({ port: 0 })) }),
      400,
      "invalid_request",
    ],
    ["a field nobody knows", () => signed({ body: JSON.stringify(check({ query: "DROP" })) }), 400, "invalid_request"],
    [
      "a zero character in a name",
      () => signed({ body: JSON.stringify(check({ user: "a\0b" })) }),
      400,
      "invalid_request",
    ],
    ["another path", () => signed({ path: "/v1/run" }), 404, "not_found"],
    ["another method", () => signed({ method: "PUT" }), 404, "not_found"],
  ])("refuses a request with %s", async (_case, make, status, code) => {
    expect(await problemOf(make())).toEqual({ status, code });
  });

  it("refuses a signature for another path", async () => {
    const request = signed({ body: "{}" });
    const moved = new Request(`${sidecar.url}/v1/fetch`, { method: "POST", headers: request.headers, body: "{}" });
    expect(await problemOf(moved)).toEqual({ status: 401, code: "signature_invalid" });
  });

  it("refuses a request without a signature", async () => {
    const request = new Request(`${sidecar.url}/v1/check`, { method: "POST", body: JSON.stringify(check()) });
    expect(await problemOf(request)).toEqual({ status: 401, code: "signature_invalid" });
  });

  it("reads no body of somebody who cannot sign", async () => {
    const body = "x".repeat(3_000_000);
    const request = new Request(`${sidecar.url}/v1/check`, { method: "POST", body });
    expect(await problemOf(request)).toEqual({ status: 401, code: "signature_invalid" });
  });

  it("takes a request once", async () => {
    const request = signed();
    expect((await fetch(request.clone())).status).toBe(200);
    expect(await problemOf(request)).toEqual({ status: 409, code: "conflict" });
  });

  it("takes one of ten copies that come at the same time", async () => {
    const request = signed();
    const copies = Array.from({ length: 10 }, () => request.clone());
    const statuses = await Promise.all(copies.map(async (copy) => (await fetch(copy)).status));
    expect(statuses.toSorted()).toEqual([200, ...new Array<number>(9).fill(409)]);
  });

  it("refuses a body above 2 MiB, announced or not", async () => {
    const body = "x".repeat(2_097_153);
    expect(await problemOf(signed({ body }))).toEqual({ status: 413, code: "body_too_large" });
    const { headers } = signed({ body });
    const stream = new Blob([body]).stream();
    const unannounced = new Request(`${sidecar.url}/v1/check`, {
      method: "POST",
      headers,
      body: stream,
      duplex: "half",
    });
    expect(await problemOf(unannounced)).toEqual({ status: 413, code: "body_too_large" });
  });

  it("turns away what is more than it can do at once", async () => {
    const silent = await startRogueServer(async (connection) => {
      await connection.receive();
      await new Promise<never>(() => {});
    });
    const patient = await startSidecar(
      { ...testSettings, deadlineMs: 2_500 },
      { log: () => {}, resolve: resolveFrom({ [secrets.host]: ["127.0.0.1"] }) },
    );
    const body = JSON.stringify(check({ port: silent.port }));
    const requests = Array.from({ length: 12 }, () => signed({ body }));
    const responses = await Promise.all(
      requests.map((request) => fetch(new Request(`${patient.url}/v1/check`, request))),
    );
    const statuses = responses.map((response) => response.status).toSorted();
    await patient.stop();
    await silent.stop();
    expect(statuses).toEqual([...new Array<number>(8).fill(200), ...new Array<number>(4).fill(429)]);
  });

  it("finishes what is under way when it is stopped, and takes nothing new", async () => {
    const asked = Promise.withResolvers<void>();
    const silent = await startRogueServer(async (connection) => {
      await connection.receive();
      asked.resolve();
    });
    const stopping = await startSidecar(
      { ...testSettings, deadlineMs: 1_500 },
      { log: () => {}, resolve: resolveFrom({ [secrets.host]: ["127.0.0.1"] }) },
    );
    const request = signed({ body: JSON.stringify(check({ port: silent.port })) });
    const underWay = fetch(new Request(`${stopping.url}/v1/check`, request));
    await asked.promise;
    const stopped = stopping.stop();
    await expect(fetch(`${stopping.url}/healthz`, { headers: { "x-new": "connection" } })).rejects.toThrow(TypeError);
    const answer = databaseCheckAnswer.parse(await (await underWay).json());
    await stopped;
    await silent.stop();
    expect(answer).toMatchObject({ code: "server_silent" });
  });

  it("logs one line per request with nothing of the customer in it", async () => {
    await fetch(signed({ id: "request-id-0123456789" }));
    await fetch(signed({ body: JSON.stringify(check({ port: 0 })) }));
    await fetch(new Request(`${sidecar.url}/v1/${secrets.user}`));
    expect(lines.map((line) => JSON.parse(line))).toMatchObject([
      {
        event: "check",
        request_id: "request-id-0123456789",
        route: "/v1/check",
        engine: "postgresql",
        code: "port_closed",
      },
      { event: "refused", route: "/v1/check", status: 400, code: "not_valid" },
      { event: "refused", route: "unknown", status: 404, code: "not_found" },
    ]);
    for (const secret of Object.values(secrets)) expect(lines.join()).not.toContain(secret);
  });

  it("never lets a line be broken by what it was sent", async () => {
    await fetch(
      new Request(`${sidecar.url}/v1/check`, { method: "POST", headers: { [sidecarHeaders.id]: '","x":"' } }),
    );
    expect(lines).toHaveLength(1);
    expect(JSON.parse(lines.join())).not.toHaveProperty("x");
  });
});

describe("the program", () => {
  const path = fileURLToPath(new URL("./server.ts", import.meta.url));
  const keys = `test:${Buffer.from(key).toString("base64")}`;

  function start(environment: Record<string, string>) {
    const { PATH = "" } = process.env;
    const child = spawn(process.execPath, [path], { env: { PATH, ...environment }, stdio: ["ignore", "pipe", "pipe"] });
    const ended = new Promise<{ code: number | null; said: string }>((resolve) => {
      let said = "";
      child.stderr.on("data", (chunk: Buffer) => {
        said += chunk.toString();
      });
      child.on("close", (code) => resolve({ code, said }));
    });
    return { child, ended };
  }

  it("says when it is ready, takes a request of that moment, and ends on SIGTERM", async () => {
    const { child, ended } = start({ SIDECAR_KEYS: keys, PORT: "0" });
    let url = "";
    for await (const line of createInterface(child.stdout)) {
      if (line.startsWith("ready ")) url = line.slice("ready ".length);
      if (url !== "") break;
    }
    const request = signed();
    const response = await fetch(new Request(`${url}/v1/check`, request));
    child.kill("SIGTERM");
    expect(response.status).toBe(200);
    // Without settings it is closed: this port is no database's.
    expect(databaseCheckAnswer.parse(await response.json())).toMatchObject({ code: "address_refused", field: "port" });
    expect((await ended).code).toBe(0);
  });

  it.each([
    ["SIDECAR_KEYS", {}],
    ["ALLOW_LOOPBACK", { SIDECAR_KEYS: keys, ALLOW_LOOPBACK: "true", ENVIRONMENT: "production" }],
  ])("does not start without a good %s, and names it", async (name, environment) => {
    const { ended } = start(environment);
    const { code, said } = await ended;
    expect(code).toBe(1);
    expect(said).toContain(name);
    expect(said).not.toContain(keys);
  });
});
