/** The database: Drizzle over Hrana/HTTP. Works against Turso, sqld and the local server alike. */
import { createClient, LibsqlError } from "@libsql/client/http";
import type { LibSQLDatabase } from "drizzle-orm/libsql";
import { drizzle } from "drizzle-orm/libsql/http";
import * as tables from "../../schema/tables/index.ts";

/** A single call to the database; its answer is read within this time or the call fails. */
const CALL_DEADLINE_MS = 5_000;

export type Database = LibSQLDatabase<typeof tables>;
export type Transaction = Parameters<Parameters<Database["transaction"]>[0]>[0];

const roundTrips = new WeakMap<Database, { count: number }>();

/**
 * Opens nothing yet: every query is its own HTTP call, an interactive transaction is one call per statement plus one. Can
 * be shared by all requests of an isolate. Queries are never logged, because their parameters are customers' data.
 * Throws when the address is not `libsql:`, `https:` or `http:`.
 */
export function openDatabase(options: {
  readonly url: string;
  readonly authToken?: string | undefined;
  /** Milliseconds for one call, 5 000 unless told. */
  readonly deadlineMs?: number;
}): Database {
  const { url, authToken, deadlineMs = CALL_DEADLINE_MS } = options;
  const trips = { count: 0 };
  const client = createClient({
    url,
    ...(authToken ? { authToken } : {}),
    // The client would queue calls beyond this number and start them from another request, which workerd forbids.
    concurrency: Number.MAX_SAFE_INTEGER,
    fetch: async (request: Request) => {
      trips.count += 1;
      try {
        const answer = await fetch(request, { signal: AbortSignal.timeout(deadlineMs) });
        // Read to its end here: an answer that breaks off never came, and the deadline is over all of it.
        return new Response(await answer.arrayBuffer(), answer);
      } catch (cause) {
        throw unanswered(cause);
      }
    },
  });
  const database = drizzle(client, { schema: tables, logger: false });
  roundTrips.set(database, trips);
  return database;
}

/** HTTP calls to the database since it was opened. */
export function countRoundTrips(database: Database): number {
  return roundTrips.get(database)?.count ?? 0;
}

/**
 * What can be logged of a failed query: `SQLITE_CONSTRAINT`, `SQLITE_BUSY`, `DATABASE_TIMEOUT`, `DATABASE_UNREACHABLE`, …;
 * undefined when the error does not come from the database. Drizzle's own message repeats every parameter, so it must
 * reach no log and no answer.
 */
export function databaseErrorCode(error: unknown): string | undefined {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if (cause instanceof LibsqlError) return cause.code;
  }
  return undefined;
}

function unanswered(cause: unknown): LibsqlError {
  const error = cause instanceof Error ? cause : new Error(String(cause));
  const code = error.name === "TimeoutError" ? "DATABASE_TIMEOUT" : "DATABASE_UNREACHABLE";
  return new LibsqlError("The database does not answer", code, undefined, undefined, error);
}
