/**
 * What crosses the wire: Hrana 2 and 3 over HTTP, JSON encoding (libSQL's HRANA_3_SPEC.md, section "Hrana over HTTP").
 * Cursors and the protobuf encoding are left out; `@libsql/client/web` uses neither.
 */
import { z } from "zod";

const MIN_INTEGER = -(2n ** 63n);
const MAX_INTEGER = 2n ** 63n - 1n;

/** 64-bit integers travel as decimal text, because a JSON number would lose digits. */
const integerText = z
  .string()
  .regex(/^-?\d{1,19}$/)
  .transform((text) => BigInt(text))
  .refine((value) => value >= MIN_INTEGER && value <= MAX_INTEGER);

const valueSchema = z.discriminatedUnion("type", [
  z.object({ type: z.literal("null") }).transform(() => null),
  z.object({ type: z.literal("integer"), value: integerText }).transform(({ value }) => value),
  z.object({ type: z.literal("float"), value: z.number() }).transform(({ value }) => value),
  z.object({ type: z.literal("text"), value: z.string() }).transform(({ value }) => value),
  z
    .object({ type: z.literal("blob"), base64: z.string().regex(/^[A-Za-z0-9+/]*={0,2}$/) })
    .transform(({ base64 }) => Buffer.from(base64, "base64")),
]);

/** A value as the driver binds and returns it: integers are bigint, every number is a float. */
export type SqlValue = null | bigint | number | string | Buffer;

export type WireValue =
  | { readonly type: "null" }
  | { readonly type: "integer"; readonly value: string }
  | { readonly type: "float"; readonly value: number }
  | { readonly type: "text"; readonly value: string }
  | { readonly type: "blob"; readonly base64: string };

const sqlId = z.int();
const sqlSource = { sql: z.string().nullish(), sql_id: sqlId.nullish() };

const statementSchema = z.object({
  ...sqlSource,
  args: z.array(valueSchema).default([]),
  named_args: z.array(z.object({ name: z.string(), value: valueSchema })).default([]),
  want_rows: z.boolean().default(true),
});

export type Condition =
  | { readonly type: "ok" | "error"; readonly step: number }
  | { readonly type: "not"; readonly cond: Condition }
  | { readonly type: "and" | "or"; readonly conds: readonly Condition[] }
  | { readonly type: "is_autocommit" };

const conditionSchema: z.ZodType<Condition> = z.lazy(() =>
  z.discriminatedUnion("type", [
    z.object({ type: z.enum(["ok", "error"]), step: z.int().nonnegative() }),
    z.object({ type: z.literal("not"), cond: conditionSchema }),
    z.object({ type: z.enum(["and", "or"]), conds: z.array(conditionSchema) }),
    z.object({ type: z.literal("is_autocommit") }),
  ]),
);

const batchSchema = z.object({
  steps: z.array(z.object({ condition: conditionSchema.nullish(), stmt: statementSchema })),
});

const streamRequestSchema = z.discriminatedUnion("type", [
  z.object({ type: z.literal("close") }),
  z.object({ type: z.literal("execute"), stmt: statementSchema }),
  z.object({ type: z.literal("batch"), batch: batchSchema }),
  z.object({ type: z.literal("sequence"), ...sqlSource }),
  z.object({ type: z.literal("describe"), ...sqlSource }),
  z.object({ type: z.literal("store_sql"), sql_id: sqlId, sql: z.string() }),
  z.object({ type: z.literal("close_sql"), sql_id: sqlId }),
  z.object({ type: z.literal("get_autocommit") }),
]);

export const pipelineSchema = z.object({ baton: z.string().nullish(), requests: z.array(streamRequestSchema) });

export type Statement = z.output<typeof statementSchema>;
export type Batch = z.output<typeof batchSchema>;
export type StreamRequest = z.output<typeof streamRequestSchema>;
export type SqlSource = Pick<Statement, "sql" | "sql_id">;

export interface StatementResult {
  readonly cols: readonly { readonly name: string; readonly decltype: string | null }[];
  readonly rows: readonly (readonly WireValue[])[];
  readonly affected_row_count: number;
  readonly last_insert_rowid: string | null;
}

export interface BatchResult {
  readonly step_results: readonly (StatementResult | null)[];
  readonly step_errors: readonly (WireError | null)[];
}

export interface Description {
  readonly params: readonly { readonly name: string | null }[];
  readonly cols: StatementResult["cols"];
  readonly is_explain: boolean;
  readonly is_readonly: boolean;
}

export interface WireError {
  readonly message: string;
  readonly code: string;
}

export type StreamResponse =
  | { readonly type: "close" | "sequence" | "store_sql" | "close_sql" }
  | { readonly type: "execute"; readonly result: StatementResult }
  | { readonly type: "batch"; readonly result: BatchResult }
  | { readonly type: "describe"; readonly result: Description }
  | { readonly type: "get_autocommit"; readonly is_autocommit: boolean };

export type StreamResult =
  | { readonly type: "ok"; readonly response: StreamResponse }
  | { readonly type: "error"; readonly error: WireError };

/** A failure with the code that sqld gives for it; it ends in the result of the request, never in an HTTP error. */
export class SqlError extends Error {
  readonly code: string;

  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "SqlError";
    this.code = code;
  }
}

/** Throws `SqlError` for a float without a JSON form, which would otherwise arrive as null. */
export function toWire(value: SqlValue): WireValue {
  if (value === null) return { type: "null" };
  switch (typeof value) {
    case "bigint":
      return { type: "integer", value: value.toString() };
    case "number":
      if (!Number.isFinite(value))
        throw new SqlError("SQLITE_MISMATCH", "SQLite error: the result is not a finite number");
      return { type: "float", value };
    case "string":
      return { type: "text", value };
    default:
      return { type: "blob", base64: value.toString("base64") };
  }
}
