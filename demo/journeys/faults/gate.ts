/**
 * Stands between the Worker and one of those it talks to. It counts the calls and cuts one of them: before it arrives, after
 * it was answered, in the middle of the answer, or everything from it on. Deterministic, where a real network is not.
 */
import { Agent, createServer, request as forward, type IncomingHttpHeaders, type ServerResponse } from "node:http";

export const cutKinds = ["never_arrives", "answer_lost", "half_answer", "down"] as const;
/**
 * - `never_arrives`: the connection is reset before the call is passed on.
 * - `answer_lost`: the other side has acted and answered; the connection is reset instead of the answer.
 * - `half_answer`: reset in the middle of the answer's body.
 * - `down`: this call and all later ones never arrive.
 */
export type CutKind = (typeof cutKinds)[number];

/**
 * `hold_before`: the call waits here; `hold_after`: the other side has acted, the answer waits here. What is held for ever is
 * silence.
 */
export type Hold = "hold_before" | "hold_after";

export interface Cut {
  /** Which call, from 1. */
  readonly at: number;
  readonly kind: CutKind | Hold;
}

/** A call as the other side saw it. */
export interface Exchange {
  readonly method: string;
  readonly path: string;
  readonly body: string;
  readonly status: number;
  readonly answer: string;
  /** Whether the Worker got the whole answer. */
  readonly isDelivered: boolean;
}

export interface Watch {
  /** What each call was, in order. */
  readonly calls: readonly string[];
  /** Resolves when the cut was made. */
  readonly met: Promise<void>;
  readonly isMet: boolean;
  /** Calm: later calls pass; what is held is reset. */
  end(): void;
}

export interface Gate {
  /** `http://127.0.0.1:<port>` */
  readonly url: string;
  /** Calls before it are answered with a 503. */
  leadTo(target: string): void;
  /** Counts from the next call on, and makes the cut. Replaces the watch before, whose held calls stay held. */
  watch(cut?: Cut): Watch;
  close(): Promise<void>;
}

export interface GateOptions {
  /** Names a call for people. */
  readonly describe: (call: { readonly method: string; readonly path: string; readonly body: string }) => string;
  readonly observe?: (exchange: Exchange) => void;
}

interface Watching {
  readonly cut: Cut | undefined;
  readonly calls: string[];
  readonly held: Set<ServerResponse>;
  meet(): void;
  isOver: boolean;
}

/** Headers of one connection, not of the message (RFC 9110 §7.6.1), and what the sender of a whole body sets anew. */
const ownHeaders = ["connection", "keep-alive", "transfer-encoding", "content-length", "host"];

export async function openGate({ describe, observe }: GateOptions): Promise<Gate> {
  const agent = new Agent({ keepAlive: true });
  let target: URL | undefined;
  let watching: Watching | undefined;

  const server = createServer(async (request, response) => {
    const { method = "GET", url: path = "/" } = request;
    const body = await readAll(request);
    const now = watching;
    now?.calls.push(describe({ method, path, body: body.toString("utf8") }));
    const kind = now && cutOf(now);
    if (kind !== undefined) now?.meet();
    if (kind === "never_arrives" || kind === "down") return response.destroy();
    if (kind === "hold_before") return now?.held.add(response);
    if (!target) return response.writeHead(503).end();
    const answered = await pass(agent, target, { method, path, headers: request.headers, body });
    const isDelivered = kind === undefined && answered !== undefined;
    if (answered) {
      const { status, body: answer } = answered;
      observe?.({ method, path, body: body.toString("utf8"), status, answer: answer.toString("utf8"), isDelivered });
    }
    if (kind === "hold_after") return now?.held.add(response);
    if (!answered || kind === "answer_lost") return response.destroy();
    response.writeHead(answered.status, { ...withoutOwn(answered.headers), "content-length": answered.body.length });
    if (kind !== "half_answer") return response.end(answered.body);
    // At least the headers arrive, and never the last byte.
    return response.write(answered.body.subarray(0, Math.floor(answered.body.length / 2)), () => response.destroy());
  });
  // A call whose sender went away is nobody's error.
  server.on("clientError", (_error, socket) => socket.destroy());
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no TCP address");

  return {
    url: `http://127.0.0.1:${address.port}`,
    leadTo: (url) => {
      target = new URL(url);
    },
    watch: (cut) => {
      let isMet = false;
      let notice = () => undefined;
      const met = new Promise<void>((resolve) => {
        notice = () => {
          isMet = true;
          resolve();
          return undefined;
        };
      });
      const own: Watching = { cut, calls: [], held: new Set(), meet: () => notice(), isOver: false };
      watching = own;
      return {
        calls: own.calls,
        met,
        get isMet() {
          return isMet;
        },
        end: () => {
          own.isOver = true;
          if (watching === own) watching = undefined;
          for (const response of own.held) response.destroy();
          own.held.clear();
        },
      };
    },
    close: () =>
      new Promise((resolve) => {
        agent.destroy();
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** What becomes of the call that was just counted. */
function cutOf({ cut, calls, isOver }: Watching): Cut["kind"] | undefined {
  if (!cut || isOver) return undefined;
  if (calls.length === cut.at) return cut.kind;
  return cut.kind === "down" && calls.length > cut.at ? "down" : undefined;
}

interface Passed {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** Undefined: the other side is not there, or broke off. */
function pass(
  agent: Agent,
  target: URL,
  call: {
    readonly method: string;
    readonly path: string;
    readonly headers: IncomingHttpHeaders;
    readonly body: Buffer;
  },
): Promise<Passed | undefined> {
  return new Promise((resolve) => {
    const { hostname: host, port } = target;
    const headers = {
      ...withoutOwn(call.headers),
      host: target.host,
      ...(call.body.length > 0 && { "content-length": call.body.length }),
    };
    const outgoing = forward({ agent, host, port, method: call.method, path: call.path, headers }, (incoming) => {
      readAll(incoming).then(
        (body) => resolve({ status: incoming.statusCode ?? 502, headers: incoming.headers, body }),
        () => resolve(undefined),
      );
    });
    outgoing.once("error", () => resolve(undefined));
    outgoing.end(call.body);
  });
}

function withoutOwn(headers: IncomingHttpHeaders): Record<string, string | string[]> {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      value === undefined || ownHeaders.includes(name) ? [] : [[name, value]],
    ),
  );
}

async function readAll(stream: AsyncIterable<Buffer>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}
