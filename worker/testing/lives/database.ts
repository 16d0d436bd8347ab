/** A database in memory with the real schema. Calls pass the stage; one transaction is open at a time. */
import type { Client, InArgs, InStatement, Transaction } from "@libsql/client";
import { LibsqlError } from "@libsql/client/sqlite3";
import { drizzle } from "drizzle-orm/libsql/sqlite3";
import { readMigrationFiles } from "drizzle-orm/migrator";
import * as tables from "../../../schema/tables/index.ts";
import { MIGRATIONS_FOLDER } from "../../../scripts/migrate.ts";
import type { Database } from "../../platform/database.ts";
import { NativeClient } from "./native-client.ts";
import { type Stage, Struck } from "./stage.ts";

const schema = readMigrationFiles({ migrationsFolder: MIGRATIONS_FOLDER })
  .flatMap(({ sql }) => sql)
  .join(";\n");

export interface LifeDatabase {
  readonly db: Database;
  /** Past the stage: for those who judge. */
  readonly client: NativeClient;
  /** Empties what a life leaves, but for the trail: nothing may be deleted from it, and each life has houses of its own. */
  clear(): void;
}

/** `written` is told every text that the application gives to the database. */
export function openLifeDatabase(stage: Stage, written: (text: string) => void): LifeDatabase {
  const client = new NativeClient();
  client.run(schema);
  client.run("pragma foreign_keys = on");
  const { rows } = client.execute("select name from sqlite_master where type = 'table'");
  const kept = /^(audit|audit_heads|vault_keys|sqlite_.*|libsql_.*)$/;
  const emptied = rows.map((row) => String(row[0])).filter((name) => !kept.test(name));
  return {
    db: drizzle(onStage(client, stage, written), { schema: tables, logger: false }),
    client,
    clear: () => client.run(emptied.map((name) => `delete from ${name}`).join(";\n")),
  };
}

/** As the platform's own client says it when nobody answers. */
async function unreachable<Value>(call: Promise<Value>): Promise<Value> {
  try {
    return await call;
  } catch (error) {
    if (!(error instanceof Struck)) throw error;
    throw new LibsqlError("The database does not answer", "DATABASE_UNREACHABLE", undefined, undefined, error);
  }
}

type Statement = InStatement | [string, InArgs?];

function onStage(client: NativeClient, stage: Stage, written: (text: string) => void): Client {
  const lock = new Lock();
  const execute = (statement: Statement) => {
    const args = typeof statement === "string" ? [] : Array.isArray(statement) ? statement[1] : statement.args;
    for (const value of Object.values(args ?? [])) if (typeof value === "string") written(value);
    return client.execute(statement);
  };
  const call = <Value>(work: () => Value) => unreachable(stage.call("database", () => lock.hold(work)));
  const within = <Value>(work: () => Value) =>
    unreachable(stage.call("database", async () => work(), { inTransaction: true }));

  const begin = async (): Promise<Transaction> => {
    const release = await lock.take();
    client.run("begin immediate");
    let isOpen = true;
    const end = (how: "commit" | "rollback") => {
      if (!isOpen) return;
      isOpen = false;
      client.run(how);
      release();
    };
    return {
      get closed() {
        return !isOpen;
      },
      execute: (statement: InStatement) => within(() => execute(statement)),
      batch: (statements) => within(() => statements.map(execute)),
      executeMultiple: (sql) => within(() => client.run(sql)),
      commit: () => within(() => end("commit")),
      // What is not committed is undone, also for somebody who is cut off.
      rollback: async () => end("rollback"),
      close: () => end("rollback"),
    };
  };
  const batch = (statements: readonly Statement[]) => {
    client.run("begin immediate");
    try {
      const results = statements.map(execute);
      client.run("commit");
      return results;
    } catch (error) {
      client.run("rollback");
      throw error;
    }
  };
  const unused = () => Promise.reject(new Error("nothing of the application calls this"));
  return {
    close: () => client.close(),
    closed: false,
    protocol: "file",
    reconnect: unused,
    sync: unused,
    migrate: unused,
    executeMultiple: unused,
    execute: (statement: InStatement) => call(() => execute(statement)),
    batch: (statements) => call(() => batch(statements)),
    transaction: () => unreachable(stage.call("database", begin, { undo: (opened) => opened.rollback() })),
  };
}

/** One after another. */
class Lock {
  #last: Promise<void> = Promise.resolve();

  /** Gives the function that lets the next one in; calling it again does nothing. */
  async take(): Promise<() => void> {
    const before = this.#last;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#last = promise;
    await before;
    return resolve;
  }

  async hold<Value>(work: () => Value): Promise<Value> {
    const release = await this.take();
    try {
      return work();
    } finally {
      release();
    }
  }
}
