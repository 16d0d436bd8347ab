/** `npm run migrate`, in its own process and as a function, against a real server. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { type Client, createClient } from "@libsql/client/web";
import { readMigrationFiles } from "drizzle-orm/migrator";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { MIGRATIONS_FOLDER, MigrationError, migrate } from "../../scripts/migrate.ts";
import { createLibsqlServer, type LibsqlServer } from "./server.ts";

const COMMAND = fileURLToPath(new URL("../../scripts/migrate.ts", import.meta.url));
const MIGRATIONS = readMigrationFiles({ migrationsFolder: MIGRATIONS_FOLDER }).length;
const authToken = "token-for-migrations";

let folder: string;
let server: LibsqlServer;
let client: Client;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "migrations-"));
  server = await createLibsqlServer({ file: join(folder, "test.db"), authToken });
  client = createClient({ url: server.url, authToken });
});

afterEach(async () => {
  await server.close();
  await rm(folder, { recursive: true, force: true });
});

const schema = async () =>
  (await client.execute("select sql from sqlite_master order by name")).rows.map((row) => row["sql"]);

async function command(env: Record<string, string>) {
  const { LIBSQL_URL: _url, LIBSQL_AUTH_TOKEN: _token, ...inherited } = process.env;
  const child = spawn(process.execPath, [COMMAND], { env: { ...inherited, ...env }, cwd: folder });
  const [[code], stdout, stderr] = await Promise.all([once(child, "exit"), text(child.stdout), text(child.stderr)]);
  return { code, stdout, stderr };
}

describe("migrate", () => {
  it("builds the tables once; a second time changes nothing, not a row", async () => {
    expect(await migrate({ url: server.url, authToken })).toBe(MIGRATIONS);
    const before = await schema();
    expect(before.join("\n")).toContain("CREATE TABLE `connections`");
    await client.execute("insert into vault_keys values ('k', 'v', 'active', 1)");
    expect(await migrate({ url: server.url, authToken })).toBe(0);
    expect(await schema()).toEqual(before);
    expect((await client.execute("select * from vault_keys")).rows).toHaveLength(1);
  });

  it("that fails midway leaves nothing behind, and works once the cause is gone", async () => {
    await client.execute("create view connections as select 1");
    await expect(migrate({ url: server.url, authToken })).rejects.toThrow(MigrationError);
    const names = await client.execute("select name from sqlite_master where tbl_name <> '__drizzle_migrations'");
    expect(names.rows.map((row) => row["name"])).toEqual(["connections"]);
    await client.execute("drop view connections");
    expect(await migrate({ url: server.url, authToken })).toBe(MIGRATIONS);
  });

  it("refuses a database whose migration is not the committed one", async () => {
    await migrate({ url: server.url, authToken });
    await client.execute("update __drizzle_migrations set hash = 'edited' where rowid = 1");
    await expect(migrate({ url: server.url, authToken })).rejects.toThrow(
      "Migration 0 was changed after it was applied",
    );
  });

  it("refuses a database of a later version", async () => {
    await migrate({ url: server.url, authToken });
    await client.execute("insert into __drizzle_migrations (hash, created_at) values ('later', 9999999999999)");
    await expect(migrate({ url: server.url, authToken })).rejects.toThrow("newer than this version");
  });
});

describe("the command", () => {
  it("says what it did and ends with code 0, each time", async () => {
    const env = { LIBSQL_URL: server.url, LIBSQL_AUTH_TOKEN: authToken };
    expect(await command(env)).toMatchObject({ code: 0, stdout: expect.stringMatching(/^Applied \d+ migration/) });
    expect(await command(env)).toEqual({ code: 0, stdout: "Nothing to migrate.\n", stderr: "" });
  });

  it.each<[string, () => Record<string, string>, RegExp]>([
    ["no address", () => ({}), /^LIBSQL_URL is missing.*\n$/],
    ["no HTTP address", () => ({ LIBSQL_URL: "file:a.db" }), /^LIBSQL_URL must begin with .*\n$/],
    ["no address at all", () => ({ LIBSQL_URL: "???" }), /^LIBSQL_URL must begin with .*\n$/],
    [
      "a wrong token",
      () => ({ LIBSQL_URL: server.url, LIBSQL_AUTH_TOKEN: "wrong" }),
      /^The database at \S+ refuses the token.*\n$/,
    ],
    ["no token", () => ({ LIBSQL_URL: server.url }), /^The database at \S+ refuses the token.*\n$/],
  ])("given %s ends with code 1 and one sentence", async (_, env, sentence) => {
    expect(await command(env())).toEqual({ code: 1, stdout: "", stderr: expect.stringMatching(sentence) });
  });

  it("names a database that does not answer, and never the token", async () => {
    const holder = createServer();
    await new Promise<void>((resolve) => holder.listen(0, "127.0.0.1", resolve));
    const address = holder.address();
    const port = typeof address === "object" && address !== null ? address.port : 0;
    await new Promise((resolve) => holder.close(resolve));
    const outcome = await command({ LIBSQL_URL: `http://127.0.0.1:${port}`, LIBSQL_AUTH_TOKEN: "canary-token" });
    expect(outcome).toMatchObject({ code: 1, stderr: expect.stringContaining(`127.0.0.1:${port} does not answer`) });
    expect(outcome.stderr).not.toContain("canary-token");
  });
});
