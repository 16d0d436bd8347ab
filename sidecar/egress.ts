/**
 * `POST /v1/fetch`: one HTTP request to a host that a customer typed. The same rules about addresses as for databases, one
 * connection that is used once, no redirect followed, and as many bytes and milliseconds as the caller allows.
 */
import {
  type ClientRequest,
  type IncomingMessage,
  request as sendHttp,
  validateHeaderName,
  validateHeaderValue,
} from "node:http";
import type { Duplex } from "node:stream";
import { isThisMachine, readHost } from "../network/address-policy.ts";
import type { EgressAnswer, EgressRequest } from "../schema/wire/index.ts";
import { isAllowedPort } from "./check.ts";
import type { SidecarConfig } from "./config.ts";
import { codeOf, dial, secure } from "./dial.ts";
import { fail, type Outcome, succeed } from "./outcome.ts";
import { findTarget, type Resolve } from "./target.ts";

type EgressSettings = Pick<SidecarConfig, "allowLoopback" | "deniedHosts" | "egressPorts" | "connectTimeoutMs">;

/** Headers of one connection (RFC 9110 §7.6.1), and those that this file decides. */
const ownHeaders = new Set([
  "accept-encoding",
  "connection",
  "content-length",
  "expect",
  "host",
  "keep-alive",
  "proxy-authenticate",
  "proxy-authorization",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
]);

/** Answered headers in all. */
const maxHeaderBytes = 16_384;

/** What is wrong with the request itself; the API should not have sent it. */
export type EgressMistake = "header_invalid";

/** Undefined when every header may be sent: no line break or other control character in a name or value. */
export function findEgressMistake({ headers }: EgressRequest): EgressMistake | undefined {
  try {
    for (const [name, value] of Object.entries(headers)) {
      validateHeaderName(name);
      validateHeaderValue(name, value);
    }
    return undefined;
  } catch (error) {
    if (codeOf(error).startsWith("ERR_")) return "header_invalid";
    throw error;
  }
}

export async function fetchOutside(
  request: EgressRequest,
  settings: EgressSettings,
  resolve: Resolve,
): Promise<EgressAnswer> {
  const { promise: expired, resolve: expire } = Promise.withResolvers<Outcome<EgressAnswer>>();
  const cancellation = new AbortController();
  const progress: Progress = { waitsFor: "resolver" };
  const timer = setTimeout(() => {
    expire(fail(lateReasons[progress.waitsFor]));
    cancellation.abort();
  }, request.timeout_ms);
  const outcome = await Promise.race([
    connectAndSend({ request, settings, resolve, progress, signal: cancellation.signal }),
    expired,
  ]);
  clearTimeout(timer);
  return outcome.ok ? outcome.value : { ok: false, code: outcome.failure.code };
}

interface Progress {
  waitsFor: "resolver" | "connection" | "server";
}

/** What a deadline means, by what it was spent on. */
const lateReasons = { resolver: "host_unknown", connection: "port_filtered", server: "server_silent" } as const;

interface Sending {
  readonly progress: Progress;
  readonly request: EgressRequest;
  readonly settings: EgressSettings;
  readonly resolve: Resolve;
  /** Aborted at the deadline. */
  readonly signal: AbortSignal;
}

async function connectAndSend({
  request,
  settings,
  resolve,
  progress,
  signal,
}: Sending): Promise<Outcome<EgressAnswer>> {
  const destination = readDestination(request.url, settings);
  if (!destination.ok) return destination;
  const { url, host, port } = destination.value;
  const target = await findTarget(host, settings, resolve);
  if (!target.ok) return target;
  progress.waitsFor = "connection";
  const dialed = await dial(target.value, port, settings.connectTimeoutMs);
  if (!dialed.ok) return dialed;
  progress.waitsFor = "server";
  const socket = dialed.value;
  const closeAtDeadline = () => socket.destroy();
  signal.addEventListener("abort", closeAtDeadline);
  try {
    if (signal.aborted) return fail("server_silent");
    const wire = url.protocol === "https:" ? await secure(socket, target.value.host, undefined) : succeed(socket);
    return wire.ok ? await exchange(request, url, wire.value) : wire;
  } finally {
    signal.removeEventListener("abort", closeAtDeadline);
    socket.destroy();
  }
}

