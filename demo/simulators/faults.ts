/** Faults ordered by a test or a visitor: which request gets which, and what it looks like on the wire. */
import { setTimeout as wait } from "node:timers/promises";
import { z } from "zod";
import { type FaultKind, faultKinds, type Simulator } from "./define.ts";

const dripIntervalMs = 200;
/** Above any limit that a client of these APIs should accept (1 MiB). */
const hugeBodyBytes = 3 * 1024 * 1024;
const defaultRetryAfterSeconds = 30;

export const faultOrder = z.strictObject({
  provider: z.string().min(1),
  /** Prefix of the provider's own path, e.g. `/oauth`; every path when absent. */
  path: z.string().startsWith("/").default("/"),
  kind: z.enum(faultKinds),
  /** How many requests; until cleared when absent. */
  times: z.int().min(1).optional(),
  /** Seconds. */
  retry_after: z.int().min(0).optional(),
});
export type FaultOrder = z.input<typeof faultOrder>;
export type Fault = z.output<typeof faultOrder>;

export interface Faults {
  order(fault: Fault): void;
  /** All of them, or those of one provider. */
  clear(provider?: string): void;
  /** The oldest order that fits, counted down. */
  take(provider: string, path: string): Fault | undefined;
  list(): readonly Fault[];
}

export function createFaults(): Faults {
  let orders: { fault: Fault; left: number }[] = [];
  return {
    order: (fault) => {
      orders.push({ fault, left: fault.times ?? Number.POSITIVE_INFINITY });
    },
    clear: (provider) => {
      orders = provider === undefined ? [] : orders.filter((order) => order.fault.provider !== provider);
    },
    take: (provider, path) => {
      const order = orders.find(({ fault }) => fault.provider === provider && path.startsWith(fault.path));
      if (!order) return undefined;
      order.left -= 1;
      if (order.left <= 0) orders = orders.filter((other) => other !== order);
      return order.fault;
    },
    list: () => orders.map((order) => order.fault),
  };
}

/**
 * The answer that a fault gives: the provider's own shape when it has one, else the shared one. Never resolves for `hang`
 * before the client goes. `lost_answer` is not an answer; the server handles it.
 */
export async function answerWithFault(
  fault: Fault,
  request: { readonly simulator: Simulator; readonly path: string; readonly signal: AbortSignal },
): Promise<Response> {
  const own = request.simulator.fault?.(fault.kind, request.path);
  const answer = own ?? (await sharedFault(fault.kind, request.signal));
  if (fault.kind === "rate_limited" || fault.retry_after !== undefined) {
    answer.headers.set("retry-after", String(fault.retry_after ?? defaultRetryAfterSeconds));
  }
  return answer;
}

async function sharedFault(kind: FaultKind, signal: AbortSignal): Promise<Response> {
  switch (kind) {
    case "unauthorized":
      return json(401, { error: "unauthorized", message: "The access token is not valid." });
    case "forbidden":
      return json(403, { error: "forbidden", message: "The access token lacks a right that this call needs." });
    case "rate_limited":
      return json(429, { error: "rate_limited", message: "Too many requests." });
    case "server_error":
      return json(500, { error: "server_error", message: "Something went wrong." });
    case "error_in_200":
      return json(200, { error: "server_error", error_description: "The request could not be handled." });
    case "rotated_token":
      // RFC 6749 §5.2: the refresh token was replaced, by somebody else's refresh, and is no longer known.
      return json(400, { error: "invalid_grant", error_description: "The refresh token is invalid or was replaced." });
    case "html":
      return new Response("<!doctype html><title>502 Bad Gateway</title><h1>502 Bad Gateway</h1>", {
        headers: { "content-type": "text/html; charset=utf-8" },
      });
    case "redirect":
      return new Response(null, { status: 302, headers: { location: "https://example.com/elsewhere" } });
    case "huge_body":
      return new Response(hugeBody(), { headers: { "content-type": "application/json" } });
    case "drip":
      return new Response(drippingBody(signal), { headers: { "content-type": "application/json" } });
    case "hang":
      await untilAborted(signal);
      return new Response(null, { status: 504 });
    case "lost_answer":
      throw new Error("lost_answer ends the connection, it has no answer");
    default:
      return kind satisfies never;
  }
}

function json(status: number, body: unknown): Response {
  return new Response(JSON.stringify(body), { status, headers: { "content-type": "application/json" } });
}

/** Valid JSON of one long string, so that only its size is wrong. */
function hugeBody(): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  const chunk = encoder.encode("x".repeat(64 * 1024));
  let sent = 0;
  return new ReadableStream({
    start: (controller) => controller.enqueue(encoder.encode('{"padding":"')),
    pull: (controller) => {
      if (sent >= hugeBodyBytes) {
        controller.enqueue(encoder.encode('"}'));
        controller.close();
        return;
      }
      sent += chunk.byteLength;
      controller.enqueue(chunk);
    },
  });
}

/** A byte of white space every 200 ms: each read succeeds, the whole never ends. */
function drippingBody(signal: AbortSignal): ReadableStream<Uint8Array> {
  const space = new Uint8Array([0x20]);
  const gone = new AbortController();
  signal.addEventListener("abort", () => gone.abort(), { once: true });
  return new ReadableStream({
    pull: async (controller) => {
      try {
        await wait(dripIntervalMs, undefined, { signal: gone.signal });
        controller.enqueue(space);
      } catch (error) {
        controller.error(error);
      }
    },
    cancel: () => gone.abort(),
  });
}

function untilAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });
}
