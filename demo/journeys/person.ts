/** A person at a host's page, by HTTP alone: a session from the host's back end, then the API as the element calls it. */
import { z } from "zod";
import {
  type Attempt,
  attempt as attemptOnWire,
  type Check,
  type Connection,
  catalogue,
  check as checkOnWire,
  connection as connectionOnWire,
  type FieldValues,
  type LogPage,
  logPage,
  type Problem,
  problem,
  type Session,
} from "../../schema/wire/index.ts";
import { mintSession } from "../host/session.ts";
import type { Stack } from "../start.ts";
import { createSigner } from "./proof.ts";

export interface AttemptBody {
  readonly method: string;
  readonly values?: FieldValues;
  readonly label?: string;
  readonly connection_id?: string;
  readonly return_url?: string;
}

export interface Person {
  readonly token: string;
  /** Origin of the page at which the person sits. */
  readonly origin: string;
  /** Headers of a request that the page would send: token, proof, origin. */
  headers(method: string, path: string): Promise<Record<string, string>>;
  /** The bare call, with the session and the page's origin. */
  call(method: string, path: string, body?: unknown): Promise<Response>;
  begin(provider: string, body: AttemptBody): Promise<Attempt>;
  /** The refusal of an attempt that must not begin. */
  beginInVain(provider: string, body: AttemptBody): Promise<Problem>;
  submit(attemptId: string, values: FieldValues): Promise<Attempt>;
  upload(attemptId: string, name: string, file: string | Uint8Array<ArrayBuffer>): Promise<Attempt>;
  attempt(id: string): Promise<Attempt>;
  connection(id: string): Promise<Connection>;
  connections(): Promise<readonly Connection[]>;
  test(connectionId: string): Promise<Check>;
  change(connectionId: string, values: FieldValues): Promise<Response>;
  logs(connectionId: string): Promise<LogPage["entries"]>;
  disconnect(connectionId: string): Promise<string>;
}

/** Sees every answer of the API before the person does. */
export type Listener = (call: { readonly method: string; readonly path: string }, answer: Response) => Promise<void>;

const minted = z.object({ token: z.string() }) satisfies z.ZodType<Pick<Session, "token">>;

/** Opens the dashboard's page, or the partner's. */
export async function sitDown(
  stack: Pick<Stack, "urls">,
  { at = "dashboard", listen }: { readonly at?: "dashboard" | "partner"; readonly listen?: Listener } = {},
): Promise<Person> {
  const origin = stack.urls[at];
  const answer = await fetch(`${origin}/session`, {
    method: "POST",
    headers: { "content-type": "application/json", origin },
    body: "{}",
  });
  const { token } = minted.parse(await answer.json());
  return personWith(stack, { token, origin, ...(listen && { listen }) });
}

/** A host of the tests' own, whose key may name any tenant. */
export const foreignHost = {
  origin: "https://host.example",
  partnerKey: "partner-key-of-the-journeys-5b1f09c2d7e84a63",
} as const;

/** `PARTNER_KEYS` that let the foreign host in. */
export const foreignHostKeys = JSON.stringify([
  { key: foreignHost.partnerKey, name: "journeys", origins: [foreignHost.origin], tenants: "*" },
]);

/** A page of the foreign host, for an administrator of a tenant. */
export async function sitDownAbroad(
  stack: Pick<Stack, "urls">,
  { tenant, listen }: { readonly tenant: string; readonly listen?: Listener },
): Promise<Person> {
  const { origin, partnerKey } = foreignHost;
  const session = await mintSession(
    { apiUrl: stack.urls.api, partnerKey },
    { tenant: { id: tenant, name: tenant }, user: { id: "camille", role: "admin" }, origins: [origin] },
  );
  if (!session) throw new Error(`no session for ${tenant}`);
  return personWith(stack, { token: session.token, origin, ...(listen && { listen }) });
}

function personWith(
  stack: Pick<Stack, "urls">,
  { token, origin, listen }: { readonly token: string; readonly origin: string; readonly listen?: Listener },
): Person {
  const prove = createSigner();
  const headers: Person["headers"] = async (method, path) => ({
    authorization: `Bearer ${token}`,
    dpop: await prove({ method, url: stack.urls.api + path, token }),
    origin,
  });
  const send = async (method: string, path: string, body: BodyInit | undefined, type: string) => {
    const given = await fetch(stack.urls.api + path, {
      method,
      headers: { ...(await headers(method, path)), ...(body !== undefined && { "content-type": type }) },
      ...(body !== undefined && { body }),
    });
    await listen?.({ method, path }, given.clone());
    return given;
  };
  const call: Person["call"] = (method, path, body) =>
    send(method, path, body === undefined ? undefined : JSON.stringify(body), "application/json");
  const attempts = (provider: string) => `/api/integrations/${provider}/attempts`;

  return {
    token,
    origin,
    headers,
    call,
    begin: async (provider, body) => attemptOnWire.parse(await good(call("POST", attempts(provider), body))),
    beginInVain: async (provider, body) => problem.parse(await (await call("POST", attempts(provider), body)).json()),
    submit: async (id, values) =>
      attemptOnWire.parse(await good(call("POST", `/api/attempts/${id}/steps`, { values }))),
    upload: async (id, name, file) =>
      attemptOnWire.parse(
        await good(send("POST", `/api/attempts/${id}/upload?file_name=${encodeURIComponent(name)}`, file, "text/csv")),
      ),
    attempt: async (id) => attemptOnWire.parse(await good(call("GET", `/api/attempts/${id}`))),
    connection: async (id) => connectionOnWire.parse(await good(call("GET", `/api/connections/${id}`))),
    connections: async () => {
      const { integrations } = catalogue.parse(await good(call("GET", "/api/integrations")));
      return integrations.flatMap((integration) => integration.connections);
    },
    test: async (id) => checkOnWire.parse(await good(call("POST", `/api/connections/${id}/test`))),
    change: (id, values) => call("PATCH", `/api/connections/${id}`, { values }),
    logs: async (id) => logPage.parse(await good(call("GET", `/api/connections/${id}/logs`))).entries,
    disconnect: async (id) =>
      z.object({ revoked: z.string() }).parse(await good(call("DELETE", `/api/connections/${id}`))).revoked,
  };
}

/** The body of a 2xx answer; anything else ends the test with what was said. */
async function good(asked: Promise<Response>): Promise<unknown> {
  const answer = await asked;
  if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}`);
  return answer.json();
}

/** The connection of an attempt that must have led to one. */
export function connectionOf({ step, connection, state }: Attempt): Connection {
  const made = step.kind === "done" || step.kind === "instructions" ? step.connection : connection;
  if (made === undefined || state !== "done") throw new Error(`not connected: ${state}, ${JSON.stringify(step)}`);
  return made;
}
