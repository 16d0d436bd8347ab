/** The server as `@libsql/client/web` sees it, and what the wire says where the client never asks. */
import { mkdtemp, rm } from "node:fs/promises";
import { request } from "node:http";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Client, createClient, type InValue } from "@libsql/client/web";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createLibsqlServer, type LibsqlServer } from "./server.ts";

const AUTH_TOKEN = "a-token-for-this-test";

let folder: string;
let server: LibsqlServer;
let client: Client;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "libsql-"));
  server = await createLibsqlServer({ file: join(folder, "new", "folder", "test.db"), authToken: AUTH_TOKEN });
  client = createClient({ url: server.url, authToken: AUTH_TOKEN });
  await client.execute("create table people (id integer primary key, name text unique, note text)");
});

afterAll(async () => {
  client.close();
  await server.close();
  await rm(folder, { recursive: true, force: true });
});

beforeEach(async () => {
  await client.execute("delete from people");
});

const names = async (from: Pick<Client, "execute"> = client) =>
  (await from.execute("select name from people order by name")).rows.map((row) => row["name"]);

/** One pipeline call as it is on the wire. */
async function post(body: unknown, { path = "/v2/pipeline", headers = {} } = {}) {
  const response = await fetch(server.url + path, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Bearer ${AUTH_TOKEN}`, ...headers },
    body: typeof body === "string" ? body : JSON.stringify(body),
  });
  return { status: response.status, body: await response.json().catch(() => undefined) };
}

/** The result of each request of a pipeline that ends its stream. */
async function run(...requests: object[]) {
  const { body } = await post({ requests: [...requests, { type: "close" }] }, { path: "/v3/pipeline" });
  return body.results;
}

describe("values", () => {
  it.each<[string, InValue, string, unknown]>([
    ["null", null, "null", null],
    ["text", "l'été ; 😀 -- \"", "text", "l'été ; 😀 -- \""],
    ["empty text", "", "text", ""],
    ["a whole number", 42, "real", 42],
    ["a fraction", -0.1, "real", -0.1],
    ["the largest float", Number.MAX_VALUE, "real", Number.MAX_VALUE],
    ["a bigint", 7n, "integer", 7],
    ["a boolean", true, "integer", 1],
    ["a date", new Date(1_700_000_000_123), "real", 1_700_000_000_123],
    ["bytes", new Uint8Array([0, 255, 1]), "blob", new Uint8Array([0, 255, 1]).buffer],
    ["no bytes", new Uint8Array(), "blob", new Uint8Array().buffer],
  ])("%s goes in and comes back", async (_, value, type, back) => {
    const { rows } = await client.execute({ sql: "select ? as value, typeof(?) as type", args: [value, value] });
    expect([rows[0]?.["value"], rows[0]?.["type"]]).toEqual([back, type]);
  });

  it("64-bit integers lose no digit", async () => {
    const exact = createClient({ url: server.url, authToken: AUTH_TOKEN, intMode: "bigint" });
    const bounds = [-(2n ** 63n), 2n ** 63n - 1n, 2n ** 53n + 1n];
    const { rows } = await exact.execute({ sql: "select ?, ?, ?", args: bounds });
    expect([rows[0]?.[0], rows[0]?.[1], rows[0]?.[2]]).toEqual(bounds);
    const largest = await exact.execute("insert into people (id) values (9223372036854775807)");
    expect(largest.lastInsertRowid).toBe(9223372036854775807n);
  });

  it("have their column's name and declared type, two of one name included", async () => {
    const result = await client.execute("select id, name as label, 1 + 1 as two, name as label from people");
    expect(result.columns).toEqual(["id", "label", "two", "label"]);
    expect(result.columnTypes).toEqual(["INTEGER", "TEXT", "", "TEXT"]);
  });

  it.each<[string, Record<string, InValue>]>([
    ["without prefix", { a: "x", b: null, c: 1n }],
    ["with prefix", { ":a": "x", "@b": null, $c: 1n }],
  ])("are bound by name, %s", async (_, args) => {
    const { rows } = await client.execute({ sql: "select :a, @b, $c, :a", args });
    expect([rows[0]?.[0], rows[0]?.[1], rows[0]?.[2], rows[0]?.[3]]).toEqual(["x", null, 1, "x"]);
  });

  it.each<[string, InValue[] | Record<string, InValue>]>([
    ["too few", [1]],
    ["too many", [1, 2, 3]],
    ["one with a NUL, which could not be read back", ["a\0b", 1]],
    ["another name", { x: 1 }],
  ])("%s are refused", async (_, args) => {
    await expect(client.execute({ sql: "select ?, ?", args })).rejects.toMatchObject({ code: "ARGS_INVALID" });
  });

  it("that JSON cannot carry are an error, not a null", async () => {
    await expect(client.execute("select 1e999")).rejects.toMatchObject({ code: "SQLITE_MISMATCH" });
  });
});

describe("a statement", () => {
  it("tells what it wrote", async () => {
    const first = await client.execute("insert into people (id, name) values (5, 'a'), (6, 'b')");
    expect([first.rowsAffected, first.lastInsertRowid]).toEqual([2, 6n]);
    expect((await client.execute("update people set note = 'x'")).rowsAffected).toBe(2);
    expect((await client.execute("delete from people where id = 99")).rowsAffected).toBe(0);
  });

  it("with RETURNING gives the rows and their number; a SELECT after it wrote nothing", async () => {
    const inserted = await client.execute("insert into people (id, name) values (1, 'a'), (2, 'b') returning name");
    expect(inserted.rows.map((row) => row["name"])).toEqual(["a", "b"]);
    expect(inserted.rowsAffected).toBe(2);
    const read = await client.execute("select * from people");
    expect([read.rowsAffected, read.lastInsertRowid]).toEqual([0, undefined]);
  });

  it.each([
    ["selec 1", "SQL_INPUT_ERROR"],
    ["select * from nobody", "SQL_INPUT_ERROR"],
    ["", "SQL_NO_STATEMENT"],
    ["select 1; delete from people", "SQL_MANY_STATEMENTS"],
    ["insert into people (id) values (1), (1)", "SQLITE_CONSTRAINT"],
    ["select abs(-9223372036854775808)", "SQLITE_UNKNOWN"],
    ["commit", "SQLITE_UNKNOWN"],
  ])("%j fails with a code", async (sql, code) => {
    await expect(client.execute(sql)).rejects.toMatchObject({ code });
  });

  it("that breaks a rule says which", async () => {
    await client.execute("insert into people (name) values ('twin')");
    await expect(client.execute("insert into people (name) values ('twin')")).rejects.toThrow(
      "UNIQUE constraint failed: people.name",
    );
  });

  it("is checked against foreign keys on every connection, also on one whose borrower switched them off", async () => {
    await client.execute("create table houses (owner integer references people (id))");
    await client.execute("pragma foreign_keys = off");
    for (const attempt of [1, 2, 3]) {
      const orphan = client.execute({ sql: "insert into houses values (?)", args: [BigInt(attempt)] });
      await expect(orphan).rejects.toThrow("FOREIGN KEY constraint failed");
    }
  });

  it("finds the durable settings on its connection", async () => {
    const value = async (name: string) => (await client.execute(`pragma ${name}`)).rows[0]?.[0];
    expect([await value("journal_mode"), await value("synchronous"), await value("foreign_keys")]).toEqual([
      "wal",
      2,
      1,
    ]);
  });
});

describe("a batch", () => {
  it("gives every result", async () => {
    const results = await client.batch(
      ["insert into people (id, name) values (1, 'a')", { sql: "select name from people where id = ?", args: [1] }],
      "write",
    );
    expect(results[1]?.rows[0]?.["name"]).toBe("a");
  });

  it.each(["write", "deferred"] as const)("(%s) is undone when a statement of it fails", async (mode) => {
    const batch = client.batch(
      ["insert into people (name) values ('a')", "insert into people (name) values ('a')", "delete from people"],
      mode,
    );
    await expect(batch).rejects.toMatchObject({ code: "SQLITE_CONSTRAINT", statementIndex: 1 });
    expect(await names()).toEqual([]);
  });

  it("runs each step by its condition", async () => {
    const stmt = (sql: string) => ({ stmt: { sql } });
    const when = (condition: object, sql: string) => ({ condition, ...stmt(sql) });
    const [{ response }] = await run({
      type: "batch",
      batch: {
        steps: [
          stmt("select 1"),
          stmt("broken"),
          when({ type: "ok", step: 0 }, "select 'ok'"),
          when({ type: "ok", step: 1 }, "select 'no'"),
          when({ type: "error", step: 1 }, "select 'error'"),
          when({ type: "error", step: 3 }, "select 'no: skipped is not failed'"),
          when({ type: "not", cond: { type: "ok", step: 1 } }, "select 'not'"),
          when({ type: "and", conds: [] }, "select 'and'"),
          when({ type: "or", conds: [] }, "select 'no'"),
          when(
            {
              type: "and",
              conds: [
                { type: "ok", step: 0 },
                { type: "ok", step: 1 },
              ],
            },
            "select 'no'",
          ),
          when(
            {
              type: "or",
              conds: [
                { type: "ok", step: 1 },
                { type: "ok", step: 0 },
              ],
            },
            "select 'or'",
          ),
          when({ type: "is_autocommit" }, "begin"),
          when({ type: "is_autocommit" }, "select 'no'"),
          when({ type: "ok", step: 99 }, "select 'no'"),
        ],
      },
    });
    const outcome = response.result.step_results.map((result: { rows: { value: string }[][] } | null, step: number) =>
      result === null ? (response.result.step_errors[step]?.code ?? "skipped") : (result.rows[0]?.[0]?.value ?? "done"),
    );
    expect(outcome).toEqual([
      "1",
      "SQL_INPUT_ERROR",
      "ok",
      "skipped",
      "error",
      "skipped",
      "not",
      "and",
      "skipped",
      "skipped",
      "or",
      "done",
      "skipped",
      "BATCH_COND_BAD_STEP",
    ]);
  });
});

describe("an interactive transaction", () => {
  it("is seen by others after its commit, not before", async () => {
    const transaction = await client.transaction("write");
    await transaction.execute("insert into people (name) values ('a')");
    expect(await names(transaction)).toEqual(["a"]);
    expect(await names()).toEqual([]);
    await transaction.commit();
    expect(await names()).toEqual(["a"]);
  });

  it.each(["rollback", "close"] as const)("leaves nothing after %s", async (end) => {
    const transaction = await client.transaction("write");
    await transaction.execute("insert into people (name) values ('a')");
    await transaction[end]();
    await client.execute("insert into people (name) values ('b')");
    expect(await names()).toEqual(["b"]);
  });

  it("goes on after a statement that failed", async () => {
    const transaction = await client.transaction("write");
    await transaction.execute("insert into people (id, name) values (1, 'a')");
    await expect(transaction.execute("insert into people (id) values (1)")).rejects.toThrow("UNIQUE");
    await transaction.execute("insert into people (name) values ('b')");
    await transaction.commit();
    expect(await names()).toEqual(["a", "b"]);
  });

  it("takes many statements at once", async () => {
    const transaction = await client.transaction("write");
    await transaction.executeMultiple(
      "insert into people (name) values ('a'); insert into people (name) values ('b;')",
    );
    await transaction.commit();
    expect(await names()).toEqual(["a", "b;"]);
  });

  it("cannot be continued or committed after the server gave it up", async () => {
    const impatient = await createLibsqlServer({ file: join(folder, "impatient.db"), streamIdleMs: 30 });
    const other = createClient({ url: impatient.url });
    await other.execute("create table people (name text)");
    const transaction = await other.transaction("write");
    await transaction.execute("insert into people values ('lost')");
    // This writer gets its turn when the transaction above has expired.
    await other.execute("insert into people values ('next')");
    await expect(transaction.commit()).rejects.toMatchObject({ code: "STREAM_EXPIRED" });
    expect(await names(other)).toEqual(["next"]);
    await impatient.close();
  });
});

describe("many statements in one text", () => {
  it("run in order, triggers and comments included", async () => {
    await client.executeMultiple(`
      create table log (what text); -- a table;
      create trigger after_person after insert on people begin
        insert into log values ('one; ' || new.name);
        insert into log values (case when 1 then 'two' end);
      end;
      insert into people (name) values ('a');
    `);
    const { rows } = await client.execute("select what from log");
    expect(rows.map((row) => row["what"])).toEqual(["one; a", "two"]);
    await client.executeMultiple("drop trigger after_person; drop table log");
  });

  it("stop at the first that fails; what ran before it stays, as no transaction was asked for", async () => {
    const work = client.executeMultiple(
      "insert into people (name) values ('a'); broken; insert into people (name) values ('b')",
    );
    await expect(work).rejects.toMatchObject({ code: "SQL_INPUT_ERROR" });
    expect(await names()).toEqual(["a"]);
  });

  it("may end inside a transaction, which the end of the stream undoes", async () => {
    await client.executeMultiple("begin; insert into people (name) values ('a')");
    expect(await names()).toEqual([]);
  });
});

describe("the wire", () => {
  it.each(["/v2", "/v3"])("GET %s says that the version is spoken; the protobuf one is not", async (path) => {
    expect((await fetch(server.url + path)).status).toBe(200);
    expect((await fetch(`${server.url}/v3-protobuf`)).status).toBe(404);
  });

  it("describes a statement without running it", async () => {
    const describeOf = async (sql: string) => (await run({ type: "describe", sql }))[0].response.result;
    expect(await describeOf("delete from people where id = ? and name = :name returning id")).toEqual({
      params: [{ name: null }, { name: ":name" }],
      cols: [{ name: "id", decltype: "INTEGER" }],
      is_explain: false,
      is_readonly: false,
    });
    expect(await describeOf("explain select 1")).toMatchObject({ is_explain: true, is_readonly: true });
    expect((await run({ type: "describe", sql: "select * from nobody" }))[0].error.code).toBe("SQL_INPUT_ERROR");
  });

  it("keeps SQL texts for a stream, and only for it", async () => {
    const execute = { type: "execute", stmt: { sql_id: 1 } };
    const results = await run(
      execute,
      { type: "store_sql", sql_id: 1, sql: "select 'stored'" },
      { type: "store_sql", sql_id: 1, sql: "select 'again'" },
      execute,
      { type: "execute", stmt: { sql_id: 1, sql: "select 'both'" } },
      { type: "execute", stmt: {} },
      { type: "close_sql", sql_id: 1 },
      execute,
    );
    const outcome = results.map((result: { error?: { code: string } }) => result.error?.code ?? "ok");
    const expected = [
      "SQL_NOT_FOUND",
      "ok",
      "SQL_STORE_EXISTS",
      "ok",
      "SQL_AND_SQL_ID",
      "SQL_OR_SQL_ID",
      "ok",
      "SQL_NOT_FOUND",
      "ok",
    ];
    expect(outcome).toEqual(expected);
  });

  it("tells whether a transaction is open, and runs nothing after close", async () => {
    const results = await run(
      { type: "get_autocommit" },
      { type: "execute", stmt: { sql: "begin" } },
      { type: "get_autocommit" },
      { type: "close" },
      { type: "execute", stmt: { sql: "insert into people (name) values ('late')" } },
    );
    expect([results[0].response.is_autocommit, results[2].response.is_autocommit]).toEqual([true, false]);
    expect(results[4].error.code).toBe("STREAM_CLOSED");
    expect(await names()).toEqual([]);
  });

  it("leaves out rows that nobody wants", async () => {
    const [{ response }] = await run({ type: "execute", stmt: { sql: "select 1 as a", want_rows: false } });
    expect(response.result).toMatchObject({ cols: [{ name: "a" }], rows: [] });
  });

  it("an EXPLAIN spoils no later commit", async () => {
    await client.execute("explain insert into people (name) values ('a')");
    await client.batch(["insert into people (name) values ('b')"], "write");
    expect(await names()).toEqual(["b"]);
  });

  it("takes a baton once, and only its own", async () => {
    const begin = { type: "execute", stmt: { sql: "begin" } };
    const first = await post({ requests: [begin] });
    expect(first.body).toMatchObject({ baton: expect.any(String), base_url: null });
    const again = { baton: first.body.baton, requests: [{ type: "close" }] };
    expect((await post(again)).body).toMatchObject({ baton: null, results: [{ type: "ok" }] });
    expect(await post(again)).toMatchObject({ status: 400, body: { code: "STREAM_EXPIRED" } });
    expect(await post({ ...again, baton: "made-up" })).toMatchObject({ status: 400, body: { code: "STREAM_EXPIRED" } });
  });

  it.each<[string, unknown]>([
    ["no JSON", "{"],
    ["no requests", {}],
    ["an unknown request", { requests: [{ type: "drop_everything" }] }],
    [
      "an integer as a number",
      { requests: [{ type: "execute", stmt: { sql: "select ?", args: [{ type: "integer", value: 1 }] } }] },
    ],
    [
      "an integer beyond 64 bits",
      {
        requests: [
          { type: "execute", stmt: { sql: "select ?", args: [{ type: "integer", value: "9223372036854775808" }] } },
        ],
      },
    ],
    [
      "bytes that are no base64",
      { requests: [{ type: "execute", stmt: { sql: "select ?", args: [{ type: "blob", base64: "é" }] } }] },
    ],
  ])("refuses %s", async (_, body) => {
    expect(await post(body)).toMatchObject({ status: 400, body: { code: "HRANA_PROTO_ERROR" } });
  });

  it("refuses a body of 33 MiB", async () => {
    expect((await post("x".repeat(33 * 1024 * 1024))).status).toBe(413);
  });
});

describe("strangers", () => {
  const requests = [{ type: "execute", stmt: { sql: "insert into people (name) values ('stranger')" } }];

  it.each([
    ["no token", ""],
    ["a wrong token", "Bearer wrong"],
    ["a longer token", `Bearer ${AUTH_TOKEN}x`],
    ["the token alone", AUTH_TOKEN],
    ["another scheme", `Basic ${AUTH_TOKEN}`],
  ])("with %s are refused", async (_, authorization) => {
    expect(await post({ requests }, { headers: { authorization } })).toMatchObject({
      status: 401,
      body: { code: "AUTH_JWT_INVALID" },
    });
    expect(await names()).toEqual([]);
  });

  it("get the refusal's code from the client", async () => {
    const stranger = createClient({ url: server.url, authToken: "wrong" });
    await expect(stranger.execute("select 1")).rejects.toMatchObject({ code: "AUTH_JWT_INVALID" });
  });

  it("that are a form of a web page cannot write, for want of the content type", async () => {
    expect((await post({ requests }, { headers: { "content-type": "text/plain" } })).status).toBe(400);
    expect(await names()).toEqual([]);
  });

  it("that rebound a name to this machine are refused", async () => {
    const status = await new Promise((resolve, reject) => {
      const headers = {
        host: "evil.example",
        "content-type": "application/json",
        authorization: `Bearer ${AUTH_TOKEN}`,
      };
      const call = request(`${server.url}/v2/pipeline`, { method: "POST", headers }, (response) => {
        response.resume();
        resolve(response.statusCode);
      });
      call.once("error", reject).end(JSON.stringify({ requests }));
    });
    expect(status).toBe(400);
    expect(await names()).toEqual([]);
  });
});

it("a taken port is named", async () => {
  const holder = createServer();
  await new Promise<void>((resolve) => holder.listen(0, "127.0.0.1", resolve));
  const address = holder.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  await expect(createLibsqlServer({ file: join(folder, "unused.db"), port })).rejects.toThrow(String(port));
  await new Promise((resolve) => holder.close(resolve));
});
