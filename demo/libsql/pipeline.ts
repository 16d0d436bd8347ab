/** What a stream does with the requests of one HTTP call. */
import type { Connection } from "./connection.ts";
import {
  type Batch,
  type BatchResult,
  type Condition,
  SqlError,
  type SqlSource,
  type StatementResult,
  type StreamRequest,
  type StreamResponse,
  type StreamResult,
  type WireError,
} from "./protocol.ts";
import { type StatementText, singleStatement, splitStatements } from "./sql-text.ts";
import type { WriteLock } from "./write-lock.ts";

export interface Stream {
  readonly connection: Connection;
  readonly storedSql: Map<number, string>;
  isClosed: boolean;
}

export interface Turn {
  readonly lock: WriteLock;
  /** Aborted when whoever asked has gone. */
  readonly signal: AbortSignal;
}

/** Every request is executed, also after one that failed; there is one result per request. */
export async function runPipeline(
  stream: Stream,
  requests: readonly StreamRequest[],
  turn: Turn,
): Promise<StreamResult[]> {
  const results: StreamResult[] = [];
  for (const request of requests) {
    try {
      if (stream.isClosed) throw new SqlError("STREAM_CLOSED", "The stream is closed");
      results.push({ type: "ok", response: await respond(stream, request, turn) });
    } catch (error) {
      results.push({ type: "error", error: toWireError(error) });
    }
  }
  return results;
}

async function respond(stream: Stream, request: StreamRequest, turn: Turn): Promise<StreamResponse> {
  switch (request.type) {
    case "close":
      stream.isClosed = true;
      return { type: "close" };
    case "execute": {
      const text = singleStatement(findSql(stream, request.stmt));
      return { type: "execute", result: await execute(stream, turn, text, request.stmt) };
    }
    case "batch":
      return { type: "batch", result: await runBatch(stream, request.batch, turn) };
    case "sequence":
      for (const text of splitStatements(findSql(stream, request))) {
        await execute(stream, turn, text, { args: [], named_args: [], want_rows: false });
      }
      return { type: "sequence" };
    case "describe":
      return { type: "describe", result: stream.connection.describe(singleStatement(findSql(stream, request))) };
    case "store_sql":
      if (stream.storedSql.has(request.sql_id)) {
        throw new SqlError("SQL_STORE_EXISTS", `SQL text ${request.sql_id} is already stored`);
      }
      stream.storedSql.set(request.sql_id, request.sql);
      return { type: "store_sql" };
    case "close_sql":
      stream.storedSql.delete(request.sql_id);
      return { type: "close_sql" };
    case "get_autocommit":
      return { type: "get_autocommit", is_autocommit: stream.connection.isAutocommit };
  }
}

async function runBatch(stream: Stream, batch: Batch, turn: Turn): Promise<BatchResult> {
  const results: (StatementResult | null)[] = [];
  const errors: (WireError | null)[] = [];
  for (const { condition, stmt } of batch.steps) {
    let result: StatementResult | null = null;
    let failure: WireError | null = null;
    try {
      if (condition === null || condition === undefined || holds(condition, { results, errors, stream })) {
        result = await execute(stream, turn, singleStatement(findSql(stream, stmt)), stmt);
      }
    } catch (error) {
      failure = toWireError(error);
    }
    results.push(result);
    errors.push(failure);
  }
  return { step_results: results, step_errors: errors };
}

function holds(
  condition: Condition,
  batch: {
    readonly results: readonly (StatementResult | null)[];
    readonly errors: readonly (WireError | null)[];
    readonly stream: Stream;
  },
): boolean {
  switch (condition.type) {
    case "ok":
    case "error": {
      if (condition.step >= batch.results.length) {
        throw new SqlError("BATCH_COND_BAD_STEP", `Condition names step ${condition.step}, which has not run yet`);
      }
      return (condition.type === "ok" ? batch.results : batch.errors)[condition.step] !== null;
    }
    case "not":
      return !holds(condition.cond, batch);
    case "and":
      return condition.conds.every((part) => holds(part, batch));
    case "or":
      return condition.conds.some((part) => holds(part, batch));
    case "is_autocommit":
      return batch.stream.connection.isAutocommit;
  }
}

async function execute(
  stream: Stream,
  { lock, signal }: Turn,
  text: StatementText,
  options: Parameters<Connection["execute"]>[1],
): Promise<StatementResult> {
  const { connection } = stream;
  if (!text.isReadonly && !(await lock.acquire(stream, signal))) {
    throw new SqlError("SQLITE_BUSY", "SQLite error: database is locked");
  }
  try {
    return connection.execute(text, options);
  } finally {
    if (connection.isAutocommit) lock.release(stream);
  }
}

function findSql(stream: Stream, { sql, sql_id: id }: SqlSource): string {
  if (typeof sql === "string" && (id === null || id === undefined)) return sql;
  if (typeof sql === "string") throw new SqlError("SQL_AND_SQL_ID", "Both `sql` and `sql_id` are given");
  if (id === null || id === undefined) throw new SqlError("SQL_OR_SQL_ID", "Neither `sql` nor `sql_id` is given");
  const stored = stream.storedSql.get(id);
  if (stored === undefined) throw new SqlError("SQL_NOT_FOUND", `SQL text ${id} is not stored`);
  return stored;
}

/** Only what SQL can do wrong becomes a result; anything else is a fault of this server. */
function toWireError(error: unknown): WireError {
  if (!(error instanceof SqlError)) throw error;
  return { message: error.message, code: error.code };
}
