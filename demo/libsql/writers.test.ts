/** Many writers at once, and writers that go away. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Client, createClient } from "@libsql/client/web";
import Database from "libsql";
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { createLibsqlServer, type LibsqlServer } from "./server.ts";

const WRITE_WAIT_MS = 300;

let folder: string;
let file: string;
let server: LibsqlServer;
let client: Client;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "libsql-writers-"));
});

beforeEach(async () => {
  file = join(folder, `${crypto.randomUUID()}.db`);
  server = await createLibsqlServer({ file });
  client = connect();
  await client.executeMultiple(
    "create table seats (seat text unique, holder integer); create table counter (value integer)",
  );
  await client.execute("insert into counter values (0)");
});

afterEach(() => server.close());
afterAll(() => rm(folder, { recursive: true, force: true }));

function connect(fetchWith: typeof fetch = fetch, url = server.url): Client {
  return createClient({ url, concurrency: 1_000, fetch: fetchWith });
}

async function value(sql: string): Promise<unknown> {
  return (await client.execute(sql)).rows[0]?.[0];
}

/** A server whose writers give up soon, on the same kind of tables. */
async function withImpatientServer(work: (impatient: Client, url: string) => Promise<void>): Promise<void> {
  const impatient = await createLibsqlServer({
    file: join(folder, `${crypto.randomUUID()}.db`),
    writeWaitMs: WRITE_WAIT_MS,
  });
  try {
    const other = connect(fetch, impatient.url);
    await other.execute("create table seats (seat text unique, holder integer)");
    await work(other, impatient.url);
  } finally {
    await impatient.close();
  }
}

it("of 50 writers that want one seat exactly one gets it, and each loser learns why", async () => {
  const takers = Array.from({ length: 50 }, (_, holder) =>
    client.execute({ sql: "insert into seats values ('A1', ?)", args: [holder] }).then(
      () => "won",
      (error: { code: string }) => error.code,
    ),
  );
  const outcomes = await Promise.all(takers);
  expect(outcomes.filter((outcome) => outcome === "won")).toHaveLength(1);
  expect(outcomes.filter((outcome) => outcome === "SQLITE_CONSTRAINT")).toHaveLength(49);
  expect(await value("select count(*) from seats")).toBe(1);
});

it("of 50 interactive transactions that read, think and write none is lost", async () => {
  const countUp = async () => {
    const transaction = await client.transaction("write");
    const { rows } = await transaction.execute("select value from counter");
    await transaction.execute({ sql: "update counter set value = ?", args: [Number(rows[0]?.[0]) + 1] });
    await transaction.commit();
  };
  await Promise.all(Array.from({ length: 50 }, countUp));
  expect(await value("select value from counter")).toBe(50);
});

it("batches, transactions and single statements take turns", async () => {
  const add = "update counter set value = value + 1";
  const inTransaction = async () => {
    const transaction = await client.transaction("write");
    await transaction.execute(add);
    await transaction.commit();
  };
  const work = Array.from({ length: 20 }, () => [
    client.execute(add),
    client.batch([add, add], "write"),
    client.batch([add], "deferred"),
    inTransaction(),
  ]);
  await Promise.all(work.flat());
  expect(await value("select value from counter")).toBe(100);
});

it("writers come in the order in which they asked", async () => {
  const transaction = await client.transaction("write");
  await transaction.execute("delete from seats");
  const arrivals = watchArrivals();
  const queue = Array.from({ length: 10 }, async (_, holder) => {
    await arrivals.client.execute({ sql: "insert into seats values (?, ?)", args: [`B${holder}`, holder] });
  });
  await arrivals.all(10);
  await transaction.commit();
  await Promise.all(queue);
  expect(await value("select group_concat(holder, ' ') from (select holder from seats order by rowid)")).toBe(
    "0 1 2 3 4 5 6 7 8 9",
  );

  /** Sends one call after the other, so that the order of asking is known. */
  function watchArrivals() {
    let previous: Promise<unknown> = Promise.resolve();
    let sent = 0;
    const waiters: (() => void)[] = [];
    const inOrder = connect(async (input) => {
      const turn = previous;
      let arrived = () => {};
      previous = new Promise<void>((resolve) => {
        arrived = resolve;
      });
      await turn;
      const answer = fetch(input);
      // A read on another stream is answered only after the server has taken in the call above.
      await client.execute("select 1");
      sent += 1;
      arrived();
      for (const resume of waiters.splice(0)) resume();
      return answer;
    });
    return {
      client: inOrder,
      async all(count: number) {
        while (sent < count) await new Promise<void>((resolve) => waiters.push(resolve));
      },
    };
  }
});

