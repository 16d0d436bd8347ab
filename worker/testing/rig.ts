/** The whole application in one isolate with a real database and vault; providers, sidecar and clock are the test's. */

import type { Attempt, Role, Session, SessionCreate } from "../../schema/wire/index.ts";
import { createApp } from "../app.ts";
import { encodeBase64 } from "../domain/base64.ts";
import { type Answer, toAnswer } from "../domain/exchange.ts";
import { err, ok } from "../domain/result.ts";
import { type Config, parseEnv } from "../env.ts";
import { createLog } from "../platform/log.ts";
import type { OutboundRequest, SendFailure, Sidecar } from "../platform/ports.ts";
import { systemRandom } from "../platform/random.ts";
import { createVault } from "../platform/vault.ts";
import type { Services } from "../services/types.ts";
import { openTestDatabase } from "./database.ts";

export const publicUrl = "https://api.speedai.example";
export const pageOrigin = "https://dashboard.example";
export const partnerOrigin = "https://partner.example";
export const mailDomain = "connect.speedai.example";
export const partnerKey = "partner-key-of-the-tests-0123456789abcdef";
export const narrowPartnerKey = "narrow-key-of-the-tests-0123456789abcdef";
export const serviceKey = "service-key-of-the-tests-0123456789abcdef";
export const narrowServiceKey = "narrow-service-key-0123456789abcdef0123";
/** May do everything, for tenants that are not there. */
export const strangeServiceKey = "strange-service-key-0123456789abcdef012";

/** Answers a provider's request, or says that nothing came back. */
export type Provider = (request: OutboundRequest, url: URL) => Answer | SendFailure | Promise<Answer | SendFailure>;

export interface Rig {
  readonly services: Services;
  readonly config: Config;
  /** Everything that was sent to providers, in order. */
  readonly sent: OutboundRequest[];
  /** Every line that was logged. */
  readonly lines: string[];
  /** Who answers from now on. */
  answer(provider: Provider): void;
  /** What the sidecar says from now on. */
  checkDatabases(check: Sidecar["check"]): void;
  /** Moves the clock. */
  pass(seconds: number): void;
  now(): Date;
  /** Waits for the work that goes on after answers. */
  settle(): Promise<void>;
  request(path: string, init?: RequestInit): Promise<Response>;
  session(options?: SessionOptions): Promise<Caller>;
}

export interface SessionOptions {
  readonly tenant?: string;
  readonly user?: string;
  readonly role?: Role;
  readonly origins?: readonly string[];
  readonly integrations?: readonly string[];
  readonly ttlSeconds?: number;
  readonly proof?: SessionCreate["proof"];
}

