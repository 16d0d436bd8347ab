/**
 * The native libSQL driver behind the interface of its client, with each statement compiled once: what a life costs is mostly
 * statements, and a life says the same ones again and again.
 */
import type { InArgs, InStatement, ResultSet, Row } from "@libsql/client";
import { LibsqlError } from "@libsql/client/sqlite3";
import Database from "libsql";

export class NativeClient {
  readonly #driver = new Database(":memory:");
  readonly #compiled = new Map<string, { readonly statement: Database.Statement; readonly columns: string[] }>();

  run(sql: string): void {
    this.#driver.exec(sql);
  }

  close(): void {
    this.#compiled.clear();
    this.#driver.close();
  }

  /** Throws `LibsqlError` with SQLite's code. */
  execute(statement: InStatement | [string, InArgs?]): ResultSet {
    const [sql, args = []] =
      typeof statement === "string"
        ? [statement]
        : Array.isArray(statement)
          ? statement
          : [statement.sql, statement.args];
    try {
      const { statement: compiled, columns } = this.#compile(sql);
      const values = Object.values(args).map(toSqlite);
      if (columns.length === 0) return toResult([], [], Number(compiled.run(values).changes));
      // Raw rows are arrays of SQLite's five types.
      const rows = (compiled.all(values) as Row[string][][]).map((row) => toRow(row, columns));
      return toResult(columns, rows, 0);
    } catch (error) {
      if (!(error instanceof Database.SqliteError)) throw error;
      const code = /^SQLITE_[A-Z]+/.exec(error.code)?.[0] ?? "SQLITE_UNKNOWN";
      throw new LibsqlError(error.message, code, error.code, error.rawCode, error);
    }
  }

  #compile(sql: string) {
    const known = this.#compiled.get(sql);
    if (known) return known;
    const statement = this.#driver.prepare(sql);
    const columns = statement.reader ? statement.columns().map(({ name }) => name) : [];
    if (statement.reader) statement.raw(true);
    const compiled = { statement, columns };
    this.#compiled.set(sql, compiled);
    return compiled;
  }
}

/** As the driver's own client does it. */
function toSqlite(value: unknown): unknown {
  if (value instanceof Date) return value.valueOf();
  if (typeof value === "boolean") return value ? 1 : 0;
  return value;
}

function toRow(values: Row[string][], columns: readonly string[]): Row {
  return Object.assign(values, Object.fromEntries(columns.map((name, index) => [name, values[index] ?? null])));
}

function toResult(columns: string[], rows: Row[], rowsAffected: number): ResultSet {
  return { columns, columnTypes: [], rows, rowsAffected, lastInsertRowid: undefined, toJSON: () => rows };
}
