/** What services and methods see of the platform. Implementations stand beside this file and are wired in services.ts. */
import type { DatabaseCheckAnswer, DatabaseCheckRequest, Reason } from "../../schema/wire/index.ts";
import type { Answer } from "../domain/exchange.ts";
import type { Result } from "../domain/result.ts";

export interface Clock {
  now(): Date;
}

/** Cryptographically strong randomness. */
export interface Random {
  /** Readable prefix and 160 random bits in base32, e.g. `con_…`. */
  id(prefix: string): string;
  /** Base64url of `bytes` random bytes (32 unless told). */
  token(bytes?: number): string;
  bytes(length: number): Uint8Array<ArrayBuffer>;
}

export interface OutboundRequest {
  /** The provider's real URL, https only; the origin map and the exit are Outbound's business. */
  readonly url: string;
  readonly method: "GET" | "HEAD" | "POST" | "PUT" | "PATCH" | "DELETE";
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Milliseconds, 10 000 unless told. */
  readonly deadlineMs?: number;
  /** 1 MiB unless told; 64 KiB for token endpoints. */
  readonly maxBytes?: number;
  /** Hosts that a customer typed leave through the sidecar. */
  readonly via?: "egress";
}

/** No usable answer. `step` says which line of the checklist failed. */
export interface SendFailure {
  readonly reason: Extract<
    Reason,
    | "host_unknown"
    | "address_refused"
    | "port_closed"
    | "port_filtered"
    | "server_silent"
    | "connection_lost"
    | "tls_unknown_authority"
    | "tls_wrong_host"
    | "tls_certificate_expired"
    | "tls_failed"
    | "answer_too_large"
    | "redirect_refused"
    | "sidecar_unavailable"
  >;
  readonly step: "network" | "tls";
}

/** The one way out. Never throws for what the other side does. */
export interface Outbound {
  send(request: OutboundRequest): Promise<Result<Answer, SendFailure>>;
}

export interface Sidecar {
  check(
    request: DatabaseCheckRequest,
  ): Promise<Result<DatabaseCheckAnswer, { readonly reason: "sidecar_unavailable" }>>;
  /** True when the sidecar answers its health call. */
  healthy(): Promise<boolean>;
}

/** Where a secret belongs. All of it is authenticated with the ciphertext. */
export interface SealContext {
  readonly tenant: string;
  readonly connection: string;
  readonly field: string;
  /** Counts the writes of the connection's secrets; an older ciphertext does not open. */
  readonly generation: number;
}

/** A data key of one connection, wrapped by a key-encryption key that is never in the database. */
export interface WrappedKey {
  readonly keyId: string;
  /** Base64url envelope. */
  readonly wrapped: string;
}

export type VaultFailure = {
  readonly reason: "secret_unreadable";
  /** `rolled_back`: the row is older than the audit trail says. */
  readonly cause: "unknown_key" | "unknown_version" | "refused" | "rolled_back";
};

/** A data key unwrapped once for many values of the same connection. Never kept beyond one piece of work. */
export interface OpenedKey {
  seal(context: Pick<SealContext, "field" | "generation">, plaintext: string): Promise<string>;
  open(context: Pick<SealContext, "field" | "generation">, envelope: string): Promise<Result<Secret, VaultFailure>>;
}

/**
 * AES-256-GCM by WebCrypto, a fresh data key per connection (docs/storage.md). Opening anything that was not sealed for
 * exactly this context is refused.
 */
export interface Vault {
  readonly currentKeyId: string;
  newKey(owner: { readonly tenant: string; readonly connection: string }): Promise<WrappedKey>;
  seal(key: WrappedKey, context: SealContext, plaintext: string): Promise<Result<string, VaultFailure>>;
  open(key: WrappedKey, context: SealContext, envelope: string): Promise<Result<Secret, VaultFailure>>;
  /** For work on many values: the same seals as `seal` and `open`, without unwrapping each time. */
  openKey(
    key: WrappedKey,
    owner: { readonly tenant: string; readonly connection: string },
  ): Promise<Result<OpenedKey, VaultFailure>>;
  /** Wraps the same data key again with the current key-encryption key. */
  rewrap(
    key: WrappedKey,
    owner: { readonly tenant: string; readonly connection: string },
  ): Promise<Result<WrappedKey, VaultFailure>>;
  /** Keyed HMAC (base64url) of a value: equality without the value. `purpose` separates the uses. */
  fingerprint(purpose: string, ...parts: readonly string[]): Promise<string>;
  /** Ed25519 signature (Base64url) of a head of the audit trail; `headKey` is the public key's `x`. */
  signHead(content: Uint8Array<ArrayBuffer>): Promise<string>;
  headKey(): Promise<string>;
  /** Text that proves a configured key later; see `provesKey`. */
  checkValue(keyId: string): Promise<string>;
  provesKey(keyId: string, checkValue: string): Promise<boolean>;
}

/** A secret in memory. Prints as `[secret]` everywhere; only `reveal` gives the value. */
export interface Secret {
  reveal(): string;
  toString(): "[secret]";
  toJSON(): "[secret]";
}

/** The only fields a log line can have. */
export interface LogFields {
  readonly request_id?: string;
  readonly method?: string;
  /** Route pattern, never the path with its ids or query. */
  readonly route?: string;
  readonly status?: number;
  readonly ms?: number;
  readonly tenant?: string;
  /** Id of a session, never its token. */
  readonly session?: string;
  /** Which key was shown, by its configured name: `partner:…` or `service:…`. */
  readonly caller?: string;
  readonly connection?: string;
  readonly provider?: string;
  /** Host name of an outbound request: no port, path or query. */
  readonly host?: string;
  readonly code?: string;
  readonly count?: number;
  readonly error?: string;
  /** Of a head of the audit trail: hash and signature in Base64url, and the time that is signed. */
  readonly hash?: string;
  readonly signature?: string;
  readonly signed_at?: string;
}

export interface Log {
  info(event: string, fields?: LogFields): void;
  warn(event: string, fields?: LogFields): void;
  error(event: string, fields?: LogFields): void;
}
