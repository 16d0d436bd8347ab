/** The HTTP application: middleware in order, one sub-app per subject, one `onError`, one `notFound`. */
import { OpenAPIHono } from "@hono/zod-openapi";
import type { Context } from "hono";
import { HTTPException } from "hono/http-exception";
import { problemResponse, Refusal } from "./errors.ts";
import type { AppEnv } from "./middleware/context.ts";
import { cors } from "./middleware/cors.ts";
import { httpsOnly } from "./middleware/https-only.ts";
import { jsonBody } from "./middleware/json-body.ts";
import { requestLog } from "./middleware/request-log.ts";
import { securityHeaders } from "./middleware/security-headers.ts";
import { failurePage, isPage } from "./pages/failure.ts";
import { databaseErrorCode } from "./platform/database.ts";
import { nameError } from "./platform/log.ts";
import { attemptRoutes } from "./routes/attempts.ts";
import { connectionRoutes } from "./routes/connections.ts";
import { consentRoutes } from "./routes/consent.ts";
import { deliveryRoutes } from "./routes/deliveries.ts";
import { describeApi, documentationRoutes } from "./routes/documentation.ts";
import { healthRoutes } from "./routes/health.ts";
import { inboundRoutes } from "./routes/inbound.ts";
import { integrationRoutes } from "./routes/integrations.ts";
import { internalRoutes } from "./routes/internal.ts";
import { mailRoutes } from "./routes/mails.ts";
import { recordRoutes } from "./routes/records.ts";
import { sessionRoutes } from "./routes/sessions.ts";
import { refuseInvalid } from "./routes/validation.ts";
import type { Services } from "./services/types.ts";

export function createApp(services: Services) {
  const app = new OpenAPIHono<AppEnv>({ defaultHook: refuseInvalid });
  app.use(async (c, next) => {
    c.set("services", services);
    await next();
  });
  app.use(requestLog, securityHeaders, httpsOnly, cors, jsonBody);

  app.route("/", healthRoutes());
  app.route("/", sessionRoutes());
  app.route("/", integrationRoutes());
  app.route("/", attemptRoutes());
  app.route("/", connectionRoutes());
  app.route("/", recordRoutes());
  app.route("/", mailRoutes());
  app.route("/", deliveryRoutes());
  app.route("/", consentRoutes());
  app.route("/", inboundRoutes());
  app.route("/", internalRoutes());
  describeApi(app);
  app.route("/", documentationRoutes(app));

  app.notFound((c) => answerRefusal(c, new Refusal("not_found")));
  app.onError((error, c) => answerRefusal(c, toRefusal(error, c)));
  return app;
}

function answerRefusal(c: Context<AppEnv>, refusal: Refusal): Response | Promise<Response> {
  if (isPage(c)) return failurePage(c, refusal);
  const { config, clock } = c.get("services");
  return problemResponse(refusal, config.publicUrl, c.get("requestId"), clock.now());
}

function toRefusal(error: Error, c: Context<AppEnv>): Refusal {
  if (error instanceof Refusal) return error;
  if (error instanceof HTTPException && error.status === 400) return new Refusal("invalid_json");
  if (error instanceof HTTPException && error.status === 413) return new Refusal("body_too_large");
  const databaseCode = databaseErrorCode(error);
  const facts = { request_id: c.get("requestId"), error: databaseCode ? `Database ${databaseCode}` : nameError(error) };
  c.get("services").log.error("request_failed", facts);
  return new Refusal(databaseCode ? "dependency_unavailable" : "internal", { cause: error });
}
