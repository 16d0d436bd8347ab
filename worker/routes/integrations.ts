/** The catalogue with the tenant's connections, and the logos. */
import { createRoute, OpenAPIHono } from "@hono/zod-openapi";
import { catalogue } from "../../schema/wire/index.ts";
import { Refusal } from "../errors.ts";
import type { AppEnv } from "../middleware/context.ts";
import { admitted, askingOf } from "../middleware/session.ts";
import { findSessionWithConnections } from "../platform/store/sessions.ts";
import { toIntegration } from "../providers/catalogue.ts";
import { logos } from "../providers/generated/logos.ts";
import { providers } from "../providers/registry.ts";
import { showConnection } from "../services/connection-view.ts";
import { mayUse } from "../services/people.ts";
import { json, refusals, sessionSecurity } from "./answers.ts";
import { refuseInvalid } from "./validation.ts";

const list = createRoute({
  method: "get",
  path: "/api/integrations",
  summary: "All integrations the session may see, with the tenant's connections",
  description: "One database round trip. Texts are in the language of `Accept-Language` (fr, en), else of the session.",
  security: sessionSecurity,
  responses: { 200: json(catalogue, "The catalogue"), ...refusals },
});

export function integrationRoutes() {
  const routes = new OpenAPIHono<AppEnv>({ defaultHook: refuseInvalid });
  routes.openapi(list, async (c) => {
    const services = c.get("services");
    const asking = await askingOf(c);
    const found = await findSessionWithConnections(services.db, asking);
    const person = admitted(c, asking, found);
    const connections = await Promise.all(found.connections.map((parts) => showConnection(services, person, parts)));
    const context = {
      locale: person.locale,
      role: person.role,
      oauthClients: new Set(services.config.oauthClients.keys()),
      receivesMail: services.config.inboundMailDomain !== undefined,
    };
    const integrations = providers
      .filter((provider) => mayUse(person, provider.id))
      .map((provider) =>
        toIntegration(provider, {
          ...context,
          connections: connections.filter((connection) => connection.provider === provider.id),
        }),
      );
    return c.json({ integrations, role: person.role }, 200);
  });

  routes.get("/api/integrations/:provider/logo.svg", (c) => {
    const name = c.req.param("provider");
    const svg = Object.hasOwn(logos, name) ? logos[name] : undefined;
    if (svg === undefined) throw new Refusal("not_found");
    c.header("content-type", "image/svg+xml");
    c.header("access-control-allow-origin", "*");
    c.header("cache-control", "public, max-age=86400");
    return c.body(svg);
  });
  return routes;
}
