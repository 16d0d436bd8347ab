/**
 * One check of one database server, in a thread of its own (check.ts starts it). Database drivers were not written for
 * hostile servers: a few bytes can make them loop for ever or throw out of a socket event. Filters stop what is known; in a
 * thread, what is not known costs the one check, which is stopped at its deadline, and nothing else.
 */
import { parentPort, workerData } from "node:worker_threads";
import type { CheckStepName, DatabaseCheckRequest } from "../schema/wire/index.ts";
import type { Failure } from "./outcome.ts";
import type { Target } from "./target.ts";

/** Everything a probe needs: it reads no environment and asks no resolver. */
export interface ProbeRequest extends Omit<DatabaseCheckRequest, "host"> {
  readonly target: Target;
  readonly connectTimeoutMs: number;
}

export interface Steps {
  /** From now on the probe is at this step; the one before has passed. */
  begin(name: CheckStepName): void;
}

/** Undefined: every step has passed. */
export type Probe = (request: ProbeRequest, steps: Steps) => Promise<Failure | undefined>;

/** What the thread reports. */
export type ProbeReport =
  | { readonly kind: "began"; readonly step: CheckStepName }
  | { readonly kind: "ended"; readonly failure?: Failure };

/** Only the driver that is needed: loading one takes longer than the check of a server nearby. */
async function loadProbe(engine: ProbeRequest["engine"]): Promise<Probe> {
  return engine === "postgresql"
    ? (await import("./postgres.ts")).probePostgres
    : (await import("./mysql.ts")).probeMysql;
}

async function run(request: ProbeRequest, report: (message: ProbeReport) => void): Promise<void> {
  const probe = await loadProbe(request.engine);
  const failure = await probe(request, { begin: (step) => report({ kind: "began", step }) });
  report(failure === undefined ? { kind: "ended" } : { kind: "ended", failure });
}

// mysql2 writes what servers do to the console, which would keep the main thread busy with each line.
Object.assign(console, { log: ignore, warn: ignore, error: ignore, trace: ignore });

function ignore(): void {}

if (parentPort === null) throw new Error("probe.ts runs as a thread of check.ts");
const port = parentPort;
await run(workerData, (message) => port.postMessage(message));
