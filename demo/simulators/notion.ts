/**
 * Notion as its official client sees it: OAuth with a JSON body and a rotating refresh token, the bot, databases with their data
 * sources, pages. Sources: npm @notionhq/client, developers.notion.com (authorization, status codes).
 */
import { randomUUID } from "node:crypto";
import { type Context, Hono } from "hono";
import { mountConsent } from "./consent.ts";
import { defineSimulator, type FaultKind } from "./define.ts";
import { createAuthorizationServer, type Grant } from "./oauth.ts";
import { simulatorClient } from "./oauth-client.ts";
import { readBearer, readTokenRequest } from "./token-request.ts";

const workspaces = [
  { id: "4f2c9d0e-7b1a-4c55-9e0d-2a6f8b3c1d70", label: "Maison Lumière", detail: "Base « Clients » partagée" },
  { id: "b7e1f5a2-0c3d-4e68-8f91-5d2a7c6b9e04", label: "Maison Lumière Annecy", detail: "Aucune base partagée" },
] as const;

const database = {
  id: "1a2b3c4d-5e6f-4a8b-9c0d-1e2f3a4b5c6d",
  title: "Clients",
  dataSource: "2b3c4d5e-6f7a-4b9c-8d1e-2f3a4b5c6d7e",
} as const;

const server = createAuthorizationServer({
  client: simulatorClient("notion"),
  callbackPath: "/api/integrations/notion/callback",
  clientAuthentication: ["basic"],
  pkce: "ignored",
  rotation: "strict",
  prefixes: { access: "ntn_", refresh: "nrt_" },
});

let pages: { readonly id: string; readonly properties: unknown }[] = [];

const api = new Hono();
mountConsent(api, "/v1/oauth/authorize", server, {
  name: "Notion",
  color: "#191919",
  accounts: workspaces,
  fixedScopes: [],
});

api.use("/v1/*", async (c, next) => {
  if (c.req.header("notion-version") === undefined) {
    return c.json(refusal(400, "missing_version", "Notion-Version header failed validation."), 400);
  }
  await next();
  return undefined;
});

api.post("/v1/oauth/token", async (c) => {
  const answered = server.answerTokenRequest(await readTokenRequest(c.req.raw));
  if (!answered.ok) {
    return c.json(
      { error: answered.failure.error, request_id: randomUUID() },
      answered.failure.error === "invalid_client" ? 401 : 400,
    );
  }
  const { accessToken, refreshToken, grant } = answered.value;
  const workspace = workspaceOf(grant);
  return c.json({
    access_token: accessToken,
    token_type: "bearer",
    refresh_token: refreshToken,
    bot_id: grant.id,
    workspace_id: workspace.id,
    workspace_name: workspace.label,
    workspace_icon: null,
    owner: { type: "user", user: { object: "user", id: "6794760a-1f15-45cd-9c65-0dfe42f5135a" } },
    duplicated_template_id: null,
    request_id: randomUUID(),
  });
});

api.post("/v1/oauth/introspect", (c) =>
  withClient(c, (parameters) => {
    const found = server.introspect(parameters.get("token") ?? "");
    return c.json({ active: found.active, request_id: randomUUID() });
  }),
);

api.post("/v1/oauth/revoke", (c) =>
  withClient(c, (parameters) => {
    const unknown = [...parameters.keys()].find((name) => name !== "token");
    if (unknown !== undefined) {
      return c.json(refusal(400, "validation_error", `body.${unknown} should be not present.`), 400);
    }
    server.revoke(parameters.get("token") ?? "");
    return c.json({ request_id: randomUUID() });
  }),
);

api.get("/v1/users/me", (c) =>
  withGrant(c, (grant) =>
    c.json({
      object: "user",
      id: grant.id,
      type: "bot",
      name: "SpeedAI",
      avatar_url: null,
      bot: { owner: { type: "user" }, workspace_name: workspaceOf(grant).label },
      request_id: randomUUID(),
    }),
  ),
);

api.get("/v1/databases/:id", (c) =>
  withShared(c, database.id, () =>
    c.json({
      object: "database",
      id: database.id,
      title: [{ type: "text", text: { content: database.title }, plain_text: database.title }],
      description: [],
      is_inline: false,
      in_trash: false,
      created_time: "2026-09-01T08:00:00.000Z",
      last_edited_time: "2026-11-20T10:12:00.000Z",
      data_sources: [{ id: database.dataSource, name: database.title }],
      url: `https://www.notion.so/${database.id.replaceAll("-", "")}`,
    }),
  ),
);

