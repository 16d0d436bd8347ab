/** `/openapi.json` from the wire schemas, and a page for people that renders the same document. */
import type { OpenAPIHono } from "@hono/zod-openapi";
import { Hono } from "hono";
import { html } from "hono/html";
import { listAt, textAt } from "../domain/json.ts";
import type { AppEnv } from "../middleware/context.ts";
import { strictPolicy } from "../middleware/security-headers.ts";
import { pageStyle } from "../pages/assets.ts";

export function describeApi(app: OpenAPIHono<AppEnv>): void {
  const scheme = (description: string) => ({ type: "http", scheme: "bearer", description }) as const;
  app.openAPIRegistry.registerComponent("securitySchemes", "session", scheme("Session token of the page"));
  app.openAPIRegistry.registerComponent("securitySchemes", "partner", scheme("Partner key of a host's back end"));
  app.openAPIRegistry.registerComponent("securitySchemes", "internal", scheme("Key of a SpeedAI service"));
  const parameter = (name: string) => ({ name, in: "path", required: true, schema: { type: "string" } }) as const;
  const html = {
    description: "A page for the browser",
    content: { "text/html": { schema: { type: "string" } } },
  } as const;
  app.openAPIRegistry.registerPath({
    method: "get",
    path: "/api/integrations/{provider}/start",
    summary: "Start page of a consent, opened by the page in a window of its own",
    parameters: [parameter("provider"), { name: "attempt", in: "query", required: true, schema: { type: "string" } }],
    responses: { 200: html, 404: html },
  });
  app.openAPIRegistry.registerPath({
    method: "get",
    path: "/api/integrations/{callback}/callback",
    summary: "Where a provider sends the browser back",
    parameters: [parameter("callback")],
    responses: { 200: html, 303: { description: "Back to the host's page" }, 404: html },
  });
  for (const method of ["get", "post", "put", "patch", "delete"] as const) {
    app.openAPIRegistry.registerPath({
      method,
      path: "/internal/connections/{id}/proxy/{path}",
      summary: "Call the provider with the connection's credentials",
      security: [{ internal: [] }],
      parameters: [parameter("id"), parameter("path")],
      responses: { default: { description: "The provider's answer, or a problem document" } },
    });
  }
}

export function documentationRoutes(app: OpenAPIHono<AppEnv>) {
  const routes = new Hono<AppEnv>();
  const build = (publicUrl: string) =>
    app.getOpenAPI31Document({
      openapi: "3.1.0",
      info: { title: "SpeedAI Integrations", version: "1.0.0" },
      servers: [{ url: publicUrl }],
    });
  routes.get("/openapi.json", (c) => c.json(build(c.get("services").config.publicUrl)));
  routes.get("/docs", (c) => {
    c.header("content-security-policy", `${strictPolicy}; style-src 'self'`);
    return c.html(renderDocumentation(build(c.get("services").config.publicUrl)));
  });
  routes.get("/pages/docs.css", (c) =>
    c.body(pageStyle + docsStyle, 200, { "content-type": "text/css; charset=utf-8" }),
  );
  return routes;
}

const docsStyle = `
body { display: block; padding: 32px 24px; } main { width: min(900px, 100%); margin: 0 auto; }
article { border-top: 1px solid var(--line); padding: 20px 0; } article:first-of-type { border-top: 0; }
h2 { margin: 0 0 6px; font-size: 15px; font-family: ui-monospace, monospace; overflow-wrap: anywhere; }
h2 b { color: var(--muted); margin-right: 8px; } details { margin-top: 8px; } summary { cursor: pointer; color: var(--muted); }
pre { overflow: auto; max-height: 420px; padding: 14px; border: 1px solid var(--line); border-radius: 10px; font-size: 13px; }
`;

function renderDocumentation(document: { readonly paths?: object }) {
  const operations = Object.entries(document.paths ?? {}).flatMap(([path, item]) =>
    Object.entries(item ?? {}).map(([method, operation]) => ({ path, method, operation })),
  );
  return html`<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>SpeedAI Integrations · API</title>
    <link rel="stylesheet" href="/pages/docs.css" />
  </head>
  <body>
    <main>
      <h1>SpeedAI Integrations API</h1>
      <p class="muted">Made from the same schemas that check every request. Machine-readable: <a href="/openapi.json">openapi.json</a></p>
      ${operations.map(
        ({ path, method, operation }) => html`<article>
          <h2><b>${method.toUpperCase()}</b>${path}</h2>
          <p>${textAt(operation, "summary") ?? ""}</p>
          ${(textAt(operation, "description") ?? "") === "" ? "" : html`<p class="muted">${textAt(operation, "description")}</p>`}
          <p class="muted">${keyOf(operation)}</p>
          <details>
            <summary>Request and answers</summary>
            <pre>${JSON.stringify(operation, null, 2)}</pre>
          </details>
        </article>`,
      )}
    </main>
  </body>
</html>`;
}

function keyOf(operation: unknown): string {
  const names = listAt(operation, "security").flatMap((entry) => Object.keys(entry ?? {}));
  return names.length === 0 ? "No key." : `Key: ${names.join(", ")}.`;
}
