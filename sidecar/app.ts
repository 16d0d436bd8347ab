/**
 * The sidecar's HTTP interface: `GET /healthz` for everybody, `POST /v1/check` and `POST /v1/fetch` for the API alone. What a
 * customer's server does is an answer with status 200; a problem document means that the request itself was not taken.
 */
import { randomUUID } from "node:crypto";
import { type Context, Hono } from "hono";
import {
  databaseCheckRequest,
  egressRequest,
  type Problem,
  type ProblemCode,
  sidecarHeaders,
} from "../schema/wire/index.ts";
import { checkDatabase } from "./check.ts";
import type { SidecarConfig } from "./config.ts";
import { fetchOutside, findEgressMistake } from "./egress.ts";
import type { SidecarLog } from "./log.ts";
import { createSignatureGate, isRequestId, type SignedHead } from "./signature.ts";
import type { Resolve } from "./target.ts";

/** A fetch may carry 1 MiB, which is 1.4 MiB in base64, and its headers. */
const maxBodyBytes = 2_097_152;

/** Each check is a thread with up to 80 MiB, each fetch up to 1 MiB of answer. Beyond these, the API is told to wait. */
const maxChecksAtOnce = 8;
const maxFetchesAtOnce = 64;

const problems = {
  malformed: { status: 401, code: "signature_invalid", title: "The request is not signed as the sidecar asks for" },
  forged: { status: 401, code: "signature_invalid", title: "The signature does not belong to this request" },
  stale: { status: 401, code: "signature_stale", title: "The request was signed too long ago, or in the future" },
  replayed: { status: 409, code: "conflict", title: "This request id has been used" },
  crowded: { status: 429, code: "too_many_requests", title: "Too many requests within the signature window" },
  busy: { status: 429, code: "too_many_requests", title: "Too many requests at once" },
  too_large: { status: 413, code: "body_too_large", title: "The body is larger than 2 MiB" },
  not_json: { status: 400, code: "invalid_json", title: "The body is not JSON in UTF-8" },
  not_valid: { status: 400, code: "invalid_request", title: "The body does not have the documented shape" },
  not_found: { status: 404, code: "not_found", title: "There is nothing here" },
  internal: { status: 500, code: "internal", title: "The sidecar failed" },
} as const satisfies Record<string, { status: number; code: ProblemCode; title: string }>;

type ProblemName = keyof typeof problems;

type Signed = { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly problem: ProblemName };

export interface AppPorts {
  readonly resolve: Resolve;
  readonly log: SidecarLog;
  readonly now: () => Date;
}

/** `startedAtSeconds`: requests signed before it are refused (signature.ts). */
export function createApp(config: SidecarConfig, startedAtSeconds: number, ports: AppPorts): Hono {
  const { resolve, log, now } = ports;
  const gate = createSignatureGate({
    keys: config.keys,
    startedAtSeconds,
    nowSeconds: () => Math.floor(now().getTime() / 1000),
  });
  const checks = createPlaces(maxChecksAtOnce);
  const fetches = createPlaces(maxFetchesAtOnce);
  const app = new Hono();

  app.get("/healthz", (context) => context.json({ status: "ok" }));

  app.post("/v1/check", async (context) => {
    const body = await readSigned(context);
    if (!body.ok) return refuse(context, body.problem);
    const request = databaseCheckRequest.safeParse(body.value);
    if (!request.success) return refuse(context, "not_valid");
    const done = await checks.use(() => checkDatabase(request.data, config, resolve));
    if (!done.ok) return refuse(context, "busy");
    log("check", { ...whose(context), engine: request.data.engine, code: done.value.code ?? "ok" });
    return context.json(done.value);
  });

  app.post("/v1/fetch", async (context) => {
    const body = await readSigned(context);
    if (!body.ok) return refuse(context, body.problem);
    const request = egressRequest.safeParse(body.value);
    if (!request.success || findEgressMistake(request.data)) return refuse(context, "not_valid");
    const done = await fetches.use(() => fetchOutside(request.data, config, resolve));
    if (!done.ok) return refuse(context, "busy");
    log("fetch", { ...whose(context), code: done.value.ok ? "ok" : done.value.code });
    return context.json(done.value);
  });

  app.notFound((context) => refuse(context, "not_found"));
  app.onError((error, context) => {
    log("failed", { ...whose(context), error: error.name });
    return answerProblem(context, "internal");
  });

  /** The parsed body of a request that the API has signed. Nothing is parsed before that is proven. */
  async function readSigned(context: Context): Promise<Signed> {
    const head = readHead(context);
    // Whoever cannot sign does not get a body read either.
    const early = gate.judgeHead(head);
    if (early) return { ok: false, problem: early };
    const bytes = await readLimited(context.req.raw, maxBodyBytes);
    if (bytes === undefined) return { ok: false, problem: "too_large" };
    const refusal = gate.judge(head, bytes);
    if (refusal) return { ok: false, problem: refusal };
    const value = parseJson(bytes);
    return value === undefined ? { ok: false, problem: "not_json" } : { ok: true, value };
  }

  function refuse(context: Context, name: ProblemName): Response {
    log("refused", { ...whose(context), status: problems[name].status, code: name });
    return answerProblem(context, name);
  }

  return app;
}

function readHead(context: Context): SignedHead {
  const url = new URL(context.req.url);
  return {
    id: context.req.header(sidecarHeaders.id) ?? "",
    timestamp: context.req.header(sidecarHeaders.timestamp) ?? "",
    signature: context.req.header(sidecarHeaders.signature) ?? "",
    method: context.req.method,
    path: `${url.pathname}${url.search}`,
  };
}

/** Undefined when there are more bytes than the limit, whatever Content-Length says. */
async function readLimited(request: Request, limit: number): Promise<Uint8Array | undefined> {
  if (Number(request.headers.get("content-length") ?? 0) > limit) return undefined;
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of request.body ?? []) {
    bytes += chunk.length;
    if (bytes > limit) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** Undefined when it is not JSON in UTF-8. */
function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof TypeError) return undefined;
    throw error;
  }
}

function answerProblem(context: Context, name: ProblemName): Response {
  const { status, code, title } = problems[name];
  const { request_id } = whose(context);
  const type = `urn:speedai:problem:${code}`;
  const body: Problem = { type, title, status, code, detail: title, request_id };
  return context.body(JSON.stringify(body), status, { "content-type": "application/problem+json" });
}

/** The API's id of the request when it has the form of one, else a new one: it goes into log lines. */
function whose(context: Context): { readonly request_id: string; readonly method: string; readonly route: string } {
  const sent = context.req.header(sidecarHeaders.id) ?? "";
  const isKnown = ["/healthz", "/v1/check", "/v1/fetch"].includes(context.req.path);
  return {
    request_id: isRequestId(sent) ? sent : randomUUID(),
    method: context.req.method,
    route: isKnown ? context.req.path : "unknown",
  };
}

type Seated<Value> = { readonly ok: true; readonly value: Value } | { readonly ok: false };

/** At most `places` pieces of work at once; more are turned away, not queued: the caller's deadline is running. */
function createPlaces(places: number): { use<Value>(work: () => Promise<Value>): Promise<Seated<Value>> } {
  let taken = 0;
  return {
    async use(work) {
      if (taken >= places) return { ok: false };
      taken += 1;
      try {
        return { ok: true, value: await work() };
      } finally {
        taken -= 1;
      }
    },
  };
}
