/** The committed migrations are what the tables say. When this fails: `npx drizzle-kit generate`, and commit the result. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { generateSQLiteDrizzleJson, generateSQLiteMigration } from "drizzle-kit/api";
import { readMigrationFiles } from "drizzle-orm/migrator";
import Database from "libsql";
import { describe, expect, it } from "vitest";
import * as tables from "../schema/tables/index.ts";
import { MIGRATIONS_FOLDER } from "./migrate.ts";

const statements = () => readMigrationFiles({ migrationsFolder: MIGRATIONS_FOLDER }).flatMap((file) => file.sql);

async function readSnapshot() {
  const journal = JSON.parse(await readFile(join(MIGRATIONS_FOLDER, "meta/_journal.json"), "utf8"));
  const number = String(journal.entries.at(-1).idx).padStart(4, "0");
  return JSON.parse(await readFile(join(MIGRATIONS_FOLDER, `meta/${number}_snapshot.json`), "utf8"));
}

/** What a database looks like, whichever way it came about: columns, indexes and foreign keys of each table. */
function shapeOf(sql: readonly string[]): unknown {
  const database = new Database(":memory:");
  for (const statement of sql) database.exec(statement);
  const rows = (query: string) => database.prepare(query).all([]);
  return rows(`
    select t.name as "table", 'column' as what, c.name, c.type, c."notnull", c.dflt_value, c.pk
      from sqlite_master t join pragma_table_info(t.name) c where t.type = 'table'
    union all
    select t.name, 'reference', k."from", k."table" || '.' || k."to", k.on_delete, k.on_update, 0
      from sqlite_master t join pragma_foreign_key_list(t.name) k where t.type = 'table'
    union all
    select t.name, 'index', i.name, group_concat(c.name), i."unique", i.partial, 0
      from sqlite_master t join pragma_index_list(t.name) i join pragma_index_info(i.name) c
      where t.type = 'table' group by t.name, i.name
    order by 1, 2, 3
  `);
}

describe("the committed migrations", () => {
  it("leave drizzle-kit nothing to generate", async () => {
    const snapshot = await readSnapshot();
    const current = await generateSQLiteDrizzleJson(tables, snapshot.id);
    expect(await generateSQLiteMigration(snapshot, current)).toEqual([]);
  });

  it("build the database that the tables describe", async () => {
    const nothing = await generateSQLiteDrizzleJson({});
    const everything = await generateSQLiteMigration(nothing, await generateSQLiteDrizzleJson(tables));
    const shape = shapeOf(statements());
    expect(shape).toEqual(shapeOf(everything));
    expect(shape).toContainEqual(expect.objectContaining({ table: "connections", what: "column", name: "tenant_id" }));
  });
});