/** A page with its session. */
export interface Caller {
  readonly token: string;
  readonly sessionId: string;
  call(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Response>;
  attempt(provider: string, body: object): Promise<Attempt>;
}

export function json(status: number, body: unknown, headers: Record<string, string> = {}): Answer {
  return toAnswer(status, { "content-type": "application/json", ...headers }, JSON.stringify(body));
}

const key = () => encodeBase64(systemRandom.bytes(32));

export const bindings = {
  ENVIRONMENT: "test",
  PUBLIC_URL: publicUrl,
  LIBSQL_URL: "http://127.0.0.1:1",
  VAULT_KEYS: `v1:${key()}`,
  SESSION_KEYS: `s1:${key()}`,
  FINGERPRINT_KEY: key(),
  SIDECAR_URL: "http://127.0.0.1:2",
  SIDECAR_KEYS: `c1:${key()}`,
  INTERNAL_KEYS: JSON.stringify([
    {
      key: serviceKey,
      name: "agent",
      scopes: ["connections:read", "proxy", "events:read", "records:read", "audit:read", "vault:rotate"],
      tenants: "*",
    },
    { key: narrowServiceKey, name: "reports", scopes: ["connections:read"], tenants: ["other"] },
    {
      key: strangeServiceKey,
      name: "stranger",
      scopes: ["connections:read", "proxy", "events:read", "records:read", "audit:read", "vault:rotate"],
      tenants: ["elsewhere"],
    },
  ]),
  PARTNER_KEYS: JSON.stringify([
    { key: partnerKey, name: "demo", origins: [pageOrigin, partnerOrigin], tenants: "*" },
    { key: narrowPartnerKey, name: "narrow", origins: [partnerOrigin], tenants: ["only"] },
  ]),
  INBOUND_MAIL_DOMAIN: mailDomain,
  OAUTH_HUBSPOT_CLIENT_ID: "hubspot-client",
  OAUTH_HUBSPOT_CLIENT_SECRET: "hubspot-client-secret-0123456789",
} as const;

/** `more` replaces variables; an empty one is as good as absent. */
export async function createRig(more: Readonly<Record<string, string>> = {}): Promise<Rig> {
  const database = await openTestDatabase();
  const parsed = await parseEnv({ ...bindings, ...more });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.failure));
  const config = parsed.value;
  const sent: OutboundRequest[] = [];
  const pending: Promise<void>[] = [];
  const lines: string[] = [];
  let now = Date.parse("2026-11-23T08:00:00Z");
  let provider: Provider = () => ({ reason: "host_unknown", step: "network" });
  let check: Sidecar["check"] = async () => err({ reason: "sidecar_unavailable" });

  const services: Services = {
    config,
    db: database.db,
    clock: { now: () => new Date(now) },
    random: systemRandom,
    log: createLog((line) => lines.push(line)),
    vault: createVault({ keys: config.vaultKeys, fingerprintKey: config.fingerprintKey, random: systemRandom }),
    sidecar: { check: (request) => check(request), healthy: async () => true },
    outbound: {
      async send(request) {
        sent.push(request);
        const answered = await provider(request, new URL(request.url));
        return "reason" in answered ? err(answered) : ok(answered);
      },
    },
    dispatch: async (request) => app.fetch(request),
    later: (work) => {
      pending.push(work());
    },
  };
  const app = createApp(services);
  const request = async (path: string, init?: RequestInit) => app.fetch(new Request(`${publicUrl}${path}`, init));

  return {
    services,
    config,
    sent,
    lines,
    answer: (next) => {
      provider = next;
    },
    checkDatabases: (next) => {
      check = next;
    },
    pass: (seconds) => {
      now += seconds * 1000;
    },
    now: () => new Date(now),
    async settle() {
      while (pending.length > 0) await pending.shift();
    },
    request,
    async session({
      tenant = "maison",
      user = "camille",
      role = "manager",
      origins = [pageOrigin],
      integrations,
      ttlSeconds,
      proof,
    } = {}) {
      const response = await request("/api/sessions", {
        method: "POST",
        headers: { authorization: `Bearer ${partnerKey}`, "content-type": "application/json" },
        body: JSON.stringify({
          tenant: { id: tenant, name: `Tenant ${tenant}` },
          user: { id: user, role },
          origins,
          ...(integrations && { integrations }),
          ...(ttlSeconds && { ttl_seconds: ttlSeconds }),
          ...(proof && { proof }),
        }),
      });
      const session = await response.json<Session>();
      return toCaller(request, session, origins[0] ?? pageOrigin);
    },
  };
}

function toCaller(request: Rig["request"], session: Session, origin: string): Caller {
  const call: Caller["call"] = (method, path, body, headers = {}) =>
    request(path, {
      method,
      headers: {
        authorization: `Bearer ${session.token}`,
        origin,
        ...(body !== undefined && { "content-type": "application/json" }),
        ...headers,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
  return {
    token: session.token,
    sessionId: session.session_id,
    call,
    async attempt(provider, body) {
      const response = await call("POST", `/api/integrations/${provider}/attempts`, body);
      if (response.status !== 201) throw new Error(`${response.status} ${await response.text()}`);
      return response.json();
    },
  };
}
