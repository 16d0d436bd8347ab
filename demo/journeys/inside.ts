/** What a person cannot see: the rows of the database, and time that passes without waiting. */
import { type Client, createClient, type InValue } from "@libsql/client/web";
import type { Stack } from "../start.ts";

export interface Inside {
  rows(sql: string, ...values: readonly InValue[]): Promise<readonly Readonly<Record<string, unknown>>[]>;
  count(table: string, where?: string, ...values: readonly InValue[]): Promise<number>;
  /** As if the time until the connection's next background check had passed. */
  makeCheckDue(connectionId: string): Promise<void>;
  /** As if the life of its access token had passed. */
  endAccessToken(connectionId: string): Promise<void>;
  /** As if the time had passed after which a renewal that failed or was cut off may be begun again. */
  endRenewal(connectionId: string): Promise<void>;
  /** As if the life of an attempt had passed just now. */
  endAttempt(attemptId: string): Promise<void>;
  /** As if the time of every attempt of a tenant that is open, or still holds something, had passed just now. */
  endAttemptsOf(tenant: string): Promise<void>;
  /** As if the minute had passed after which somebody else may read on in an import. */
  endLeases(): Promise<void>;
  close(): void;
}

export function lookInside(stack: Pick<Stack, "urls" | "variables">): Inside {
  const authToken = stack.variables["LIBSQL_AUTH_TOKEN"] ?? "";
  const client: Client = createClient({ url: stack.urls.libsql, authToken });
  const rows: Inside["rows"] = async (sql, ...values) => {
    const { rows: found, columns } = await client.execute({ sql, args: [...values] });
    return found.map((row) => Object.fromEntries(columns.map((name) => [name, row[name]])));
  };
  const run = async (sql: string, ...values: readonly InValue[]) => {
    await client.execute({ sql, args: [...values] });
  };
  return {
    rows,
    count: async (table, where = "1", ...values) => {
      const [row] = await rows(`select count(*) as amount from ${table} where ${where}`, ...values);
      return Number(row?.["amount"]);
    },
    makeCheckDue: (id) =>
      run("update connections set next_check_at = 1 where id = ? and next_check_at is not null", id),
    endAccessToken: (id) =>
      run(
        "update connections set token_received_at = 1, token_expires_at = 2, refresh_not_before = null where id = ?",
        id,
      ),
    endRenewal: (id) => run("update connections set lease_until = null, refresh_not_before = null where id = ?", id),
    endAttempt: (id) => run("update attempts set expires_at = ? where id = ?", Date.now() - 1_000, id),
    endAttemptsOf: (tenant) =>
      run(
        "update attempts set expires_at = ? where tenant_id = ? and (state = 'open' or sealed_draft is not null)",
        Date.now() - 1_000,
        tenant,
      ),
    endLeases: () => run("update imports set lease_until = 1 where lease_until is not null"),
    close: () => client.close(),
  };
}
