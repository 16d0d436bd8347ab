/**
 * Airtable's Web API as its official client sees it: records of one table, the schema of a base, the owner of a token.
 * Sources: npm airtable, airtable.com/developers/web/api.
 */
import { type Context, Hono } from "hono";
import { defineSimulator, type FaultKind } from "./define.ts";

const tokens = {
  valid: `patSpeedAIdemo001.${"a1".repeat(32)}`,
  /** Reads rows, but not the schema. */
  rowsOnly: `patSpeedAIdemo002.${"b2".repeat(32)}`,
  /** Reads the schema, but no rows. */
  schemaOnly: `patSpeedAIdemo003.${"c3".repeat(32)}`,
  /** The month's calls are used up. */
  exhausted: `patSpeedAIdemo429.${"d4".repeat(32)}`,
} as const;

const scopesOf: Readonly<Record<string, readonly string[]>> = {
  [tokens.valid]: ["data.records:read", "data.records:write", "schema.bases:read", "user.email:read"],
  [tokens.rowsOnly]: ["data.records:read"],
  [tokens.schemaOnly]: ["schema.bases:read"],
  [tokens.exhausted]: ["data.records:read"],
};

const baseId = "appSpeedAIdemo001";
const table = {
  id: "tblSpeedAIclients",
  name: "Clients",
  primaryFieldId: "fldSpeedAIname001",
  fields: [
    { id: "fldSpeedAIname001", name: "Nom", type: "singleLineText" },
    { id: "fldSpeedAIphone01", name: "Téléphone", type: "phoneNumber" },
  ],
  views: [{ id: "viwSpeedAIgrid001", name: "Grille", type: "grid" }],
} as const;

interface AirtableRecord {
  readonly id: string;
  readonly createdTime: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

let records: AirtableRecord[] = [];

function reset(): void {
  records = [
    { Nom: "Élodie Marchand", Téléphone: "+33612345678" },
    { Nom: "Karim Benali", Téléphone: "+33698765432" },
  ].map((fields, index) => ({ id: `recSpeedAIdemo00${index + 1}`, createdTime: "2026-11-20T10:12:00.000Z", fields }));
}
reset();

// The official client ends the path of a creation with a slash.
const api = new Hono({ strict: false });

api.use("/v0/*", async (c, next) => {
  const authorization = c.req.header("authorization") ?? "";
  if (!/^Bearer \S+$/.test(authorization))
    return c.json(refusal("AUTHENTICATION_REQUIRED", "Authentication required"), 401);
  const token = authorization.slice("Bearer ".length);
  if (!Object.hasOwn(scopesOf, token)) return c.json(refusal("UNAUTHORIZED", "Invalid authentication token"), 401);
  if (token === tokens.exhausted) {
    const message = "The API call limit for this billing plan was exceeded.";
    return c.json({ errors: [{ error: "PUBLIC_API_BILLING_LIMIT_EXCEEDED", message }] }, 429);
  }
  await next();
  return undefined;
});

api.get("/v0/meta/whoami", (c) => {
  const scopes = grantedScopes(c);
  const email = scopes.includes("user.email:read") ? { email: "camille@maison-lumiere.fr" } : {};
  return c.json({ id: "usrSpeedAIdemo001", ...email, scopes });
});

api.get("/v0/meta/bases", (c) =>
  withScope(c, "schema.bases:read", () =>
    c.json({ bases: [{ id: baseId, name: "Maison Lumière", permissionLevel: "create" }] }),
  ),
);

api.get("/v0/meta/bases/:base/tables", (c) =>
  withScope(c, "schema.bases:read", () =>
    c.req.param("base") === baseId ? c.json({ tables: [table] }) : c.json(forbidden, 403),
  ),
);

api.get("/v0/:base/:table", (c) =>
  withTable(c, "data.records:read", () => {
    const limit = Math.min(Number(c.req.query("maxRecords") ?? 100), Number(c.req.query("pageSize") ?? 100));
    return c.json({ records: records.slice(0, limit) });
  }),
);

api.get("/v0/:base/:table/:record", (c) =>
  withTable(c, "data.records:read", () => {
    const record = records.find(({ id }) => id === c.req.param("record"));
    return record === undefined ? c.json({ error: "NOT_FOUND" }, 404) : c.json(record);
  }),
);

api.post("/v0/:base/:table", async (c) => {
  const body = await readObject(c);
  return withTable(c, "data.records:write", () => {
    const several = body["records"];
    if (Array.isArray(several)) return c.json({ records: several.map((one: unknown) => addRecord(fieldsOf(one))) });
    return c.json(addRecord(fieldsOf(body)));
  });
});

api.notFound((c) => c.json({ error: "NOT_FOUND" }, 404));

function withTable(c: Context, scope: string, answer: () => Response): Response {
  const isKnown =
    c.req.param("base") === baseId && [table.id, table.name].some((name) => name === c.req.param("table"));
  // A wrong base, a wrong table and a missing right get one answer.
  return isKnown ? withScope(c, scope, answer) : c.json(forbidden, 403);
}

function withScope(c: Context, scope: string, answer: () => Response): Response {
  return grantedScopes(c).includes(scope) ? answer() : c.json(forbidden, 403);
}

function grantedScopes(c: Context): readonly string[] {
  return scopesOf[(c.req.header("authorization") ?? "").slice("Bearer ".length)] ?? [];
}

function addRecord(fields: Readonly<Record<string, unknown>>): AirtableRecord {
  const id = `recSpeedAIdemo${String(records.length + 1).padStart(3, "0")}`;
  const record = { id, createdTime: "2026-11-23T09:30:00.000Z", fields };
  records.push(record);
  return record;
}

async function readObject(c: Context): Promise<Record<string, unknown>> {
  const body: unknown = await c.req.json().catch(() => undefined);
  return typeof body === "object" && body !== null ? { ...body } : {};
}

function fieldsOf(value: unknown): Record<string, unknown> {
  const fields = typeof value === "object" && value !== null && "fields" in value ? value.fields : undefined;
  return typeof fields === "object" && fields !== null ? { ...fields } : {};
}

function refusal(type: string, message: string): Record<string, unknown> {
  return { error: { type, message } };
}

const forbidden = refusal(
  "INVALID_PERMISSIONS_OR_MODEL_NOT_FOUND",
  "Invalid permissions, or the requested model was not found. Check that both your user and your token have the required permissions, and that the model names and/or ids are correct.",
);

function fault(kind: FaultKind): Response | undefined {
  switch (kind) {
    case "unauthorized":
    case "rotated_token":
      return Response.json(refusal("UNAUTHORIZED", "Invalid authentication token"), { status: 401 });
    case "forbidden":
      return Response.json(forbidden, { status: 403 });
    case "rate_limited":
      return Response.json(
        { errors: [{ error: "RATE_LIMIT_REACHED", message: "Rate limit exceeded." }] },
        { status: 429 },
      );
    case "server_error":
      return Response.json(refusal("SERVER_ERROR", "Try again."), { status: 500 });
    default:
      return undefined;
  }
}

export default defineSimulator({
  id: "airtable",
  origins: { "https://api.airtable.com": "airtable-api" },
  mounts: { "airtable-api": api },
  samples: { credentials: { token: tokens.valid, base_id: baseId, table_id: table.id } },
  fault,
  reset,
});

export { baseId as airtableBase, table as airtableTable, tokens as airtableTokens };