api.get("/v1/data_sources/:id", (c) =>
  withShared(c, database.dataSource, () =>
    c.json({
      object: "data_source",
      id: database.dataSource,
      parent: { type: "database_id", database_id: database.id },
      properties: {
        Nom: { id: "title", type: "title", title: {} },
        Téléphone: { id: "tel", type: "phone_number", phone_number: {} },
      },
    }),
  ),
);

api.post("/v1/data_sources/:id/query", (c) =>
  withShared(c, database.dataSource, () => {
    const results = pages.map((page) => ({ object: "page", ...page }));
    return c.json({ object: "list", results, next_cursor: null, has_more: false, type: "page_or_data_source" });
  }),
);

api.post("/v1/pages", async (c) => {
  const body: unknown = await c.req.json().catch(() => undefined);
  return withGrant(c, () => {
    const properties = typeof body === "object" && body !== null && "properties" in body ? body.properties : {};
    const page = { id: randomUUID(), properties };
    pages.push(page);
    return c.json({ object: "page", ...page });
  });
});

api.notFound((c) => c.json(refusal(400, "invalid_request_url", "Invalid request URL."), 400));

/** RFC 6749 §2.3.1, as the token endpoint. */
async function withClient(
  c: Context,
  answer: (parameters: ReadonlyMap<string, string>) => Response,
): Promise<Response> {
  const request = await readTokenRequest(c.req.raw);
  return server.authenticateClient(request).ok
    ? answer(request.parameters)
    : c.json(refusal(401, "unauthorized", "Client authentication failed."), 401);
}

function withGrant(c: Context, answer: (grant: Grant) => Response): Response {
  const { state, grant } = server.inspectAccessToken(readBearer(c.req));
  return state === "active" && grant ? answer(grant) : c.json(unauthorized(), 401);
}

function withShared(c: Context, sharedId: string, answer: () => Response): Response {
  return withGrant(c, (grant) => {
    const id = c.req.param("id") ?? "";
    if (!/^[0-9a-f]{8}-?([0-9a-f]{4}-?){3}[0-9a-f]{12}$/.test(id)) {
      return c.json(refusal(400, "validation_error", "path failed validation: id should be a valid uuid."), 400);
    }
    const isShared = grant.account === workspaces[0].id && id.replaceAll("-", "") === sharedId.replaceAll("-", "");
    const message = `Could not find database with ID: ${id}. Make sure the relevant pages and databases are shared with your integration.`;
    return isShared ? answer() : c.json(refusal(404, "object_not_found", message), 404);
  });
}

function workspaceOf(grant: Grant): (typeof workspaces)[number] {
  return workspaces.find(({ id }) => id === grant.account) ?? workspaces[0];
}

function refusal(status: number, code: string, message: string): Record<string, unknown> {
  return { object: "error", status, code, message, request_id: randomUUID() };
}

function unauthorized(): Record<string, unknown> {
  return refusal(401, "unauthorized", "API token is invalid.");
}

function fault(kind: FaultKind, path: string): Response | undefined {
  switch (kind) {
    case "unauthorized":
      return path.startsWith("/v1/oauth")
        ? Response.json({ error: "invalid_client" }, { status: 401 })
        : Response.json(unauthorized(), { status: 401 });
    case "forbidden":
      return Response.json(refusal(403, "restricted_resource", "Insufficient permissions for this endpoint."), {
        status: 403,
      });
    case "rate_limited":
      return Response.json(refusal(429, "rate_limited", "You have been rate limited."), { status: 429 });
    case "server_error":
      return Response.json(refusal(503, "service_unavailable", "Notion is unavailable."), { status: 503 });
    case "error_in_200":
      return Response.json(refusal(500, "internal_server_error", "Unexpected error."));
    default:
      return undefined;
  }
}

function reset(): void {
  server.reset();
  pages = [];
}

export default defineSimulator({
  id: "notion",
  origins: { "https://api.notion.com": "notion-api" },
  mounts: { "notion-api": api },
  samples: { oauth2: { database_id: database.id } },
  fault,
  reset,
});

export { database as notionDatabase, workspaces as notionWorkspaces };
