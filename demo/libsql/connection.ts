/** Connections to the file: opening, lending, and running one statement on them. */
import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import Database from "libsql";
import { type Description, SqlError, type SqlValue, type Statement, type StatementResult, toWire } from "./protocol.ts";
import type { StatementText } from "./sql-text.ts";

/**
 * Waits inside SQLite stop the whole process, so this one is short. Only another process on the same file can cause it:
 * the writers of this one take turns (write-lock.ts).
 */
const BUSY_TIMEOUT_MS = 100;

export interface Connection {
  readonly isAutocommit: boolean;
  /** Throws `SqlError`. */
  execute(text: StatementText, statement: Pick<Statement, "args" | "named_args" | "want_rows">): StatementResult;
  /** Throws `SqlError` when the statement cannot be compiled. */
  describe(text: StatementText): Description;
}

export interface ConnectionPool {
  lend(): Connection;
  /** Rolls back what is open and undoes settings of the borrower. */
  takeBack(connection: Connection): void;
  /** Rolls everything back and moves the write-ahead log into the file. */
  close(): void;
}

interface PooledConnection {
  readonly driver: Database.Database;
  /**
   * True after a statement that the driver leaves half-run, on which later commits would fail: one that SQLite answered
   * with busy, and every EXPLAIN.
   */
  readonly isSpoilt: () => boolean;
}

/**
 * The driver keeps a closed connection's file and locks for as long as one of its statements is in memory, so
 * connections are not closed after use; they are rolled back and lent again.
 */
export function openPool(file: string): ConnectionPool {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const opened = new Map<Connection, PooledConnection>();
  const idle: Connection[] = [];

  const open = () => {
    const driver = new Database(file).defaultSafeIntegers(true);
    driver.pragma(`busy_timeout = ${BUSY_TIMEOUT_MS}`);
    driver.pragma("journal_mode = WAL");
    // A commit is on the disk before it is confirmed.
    driver.exec("PRAGMA synchronous = FULL");
    driver.exec("PRAGMA foreign_keys = ON");
    let spoilt = false;
    const connection = connect(driver, () => {
      spoilt = true;
    });
    opened.set(connection, { driver, isSpoilt: () => spoilt });
    return connection;
  };

  const rollBack = ({ driver }: PooledConnection) => {
    if (driver.inTransaction) driver.exec("ROLLBACK");
  };

  idle.push(open());

  return {
    lend: () => idle.pop() ?? open(),
    takeBack(connection) {
      const entry = opened.get(connection);
      if (entry === undefined) return;
      rollBack(entry);
      if (entry.isSpoilt()) {
        opened.delete(connection);
        entry.driver.close();
        return;
      }
      entry.driver.exec("PRAGMA foreign_keys = ON");
      idle.push(connection);
    },
    close() {
      for (const entry of opened.values()) rollBack(entry);
      const [first] = opened.values();
      first?.driver.pragma("wal_checkpoint(TRUNCATE)");
      for (const { driver } of opened.values()) driver.close();
      opened.clear();
    },
  };
}

function connect(driver: Database.Database, spoil: () => void): Connection {
  const counters = driver.prepare("SELECT changes(), total_changes(), last_insert_rowid()").raw();
  const readCounters = () => {
    // The statement above has exactly these columns, all integers.
    const [[changes, total, rowid]] = counters.all([]) as [[bigint, bigint, bigint]];
    return { changes, total, rowid };
  };

  return {
    get isAutocommit() {
      return !driver.inTransaction;
    },
    execute(text, { args, named_args: namedArgs, want_rows: wantRows }) {
      const values = bindings(text.parameters, args, namedArgs);
      const statement = compile(driver, text.sql);
      const before = readCounters();
      if (text.isExplain) spoil();
      const rows = run(statement, values, spoil);
      const after = readCounters();
      const wrote = after.total > before.total;
      return {
        cols: columns(statement),
        rows: wantRows ? rows.map((row) => row.map(toWire)) : [],
        affected_row_count: wrote ? Number(after.changes) : 0,
        last_insert_rowid: wrote ? after.rowid.toString() : null,
      };
    },
    describe(text) {
      return {
        params: text.parameters.map((name) => ({ name })),
        cols: columns(compile(driver, text.sql)),
        is_explain: text.isExplain,
        is_readonly: text.isReadonly,
      };
    },
  };
}

function compile(driver: Database.Database, sql: string): Database.Statement {
  try {
    return driver.prepare(sql);
  } catch (error) {
    throw toSqlError(error, "SQL_INPUT_ERROR");
  }
}

function run(statement: Database.Statement, values: readonly SqlValue[], spoil: () => void): SqlValue[][] {
  try {
    if (statement.reader) return statement.raw().all(values) as SqlValue[][]; // raw rows are arrays of SQLite's five types
    statement.run(values);
    return [];
  } catch (error) {
    const failure = toSqlError(error, "SQLITE_UNKNOWN");
    if (failure.code === "SQLITE_BUSY") spoil();
    throw failure;
  }
}

function columns(statement: Database.Statement): StatementResult["cols"] {
  return statement.columns().map(({ name, type }) => ({ name, decltype: type }));
}

/** One value per parameter. Names may come with or without their prefix (HRANA_3_SPEC.md, "Execute a statement"). */
function bindings(
  parameters: readonly (string | null)[],
  args: readonly SqlValue[],
  named: Statement["named_args"],
): SqlValue[] {
  if (args.length > 0 && named.length > 0) {
    throw new SqlError(
      "ARGS_BOTH_POSITIONAL_AND_NAMED",
      "Specifying both positional and named arguments is not supported",
    );
  }
  if (args.length > parameters.length) throw invalidArguments(`too many of them, ${parameters.length} expected`);
  const byName = new Map(named.flatMap(({ name, value }) => withPrefixes(name).map((full) => [full, value])));
  return parameters.map((name, index) => {
    const value = named.length === 0 ? args[index] : byName.get(name ?? "");
    if (value === undefined) throw invalidArguments(`value for parameter ${name ?? index + 1} not found`);
    // The driver reads text only up to a NUL; refusing is better than giving back less than was stored.
    if (typeof value === "string" && value.includes("\0")) {
      throw invalidArguments("text with a NUL character is not supported by this server");
    }
    return value;
  });
}

function withPrefixes(name: string): string[] {
  return /^[:@$?]/.test(name) ? [name] : [":", "@", "$"].map((prefix) => prefix + name);
}

function invalidArguments(why: string): SqlError {
  return new SqlError("ARGS_INVALID", `Arguments do not match SQL parameters: ${why}`);
}

/** The driver's errors under sqld's codes: the primary code (SQLITE_CONSTRAINT, not its extended one). */
function toSqlError(error: unknown, codeOfPlainError: string): SqlError {
  if (!(error instanceof Error)) throw error;
  const code = "code" in error && typeof error.code === "string" ? error.code : "";
  const primary = /^SQLITE_[A-Z]+/.exec(code)?.[0] ?? "SQLITE_UNKNOWN";
  const message = `SQLite error: ${error.message}`;
  return new SqlError(primary === "SQLITE_ERROR" ? codeOfPlainError : primary, message, { cause: error });
}
