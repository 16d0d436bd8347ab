/**
 * The sidecar: the one place from which SpeedAI reaches hosts that customers typed. `node sidecar/server.ts` runs it with the
 * settings of config.ts and prints `ready <URL>`; `startSidecar` runs it inside of another program.
 */
import { createServer } from "node:http";
import { setTimeout as wait } from "node:timers/promises";
import { serve } from "@hono/node-server";
import type { Hono } from "hono";
import { type AppPorts, createApp } from "./app.ts";
import { parseConfig, type SidecarConfig } from "./config.ts";
import { createLog } from "./log.ts";
import { resolveBySystem } from "./target.ts";

/** The longest honest request is a check of 10 s. */
const requestTimeoutMs = 15_000;
const headersTimeoutMs = 5_000;
const maxHeaderBytes = 16_384;

export interface RunningSidecar {
  /** E.g. `http://127.0.0.1:8790`. */
  readonly url: string;
  readonly port: number;
  /** Takes no new requests, finishes those under way, then ends. */
  stop(): Promise<void>;
}

/** The sidecar's application and the first second in which a request for it may have been signed. */
export function createSidecar(
  config: SidecarConfig,
  ports: Partial<AppPorts> = {},
): { readonly app: Hono; readonly startedAtSeconds: number } {
  const now = ports.now ?? (() => new Date());
  // The running second may have belonged to a process before this one, whose used ids are forgotten.
  const startedAtSeconds = Math.floor(now().getTime() / 1000) + 1;
  const log = ports.log ?? createLog((line) => process.stdout.write(`${line}\n`), now);
  const app = createApp(config, startedAtSeconds, { resolve: ports.resolve ?? resolveBySystem, log, now });
  return { app, startedAtSeconds };
}

/** Listens from the first second in which requests may have been signed, so nobody meets a sidecar that refuses them. */
export async function startSidecar(config: SidecarConfig, ports: Partial<AppPorts> = {}): Promise<RunningSidecar> {
  const { now = () => new Date() } = ports;
  const { app, startedAtSeconds } = createSidecar(config, { ...ports, now });
  await wait(Math.max(0, startedAtSeconds * 1000 - now().getTime()));
  const { promise: listening, resolve, reject } = Promise.withResolvers<number>();
  const serverOptions = {
    requestTimeout: requestTimeoutMs,
    headersTimeout: headersTimeoutMs,
    maxHeaderSize: maxHeaderBytes,
  };
  const server = serve(
    { fetch: app.fetch, hostname: config.host, port: config.port, createServer, serverOptions },
    (address) => resolve(address.port),
  );
  server.once("error", reject);
  const port = await listening;
  const host = config.host.includes(":") ? `[${config.host}]` : config.host;
  return {
    url: `http://${host}:${port}`,
    port,
    stop: () => new Promise((stopped) => server.close(() => stopped())),
  };
}

async function main(): Promise<void> {
  const running = await startSidecar(parseConfig(process.env));
  const stop = () => {
    // A second signal ends it at once.
    process.removeListener("SIGTERM", stop).removeListener("SIGINT", stop);
    void running.stop();
  };
  process.once("SIGTERM", stop).once("SIGINT", stop);
  process.stdout.write(`ready ${running.url}\n`);
}

if (import.meta.main) {
  main().catch((error: unknown) => {
    process.stderr.write(`sidecar: ${error instanceof Error ? error.message : "cannot start"}\n`);
    process.exitCode = 1;
  });
}
