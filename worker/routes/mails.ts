/** Mails that a connection received, and the address that receives them. */
import { createRoute, OpenAPIHono, z } from "@hono/zod-openapi";
import { connection, mail, mailDecision, mailList } from "../../schema/wire/index.ts";
import { type AppEnv, circumstanceOf } from "../middleware/context.ts";
import { session } from "../middleware/session.ts";
import { decideMail, listMails, replaceMailAddress } from "../services/mails.ts";
import { idParameter, json, jsonBody, refusals, sessionSecurity } from "./answers.ts";
import { refuseInvalid } from "./validation.ts";

const shared = { security: sessionSecurity, middleware: session };

const list = createRoute({
  ...shared,
  method: "get",
  path: "/api/connections/{id}/mails",
  summary: "The mails of a connection with what was read in them, newest first",
  description:
    "Codes and links of a forwarding confirmation are for managers. Texts are plain and to be shown as text.",
  request: { params: idParameter, query: z.strictObject({ before: z.string().max(64).optional() }) },
  responses: { 200: json(mailList, "A page of mails"), ...refusals },
});

const decide = createRoute({
  ...shared,
  method: "post",
  path: "/api/connections/{id}/mails/{mail_id}",
  summary: "Accept or discard a mail that waits for a person",
  request: {
    params: z.object({ id: z.string().min(1).max(64), mail_id: z.string().min(1).max(64) }),
    body: jsonBody(mailDecision),
  },
  responses: { 200: json(mail, "The mail after the decision"), ...refusals },
});

const rotate = createRoute({
  ...shared,
  method: "post",
  path: "/api/connections/{id}/mail-address",
  summary: "Replace the address that receives mails; the old one refuses at once",
  request: { params: idParameter },
  responses: { 200: json(connection, "The connection with its new address"), ...refusals },
});

export function mailRoutes() {
  const routes = new OpenAPIHono<AppEnv>({ defaultHook: refuseInvalid });
  routes.openapi(list, async (c) => {
    const { before } = c.req.valid("query");
    return c.json(await listMails(c.get("services"), c.get("person"), c.req.valid("param").id, before), 200);
  });
  routes.openapi(decide, async (c) => {
    const { id: connectionId, mail_id: mailId } = c.req.valid("param");
    const { decision } = c.req.valid("json");
    const which = { connectionId, mailId };
    return c.json(await decideMail(c.get("services"), c.get("person"), which, decision, circumstanceOf(c)), 200);
  });
  routes.openapi(rotate, async (c) => {
    const { id } = c.req.valid("param");
    return c.json(await replaceMailAddress(c.get("services"), c.get("person"), id, circumstanceOf(c)), 200);
  });
  return routes;
}
