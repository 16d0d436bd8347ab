/** A wire-tap between the Worker and the simulated providers: what was sent to whom, and the secrets that providers made. */
import { createServer, type IncomingMessage } from "node:http";
import { at, isRecord, parseJson } from "../../../worker/domain/json.ts";
import { loadSimulators } from "../../simulators/index.ts";
import { originMap } from "../../simulators/server.ts";
import type { Canary } from "./search.ts";

export interface Tap {
  /** `ORIGIN_MAP` that leads through the tap. */
  readonly originMap: string;
  /** Where the simulators are, once they are known. */
  leadTo(simulatorsUrl: string): void;
  /** Secrets that only the Worker and the provider know: tokens, codes, verifiers. */
  learned(): readonly Canary[];
  /** Everything sent to each provider, headers and bodies. */
  sent(): ReadonlyMap<string, Buffer>;
  close(): Promise<void>;
}

/** Members of token requests and answers that are nobody else's business. */
const secretMembers = ["access_token", "refresh_token", "id_token", "code", "code_verifier", "client_secret"];

export async function tapProviders(): Promise<Tap> {
  const simulators = await loadSimulators();
  const providerOf = new Map(
    simulators.flatMap(({ id, mounts }) => Object.keys(mounts).map((mount) => [mount.replace("/*", ""), id] as const)),
  );
  const learned = new Map<string, Canary>();
  const sent = new Map<string, Buffer[]>();
  let target = "";

  const learn = (text: string, provider: string) => {
    const json = parseJson(text);
    const form = new URLSearchParams(text);
    for (const member of secretMembers) {
      const value = isRecord(json) ? at(json, member) : form.get(member);
      if (typeof value === "string" && value.length >= 16) {
        learned.set(value, { name: `${provider} ${member} ${learned.size}`, value });
      }
    }
  };

  const server = createServer(async (request, response) => {
    const path = request.url ?? "/";
    const provider = providerOf.get(path.split(/[/?]/)[1] ?? "") ?? "";
    const body = await readBody(request);
    const headers = new Headers();
    for (const [name, value] of Object.entries(request.headers)) {
      if (typeof value === "string" && !ownHeaders.has(name)) headers.set(name, value);
    }
    sent.set(provider, [
      ...(sent.get(provider) ?? []),
      Buffer.from(`${path}\n${JSON.stringify([...headers])}\n`),
      body,
    ]);
    learn(body.toString("utf8"), provider);
    try {
      const answer = await fetch(target + path, {
        method: request.method ?? "GET",
        headers,
        redirect: "manual",
        ...(body.length > 0 && { body: new Uint8Array(body) }),
      });
      const text = await answer.text();
      learn(text, provider);
      for (const [name, value] of answer.headers) if (!ownHeaders.has(name)) response.setHeader(name, value);
      response.writeHead(answer.status).end(text);
    } catch {
      // The provider hung up: so do we.
      request.socket.destroy();
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no TCP address");
  return {
    originMap: JSON.stringify(originMap(simulators, `http://127.0.0.1:${address.port}`)),
    leadTo: (url) => {
      target = url;
    },
    learned: () => [...learned.values()],
    sent: () => new Map([...sent].map(([provider, parts]) => [provider, Buffer.concat(parts)])),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Of one connection only; the next sets its own. */
const ownHeaders = new Set([
  "connection",
  "host",
  "content-length",
  "transfer-encoding",
  "content-encoding",
  "keep-alive",
]);

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(Buffer.from(part));
  return Buffer.concat(parts);
}
