/**
 * libSQL server for one machine: what `npm start` and the tests use in place of Turso or sqld. It speaks Hrana over HTTP
 * to `@libsql/client`, and keeps one file through the native `libsql` driver.
 *
 *     LIBSQL_PORT=8792 LIBSQL_FILE=.data/integrations.db LIBSQL_AUTH_TOKEN=… node demo/libsql/server.ts
 */
import { createHash, timingSafeEqual } from "node:crypto";
import { join } from "node:path";
import { type ServerType, serve } from "@hono/node-server";
import { type Context, Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import { openPool } from "./connection.ts";
import { runPipeline } from "./pipeline.ts";
import { pipelineSchema } from "./protocol.ts";
import { createStreams } from "./streams.ts";
import { createWriteLock } from "./write-lock.ts";

const DEFAULT_PORT = 8792;
/** An import's batch of rows fits many times. */
const MAX_BODY_BYTES = 32 * 1024 * 1024;
/** Both are below the client's own deadline (worker/platform/database.ts), so that it hears an answer and not silence. */
const STREAM_IDLE_MS = 3_000;
const WRITE_WAIT_MS = 4_000;
/** For the last answers to leave. */
const CLOSE_GRACE_MS = 500;

export interface LibsqlServerOptions {
  readonly file: string;
  /** 0 or left out: a free one. */
  readonly port?: number;
  /** Without it, whoever reaches the port may do everything. */
  readonly authToken?: string | undefined;
  /** An interactive transaction without a request for so long is rolled back. */
  readonly streamIdleMs?: number;
  /** A statement that waits for a writer longer than this fails with SQLITE_BUSY. */
  readonly writeWaitMs?: number;
}

export interface LibsqlServer {
  readonly url: string;
  readonly port: number;
  /** Refuses new calls, rolls back open transactions, and leaves one consistent file. */
  close(): Promise<void>;
}

/** Listens on the loopback address only. Rejects when the port is taken. */
export async function createLibsqlServer(options: LibsqlServerOptions): Promise<LibsqlServer> {
  const pool = openPool(options.file);
  const lock = createWriteLock(options.writeWaitMs ?? WRITE_WAIT_MS);
  const streams = createStreams({ pool, lock, idleMs: options.streamIdleMs ?? STREAM_IDLE_MS });
  const stopping = new AbortController();
  const running = new Set<Promise<unknown>>();

  const answerPipeline = async (context: Context) => {
    const parsed = pipelineSchema.safeParse(await context.req.json().catch(() => undefined));
    if (!parsed.success) return refuse(context, 400, "HRANA_PROTO_ERROR", "The body is not a pipeline request");
    const { baton, requests } = parsed.data;
    const stream = typeof baton === "string" ? streams.resume(baton) : streams.open();
    if (stream === undefined) {
      return refuse(context, 400, "STREAM_EXPIRED", "The stream has expired or its baton was already used");
    }
    const signal = AbortSignal.any([context.req.raw.signal, stopping.signal]);
    let next: string | null = null;
    try {
      const results = await runPipeline(stream, requests, { lock, signal });
      // Nobody would receive the next baton of an abandoned call, so its transaction ends with it.
      if (!stream.isClosed && !signal.aborted) next = streams.park(stream);
      if (stopping.signal.aborted) context.header("connection", "close");
      return context.json({ baton: next, base_url: null, results });
    } finally {
      if (next === null) streams.close(stream);
    }
  };

  const app = new Hono();
  app.get("/health", (context) => context.text("ok"));
  app.get("/v2", (context) => context.body(null, 200));
  app.get("/v3", (context) => context.body(null, 200));
  for (const path of ["/v2/pipeline", "/v3/pipeline"]) {
    app.post(path, bodyLimit({ maxSize: MAX_BODY_BYTES }), (context) => {
      // A page in a visitor's browser can send a form to this port, but not this content type, nor under this host name.
      if (context.req.header("content-type") !== "application/json" || !isLoopback(context.req.header("host"))) {
        return refuse(context, 400, "HRANA_PROTO_ERROR", "Only JSON from this machine is accepted");
      }
      if (!isAllowed(context.req.header("authorization"), options.authToken)) {
        return refuse(context, 401, "AUTH_JWT_INVALID", "The authentication token is missing or wrong");
      }
      const answer = answerPipeline(context);
      running.add(answer);
      return answer.finally(() => running.delete(answer));
    });
  }

  const server = await listen(app, options.port ?? 0).catch((error: unknown) => {
    pool.close();
    throw error;
  });
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The server has no TCP address");

  return {
    url: `http://127.0.0.1:${address.port}`,
    port: address.port,
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      stopping.abort();
      await Promise.allSettled(running);
      // Whoever keeps a connection open without a word does not hold up the end.
      const cut = setTimeout(() => "closeAllConnections" in server && server.closeAllConnections(), CLOSE_GRACE_MS);
      await closed;
      clearTimeout(cut);
      streams.closeAll();
      pool.close();
    },
  };
}

function listen(app: Hono, port: number): Promise<ServerType> {
  return new Promise((resolve, reject) => {
    // Whoever embeds this server keeps the platform's own Request and Response.
    const options = { fetch: app.fetch, hostname: "127.0.0.1", port, overrideGlobalObjects: false };
    const server = serve(options, () => resolve(server));
    server.once("error", (cause) => reject(new Error(`The libSQL server cannot listen on port ${port}`, { cause })));
  });
}

function refuse(context: Context, status: 400 | 401, code: string, message: string): Response {
  return context.json({ message, code }, status);
}

function isLoopback(host: string | undefined): boolean {
  return /^(?:127\.0\.0\.1|localhost|\[::1\])(?::\d+)?$/.test(host ?? "");
}

/** Hashing first makes both sides equally long, which `timingSafeEqual` asks for. */
function isAllowed(header: string | undefined, authToken: string | undefined): boolean {
  if (authToken === undefined) return true;
  const hash = (text: string) => createHash("sha256").update(text).digest();
  return timingSafeEqual(hash(header ?? ""), hash(`Bearer ${authToken}`));
}

if (import.meta.main) {
  const { LIBSQL_PORT, LIBSQL_FILE, LIBSQL_AUTH_TOKEN, DATA_DIR } = process.env;
  const server = await createLibsqlServer({
    file: LIBSQL_FILE || join(DATA_DIR || ".data", "integrations.db"),
    port: LIBSQL_PORT ? Number(LIBSQL_PORT) : DEFAULT_PORT,
    authToken: LIBSQL_AUTH_TOKEN || undefined,
  });
  const stop = async () => {
    await server.close();
    process.exit(0);
  };
  process.once("SIGTERM", stop);
  process.once("SIGINT", stop);
  console.log(`ready ${server.url}`);
}
