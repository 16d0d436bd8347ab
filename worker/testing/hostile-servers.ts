/** Runs in Node before the tests in workerd: servers that answer as no server should, and one that repeats what it got. */
import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer, type IncomingMessage, type RequestListener } from "node:http";
import { createServer as createTlsServer } from "node:https";
import { createServer as createTcpServer, type Server, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { gzipSync } from "node:zlib";
import type { TestProject } from "vitest/node";
import "./provided.ts";

const dripIntervalMs = 50;
const bombBytes = 8 * 1_048_576;

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const servers: Server[] = [];
  const sockets = new Set<Socket>();
  const start = async (server: Server, scheme = "http") => {
    servers.push(server);
    server.on("connection", (socket: Socket) => {
      sockets.add(socket);
      socket.on("error", () => {}).on("close", () => sockets.delete(socket));
    });
    await new Promise<void>((resolve, reject) => server.once("error", reject).listen(0, "127.0.0.1", resolve));
    const address = server.address();
    if (address === null || typeof address === "string") throw new Error("The server has no TCP address");
    return `${scheme}://127.0.0.1:${address.port}`;
  };
  const http = (listener: RequestListener) => start(createServer(listener));
  const tcp = (listener: (socket: Socket) => void) => start(createTcpServer(listener));

  const hits = new Map<string, number>();
  const echo = await http(async (request, response) => {
    const path = request.url ?? "";
    hits.set(path, (hits.get(path) ?? 0) + 1);
    const status = Number(/^\/status\/(\d+)/.exec(path)?.[1] ?? 200);
    response.writeHead(status, { "content-type": "application/json", "X-Seen": "yes", "retry-after": "7" });
    response.end(
      JSON.stringify({ method: request.method, path, headers: request.headers, body: await readAll(request) }),
    );
  });
  const gone = createTcpServer();
  const closed = await start(gone);
  await new Promise((resolve) => gone.close(resolve));

  project.provide("hostileServers", {
    echo,
    hits: await http((request, response) => {
      const path = new URL(request.url ?? "", "http://hits").searchParams.get("path") ?? "";
      response.end(String(hits.get(path) ?? 0));
    }),
    redirect: await http((_request, response) =>
      response.writeHead(302, { location: `${echo}/redirected` }).end("moved"),
    ),
    drip: await http((_request, response) => {
      response.writeHead(200, { "content-type": "text/plain" });
      const timer = setInterval(() => response.write("."), dripIntervalMs);
      response.on("close", () => clearInterval(timer));
    }),
    silent: await tcp(() => {}),
    endless: await http((_request, response) => {
      const chunk = Buffer.alloc(65_536, "x");
      const pump = () => {
        while (!response.destroyed && response.write(chunk));
      };
      response.on("drain", pump);
      pump();
    }),
    bomb: await http((_request, response) => {
      response.writeHead(200, { "content-encoding": "gzip" }).end(gzipSync(Buffer.alloc(bombBytes)));
    }),
    truncated: await tcp((socket) => {
      socket.once("data", () => socket.end("HTTP/1.1 200 OK\r\ncontent-length: 500\r\n\r\nonly this"));
    }),
    reset: await tcp((socket) => {
      socket.once("data", () => socket.resetAndDestroy());
    }),
    garbage: await tcp((socket) => {
      socket.once("data", () => socket.end("SSH-2.0-OpenSSH_9.9\r\n"));
    }),
    closed,
    tls: await start(
      createTlsServer(await makeCertificate(), (_request, response) => response.end("secret")),
      "https",
    ),
  });

  return async () => {
    for (const socket of sockets) socket.destroy();
    await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  };
}

async function readAll(request: IncomingMessage): Promise<string> {
  let text = "";
  for await (const chunk of request) text += String(chunk);
  return text;
}

async function makeCertificate(): Promise<{ key: Buffer; cert: Buffer }> {
  const folder = await mkdtemp(join(tmpdir(), "hostile-tls-"));
  try {
    const [key, cert] = [join(folder, "key.pem"), join(folder, "cert.pem")];
    const subject = ["-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1", "-days", "1"];
    const files = ["-nodes", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-keyout", key, "-out", cert];
    await promisify(execFile)("openssl", ["req", "-x509", ...files, ...subject]);
    return { key: await readFile(key), cert: await readFile(cert) };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
