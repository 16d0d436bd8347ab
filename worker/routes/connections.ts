/** The tenant's connections. */
import { createRoute, OpenAPIHono, z } from "@hono/zod-openapi";
import {
  check,
  connection,
  connectionPatch,
  connections,
  disconnection,
  logPage,
  webhookSecret,
} from "../../schema/wire/index.ts";
import { type AppEnv, circumstanceOf } from "../middleware/context.ts";
import { session } from "../middleware/session.ts";
import {
  changeConnection,
  disconnect,
  listConnections,
  readConnection,
  readLogs,
  testConnection,
} from "../services/connections.ts";
import { replaceWebhookSecret } from "../services/webhook-secret.ts";
import { idParameter, json, jsonBody, refusals, sessionSecurity } from "./answers.ts";
import { refuseInvalid } from "./validation.ts";

const shared = { security: sessionSecurity, middleware: session };

const list = createRoute({
  ...shared,
  method: "get",
  path: "/api/connections",
  summary: "All connections of the tenant",
  responses: { 200: json(connections, "The connections"), ...refusals },
});

const read = createRoute({
  ...shared,
  method: "get",
  path: "/api/connections/{id}",
  summary: "One connection",
  request: { params: idParameter },
  responses: { 200: json(connection, "The connection"), ...refusals },
});

const change = createRoute({
  ...shared,
  method: "patch",
  path: "/api/connections/{id}",
  summary: "Rename, or change values; a secret left out is kept",
  request: { params: idParameter, body: jsonBody(connectionPatch) },
  responses: { 200: json(connection, "The connection after the change"), ...refusals },
});

const test = createRoute({
  ...shared,
  method: "post",
  path: "/api/connections/{id}/test",
  summary: "Test the connection now",
  request: { params: idParameter },
  responses: { 200: json(check, "The lines of the test"), ...refusals },
});

const replaceSecret = createRoute({
  ...shared,
  method: "post",
  path: "/api/connections/{id}/webhook-secret",
  summary: "Replace a webhook's secret; the one before is taken for 24 hours more",
  request: { params: idParameter },
  responses: { 200: json(webhookSecret, "The new secret, shown this once"), ...refusals },
});

const logs = createRoute({
  ...shared,
  method: "get",
  path: "/api/connections/{id}/logs",
  summary: "The connection's journal, newest first",
  request: { params: idParameter, query: z.strictObject({ before: z.string().max(64).optional() }) },
  responses: { 200: json(logPage, "A page of the journal"), ...refusals },
});

const remove = createRoute({
  ...shared,
  method: "delete",
  path: "/api/connections/{id}",
  summary: "Disconnect: revoke at the provider where possible, erase here at once",
  request: { params: idParameter },
  responses: { 200: json(disconnection, "What became of the grant"), ...refusals },
});

export function connectionRoutes() {
  const routes = new OpenAPIHono<AppEnv>({ defaultHook: refuseInvalid });
  routes.openapi(list, async (c) => {
    return c.json({ connections: await listConnections(c.get("services"), c.get("person")) }, 200);
  });
  routes.openapi(read, async (c) => {
    return c.json(await readConnection(c.get("services"), c.get("person"), c.req.valid("param").id), 200);
  });
  routes.openapi(change, async (c) => {
    const { id } = c.req.valid("param");
    const patch = c.req.valid("json");
    return c.json(await changeConnection(c.get("services"), c.get("person"), id, patch, circumstanceOf(c)), 200);
  });
  routes.openapi(test, async (c) => {
    const { id } = c.req.valid("param");
    return c.json(await testConnection(c.get("services"), c.get("person"), id, circumstanceOf(c)), 200);
  });
  routes.openapi(replaceSecret, async (c) => {
    const { id } = c.req.valid("param");
    return c.json(await replaceWebhookSecret(c.get("services"), c.get("person"), id, circumstanceOf(c)), 200);
  });
  routes.openapi(logs, async (c) => {
    const { before } = c.req.valid("query");
    return c.json(await readLogs(c.get("services"), c.get("person"), c.req.valid("param").id, before), 200);
  });
  routes.openapi(remove, async (c) => {
    const { id } = c.req.valid("param");
    return c.json(await disconnect(c.get("services"), c.get("person"), id, circumstanceOf(c)), 200);
  });
  return routes;
}
