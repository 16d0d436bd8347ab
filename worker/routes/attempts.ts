/** Attempts to connect, step by step. */
import { createRoute, OpenAPIHono, z } from "@hono/zod-openapi";
import { attempt, attemptCreate, attemptStep, lineOfText } from "../../schema/wire/index.ts";
import { Refusal } from "../errors.ts";
import { type AppEnv, circumstanceOf } from "../middleware/context.ts";
import { session, uploadSession } from "../middleware/session.ts";
import { readLimited } from "../platform/limited-body.ts";
import { cancelAttempt, createAttempt, readAttempt, submitStep, uploadFile } from "../services/attempts.ts";
import { maxUploadBytes } from "../services/import-files.ts";
import { idParameter, json, jsonBody, refusals, sessionSecurity } from "./answers.ts";
import { refuseInvalid } from "./validation.ts";

const shared = { security: sessionSecurity, middleware: session };

const create = createRoute({
  ...shared,
  method: "post",
  path: "/api/integrations/{provider}/attempts",
  summary: "Begin a connection, or the renewal of one",
  request: { params: z.object({ provider: z.string().min(1).max(64) }), body: jsonBody(attemptCreate) },
  responses: { 201: json(attempt, "The attempt with its first step"), ...refusals },
});

const read = createRoute({
  ...shared,
  method: "get",
  path: "/api/attempts/{id}",
  summary: "The present step",
  request: { params: idParameter },
  responses: { 200: json(attempt, "The attempt"), ...refusals },
});

const submit = createRoute({
  ...shared,
  method: "post",
  path: "/api/attempts/{id}/steps",
  summary: "Send the values of the present step",
  request: { params: idParameter, body: jsonBody(attemptStep) },
  responses: { 200: json(attempt, "The attempt with its next step"), ...refusals },
});

const upload = createRoute({
  ...shared,
  middleware: uploadSession,
  method: "post",
  path: "/api/attempts/{id}/upload",
  summary: "Send the file of the present step: its bytes as the body, at most 10 MiB",
  request: {
    params: idParameter,
    query: z.strictObject({ file_name: lineOfText(255).optional() }),
    body: { required: true, content: { "text/csv": { schema: z.string() } } },
  },
  responses: { 200: json(attempt, "The attempt with the preview"), ...refusals },
});

const cancel = createRoute({
  ...shared,
  method: "delete",
  path: "/api/attempts/{id}",
  summary: "Give up; a grant already won is revoked",
  request: { params: idParameter },
  responses: { 204: { description: "Ended" }, ...refusals },
});

export function attemptRoutes() {
  const routes = new OpenAPIHono<AppEnv>({ defaultHook: refuseInvalid });
  routes.openapi(create, async (c) => {
    const { provider } = c.req.valid("param");
    const made = await createAttempt(
      c.get("services"),
      c.get("person"),
      provider,
      c.req.valid("json"),
      circumstanceOf(c),
    );
    return c.json(made, 201);
  });
  routes.openapi(read, async (c) => {
    return c.json(await readAttempt(c.get("services"), c.get("person"), c.req.valid("param").id), 200);
  });
  routes.openapi(submit, async (c) => {
    const { id } = c.req.valid("param");
    const { values } = c.req.valid("json");
    return c.json(await submitStep(c.get("services"), c.get("person"), id, values, circumstanceOf(c)), 200);
  });
  routes.openapi(upload, async (c) => {
    const bytes = await readLimited(c.req.raw.body, maxUploadBytes);
    if (bytes === undefined) throw new Refusal("body_too_large", { reason: "file_too_large" });
    const file = { name: c.req.valid("query").file_name ?? "import.csv", bytes };
    return c.json(await uploadFile(c.get("services"), c.get("person"), c.req.valid("param").id, file), 200);
  });
  routes.openapi(cancel, async (c) => {
    await cancelAttempt(c.get("services"), c.get("person"), c.req.valid("param").id);
    return c.body(null, 204);
  });
  return routes;
}
