/** Real processes: a small web server that says its process id, and can be told to end. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { choosePorts } from "./ports.ts";
import { answers, type ProcessSpec, type SupervisedProcess, supervise } from "./process.ts";

const deadlineMs = 15_000;

let folder: string;
let port: number;
let running: SupervisedProcess[];
let told: string[];
let givenUp: string[];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "process-"));
  ({ api: port } = await choosePorts({}, "free"));
  running = [];
  told = [];
  givenUp = [];
});
afterEach(async () => {
  await Promise.all(running.map((one) => one.stop()));
  rmSync(folder, { recursive: true });
});

const server = `
const { createServer } = require("node:http");
console.log("started", process.pid);
createServer((request, response) => {
  if (request.url === "/end") process.exit(3);
  response.end(String(process.pid));
}).listen(Number(process.env.SERVER_PORT), "127.0.0.1");
`;

/** The server is a child of the process, and deaf to SIGTERM. */
const parent = `
const script = ${JSON.stringify(`process.on("SIGTERM", () => {}); ${server}`)};
require("node:child_process").spawn(process.execPath, ["-e", script], { stdio: "inherit" });
setInterval(() => {}, 1000);
`;

function start(script: string, more: Partial<ProcessSpec> = {}): SupervisedProcess {
  const supervised = supervise(
    {
      name: "server",
      command: process.execPath,
      parameters: ["-e", script],
      environment: { SERVER_PORT: String(port) },
      folder,
      logFile: join(folder, "server.log"),
      isHealthy: () => answers(`http://127.0.0.1:${port}/`),
      ...more,
    },
    {
      onDeath: (name, how) => told.push(`${name}: ${how}`),
      onGivenUp: (_name, why) => givenUp.push(why),
    },
  );
  running.push(supervised);
  return supervised;
}

const askPid = async () => Number(await (await fetch(`http://127.0.0.1:${port}/`)).text());

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

test("whenHealthy waits until it answers", async () => {
  await start(server).whenHealthy(deadlineMs);
  expect(isAlive(await askPid())).toBe(true);
});

test("a killed process is told of and comes back as another one", async () => {
  const supervised = start(server);
  await supervised.whenHealthy(deadlineMs);
  const first = await askPid();
  await supervised.kill();
  expect(isAlive(first)).toBe(false);
  await supervised.whenHealthy(deadlineMs);
  expect(await askPid()).not.toBe(first);
  expect(told).toEqual(["server: SIGKILL"]);
});

test("a process that ends by itself comes back too", async () => {
  const supervised = start(server);
  await supervised.whenHealthy(deadlineMs);
  await fetch(`http://127.0.0.1:${port}/end`).catch(() => undefined);
  await expect.poll(() => told, { timeout: deadlineMs }).toEqual(["server: exit code 3"]);
  await supervised.whenHealthy(deadlineMs);
});

test("restart replaces it without a word", async () => {
  const supervised = start(server);
  await supervised.whenHealthy(deadlineMs);
  const first = await askPid();
  await supervised.restart();
  await supervised.whenHealthy(deadlineMs);
  expect(await askPid()).not.toBe(first);
  expect(told).toEqual([]);
});

test("what it said before and after a restart is in one log", async () => {
  const supervised = start(server);
  await supervised.whenHealthy(deadlineMs);
  const first = await askPid();
  await supervised.restart();
  await supervised.whenHealthy(deadlineMs);
  const log = readFileSync(join(folder, "server.log"), "utf8");
  expect(log).toBe(`started ${first}\nstarted ${await askPid()}\n`);
});

test("stop ends it and it stays away", async () => {
  const supervised = start(server);
  await supervised.whenHealthy(deadlineMs);
  const pid = await askPid();
  await supervised.stop();
  expect(isAlive(pid)).toBe(false);
  expect(told).toEqual([]);
  await expect(supervised.whenHealthy(deadlineMs)).rejects.toThrow("server was stopped");
});

test("stop leaves no descendant behind, even one that is deaf to SIGTERM", async () => {
  const supervised = start(parent);
  await supervised.whenHealthy(deadlineMs);
  await supervised.stop();
  expect(await answers(`http://127.0.0.1:${port}/`)).toBe(false);
});

test("kill leaves no descendant behind: what answers next is another one", async () => {
  const supervised = start(parent);
  await supervised.whenHealthy(deadlineMs);
  const first = await askPid();
  await supervised.kill();
  await supervised.whenHealthy(deadlineMs);
  expect(await askPid()).not.toBe(first);
});

test("one that never answers is given up at its second death, with the end of its log", async () => {
  const supervised = start("console.error('VAULT_KEYS is missing'); process.exit(1)");
  await expect(supervised.whenHealthy(deadlineMs)).rejects.toThrow("VAULT_KEYS is missing");
  expect(told).toEqual(["server: exit code 1"]);
  expect(givenUp).toHaveLength(1);
  expect(givenUp[0]).toContain("server ended 2 times within a minute (exit code 1)");
});

test("one that answered is given up at its sixth death within a minute", async () => {
  const supervised = start(server);
  for (let deaths = 0; deaths < 5; deaths += 1) {
    await supervised.whenHealthy(deadlineMs);
    await supervised.kill();
  }
  await supervised.whenHealthy(deadlineMs);
  expect(givenUp).toEqual([]);
  await supervised.kill();
  await expect(supervised.whenHealthy(deadlineMs)).rejects.toThrow("server ended 6 times within a minute");
});

test("one that lives and does not answer is told of by its name", async () => {
  const supervised = start("console.log('thinking'); setInterval(() => {}, 1000)");
  await expect(supervised.whenHealthy(300)).rejects.toThrow(/server does not answer after 0.3 s.*thinking/s);
});

test("a program that does not exist is told of by its name", async () => {
  const supervised = start("", { command: join(folder, "nothing") });
  await expect(supervised.whenHealthy(deadlineMs)).rejects.toThrow("server cannot be started");
});
