/** For SpeedAI's own services: scoped keys, every use audited. */
import { createRoute, OpenAPIHono, z } from "@hono/zod-openapi";
import type { Context } from "hono";
import {
  type AuditHeadView,
  type AuditRecordView,
  auditPage,
  auditVerification,
  inboundEvents,
  internalConnections,
  internalRecords,
  recordKind,
  vaultRotation,
} from "../../schema/wire/index.ts";
import type { ApiRequest } from "../domain/exchange.ts";
import { Refusal } from "../errors.ts";
import type { AppEnv } from "../middleware/context.ts";
import { internalKey } from "../middleware/keys.ts";
import { readLimited } from "../platform/limited-body.ts";
import { type AuditHeadRow, type AuditRow, findAuditHead, readAudit } from "../platform/store/audit.ts";
import { listForServices } from "../platform/store/connections.ts";
import { listEvents } from "../platform/store/inbound.ts";
import { listRecordsForServices } from "../platform/store/records.ts";
import { verifyAudit } from "../services/audit-trail.ts";
import { openEvents } from "../services/inbound.ts";
import { proxy } from "../services/proxy.ts";
import { openForService } from "../services/records.ts";
import { auditing } from "../services/trail.ts";
import { rotateVault } from "../services/vault-rotation.ts";
import { internalSecurity, json, refusals } from "./answers.ts";
import { refuseInvalid } from "./validation.ts";

const rowsPerPage = 100;
const rowsPerRotation = 1_000;
const maxProxyBytes = 1024 * 1024;
/** Of a service's request and of a provider's answer, only these pass; credentials are ours to add. */
const requestHeaders = ["accept", "content-type", "accept-language", "if-match", "if-none-match", "idempotency-key"];
const answerHeaders = ["content-type", "etag", "link", "retry-after", "last-modified"];
const proxyMethods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"] as const;

/** Trail of what concerns no tenant: the vault. Tenants' own ids are never empty. */
const platformTenant = "";
const trailOwner = z.string().max(128).default(platformTenant);

const listConnections = createRoute({
  method: "get",
  path: "/internal/connections",
  summary: "Connections of the key's tenants",
  security: internalSecurity,
  middleware: internalKey("connections:read"),
  request: {
    query: z.strictObject({
      tenant: z.string().max(128).optional(),
      provider: z.string().max(64).optional(),
      after: z.string().max(64).optional(),
    }),
  },
  responses: { 200: json(internalConnections, "A page"), ...refusals },
});

const readEvents = createRoute({
  method: "get",
  path: "/internal/events",
  summary: "Verified inbound events in the order of arrival",
  security: internalSecurity,
  middleware: internalKey("events:read"),
  request: {
    query: z.strictObject({
      after: z
        .string()
        .regex(/^\d{1,15}$/)
        .optional(),
      connection_id: z.string().max(64).optional(),
    }),
  },
  responses: { 200: json(inboundEvents, "A page"), ...refusals },
});

const readRecords = createRoute({
  method: "get",
  path: "/internal/records",
  summary: "Records of the key's tenants, oldest first",
  security: internalSecurity,
  middleware: internalKey("records:read"),
  request: {
    query: z.strictObject({
      kind: recordKind,
      connection_id: z.string().max(64).optional(),
      after: z.string().max(64).optional(),
    }),
  },
  responses: { 200: json(internalRecords, "A page"), ...refusals },
});

const exportAudit = createRoute({
  method: "get",
  path: "/internal/audit",
  summary: "A tenant's audit trail, oldest first, with its hash chain",
  security: internalSecurity,
  middleware: internalKey("audit:read"),
  request: {
    query: z.strictObject({
      tenant: trailOwner,
      after: z
        .string()
        .regex(/^\d{1,15}$/)
        .optional(),
    }),
  },
  responses: { 200: json(auditPage, "A page"), ...refusals },
});

const proveAudit = createRoute({
  method: "get",
  path: "/internal/audit/verification",
  summary: "Walks a tenant's audit trail and names the place where it is broken",
  security: internalSecurity,
  middleware: internalKey("audit:read"),
  request: { query: z.strictObject({ tenant: trailOwner }) },
  responses: { 200: json(auditVerification, "What holds, and what does not"), ...refusals },
});

const rotate = createRoute({
  method: "post",
  path: "/internal/vault/rotate",
  summary: "Wrap data keys anew with the current key; call again until nothing remains",
  security: internalSecurity,
  middleware: internalKey("vault:rotate"),
  responses: { 200: json(vaultRotation, "What was done, what remains, and the key inventory"), ...refusals },
});

