/** The server as a process of its own: started, stopped and killed. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { createClient } from "@libsql/client/web";
import { afterEach, beforeEach, expect, it } from "vitest";

const SERVER = fileURLToPath(new URL("./server.ts", import.meta.url));

let folder: string;
const processes: ChildProcess[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "libsql-process-"));
});

afterEach(async () => {
  for (const child of processes.splice(0)) child.kill("SIGKILL");
  await rm(folder, { recursive: true, force: true });
});

async function start() {
  const child = spawn(process.execPath, [SERVER], {
    env: { ...process.env, LIBSQL_PORT: "0", LIBSQL_FILE: "", DATA_DIR: folder, LIBSQL_AUTH_TOKEN: "secret" },
    stdio: ["ignore", "pipe", "inherit"],
  });
  processes.push(child);
  const lines = createInterface({ input: child.stdout });
  const [line] = await once(lines, "line");
  const url = /^ready (http:\S+)$/.exec(String(line))?.[1];
  if (url === undefined) throw new Error(`Not ready: ${line}`);
  return { child, client: createClient({ url, authToken: "secret" }) };
}

async function end(child: ChildProcess, signal: NodeJS.Signals) {
  const exit = once(child, "exit");
  child.kill(signal);
  const [code] = await exit;
  return code;
}

it.each([1, 2, 3])(
  "killed in the middle of writes it keeps every confirmed row and no half transaction (%i)",
  async () => {
    const first = await start();
    await first.client.execute("create table rows (id integer primary key, half text)");
    const confirmed: number[] = [];
    let killed: Promise<unknown> | undefined;

    const write = async (lane: number) => {
      for (let turn = 0; ; turn += 1) {
        const id = turn * 100 + lane * 2;
        const pair = [0, 1].map((half) => ({
          sql: "insert into rows values (?, ?)",
          args: [BigInt(id + half), `${half}`],
        }));
        await first.client.batch(pair, "write");
        confirmed.push(id, id + 1);
        if (confirmed.length >= 200) killed ??= end(first.child, "SIGKILL");
      }
    };
    await Promise.allSettled([0, 1, 2, 3, 4].map(write));
    await killed;

    const second = await start();
    const { rows } = await second.client.execute("select id from rows order by id");
    const kept = new Set(rows.map((row) => Number(row["id"])));
    expect(confirmed.length).toBeGreaterThanOrEqual(200);
    expect(confirmed.filter((id) => !kept.has(id))).toEqual([]);
    expect([...kept].filter((id) => !kept.has(id ^ 1))).toEqual([]);
    expect((await second.client.execute("pragma integrity_check")).rows[0]?.[0]).toBe("ok");
  },
);

it("killed with a transaction open it undoes it", async () => {
  const first = await start();
  await first.client.execute("create table rows (id integer)");
  const transaction = await first.client.transaction("write");
  await transaction.execute("insert into rows values (1)");
  await end(first.child, "SIGKILL");
  const second = await start();
  await second.client.execute("insert into rows values (2)");
  expect((await second.client.execute("select id from rows")).rows.map((row) => row["id"])).toEqual([2]);
});

it("asked to stop it ends with code 0 and one complete file, whatever is open", async () => {
  const { child, client } = await start();
  await client.execute("create table rows (id integer)");
  await client.execute("insert into rows values (1)");
  const transaction = await client.transaction("write");
  await transaction.execute("insert into rows values (2)");
  const waiting = client.execute("insert into rows values (3)");
  const refusal = expect(waiting).rejects.toThrow();
  await client.execute("select 1");
  expect(await end(child, "SIGTERM")).toBe(0);
  await refusal;
  const log = await stat(join(folder, "integrations.db-wal")).catch(() => ({ size: 0 }));
  expect(log.size).toBe(0);
  const next = await start();
  expect((await next.client.execute("select id from rows")).rows.map((row) => row["id"])).toEqual([1]);
});
