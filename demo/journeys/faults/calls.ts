/** Names for calls, short enough for a table: what a statement does to which table, or whom a request asks. */
import { z } from "zod";
import { parseJson } from "../../../worker/domain/json.ts";

/** Texts that are used more than once are sent once, by `store_sql`, and then named by a number. */
const statement = z.object({ sql: z.string().nullish() });
/** The part of a Hrana pipeline that is read here. */
const pipeline = z.object({
  requests: z.array(
    z.object({
      type: z.string(),
      sql: z.string().nullish(),
      stmt: statement.optional(),
      batch: z.object({ steps: z.array(z.object({ stmt: statement })) }).optional(),
    }),
  ),
});

/** `insert attempts`, `begin`, `commit`, … of a call to libSQL; several statements are joined. */
export function describeDatabaseCall({ method, path, body }: { method: string; path: string; body: string }): string {
  const parsed = pipeline.safeParse(parseJson(body));
  if (!parsed.success) return `${method} ${path}`;
  const texts = parsed.data.requests.flatMap(({ sql, stmt, batch }) => [
    sql,
    stmt?.sql,
    ...(batch?.steps.map((step) => step.stmt.sql) ?? []),
  ]);
  const all = [...new Set(texts.flatMap((text) => (text ? [nameStatement(text)] : [])))];
  // A batch is a transaction within one call: it is never found open.
  const isWhole = all.includes("begin") && all.includes("commit");
  const names = isWhole ? all.filter((name) => name !== "begin" && name !== "commit") : all;
  return names.length > 0 ? names.slice(0, 3).join(", ") : parsed.data.requests.map(({ type }) => type).join(", ");
}

function nameStatement(sql: string): string {
  const [, verb = ""] = /^\s*(\w+)/.exec(sql.toLowerCase()) ?? [];
  const [, table = ""] = /\b(?:from|into|update)\s+"?(\w+)"?/i.exec(sql) ?? [];
  return table === "" ? verb : `${verb} ${table}`;
}

/** `POST /oauth/token` of a call to a provider or to the sidecar. */
export function describeRequest({ method, path }: { method: string; path: string }): string {
  const [route = ""] = path.split("?");
  return `${method} ${route
    .split("/")
    .map((segment) => (segment.length > 24 ? "…" : segment))
    .join("/")}`;
}
