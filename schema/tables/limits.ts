/** What bounds the use of the API, kept in the database so that it survives restarts and counts across isolates. */
import { index, integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";
import { instant } from "./columns.ts";

/** One row per bucket in use; a bucket that is full again needs no row. worker/domain/rate-limit.ts has the rule. */
export const rateLimits = sqliteTable(
  "rate_limits",
  {
    /** `<scope>:<class>:<whose>`; a client's address only as a keyed hash. */
    key: text("key").primaryKey(),
    /** When the bucket is full again: each admitted request moves it by its share of the time. */
    freeAt: integer("free_at").notNull(),
    /** Whether the last request was admitted. */
    allowed: integer("allowed", { mode: "boolean" }).notNull(),
  },
  (table) => [index("rate_limits_free").on(table.freeAt)],
);

/** Which servers that a person typed a tenant lately had us call: bounded, so that we are no port scanner. */
export const reachedTargets = sqliteTable(
  "reached_targets",
  {
    tenantId: text("tenant_id").notNull(),
    /** Host and port, lower case. */
    target: text("target").notNull(),
    at: instant("at").notNull(),
  },
  (table) => [primaryKey({ columns: [table.tenantId, table.target] }), index("reached_targets_age").on(table.at)],
);
