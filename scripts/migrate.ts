/**
 * Brings a database to the schema of this version: `npm run migrate` with LIBSQL_URL and LIBSQL_AUTH_TOKEN, and `npm start`.
 * Running it again changes nothing. Exit code 1 and one sentence when something is wrong.
 */
import { fileURLToPath } from "node:url";
import { createClient, LibsqlError } from "@libsql/client/http";
import { sql } from "drizzle-orm";
import { drizzle } from "drizzle-orm/libsql/http";
import { migrate as applyMigrations } from "drizzle-orm/libsql/migrator";
import { readMigrationFiles } from "drizzle-orm/migrator";

export const MIGRATIONS_FOLDER = fileURLToPath(new URL("../schema/migrations", import.meta.url));

/** What the operator has to know; the message names the remedy. */
export class MigrationError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "MigrationError";
  }
}

/**
 * Applies what is missing, all of it or nothing. Throws `MigrationError`.
 * @returns how many migrations were applied now.
 */
export async function migrate(target: {
  readonly url: string;
  readonly authToken?: string | undefined;
}): Promise<number> {
  const client = connect(target);
  const database = drizzle(client, { logger: false });
  const files = readMigrationFiles({ migrationsFolder: MIGRATIONS_FOLDER });
  try {
    const before = await appliedHashes();
    for (const [index, hash] of before.entries()) {
      if (files[index]?.hash !== hash) {
        throw new MigrationError(
          files[index] === undefined
            ? "The database is newer than this version: deploy the version that migrated it, or a later one."
            : `Migration ${index} was changed after it was applied. Restore the file, or begin with an empty database.`,
        );
      }
    }
    await applyMigrations(database, { migrationsFolder: MIGRATIONS_FOLDER });
    return (await appliedHashes()).length - before.length;
  } catch (error) {
    throw error instanceof MigrationError ? error : new MigrationError(explain(error, target.url), { cause: error });
  } finally {
    client.close();
  }

  /** In order of application; empty for a new database. */
  async function appliedHashes(): Promise<string[]> {
    const known = await database.values<[string]>(
      sql`select name from sqlite_master where type = 'table' and name = '__drizzle_migrations'`,
    );
    if (known.length === 0) return [];
    const rows = await database.values<[string]>(sql`select hash from __drizzle_migrations order by created_at`);
    return rows.map((row) => row[0]);
  }
}

function connect({ url, authToken }: Parameters<typeof migrate>[0]) {
  try {
    return createClient({ url, ...(authToken ? { authToken } : {}) });
  } catch (cause) {
    throw new MigrationError("LIBSQL_URL must begin with libsql:, https: or http:", { cause });
  }
}

function explain(error: unknown, url: string): string {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if (cause instanceof LibsqlError && /HTTP status 40[13]|AUTH_/.test(cause.message)) {
      return `The database at ${url} refuses the token in LIBSQL_AUTH_TOKEN.`;
    }
    if (cause instanceof LibsqlError) return `The database at ${url} refused a migration: ${cause.message}`;
  }
  return `The database at ${url} does not answer. Is it running, and is LIBSQL_URL right?`;
}

if (import.meta.main) {
  const { LIBSQL_URL, LIBSQL_AUTH_TOKEN } = process.env;
  try {
    if (!LIBSQL_URL) throw new MigrationError("LIBSQL_URL is missing: the address of the database to migrate.");
    const count = await migrate({ url: LIBSQL_URL, authToken: LIBSQL_AUTH_TOKEN });
    console.log(count === 0 ? "Nothing to migrate." : `Applied ${count} migration${count === 1 ? "" : "s"}.`);
  } catch (error) {
    if (!(error instanceof MigrationError)) throw error;
    console.error(error.message);
    process.exitCode = 1;
  }
}
