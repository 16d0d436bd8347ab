import { beforeEach, describe, expect, inject, it } from "vitest";
import type { DatabaseCheckRequest, EgressRequest } from "../../schema/wire/sidecar.ts";
import { createSignatureGate } from "../../sidecar/signature.ts";
import { systemClock } from "./clock.ts";
import { createLog } from "./log.ts";
import { systemRandom } from "./random.ts";
import { toSecretBytes } from "./secret.ts";
import { createSidecarClient } from "./sidecar-client.ts";

const servers = inject("hostileServers");
const canary = "c4n4ry-pa55word";
const material = (seed: number) => Uint8Array.from({ length: 32 }, (_, index) => (seed + index * index * 7) % 256);
const key = (id: string, seed: number) => ({ id, key: toSecretBytes(material(seed)) });

const check: DatabaseCheckRequest = {
  engine: "postgresql",
  host: "db.example.com",
  port: 5432,
  database: "hôtel",
  user: "reader",
  password: canary,
  ssl: true,
};
const egress: EgressRequest = {
  url: "https://shop.example.com/",
  method: "GET",
  headers: { authorization: canary },
  timeout_ms: 1000,
  max_bytes: 1000,
};

let lines: string[];
/** What reached the sidecar, as judged by the sidecar's own gate. */
let received: { method: string; path: string; verdict: string; id: string; body: string }[];
let respond: () => Response;

beforeEach(() => {
  lines = [];
  received = [];
  respond = () => Response.json({});
});

const gate = () =>
  createSignatureGate({
    keys: [
      { id: "new", bytes: material(1) },
      { id: "old", bytes: material(2) },
    ],
    startedAtSeconds: 0,
    nowSeconds: () => Math.floor(Date.now() / 1000),
  });

function client({
  keys = [key("new", 1)],
  judge = gate(),
  url = "https://sidecar.example",
  send,
}: {
  keys?: ReturnType<typeof key>[];
  judge?: ReturnType<typeof gate>;
  url?: string;
  send?: typeof fetch;
} = {}) {
  const sidecar: typeof fetch = async (input, init) => {
    const request = new Request(input, init);
    const body = new Uint8Array(await request.arrayBuffer());
    const { pathname, search } = new URL(request.url);
    const id = request.headers.get("speedai-request-id") ?? "";
    const head = {
      id,
      timestamp: request.headers.get("speedai-timestamp") ?? "",
      signature: request.headers.get("speedai-signature") ?? "",
      method: request.method,
      path: pathname + search,
    };
    const verdict = judge.judge(head, body) ?? "passed";
    received.push({ method: request.method, path: pathname, verdict, id, body: new TextDecoder().decode(body) });
    return verdict === "passed" ? respond() : new Response(null, { status: 401 });
  };
  const log = createLog((line) => lines.push(line));
  return createSidecarClient({ url, keys, clock: systemClock, random: systemRandom, fetch: send ?? sidecar, log });
}

const unavailable = { ok: false, failure: { reason: "sidecar_unavailable" } };

