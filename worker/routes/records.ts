/** What files and mails became: records and imports of a connection. */
import { createRoute, OpenAPIHono, z } from "@hono/zod-openapi";
import { importList, importSummary, recordKind, recordPage } from "../../schema/wire/index.ts";
import { type AppEnv, circumstanceOf } from "../middleware/context.ts";
import { session } from "../middleware/session.ts";
import { listImports, readErrorFile, readRecords, undoOwnImport } from "../services/connection-records.ts";
import { idParameter, json, refusals, sessionSecurity } from "./answers.ts";
import { refuseInvalid } from "./validation.ts";

const shared = { security: sessionSecurity, middleware: session };
const importParameters = z.object({ id: z.string().min(1).max(64), import_id: z.string().min(1).max(64) });

const records = createRoute({
  ...shared,
  method: "get",
  path: "/api/connections/{id}/records",
  summary: "The last records of a connection, newest first, with counts",
  request: {
    params: idParameter,
    query: z.strictObject({ kind: recordKind.default("booking"), before: z.string().max(64).optional() }),
  },
  responses: { 200: json(recordPage, "A page of records"), ...refusals },
});

const imports = createRoute({
  ...shared,
  method: "get",
  path: "/api/connections/{id}/imports",
  summary: "The imports of a connection, newest first",
  request: { params: idParameter },
  responses: { 200: json(importList, "The imports"), ...refusals },
});

const undo = createRoute({
  ...shared,
  method: "post",
  path: "/api/connections/{id}/imports/{import_id}/undo",
  summary: "Take back what an import wrote, as far as nothing newer wrote over it",
  request: { params: importParameters },
  responses: { 200: json(importSummary, "The import after it was undone"), ...refusals },
});

const errors = createRoute({
  ...shared,
  method: "get",
  path: "/api/connections/{id}/imports/{import_id}/errors",
  summary: "The rows that could not be taken, as a file to correct",
  request: { params: importParameters },
  responses: {
    200: { description: "CSV, UTF-8, formulas neutralised", content: { "text/csv": { schema: z.string() } } },
    ...refusals,
  },
});

export function recordRoutes() {
  const routes = new OpenAPIHono<AppEnv>({ defaultHook: refuseInvalid });
  routes.openapi(records, async (c) => {
    const { kind, before } = c.req.valid("query");
    return c.json(await readRecords(c.get("services"), c.get("person"), c.req.valid("param").id, kind, before), 200);
  });
  routes.openapi(imports, async (c) => {
    return c.json({ imports: await listImports(c.get("services"), c.get("person"), c.req.valid("param").id) }, 200);
  });
  routes.openapi(undo, async (c) => {
    const { id, import_id: importId } = c.req.valid("param");
    return c.json(await undoOwnImport(c.get("services"), c.get("person"), id, importId, circumstanceOf(c)), 200);
  });
  routes.openapi(errors, async (c) => {
    const { id, import_id: importId } = c.req.valid("param");
    const file = await readErrorFile(c.get("services"), c.get("person"), id, importId);
    return c.text(file, 200, {
      "content-type": "text/csv; charset=utf-8",
      "content-disposition": 'attachment; filename="errors.csv"',
    });
  });
  return routes;
}