export function internalRoutes() {
  const routes = new OpenAPIHono<AppEnv>({ defaultHook: refuseInvalid });
  routes.openapi(listConnections, async (c) => {
    const filter = { ...c.req.valid("query"), tenants: c.get("service").tenants, most: rowsPerPage + 1 };
    const rows = await listForServices(c.get("services").db, filter);
    const shown = rows.slice(0, rowsPerPage);
    const body = {
      connections: shown.map((row) => ({
        id: row.id,
        tenant: row.tenantId,
        provider: row.provider,
        method: row.method,
        label: row.label,
        status: row.status,
        reason: row.reason,
        last_checked_at: row.lastCheckedAt?.toISOString() ?? null,
      })),
      next: rows.length > rowsPerPage ? (shown.at(-1)?.id ?? null) : null,
    };
    await recordReads(c, "connections.read", shown);
    return c.json(body, 200);
  });

  routes.openapi(readEvents, async (c) => {
    const { after, connection_id: connectionId } = c.req.valid("query");
    const filter = {
      tenants: c.get("service").tenants,
      connectionId,
      after: Number(after ?? 0),
      most: rowsPerPage + 1,
    };
    const rows = await listEvents(c.get("services").db, filter);
    const shown = rows.slice(0, rowsPerPage);
    const body = {
      events: await openEvents(c.get("services"), shown),
      next: rows.length > rowsPerPage ? String(shown.at(-1)?.sequence ?? "") : null,
    };
    await recordReads(c, "events.read", shown);
    return c.json(body, 200);
  });

  routes.openapi(readRecords, async (c) => {
    const { kind, after, connection_id: connectionId } = c.req.valid("query");
    const filter = { tenants: c.get("service").tenants, kind, connectionId, after, most: rowsPerPage + 1 };
    const rows = await listRecordsForServices(c.get("services").db, filter);
    const shown = rows.slice(0, rowsPerPage);
    const next = rows.length > rowsPerPage ? (shown.at(-1)?.id ?? null) : null;
    await recordReads(c, "records.read", shown);
    return c.json({ records: await openForService(c.get("services"), shown), next }, 200);
  });

  routes.openapi(exportAudit, async (c) => {
    const { tenant, after } = c.req.valid("query");
    checkTenant(c, tenant);
    const rows = await readAudit(c.get("services").db, tenant, Number(after ?? 0), rowsPerPage + 1);
    const shown = rows.slice(0, rowsPerPage);
    const head = await findAuditHead(c.get("services").db, tenant);
    const body = {
      tenant,
      records: shown.map(showRecord),
      next: rows.length > rowsPerPage ? (shown.at(-1)?.position ?? null) : null,
      head: head ? showHead(head) : null,
      head_key: await c.get("services").vault.headKey(),
    };
    await recordUse(c, tenant, "audit.export", String(shown.length));
    return c.json(body, 200);
  });

  routes.openapi(proveAudit, async (c) => {
    const { tenant } = c.req.valid("query");
    checkTenant(c, tenant);
    const proven = await verifyAudit(c.get("services"), tenant);
    await recordUse(c, tenant, "audit.verify", proven.problem ?? "ok");
    return c.json(proven, 200);
  });

  routes.openapi(rotate, async (c) => {
    const done = await rotateVault(c.get("services"), rowsPerRotation);
    await recordUse(c, platformTenant, "vault.rotate", `${done.rewrapped} rewrapped, ${done.remaining} remaining`);
    return c.json(done, 200);
  });

  routes.on([...proxyMethods], "/internal/connections/:id/proxy/*", internalKey("proxy"), passOn);
  return routes;
}

function showRecord(row: AuditRow): AuditRecordView {
  return {
    position: row.position,
    at: row.at.toISOString(),
    actor: row.actor,
    action: row.action,
    connection_id: row.connectionId,
    outcome: row.outcome,
    origin: row.origin,
    request_id: row.requestId,
    generation: row.generation,
    previous_hash: row.previousHash,
    hash: row.hash,
  };
}

function showHead({ tenantId, position, hash, signedAt, signature }: AuditHeadRow): AuditHeadView {
  return { tenant: tenantId, position, hash, signed_at: signedAt.toISOString(), signature };
}

/** One record in the trail of each tenant that something was read of. */
async function recordReads(c: Context<AppEnv>, action: string, rows: readonly { tenantId: string }[]): Promise<void> {
  const tenants = Map.groupBy(rows, ({ tenantId }) => tenantId);
  for (const [tenantId, read] of tenants) await recordUse(c, tenantId, action, String(read.length));
}

async function recordUse(c: Context<AppEnv>, tenantId: string, action: string, outcome: string): Promise<void> {
  const by = { actor: `internal:${c.get("service").name}`, origin: null, requestId: c.get("requestId") };
  await c.get("services").db.transaction(auditing(c.get("services"), { ...by, tenantId, action, outcome }));
}

/** Another tenant's trail is not there. */
function checkTenant(c: Context<AppEnv>, tenant: string): void {
  const { tenants } = c.get("service");
  if (tenants !== "*" && !tenants.includes(tenant)) throw new Refusal("not_found");
}

/** Answers with the provider's status and body; a Refusal when the call could not be made. */
async function passOn(c: Context<AppEnv>): Promise<Response> {
  const id = c.req.param("id") ?? "";
  const outcome = await proxy(c.get("services"), c.get("service"), id, await toApiRequest(c, id), c.get("requestId"));
  if (!outcome.ok) {
    const { failure } = outcome;
    if (failure.kind === "not_found") throw new Refusal("not_found");
    if (failure.kind === "no_api") throw new Refusal("method_not_allowed");
    throw new Refusal("dependency_unavailable", { reason: failure.failure.reason });
  }
  const { status, headers, text } = outcome.value;
  const passed = answerHeaders.flatMap((name) => (headers[name] === undefined ? [] : [[name, headers[name]] as const]));
  const body = status === 204 || status === 304 || c.req.method === "HEAD" ? null : text;
  return new Response(body, { status, headers: Object.fromEntries(passed) });
}

async function toApiRequest(c: Context<AppEnv>, id: string): Promise<ApiRequest> {
  const method = proxyMethods.find((name) => name === c.req.method);
  if (!method) throw new Refusal("method_not_allowed");
  const url = new URL(c.req.url);
  // The parsed path: dot segments are gone, so a service cannot climb out of the provider's base.
  const path = url.pathname.slice(`/internal/connections/${id}/proxy`.length) + url.search;
  const bytes = await readLimited(c.req.raw.body, maxProxyBytes);
  if (bytes === undefined) throw new Refusal("body_too_large");
  const headers = requestHeaders.flatMap((name) => {
    const value = c.req.header(name);
    return value === undefined ? [] : [[name, value] as const];
  });
  return {
    method,
    path,
    headers: Object.fromEntries(headers),
    ...(bytes.length > 0 && { body: new TextDecoder().decode(bytes) }),
  };
}
