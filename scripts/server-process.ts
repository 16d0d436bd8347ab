/** A server program for tests and local use: in a folder of its own, never as root, gone when the starter is gone. */
import { type ChildProcess, spawn } from "node:child_process";
import { chownSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Who runs the server. Database servers refuse to run as root. */
export interface Account {
  readonly uid: number;
  readonly gid: number;
}

/** Lines kept for the error when a server does not start. */
const keptLines = 30;

/** Undefined unless we are root: then the first of these system accounts that exists. */
export function findServerAccount(names: readonly string[]): Account | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const lines = readFileSync("/etc/passwd", "utf8").split("\n");
  for (const name of [...names, "nobody"]) {
    const [, , uid, gid] = lines.find((line) => line.startsWith(`${name}:`))?.split(":") ?? [];
    if (uid !== undefined && gid !== undefined) return { uid: Number(uid), gid: Number(gid) };
  }
  throw new Error(`no system account to run a server as: looked for ${names.join(", ")}, nobody`);
}

export interface ServerFolder {
  readonly path: string;
  /** Writes a file that the server's account owns and nobody else reads; gives its path. */
  write(name: string, text: string): string;
  remove(): void;
}

export function createServerFolder(prefix: string, account: Account | undefined): ServerFolder {
  const path = mkdtempSync(join(tmpdir(), prefix));
  if (account) chownSync(path, account.uid, account.gid);
  return {
    path,
    write(name, text) {
      const file = join(path, name);
      writeFileSync(file, text, { mode: 0o600 });
      if (account) chownSync(file, account.uid, account.gid);
      return file;
    },
    remove: () => rmSync(path, { recursive: true, force: true }),
  };
}

/** Runs a command to its end; an exit code other than 0 throws with what the command said. `input` goes to its stdin. */
export function runCommand(
  command: string,
  parameters: readonly string[],
  options: { readonly account?: Account | undefined; readonly input?: string } = {},
): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, parameters, { ...options.account, stdio: "pipe", cwd: tmpdir() });
    let said = "";
    const keep = (chunk: Buffer) => {
      said += chunk.toString();
    };
    child.stdout.on("data", keep);
    child.stderr.on("data", keep);
    child.on("error", reject);
    child.on("close", (code) =>
      code === 0 ? resolve(said) : reject(new Error(`${command} ended with ${code}: ${said}`)),
    );
    child.stdin.end(options.input ?? "");
  });
}

export interface RunningServer {
  /** Sends the signal and waits for the end. A second call does nothing. */
  stop(): Promise<void>;
  /** Sends another signal, e.g. SIGHUP to read the settings again. */
  signal(name: NodeJS.Signals): void;
}

/** Starts a server and waits for the line in its output that says it is ready; an early end throws with its last lines. */
export async function startServer(options: {
  readonly command: string;
  readonly parameters: readonly string[];
  readonly account: Account | undefined;
  readonly ready: RegExp;
  readonly stopSignal: NodeJS.Signals;
}): Promise<RunningServer> {
  const child = spawn(options.command, options.parameters, {
    ...options.account,
    stdio: ["ignore", "pipe", "pipe"],
    cwd: tmpdir(),
  });
  // Tests that crash must not leave servers behind.
  const killWithUs = () => child.kill("SIGKILL");
  process.once("exit", killWithUs);
  const ended = new Promise<void>((resolve) => child.once("close", () => resolve()));
  await waitUntilReady(child, options);
  return {
    async stop() {
      process.removeListener("exit", killWithUs);
      child.kill(options.stopSignal);
      await ended;
    },
    signal: (name) => void child.kill(name),
  };
}

function waitUntilReady(
  child: ChildProcess,
  { command, ready }: { readonly command: string; readonly ready: RegExp },
): Promise<void> {
  return new Promise((resolve, reject) => {
    const lines: string[] = [];
    const read = (chunk: Buffer) => {
      for (const line of chunk.toString().split("\n")) {
        lines.push(line);
        if (ready.test(line)) resolve();
      }
      lines.splice(0, lines.length - keptLines);
    };
    // Read to the end of its life: a full pipe would stop the server.
    child.stdout?.on("data", read);
    child.stderr?.on("data", read);
    child.once("error", reject);
    child.once("close", (code) => reject(new Error(`${command} ended with ${code}:\n${lines.join("\n")}`)));
  });
}
