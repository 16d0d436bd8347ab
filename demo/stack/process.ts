/** A child process that is kept alive: watched, logged to a file, started again when it dies, and ended with all its descendants. */
import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, openSync, readFileSync } from "node:fs";
import { setTimeout as wait } from "node:timers/promises";
import { StartError } from "./ports.ts";

const healthPollMs = 100;
/** How long a process may take to end by itself. */
const endDeadlineMs = 5_000;
/** More deaths than this within the window, and it is given up; one that never answered is not worth more than a second try. */
const deathsAllowed = 5;
const deathsAllowedAtFirst = 1;
const deathWindowMs = 60_000;
const restartPauseMs = 300;
const keptLogLines = 12;

export interface ProcessSpec {
  readonly name: string;
  readonly command: string;
  readonly parameters: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly folder: string;
  /** Both outputs, emptied at the first start. */
  readonly logFile: string;
  /** Whether it does its work, asked again and again until it does. */
  readonly isHealthy: () => Promise<boolean>;
}

export interface Watcher {
  /** It ended without being asked and will be started again. */
  onDeath(name: string, how: string): void;
  /** It died too often: the sentence says what to look at. */
  onGivenUp(name: string, why: string): void;
}

export interface SupervisedProcess {
  readonly name: string;
  /** Resolves when it answers. Rejects when it was given up or does not answer in time. */
  whenHealthy(deadlineMs: number): Promise<void>;
  /** Ends it at once, as a crash would, and waits until it is gone. It starts again by itself. */
  kill(): Promise<void>;
  /** Ends it in good order and starts it again. */
  restart(): Promise<void>;
  /** Ends it for good. A second call does nothing. */
  stop(): Promise<void>;
}

/** The last resort when this process ends without `stop`. */
const killAtExit = new Set<() => void>();
process.on("exit", () => {
  for (const kill of killAtExit) kill();
});

export function supervise(spec: ProcessSpec, watcher: Watcher): SupervisedProcess {
  let child: ChildProcess | undefined;
  let ended: Promise<void> = Promise.resolve();
  let givenUp: string | undefined;
  let wasHealthy = false;
  let stopping = false;
  let deaths: number[] = [];
  let pause: AbortController | undefined;

  const killGroup = (signal: NodeJS.Signals) => {
    if (child?.pid === undefined) return;
    try {
      // The negative id is the whole group: wrangler's runtime must not outlive it.
      process.kill(-child.pid, signal);
    } catch (error) {
      if (!(error instanceof Error && "code" in error && error.code === "ESRCH")) throw error;
    }
  };
  const killWithUs = () => killGroup("SIGKILL");
  killAtExit.add(killWithUs);

  const start = (flags: "w" | "a") => {
    const log = openSync(spec.logFile, flags);
    const started = spawn(spec.command, spec.parameters, {
      cwd: spec.folder,
      env: spec.environment,
      detached: true,
      stdio: ["ignore", log, log],
    });
    closeSync(log);
    child = started;
    ended = new Promise((resolve) => {
      started.once("error", (error) => {
        givenUp = `${spec.name} cannot be started: ${error.message}`;
        watcher.onGivenUp(spec.name, givenUp);
        resolve();
      });
      started.once("exit", (code, signal) => {
        // A descendant may still be there.
        killGroup("SIGKILL");
        resolve();
        if (!stopping) void survive(signal ?? `exit code ${code}`);
      });
    });
  };

  const survive = async (how: string) => {
    const now = Date.now();
    deaths = [...deaths.filter((at) => now - at < deathWindowMs), now];
    if (deaths.length > (wasHealthy ? deathsAllowed : deathsAllowedAtFirst)) {
      givenUp = `${spec.name} ended ${deaths.length} times within a minute (${how}). ${lastLines(spec.logFile)}`;
      watcher.onGivenUp(spec.name, givenUp);
      return;
    }
    watcher.onDeath(spec.name, how);
    const dead = child;
    pause = new AbortController();
    await wait(restartPauseMs * (deaths.length - 1), undefined, { signal: pause.signal }).catch(() => undefined);
    // `restart` may have been quicker.
    if (!stopping && child === dead) start("a");
  };

  const end = async () => {
    stopping = true;
    pause?.abort();
    killGroup("SIGTERM");
    const forced = new AbortController();
    const force = wait(endDeadlineMs, undefined, { signal: forced.signal }).then(
      () => killGroup("SIGKILL"),
      () => undefined,
    );
    await ended;
    forced.abort();
    await force;
  };

  start("w");

  return {
    name: spec.name,
    async whenHealthy(deadlineMs) {
      const deadline = Date.now() + deadlineMs;
      while (!(await spec.isHealthy())) {
        if (givenUp !== undefined) throw new StartError(givenUp);
        if (stopping) throw new StartError(`${spec.name} was stopped.`);
        if (Date.now() > deadline) {
          throw new StartError(`${spec.name} does not answer after ${deadlineMs / 1000} s. ${lastLines(spec.logFile)}`);
        }
        await wait(healthPollMs);
      }
      wasHealthy = true;
    },
    async kill() {
      killGroup("SIGKILL");
      await ended;
    },
    async restart() {
      await end();
      stopping = false;
      deaths = [];
      start("a");
    },
    async stop() {
      await end();
      killAtExit.delete(killWithUs);
    },
  };
}

/** Whether a GET of the address gives a 2xx answer soon. */
export async function answers(url: string, headers: Readonly<Record<string, string>> = {}): Promise<boolean> {
  try {
    const answer = await fetch(url, { headers, signal: AbortSignal.timeout(2_000) });
    await answer.body?.cancel();
    return answer.ok;
  } catch {
    // Not there yet, or not any more: that is the answer.
    return false;
  }
}

function lastLines(logFile: string): string {
  const lines = readFileSync(logFile, "utf8").trimEnd().split("\n").slice(-keptLogLines);
  return `The end of ${logFile}:\n${lines.map((line) => `  ${line}`).join("\n")}`;
}
