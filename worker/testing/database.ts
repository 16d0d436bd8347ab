/** A database for tests in workerd. */
import { inject } from "vitest";
import { type Database, openDatabase } from "../platform/database.ts";
import "./provided.ts";

export interface TestDatabase {
  readonly db: Database;
  /** What a Worker under test gets as LIBSQL_URL and LIBSQL_AUTH_TOKEN. */
  readonly url: string;
  readonly authToken: string;
}

/** A new migrated, empty database with a libSQL server of its own. It ends with the test run. */
export async function openTestDatabase(): Promise<TestDatabase> {
  const response = await fetch(inject("databaseFactory"), { method: "POST" });
  if (!response.ok) throw new Error(`No test database: ${await response.text()}`);
  const { url, authToken } = await response.json<{ url: string; authToken: string }>();
  return { db: openDatabase({ url, authToken }), url, authToken };
}
