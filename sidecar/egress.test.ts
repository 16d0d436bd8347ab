/** The guarded HTTP exit against real HTTPS servers. */
import { createServer as createHttpServer, type RequestListener, type Server } from "node:http";
import { createServer as createHttpsServer } from "node:https";
import type { AddressInfo } from "node:net";
import { setDefaultCACertificates } from "node:tls";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { EgressAnswer, EgressRequest } from "../schema/wire/index.ts";
import { createAuthority } from "../scripts/certificates.ts";
import type { SidecarConfig } from "./config.ts";
import { fetchOutside, findEgressMistake } from "./egress.ts";
import type { Resolve } from "./target.ts";
import { type FilteredPort, startFilteredPort } from "./testing/filtered-port.ts";
import { type RogueConnection, startRogueServer } from "./testing/rogue-server.ts";
import { resolveFrom, testSettings } from "./testing/settings.ts";

const authority = createAuthority();
const names = ["shop.example.com", "127.0.0.1"];
const certificate = authority.issue({ names });

/** What the server does; set by each test. */
let handle: RequestListener;
/** Requests that reached the server. */
let requests: { readonly method?: string; readonly url?: string; readonly headers: unknown; readonly body: string }[] =
  [];
let server: Server;
let plain: Server;
let port: number;
let filtered: FilteredPort;

const listener: RequestListener = (request, response) => {
  let body = "";
  request.on("data", (chunk: Buffer) => {
    body += chunk.toString();
  });
  request.on("end", () => {
    const { method, url, headers } = request;
    requests.push({ ...(method && { method }), ...(url && { url }), headers, body });
    handle(request, response);
  });
};

beforeAll(async () => {
  // There is no setting for another authority here: shops are checked against the public ones.
  setDefaultCACertificates([authority.cert]);
  server = createHttpsServer(certificate, listener);
  plain = createHttpServer(listener);
  [port, , filtered] = await Promise.all([listen(server), listen(plain), startFilteredPort()]);
});

afterEach(() => {
  requests = [];
});

afterAll(async () => {
  server.close();
  server.closeAllConnections();
  plain.close();
  await filtered.stop();
});

function listen(started: Server): Promise<number> {
  return new Promise((resolve) => started.listen(0, "127.0.0.1", () => resolve(portOf(started))));
}

function portOf(started: Server): number {
  const address: AddressInfo | string | null = started.address();
  if (typeof address !== "object" || address === null) throw new Error("no port");
  return address.port;
}

function send(
  changes: Partial<EgressRequest> & { readonly path?: string } = {},
  settings: Partial<SidecarConfig> = {},
  resolve: Resolve = resolveFrom({ "shop.example.com": ["127.0.0.1"], "other.example.com": ["127.0.0.1"] }),
): Promise<EgressAnswer> {
  const { path = "/", ...rest } = changes;
  const request: EgressRequest = {
    url: `https://shop.example.com:${port}${path}`,
    method: "GET",
    headers: {},
    timeout_ms: 2_000,
    max_bytes: 1_000,
    ...rest,
  };
  return fetchOutside(request, { ...testSettings, ...settings }, resolve);
}

const text = (answer: EgressAnswer) => (answer.ok ? Buffer.from(answer.body_base64, "base64").toString() : undefined);

describe("a request that is well", () => {
  it("reaches the server by name, and brings status, headers and body back", async () => {
    handle = (_request, response) => response.writeHead(201, { "x-shop": "é", "set-cookie": "a=b" }).end("bonjour");
    const answer = await send({ path: "/wp-json/wc/v3?x=1&y=%C3%A9", headers: { authorization: "Basic abc" } });
    expect(answer).toMatchObject({ ok: true, status: 201 });
    expect(text(answer)).toBe("bonjour");
    expect(answer.ok && Object.keys(answer.headers)).not.toContain("set-cookie");
    expect(requests).toMatchObject([
      {
        method: "GET",
        url: "/wp-json/wc/v3?x=1&y=%C3%A9",
        headers: { host: `shop.example.com:${port}`, authorization: "Basic abc" },
      },
    ]);
  });

  it("carries a body of bytes", async () => {
    handle = (_request, response) => response.end();
    await send({ method: "POST", headers: { "content-type": "text/plain" }, body_base64: btoa("a=b") });
    expect(requests).toMatchObject([{ method: "POST", body: "a=b", headers: { "content-length": "3" } }]);
  });

  it.each([400, 401, 404, 429, 500])("brings a status of %i with its body", async (status) => {
    handle = (_request, response) => response.writeHead(status).end("no");
    const answer = await send();
    expect(answer).toMatchObject({ ok: true, status });
    expect(text(answer)).toBe("no");
  });

  it("takes no body for HEAD, whatever length is announced", async () => {
    handle = (_request, response) => response.writeHead(200, { "content-length": "999999" }).end();
    expect(await send({ method: "HEAD" })).toMatchObject({ ok: true, status: 200, body_base64: "" });
  });

  it("sets the headers of the connection itself", async () => {
    handle = (_request, response) => response.end();
    const headers = {
      Host: "inside.example.com",
      "Transfer-Encoding": "chunked",
      Connection: "upgrade",
      Upgrade: "websocket",
      "Content-Length": "5",
      "Accept-Encoding": "gzip",
      "Proxy-Authorization": "Basic abc",
      TE: "trailers",
    };
    await send({ headers });
    const [received] = requests;
    expect(received?.headers).toEqual({
      host: `shop.example.com:${port}`,
      connection: "close",
      "accept-encoding": "identity",
    });
  });

  it("may be plain http to this machine, when loopback is allowed", async () => {
    handle = (_request, response) => response.end("local");
    const url = `http://127.0.0.1:${portOf(plain)}/`;
    expect(text(await send({ url }))).toBe("local");
    expect(await send({ url }, { allowLoopback: false })).toEqual({ ok: false, code: "address_refused" });
  });
});

