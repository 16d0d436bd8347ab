/** The whole product on this machine: database, simulators, sidecar, Worker, and the two host pages. */
import { mkdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { buildWidget } from "../../scripts/build-widget.ts";
import { MigrationError, migrate } from "../../scripts/migrate.ts";
import { createDashboard } from "../dashboard/server.ts";
import { listen, type RunningHost } from "../host/pages.ts";
import type { SamplesByMethod } from "../host/samples.ts";
import { createPartnerSite } from "../partner/server.ts";
import { choosePorts, portVariables, StartError } from "./ports.ts";
import { answers, type ProcessSpec, type SupervisedProcess, supervise } from "./process.ts";
import { keepSecrets, writeForOwner } from "./secrets.ts";
import {
  type Addresses,
  addressesOf,
  addSimulators,
  composeVariables,
  type Environment,
  toEnvFile,
} from "./variables.ts";

const projectFolder = fileURLToPath(new URL("../..", import.meta.url));
const defaultDataDir = join(projectFolder, ".data");
/** The promise is a minute on two cores; a busier machine gets longer before it is told that something is wrong. */
const readyDeadlineMs = 180_000;
const cronIntervalMs = 60_000;
const cronDeadlineMs = 50_000;

export type ProcessName = "libsql" | "simulators" | "sidecar" | "worker";

export interface StackOptions {
  /** `process.env` unless told. What it sets stays as it is: ports, keys, addresses, `ORIGIN_MAP`. */
  readonly environment?: Environment;
  /** Before `DATA_DIR`, which stands before `.data`. */
  readonly dataDir?: string;
  /** For ports that the environment does not name: the usual ones (default), or free ones, so that several stacks can run. */
  readonly ports?: "usual" | "free";
  /** The Worker's minute: every minute (default), or only by `fireCron`. */
  readonly cron?: "every_minute" | "by_hand";
  /** Variables of the Worker in place of this stack's: its way to a part that stands behind something else. */
  readonly workerVariables?: Readonly<Record<string, string>>;
  /** Sentences for the person who started it. */
  readonly say?: (sentence: string) => void;
  /** Something died too often; the stack has stopped. */
  readonly onGivenUp?: (why: string) => void;
}

export interface Stack {
  readonly urls: Addresses;
  readonly dataDir: string;
  /** Log file of each process. */
  readonly logs: Readonly<Record<ProcessName, string>>;
  /** The Worker's variables, secrets included. */
  readonly variables: Readonly<Record<string, string>>;
  /** Values shown beside those of the simulators. */
  addSamples(samples: SamplesByMethod): void;
  /** Ends a process as a crash would; it starts again by itself. */
  kill(name: ProcessName): Promise<void>;
  /** Ends a process in good order, starts it again and waits until it answers. */
  restart(name: ProcessName): Promise<void>;
  whenHealthy(name: ProcessName): Promise<void>;
  /** The Worker's minute, now. */
  fireCron(): Promise<void>;
  /** Ends everything. A second call does nothing. */
  stop(): Promise<void>;
}

/** Resolves when everything answers. Rejects with `StartError`, or with the name of what does not answer; then nothing is left running. */
export async function startStack(options: StackOptions = {}): Promise<Stack> {
  const environment = options.environment ?? process.env;
  const { DATA_DIR, LIBSQL_URL, SIDECAR_URL } = environment;
  const dataDir = resolve(options.dataDir ?? (DATA_DIR || defaultDataDir));
  const ports = await choosePorts(environment, options.ports ?? "usual");
  const urls = addressesOf(ports);
  const secrets = keepSecrets(dataDir);
  const variables = composeVariables(environment, urls, secrets);
  const logs = prepareLogs(dataDir);
  const widgetFile = join(dataDir, "widget", "speedai-integrations.js");
  // Under the usual name for the usual folder; apart for others, so that several stacks do not overwrite each other.
  const envFile = dataDir === defaultDataDir ? join(projectFolder, ".dev.vars") : join(dataDir, "worker.env");
  const say = options.say ?? (() => undefined);

  const processes = new Map<ProcessName, SupervisedProcess>();
  const hosts: RunningHost[] = [];
  let moreSamples: SamplesByMethod = {};
  let cron: NodeJS.Timeout | undefined;
  let stopped: Promise<void> | undefined;

  const stop = () => {
    stopped ??= (async () => {
      clearInterval(cron);
      await Promise.all([...hosts.map((host) => host.close()), ...[...processes.values()].map((one) => one.stop())]);
    })();
    return stopped;
  };

  const run = (
    name: ProcessName,
    spec: Omit<ProcessSpec, "name" | "folder" | "logFile" | "environment">,
    own: Environment,
  ) => {
    const child = supervise(
      { ...spec, name, folder: projectFolder, logFile: logs[name], environment: childEnvironment(environment, own) },
      {
        onDeath: (dead, how) => say(`${dead} ended (${how}); starting it again.`),
        onGivenUp: (_dead, why) => {
          void stop().then(() => options.onGivenUp?.(why));
        },
      },
    );
    processes.set(name, child);
    return child.whenHealthy(readyDeadlineMs);
  };
  const node = (file: string) => ({ command: process.execPath, parameters: [file] });

  const startDatabase = async () => {
    if (!LIBSQL_URL) {
      await run(
        "libsql",
        { ...node("demo/libsql/server.ts"), isHealthy: () => answers(`${urls.libsql}/health`) },
        {
          LIBSQL_PORT: String(ports.libsql),
          LIBSQL_FILE: join(dataDir, "integrations.db"),
          LIBSQL_AUTH_TOKEN: variables["LIBSQL_AUTH_TOKEN"],
        },
      );
    }
    await migrate({ url: LIBSQL_URL || urls.libsql, authToken: variables["LIBSQL_AUTH_TOKEN"] }).catch(
      (cause: unknown) => {
        throw cause instanceof MigrationError ? new StartError(cause.message, { cause }) : cause;
      },
    );
  };

  const startSidecar = async () => {
    if (SIDECAR_URL) return;
    const isProduction = variables["ENVIRONMENT"] === "production";
    await run(
      "sidecar",
      { ...node("sidecar/server.ts"), isHealthy: () => answers(`${urls.sidecar}/healthz`) },
      {
        HOST: "127.0.0.1",
        PORT: String(ports.sidecar),
        ENVIRONMENT: variables["ENVIRONMENT"],
        SIDECAR_KEYS: variables["SIDECAR_KEYS"],
        // The databases that a visitor tries stand on this machine, on any port.
        ...(isProduction ? {} : { ALLOW_LOOPBACK: "true", SIDECAR_DATABASE_PORTS: "*" }),
      },
    );
  };

  const startSimulators = async () => {
    await run(
      "simulators",
      { ...node("demo/simulators/server.ts"), isHealthy: () => answers(`${urls.simulators}/healthz`) },
      { SIMULATORS_PORT: String(ports.simulators) },
    );
    return askSimulators(urls.simulators);
  };

  const startWorker = async (complete: Readonly<Record<string, string>>) => {
    writeForOwner(envFile, toEnvFile(complete));
    await run(
      "worker",
      {
        command: process.execPath,
        parameters: [
          join("node_modules", "wrangler", "bin", "wrangler.js"),
          "dev",
          ...["--ip", "127.0.0.1", "--port", String(ports.api), "--inspector-port", "0"],
          ...["--env-file", envFile, "--persist-to", join(dataDir, "wrangler")],
          "--show-interactive-dev-session=false",
        ],
        isHealthy: () => isWorkerHealthy(`http://127.0.0.1:${ports.api}`),
      },
      {
        CI: "true",
        CLOUDFLARE_CF_FETCH_ENABLED: "false",
        // It would write whole addresses to a file, with the codes and tokens in them (wrangler.toml says why not).
        X_LOCAL_OBSERVABILITY: "false",
        WRANGLER_SEND_METRICS: "false",
        WRANGLER_WRITE_LOGS: "false",
        WRANGLER_REGISTRY_PATH: join(dataDir, "wrangler", "registry"),
      },
    );
  };

  const startHosts = async () => {
    const shared = {
      apiUrl: `http://127.0.0.1:${ports.api}`,
      publicApiUrl: variables["PUBLIC_URL"] ?? urls.api,
      widgetFile,
    };
    const dashboard = await createDashboard({
      ...shared,
      partnerKey: secrets.dashboard_partner_key,
      simulatorsUrl: urls.simulators,
      moreSamples: () => moreSamples,
    });
    const partner = await createPartnerSite({ ...shared, partnerKey: secrets.partner_site_partner_key });
    hosts.push(await listen(dashboard, ports.dashboard), await listen(partner, ports.partner));
  };

  const fireCron = async () => {
    const answer = await fetch(`http://127.0.0.1:${ports.api}/cdn-cgi/handler/scheduled`, {
      signal: AbortSignal.timeout(cronDeadlineMs),
    });
    await answer.body?.cancel();
    if (!answer.ok) throw new Error(`the scheduled run answered ${answer.status}`);
  };

  try {
    const [simulated] = await Promise.all([
      startSimulators(),
      startDatabase(),
      startSidecar(),
      buildWidget(widgetFile),
    ]);
    const complete = { ...addSimulators(variables, simulated), ...options.workerVariables };
    await Promise.all([startWorker(complete), startHosts()]);
    if (options.cron !== "by_hand") {
      cron = setInterval(() => {
        // A Worker that is just being started again misses a minute; the next one makes up for it.
        fireCron().catch(() => undefined);
      }, cronIntervalMs);
    }
    const need = (name: ProcessName) => {
      const child = processes.get(name);
      if (!child) throw new Error(`${name} is not run by this stack`);
      return child;
    };
    return {
      urls,
      dataDir,
      logs,
      variables: complete,
      addSamples: (samples) => {
        moreSamples = { ...moreSamples, ...samples };
      },
      kill: (name) => need(name).kill(),
      restart: async (name) => {
        await need(name).restart();
        await need(name).whenHealthy(readyDeadlineMs);
      },
      whenHealthy: (name) => need(name).whenHealthy(readyDeadlineMs),
      fireCron,
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

const health = z.object({ status: z.literal("ok") });

/** The API answers and everything behind it does. */
async function isWorkerHealthy(url: string): Promise<boolean> {
  try {
    const answer = await fetch(`${url}/healthz`, { signal: AbortSignal.timeout(5_000) });
    return health.safeParse(await answer.json()).success;
  } catch {
    // Not listening yet, or an error page of the runtime: not healthy.
    return false;
  }
}

const texts = z.record(z.string(), z.string());

async function askSimulators(url: string) {
  const ask = async (path: string) => texts.parse(await (await fetch(url + path)).json());
  const [originMap, variables] = await Promise.all([ask("/origin-map.json"), ask("/variables.json")]);
  return { originMap, variables };
}

function prepareLogs(dataDir: string): Stack["logs"] {
  const folder = join(dataDir, "logs");
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const file = (name: ProcessName) => join(folder, `${name}.log`);
  return { libsql: file("libsql"), simulators: file("simulators"), sidecar: file("sidecar"), worker: file("worker") };
}

/** Our own settings never leak from one process into another: each child gets its own, and the system's. */
function childEnvironment(environment: Environment, own: Environment): Readonly<Record<string, string>> {
  const ours = new Set(Object.values(portVariables).map(({ variable }): string => variable));
  const kept = Object.entries(environment).filter(([name]) => !ours.has(name) && !isWorkerVariable(name));
  return Object.fromEntries(
    [...kept, ...Object.entries(own)].flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}

function isWorkerVariable(name: string): boolean {
  return /^(?:VAULT_KEYS|SESSION_KEYS|FINGERPRINT_KEY|INTERNAL_KEYS|PARTNER_KEYS|SIDECAR_|LIBSQL_|ORIGIN_MAP|PORT$|HOST$)/.test(
    name,
  );
}