it("readers and the health call are answered while a writer waits for another", async () => {
  const transaction = await client.transaction("write");
  await transaction.execute("update counter set value = 7");
  const waiting = client.execute("update counter set value = value + 1");
  expect(await value("select value from counter")).toBe(0);
  expect((await fetch(`${server.url}/health`)).status).toBe(200);
  await transaction.commit();
  await waiting;
  expect(await value("select value from counter")).toBe(8);
});

it("a writer that waits too long fails as busy, and its batch leaves nothing", () =>
  withImpatientServer(async (impatient) => {
    const transaction = await impatient.transaction("write");
    await transaction.execute("insert into seats values ('C1', 1)");
    await expect(impatient.execute("insert into seats values ('C2', 2)")).rejects.toMatchObject({
      code: "SQLITE_BUSY",
    });
    const batch = impatient.batch(["insert into seats values ('C3', 3)", "insert into seats values ('C4', 4)"]);
    await expect(batch).rejects.toMatchObject({ code: "SQLITE_BUSY" });
    await transaction.commit();
    expect((await impatient.execute("select seat from seats")).rows).toHaveLength(1);
  }));

it("a writer that went away while it waited writes nothing", async () => {
  const transaction = await client.transaction("write");
  await transaction.execute("insert into seats values ('D1', 1)");
  const leaving = new AbortController();
  const gone = connect((input) => fetch(input, { signal: leaving.signal }));
  const abandoned = gone.execute("insert into seats values ('D2', 2)");
  await client.execute("select 1");
  leaving.abort();
  await expect(abandoned).rejects.toThrow();
  // Each answer proves that the server has been through its event loop since the connection was cut.
  for (let turn = 0; turn < 5; turn += 1) await client.execute("select 1");
  await transaction.commit();
  await client.execute("insert into seats values ('D3', 3)");
  expect(await value("select group_concat(seat) from (select seat from seats order by seat)")).toBe("D1,D3");
});

it("a transaction that read before another wrote must begin again, and its connection serves the next", async () => {
  const transaction = await client.transaction("deferred");
  await transaction.execute("select value from counter");
  await client.execute("update counter set value = 5");
  await expect(transaction.execute("update counter set value = 1")).rejects.toMatchObject({ code: "SQLITE_BUSY" });
  await transaction.rollback();
  await Promise.all(Array.from({ length: 10 }, () => client.batch(["update counter set value = value + 1"], "write")));
  expect(await value("select value from counter")).toBe(15);
});

it("another process that holds the file makes a write fail as busy, and the next one works", async () => {
  const other = new Database(file);
  other.exec("begin immediate");
  await expect(client.execute("update counter set value = 1")).rejects.toMatchObject({ code: "SQLITE_BUSY" });
  other.exec("rollback");
  await client.batch(["update counter set value = 2"], "write");
  expect(await value("select value from counter")).toBe(2);
});

it("closing the server answers who waits and undoes what is open", async () => {
  const transaction = await client.transaction("write");
  await transaction.execute("update counter set value = 99");
  const waiting = client.execute("update counter set value = 98");
  await client.execute("select 1");
  const refusal = expect(waiting).rejects.toMatchObject({ code: "SQLITE_BUSY" });
  await server.close();
  await refusal;
  server = await createLibsqlServer({ file });
  client = connect();
  expect(await value("select value from counter")).toBe(0);
});