describe("a destination that is not allowed", () => {
  it.each([
    ["plain http to the internet", "http://shop.example.com/"],
    ["a password in the address", "https://user:secret@shop.example.com/"],
    ["a user in the address", "https://user@shop.example.com/"],
    ["a private address", "https://10.0.0.1/"],
    ["a metadata service", "https://169.254.169.254/latest/meta-data/"],
    ["a metadata service, written in hexadecimal", "https://0xa9fea9fe/"],
    ["a mapped address", "https://[::ffff:10.0.0.1]/"],
    ["a neighbour's name", "https://postgres/"],
    ["an internal name", "https://vault.internal/"],
    ["a name that looks like this machine's address", "http://127.example.com/"],
  ])("is refused without a packet: %s", async (_case, url) => {
    const unasked = () => Promise.reject(new TypeError("the resolver must not be asked"));
    expect(await send({ url }, {}, unasked)).toEqual({ ok: false, code: "address_refused" });
    expect(requests).toEqual([]);
  });

  it("is refused for a port that is not listed", async () => {
    expect(await send({}, { egressPorts: new Set([443]) })).toEqual({ ok: false, code: "address_refused" });
  });

  it("is refused for our own hosts", async () => {
    expect(await send({}, { deniedHosts: ["example.com"] })).toEqual({ ok: false, code: "address_refused" });
  });

  it("looks like an unknown name when it leads inside", async () => {
    const inside = resolveFrom({ "shop.example.com": ["8.8.8.8", "10.0.0.1"] });
    expect(await send({}, {}, inside)).toEqual({ ok: false, code: "host_unknown" });
    expect(await send({ url: "https://unknown.example.com/" })).toEqual({ ok: false, code: "host_unknown" });
  });

  it("is not reached by a resolver that changes its mind after the check", async () => {
    const trap = await startRogueServer(async (connection: RogueConnection) => {
      await connection.receive();
    });
    let asked = 0;
    const rebinding = async () => {
      asked += 1;
      // First a public address where nobody listens for us, then this machine.
      return asked === 1 ? ["192.0.9.9"] : ["127.0.0.1"];
    };
    const url = `https://shop.example.com:${trap.port}/`;
    const answer = await send({ url }, { allowLoopback: false, connectTimeoutMs: 300 }, rebinding);
    const reached = trap.connections();
    await trap.stop();
    expect(answer.ok).toBe(false);
    expect(asked).toBe(1);
    expect(reached).toBe(0);
  });
});

describe("a connection that fails", () => {
  it.each([
    ["nobody listens", () => ({ url: "https://shop.example.com:1/" }), "port_closed"],
    ["packets are dropped", () => ({ url: `https://shop.example.com:${filtered.port}/` }), "port_filtered"],
    [
      "packets are dropped for longer than the caller waits",
      () => ({ url: `https://shop.example.com:${filtered.port}/`, timeout_ms: 200 }),
      "port_filtered",
    ],
    ["the certificate is for another name", () => ({ url: `https://other.example.com:${port}/` }), "tls_wrong_host"],
    ["the server speaks no TLS", () => ({ url: `https://shop.example.com:${portOf(plain)}/` }), "tls_failed"],
  ])("says so when %s", async (_case, changes, code) => {
    expect(await send(changes())).toEqual({ ok: false, code });
  });

  it.each([
    ["from an unknown authority", () => createAuthority().issue({ names }), "tls_unknown_authority"],
    ["that has expired", () => authority.issue({ names, expired: true }), "tls_certificate_expired"],
  ])("says so for a certificate %s, and sends nothing", async (_case, make, code) => {
    const other = createHttpsServer(make(), listener);
    const otherPort = await listen(other);
    const answer = await send({ url: `https://shop.example.com:${otherPort}/`, headers: { authorization: "x" } });
    other.close();
    expect(answer).toEqual({ ok: false, code });
    expect(requests).toEqual([]);
  });
});

