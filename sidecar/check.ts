/** `POST /v1/check`: address rules first, then one thread that talks to the server, and one deadline over all of it. */
import { performance } from "node:perf_hooks";
import { Worker } from "node:worker_threads";
import { readHost } from "../network/address-policy.ts";
import type { CheckStep, CheckStepName, DatabaseCheckAnswer, DatabaseCheckRequest } from "../schema/wire/index.ts";
import type { Ports, SidecarConfig } from "./config.ts";
import { type Failure, fail, type Outcome } from "./outcome.ts";
import type { ProbeReport, ProbeRequest } from "./probe.ts";
import { findTarget, type Resolve, type Target } from "./target.ts";

/** Memory of one thread. pg and mysql2 take about 15 MiB; what a server sends is limited to 256 KiB (driver-link.ts). */
const threadMemory = { maxOldGenerationSizeMb: 64, maxYoungGenerationSizeMb: 16, stackSizeMb: 4 };

type CheckSettings = Pick<
  SidecarConfig,
  "allowLoopback" | "deniedHosts" | "databasePorts" | "connectTimeoutMs" | "deadlineMs"
>;

export async function checkDatabase(
  request: DatabaseCheckRequest,
  settings: CheckSettings,
  resolve: Resolve,
): Promise<DatabaseCheckAnswer> {
  const record = createStepRecord();
  record.begin("network");
  const started = performance.now();
  const target = await within(settings.deadlineMs, findDatabase(request, settings, resolve));
  if (!target.ok) return record.end(target.failure);
  record.hold();
  const remainingMs = Math.max(1, settings.deadlineMs - (performance.now() - started));
  const probeRequest = { ...request, target: target.value, connectTimeoutMs: settings.connectTimeoutMs };
  return record.end(await runProbe(probeRequest, remainingMs, record));
}

async function findDatabase(
  { host: typed, port }: DatabaseCheckRequest,
  settings: CheckSettings,
  resolve: Resolve,
): Promise<Outcome<Target>> {
  if (!isAllowedPort(port, settings.databasePorts)) return fail("address_refused", "port");
  const host = readHost(typed);
  return host === undefined ? fail("host_unknown", "host") : findTarget(host, settings, resolve);
}

export function isAllowedPort(port: number, ports: Ports): boolean {
  return ports === "any" || ports.has(port);
}

/** A resolver that does not answer knows the name as little as one that says so. */
function within(milliseconds: number, work: Promise<Outcome<Target>>): Promise<Outcome<Target>> {
  const { promise: expired, resolve: expire } = Promise.withResolvers<Outcome<Target>>();
  const timer = setTimeout(() => expire(fail("host_unknown", "host")), milliseconds);
  return Promise.race([work, expired]).finally(() => clearTimeout(timer));
}

interface StepRecord {
  /** The step before has passed; the present step goes on after a hold. */
  begin(name: CheckStepName): void;
  /** The time until the next `begin` is ours (starting a thread), not the network's. */
  hold(): void;
  /** The present step has failed, or passed as the last one. */
  end(failure: Failure | undefined): DatabaseCheckAnswer;
}

function createStepRecord(): StepRecord {
  const steps: CheckStep[] = [];
  let current: CheckStepName | undefined;
  let since = performance.now();
  let heldMs = 0;

  function close(failure: Failure | undefined): void {
    const now = performance.now();
    if (current !== undefined) {
      const step = { name: current, ok: failure === undefined, ms: Math.round(now - since) };
      steps.push(failure === undefined ? step : { ...step, code: failure.code });
    }
    since = now;
  }

  return {
    begin(name) {
      if (name === current) {
        since = performance.now() - heldMs;
        return;
      }
      close(undefined);
      current = name;
    },
    hold() {
      heldMs = performance.now() - since;
    },
    end(failure) {
      close(failure);
      return failure === undefined ? { ok: true, steps } : { ok: false, steps, ...failure };
    },
  };
}

/** For the word with which both protocols end a connection. Whatever is open after it is closed with the thread. */
const goodbyeMs = 100;

/** Undefined: all steps passed. The thread has a moment left when this settles. */
function runProbe(request: ProbeRequest, deadlineMs: number, record: StepRecord): Promise<Failure | undefined> {
  return new Promise((resolve) => {
    const thread = new Worker(new URL("./probe.ts", import.meta.url), {
      workerData: request,
      resourceLimits: threadMemory,
      // pg would read settings from it: PGPASSWORD, PGSSLMODE, PGOPTIONS.
      env: {},
      execArgv: [],
      stdout: true,
      stderr: true,
    });
    thread.stdout.resume();
    thread.stderr.resume();
    const end = (failure: Failure | undefined) => {
      resolve(failure);
      void thread.terminate();
    };
    let timer = setTimeout(() => end({ code: "server_silent" }), deadlineMs);
    thread.on("message", (report: ProbeReport) => {
      if (report.kind === "began") return record.begin(report.step);
      resolve(report.failure);
      clearTimeout(timer);
      timer = setTimeout(() => end(undefined), goodbyeMs);
    });
    // The driver fell over what the server sent, or its memory ran out.
    thread.on("error", () => resolve({ code: "unexpected_answer" }));
    thread.on("exit", () => {
      clearTimeout(timer);
      resolve({ code: "unexpected_answer" });
    });
  });
}
