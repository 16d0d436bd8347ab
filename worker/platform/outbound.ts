/**
 * The one way out. Every HTTP request of the Worker to a provider or a customer's host passes here: https only, a deadline
 * over the whole exchange, a size limit while reading, no redirects, and outside production the origin map.
 *
 * What a failed request can tell. The runtime reports a refused, reset or nonsensical connection as "Network connection
 * lost" and everything about names and TLS as "internal error" with a reference, on purpose: both become
 * `connection_lost`, because nothing told apart would be true. On Cloudflare's network some of these failures are not
 * thrown at all but answered by its edge with a status from 520 to 530, which is judged like any other answer. Requests
 * through the sidecar (`via: "egress"`) do tell all causes apart.
 */
import { isAllowedName, publicInternet } from "../../network/address-policy.ts";
import { decodeBase64, encodeBase64 } from "../domain/base64.ts";
import { toBytes } from "../domain/bytes.ts";
import { type Answer, toAnswer } from "../domain/exchange.ts";
import { err, ok, type Result } from "../domain/result.ts";
import { readLimited } from "./limited-body.ts";
import { type OriginMap, replaceOrigin } from "./origin-map.ts";
import type { Clock, Log, Outbound, OutboundRequest, SendFailure } from "./ports.ts";
import type { SidecarExit } from "./sidecar-client.ts";

const defaultDeadlineMs = 10_000;
const defaultMaxBytes = 1_048_576;

export function createOutbound({
  originMap,
  sidecarExit,
  fetch,
  log,
  clock,
}: {
  /** Empty in production; `parseEnv` sees to it. */
  readonly originMap: OriginMap;
  readonly sidecarExit: SidecarExit;
  readonly fetch: typeof globalThis.fetch;
  readonly log: Log;
  readonly clock: Clock;
}): Outbound {
  async function route(request: OutboundRequest, url: URL): Promise<Result<Answer, SendFailure>> {
    const replaced = replaceOrigin(originMap, url);
    if (replaced) return sendDirectly(fetch, replaced, request);
    if (request.via === "egress") return sendThroughSidecar(sidecarExit, url, request);
    // The address of a fetch cannot be pinned here: only names of the public internet are asked for, and no address at all.
    const isAllowed = isAllowedName(url.hostname, publicInternet);
    return isAllowed ? sendDirectly(fetch, url, request) : refuse("address_refused");
  }

  return {
    async send(request) {
      const url = parseHttpsUrl(request.url);
      if (url === undefined) return refuse("address_refused");
      const startedAt = clock.now().getTime();
      const result = await route(request, url);
      const fields = { host: url.hostname, method: request.method, ms: clock.now().getTime() - startedAt };
      if (result.ok) log.info("outbound", { ...fields, status: result.value.status });
      else log.warn("outbound", { ...fields, code: result.failure.reason });
      return result;
    },
  };
}

/** Credentials in a URL would end in logs of the other side. */
function parseHttpsUrl(text: string): URL | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  return url?.protocol === "https:" && url.username === "" && url.password === "" ? url : undefined;
}

async function sendDirectly(
  fetch: typeof globalThis.fetch,
  url: URL,
  request: OutboundRequest,
): Promise<Result<Answer, SendFailure>> {
  const deadline = new AbortController();
  // Throws for a header that HTTP does not allow: our own fault, told before anything is sent.
  const outgoing = new Request(url.href, {
    method: request.method,
    headers: { ...request.headers },
    redirect: "manual",
    signal: deadline.signal,
    ...(request.body !== undefined && { body: request.body }),
  });
  const timer = setTimeout(() => deadline.abort(), request.deadlineMs ?? defaultDeadlineMs);
  try {
    const response = await fetch(outgoing);
    // Status 0 is how some runtimes show a redirect that was not followed.
    if (response.status === 0 || (response.status >= 300 && response.status < 400)) {
      await response.body?.cancel();
      return refuse("redirect_refused");
    }
    const bytes = await readLimited(response.body, request.maxBytes ?? defaultMaxBytes);
    if (bytes === undefined) return refuse("answer_too_large");
    return ok(toAnswer(response.status, Object.fromEntries(response.headers), new TextDecoder().decode(bytes)));
  } catch {
    // What the runtime throws says nothing that could be told apart (see above).
    return refuse(deadline.signal.aborted ? "server_silent" : "connection_lost");
  } finally {
    clearTimeout(timer);
  }
}

async function sendThroughSidecar(
  exit: SidecarExit,
  url: URL,
  request: OutboundRequest,
): Promise<Result<Answer, SendFailure>> {
  const fetched = await exit.fetch({
    url: url.href,
    method: request.method,
    headers: { ...request.headers },
    timeout_ms: Math.min(request.deadlineMs ?? defaultDeadlineMs, defaultDeadlineMs),
    max_bytes: Math.min(request.maxBytes ?? defaultMaxBytes, defaultMaxBytes),
    ...(request.body !== undefined && { body_base64: encodeBase64(toBytes(request.body)) }),
  });
  if (!fetched.ok) return refuse(fetched.failure.reason);
  const answer = fetched.value;
  if (!answer.ok) return refuse(toSendReason(answer.code));
  const bytes = decodeBase64(answer.body_base64);
  if (bytes === undefined) return refuse("sidecar_unavailable");
  if (answer.status >= 300 && answer.status < 400) return refuse("redirect_refused");
  const headers = Object.entries(answer.headers).map(([name, value]) => [name.toLowerCase(), value]);
  return ok(toAnswer(answer.status, Object.fromEntries(headers), new TextDecoder().decode(bytes)));
}

const sendReasons = [
  "host_unknown",
  "address_refused",
  "port_closed",
  "port_filtered",
  "server_silent",
  "connection_lost",
  "tls_unknown_authority",
  "tls_wrong_host",
  "tls_certificate_expired",
  "tls_failed",
  "answer_too_large",
  "redirect_refused",
  "sidecar_unavailable",
] as const satisfies readonly SendFailure["reason"][];

/** The sidecar may name causes that no HTTP request has; to us they mean that it could not do its work. */
function toSendReason(code: string): SendFailure["reason"] {
  return sendReasons.find((reason) => reason === code) ?? "sidecar_unavailable";
}

function refuse(reason: SendFailure["reason"]): { readonly ok: false; readonly failure: SendFailure } {
  return err({ reason, step: reason.startsWith("tls_") ? "tls" : "network" });
}