describe("an answer that is not well", () => {
  it.each([301, 302, 303, 307, 308, 304])("is redirect_refused for %i, and nobody follows", async (status) => {
    handle = (_request, response) => response.writeHead(status, { location: "http://169.254.169.254/" }).end();
    expect(await send()).toEqual({ ok: false, code: "redirect_refused" });
    expect(requests).toHaveLength(1);
  });

  it("may have exactly as many bytes as allowed, and not one more", async () => {
    handle = (_request, response) => response.end("x".repeat(1_000));
    expect(text(await send())).toHaveLength(1_000);
    handle = (_request, response) => response.end("x".repeat(1_001));
    expect(await send()).toEqual({ ok: false, code: "answer_too_large" });
  });

  it("is answer_too_large when it never ends", async () => {
    handle = (_request, response) => {
      const more = () => {
        while (!response.destroyed && response.write("x".repeat(10_000)));
      };
      response.on("drain", more);
      more();
    };
    expect(await send({ max_bytes: 1_048_576 })).toEqual({ ok: false, code: "answer_too_large" });
  });

  it("is server_silent when it drips beyond the deadline", async () => {
    handle = (request, response) => {
      const timer = setInterval(() => response.write("."), 20);
      request.on("close", () => clearInterval(timer));
    };
    const started = performance.now();
    expect(await send({ timeout_ms: 400 })).toEqual({ ok: false, code: "server_silent" });
    expect(performance.now() - started).toBeLessThan(1_000);
  });

  it("is server_silent when it never begins", async () => {
    handle = () => {};
    expect(await send({ timeout_ms: 300 })).toEqual({ ok: false, code: "server_silent" });
  });

  it("is refused when it is compressed all the same", async () => {
    handle = (_request, response) => response.writeHead(200, { "content-encoding": "gzip" }).end("bomb");
    expect(await send()).toEqual({ ok: false, code: "unexpected_answer" });
  });

  it.each([
    ["promises fewer bytes than it sends", "Content-Length: 2\r\n\r\nabcdef", { ok: true, body_base64: btoa("ab") }],
    ["promises more bytes than it sends", "Content-Length: 900\r\n\r\nab", { ok: false, code: "connection_lost" }],
    ["promises more than is allowed", "Content-Length: 2000\r\n\r\n", { ok: false, code: "answer_too_large" }],
    [
      "promises two lengths",
      "Content-Length: 2\r\nContent-Length: 3\r\n\r\nabc",
      { ok: false, code: "unexpected_answer" },
    ],
    ["has a header without end", `X: ${"x".repeat(20_000)}`, { ok: false, code: "answer_too_large" }],
    ["breaks its chunks", "Transfer-Encoding: chunked\r\n\r\nzz\r\n", { ok: false, code: "connection_lost" }],
  ])("is judged by what comes when it %s", async (_case, rest, expected) => {
    expect(await sendTo(`HTTP/1.1 200 OK\r\n${rest}`)).toMatchObject(expected);
  });

  it.each([
    ["is no HTTP", "220 mail.example.com ESMTP\r\n", "unexpected_answer"],
    [
      "changes the protocol",
      "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n",
      "unexpected_answer",
    ],
    ["ends before it begins", "", "connection_lost"],
  ])("is not taken when it %s", async (_case, bytes, code) => {
    expect(await sendTo(bytes)).toEqual({ ok: false, code });
  });

  /** To a server that answers with these bytes and hangs up. */
  async function sendTo(bytes: string): Promise<EgressAnswer> {
    const rogue = await startRogueServer(async (connection) => {
      connection.upgrade(certificate);
      await connection.receive();
      connection.finish(Buffer.from(bytes));
    });
    const answer = await send({ url: `https://shop.example.com:${rogue.port}/` });
    await rogue.stop();
    return answer;
  }
});

describe("findEgressMistake", () => {
  const request: EgressRequest = {
    url: "https://shop.example.com/",
    method: "GET",
    headers: {},
    timeout_ms: 1_000,
    max_bytes: 1_000,
  };

  it.each([
    { "x-key": "a\r\nhost: inside" },
    { "x-key": "a\nb" },
    { "x-key": "a\0b" },
    { "x key": "a" },
    { "": "a" },
    { "x-key\r\nhost": "inside" },
  ])("finds a header that would end early: %j", (headers) => {
    expect(findEgressMistake({ ...request, headers })).toBe("header_invalid");
  });

  it("finds nothing in headers that may be sent", () => {
    expect(findEgressMistake({ ...request, headers: { "X-Api-Key": "a b;c=d", accept: "*/*" } })).toBeUndefined();
  });
});