interface Destination {
  readonly url: URL;
  readonly host: string;
  readonly port: number;
}

/** Parsed once; what was judged is what is used (security rule E1). */
function readDestination(text: string, settings: EgressSettings): Outcome<Destination> {
  const url = URL.parse(text);
  const host = url === null ? undefined : readHost(url.hostname);
  if (url === null || host === undefined) return fail("host_unknown");
  if (url.username !== "" || url.password !== "") return fail("address_refused");
  const isPlain = url.protocol === "http:";
  // Plain http is for a developer's own machine.
  if (isPlain && !(settings.allowLoopback && isThisMachine(host))) return fail("address_refused");
  const port = url.port === "" ? (isPlain ? 80 : 443) : Number(url.port);
  return isAllowedPort(port, settings.egressPorts) ? succeed({ url, host, port }) : fail("address_refused");
}

function exchange(request: EgressRequest, url: URL, wire: Duplex): Promise<Outcome<EgressAnswer>> {
  return new Promise((resolve) => {
    const body = Buffer.from(request.body_base64 ?? "", "base64");
    const sending = sendHttp({
      // The connection is made and checked; nothing is looked up or connected here.
      createConnection: () => wire,
      method: request.method,
      path: `${url.pathname}${url.search}`,
      headers: outgoingHeaders(request, url, body),
      maxHeaderSize: maxHeaderBytes,
    });
    sending.once("response", (response) => resolve(readAnswer(request, response)));
    sending.once("upgrade", () => resolve(fail("unexpected_answer")));
    sending.on("error", (error) => resolve(judgeHttpError(error)));
    sending.once("close", () => resolve(fail("connection_lost")));
    sendBody(sending, body);
  });
}

function sendBody(sending: ClientRequest, body: Buffer): void {
  if (body.length > 0) sending.end(body);
  else sending.end();
}

function outgoingHeaders({ headers, method }: EgressRequest, url: URL, body: Buffer): Record<string, string> {
  const kept = Object.entries(headers).filter(([name]) => !ownHeaders.has(name.toLowerCase()));
  const carriesBody = body.length > 0 || method === "POST" || method === "PUT" || method === "PATCH";
  return {
    ...Object.fromEntries(kept),
    host: url.host,
    connection: "close",
    // A small compressed body can become a huge one.
    "accept-encoding": "identity",
    ...(carriesBody ? { "content-length": String(body.length) } : {}),
  };
}

async function readAnswer(request: EgressRequest, response: IncomingMessage): Promise<Outcome<EgressAnswer>> {
  const { statusCode: status = 0 } = response;
  if (status >= 300 && status < 400) return fail("redirect_refused");
  const encoding = response.headers["content-encoding"] ?? "identity";
  if (encoding.toLowerCase() !== "identity") return fail("unexpected_answer");
  const body = request.method === "HEAD" ? succeed(Buffer.alloc(0)) : await readBody(response, request.max_bytes);
  if (!body.ok) return body;
  return succeed({ ok: true, status, headers: incomingHeaders(response), body_base64: body.value.toString("base64") });
}

/** Counts what comes, whatever Content-Length says. */
async function readBody(response: IncomingMessage, maxBytes: number): Promise<Outcome<Buffer>> {
  if (Number(response.headers["content-length"] ?? 0) > maxBytes) return fail("answer_too_large");
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of response) {
      chunks.push(chunk);
      bytes += chunk.length;
      if (bytes > maxBytes) return fail("answer_too_large");
    }
    return succeed(Buffer.concat(chunks));
  } catch (error) {
    return judgeHttpError(error);
  }
}

/** One text per name. Cookies are the other side's state and of no use to us. */
function incomingHeaders(response: IncomingMessage): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(response.headers)) {
    if (typeof value === "string" && !ownHeaders.has(name)) headers[name] = value;
  }
  return headers;
}

function judgeHttpError(error: unknown): Outcome<never> {
  const code = codeOf(error);
  if (code === "HPE_HEADER_OVERFLOW") return fail("answer_too_large");
  if (code.startsWith("HPE_")) return fail("unexpected_answer");
  return code.startsWith("ERR_SSL") ? fail("tls_failed") : fail("connection_lost");
}
