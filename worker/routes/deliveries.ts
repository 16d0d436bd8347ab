/** What senders delivered to a connection. */
import { createRoute, OpenAPIHono, z } from "@hono/zod-openapi";
import { delivery, deliveryList } from "../../schema/wire/index.ts";
import { type AppEnv, circumstanceOf } from "../middleware/context.ts";
import { session } from "../middleware/session.ts";
import { listDeliveries, replayDelivery } from "../services/deliveries.ts";
import { idParameter, json, refusals, sessionSecurity } from "./answers.ts";
import { refuseInvalid } from "./validation.ts";

const shared = { security: sessionSecurity, middleware: session };

const list = createRoute({
  ...shared,
  method: "get",
  path: "/api/connections/{id}/deliveries",
  summary: "The verified deliveries of a connection's webhook, newest first",
  request: { params: idParameter, query: z.strictObject({ before: z.string().max(64).optional() }) },
  responses: { 200: json(deliveryList, "A page of deliveries"), ...refusals },
});

const replay = createRoute({
  ...shared,
  method: "post",
  path: "/api/connections/{id}/deliveries/{delivery_id}/replay",
  summary: "Hand a delivery to SpeedAI's services once more; once a minute at most",
  request: { params: z.object({ id: z.string().min(1).max(64), delivery_id: z.string().min(1).max(64) }) },
  responses: { 200: json(delivery, "The delivery, waiting to be read"), ...refusals },
});

export function deliveryRoutes() {
  const routes = new OpenAPIHono<AppEnv>({ defaultHook: refuseInvalid });
  routes.openapi(list, async (c) => {
    const { before } = c.req.valid("query");
    return c.json(await listDeliveries(c.get("services"), c.get("person"), c.req.valid("param").id, before), 200);
  });
  routes.openapi(replay, async (c) => {
    const { id, delivery_id: deliveryId } = c.req.valid("param");
    return c.json(await replayDelivery(c.get("services"), c.get("person"), id, deliveryId, circumstanceOf(c)), 200);
  });
  return routes;
}