describe("a request to the sidecar", () => {
  it("passes the sidecar's own gate and brings the answer back", async () => {
    const answer = {
      ok: false,
      steps: [{ name: "network", ok: false, code: "port_closed", ms: 3 }],
      code: "port_closed",
      field: "port",
    };
    respond = () => Response.json(answer);
    expect(await client().check(check)).toEqual({ ok: true, value: answer });
    expect(received).toMatchObject([
      { method: "POST", path: "/v1/check", verdict: "passed", body: JSON.stringify(check) },
    ]);
  });

  it("to the guarded exit does so too, whether the host answered or not", async () => {
    const answer = { ok: true, status: 503, headers: { "retry-after": "9" }, body_base64: "b2s=" };
    respond = () => Response.json(answer);
    expect(await client().fetch(egress)).toEqual({ ok: true, value: answer });
    respond = () => Response.json({ ok: false, code: "address_refused" });
    expect(await client().fetch(egress)).toEqual({ ok: true, value: { ok: false, code: "address_refused" } });
    expect(received.map(({ path, verdict }) => [path, verdict])).toEqual(Array(2).fill(["/v1/fetch", "passed"]));
  });

  it("asks for its health signed as well", async () => {
    expect(await client().healthy()).toBe(true);
    expect(received).toMatchObject([{ method: "GET", path: "/healthz", verdict: "passed", body: "" }]);
  });

  it("never has the same id twice", async () => {
    const sidecar = client();
    await Promise.all(Array.from({ length: 20 }, () => sidecar.healthy()));
    expect(received.every(({ verdict }) => verdict === "passed")).toBe(true);
    expect(new Set(received.map(({ id }) => id)).size).toBe(20);
  });

  it("is signed with the first key: a sidecar that knows only the second refuses it", async () => {
    expect(await client({ keys: [key("old", 2), key("other", 9)] }).healthy()).toBe(true);
    expect(await client({ keys: [key("other", 9), key("old", 2)] }).healthy()).toBe(false);
    expect(received.map(({ verdict }) => verdict)).toEqual(["passed", "forged"]);
  });

  it("needs a key", () => {
    expect(() => client({ keys: [] })).toThrow(RangeError);
  });
});

describe("whatever is not the agreed answer is an unavailable sidecar", () => {
  it.each<[string, () => Response]>([
    ["an empty answer", () => new Response("")],
    [
      "a proxy's page with status 200",
      () => new Response("<html>Welcome</html>", { headers: { "content-type": "text/html" } }),
    ],
    ["JSON of another shape", () => Response.json({ ok: "yes" })],
    ["a field too many", () => Response.json({ ok: true, steps: [], note: "x" })],
    ["a code that is not on the list", () => Response.json({ ok: false, steps: [], code: "no_such_code" })],
    ["a refused signature", () => new Response("{}", { status: 401 })],
    ["its own fault", () => Response.json({ ok: true, steps: [] }, { status: 500 })],
    ["a redirect", () => new Response(null, { status: 302, headers: { location: "https://elsewhere.example/" } })],
    ["more than the exit may give", () => new Response(new Uint8Array(3 * 1_048_576))],
  ])("%s", async (_name, make) => {
    respond = make;
    expect(await client().check(check)).toEqual(unavailable);
  });

  it.each(["closed", "reset", "garbage", "truncated", "tls"] as const)("no answer at all: %s", async (server) => {
    const sidecar = client({ url: servers[server], send: (input, init) => fetch(input, init) });
    expect(await sidecar.check(check)).toEqual(unavailable);
    expect(await sidecar.fetch(egress)).toEqual(unavailable);
    expect(await sidecar.healthy()).toBe(false);
  });

  it("a sidecar that accepts and says nothing is given up, and its health sooner than its work", async () => {
    const startedAt = Date.now();
    const sidecar = client({ url: servers.silent, send: (input, init) => fetch(input, init) });
    expect(await sidecar.healthy()).toBe(false);
    expect(Date.now() - startedAt).toBeLessThan(5_000);
  });
});

it("the log has the route, the status and the time, and no word of what was asked or answered", async () => {
  respond = () => Response.json({ ok: false, steps: [], code: "bad_credentials", note: canary });
  await client().check(check);
  await client({ send: () => Promise.reject(new Error(canary)) }).fetch(egress);
  expect(lines.map((line) => JSON.parse(line))).toEqual([
    { level: "info", event: "sidecar", method: "POST", route: "/v1/check", status: 200, ms: expect.any(Number) },
    { level: "error", event: "sidecar", method: "POST", route: "/v1/check", code: "unexpected_answer" },
    { level: "error", event: "sidecar", method: "POST", route: "/v1/fetch", ms: expect.any(Number), error: "Error" },
  ]);
  expect(lines.join()).not.toContain(canary);
});
