/**
 * Worker → sidecar. Every request is signed: `speedai-request-id`, `speedai-timestamp` (seconds) and
 * `speedai-signature: v1,<base64 HMAC-SHA256 of "id.timestamp.METHOD.path.body">`, as Standard Webhooks does with the
 * method and path added. A second use of an id and a time more than 60 s away are refused.
 *
 * Both sides read the keys from `SIDECAR_KEYS`: `id:base64,id:base64` as all key lists; the HMAC key is the decoded bytes,
 * at least 32. The Worker signs with the first, the sidecar accepts any, so that a key is changed without a pause.
 */
import { z } from "zod";
import { reason } from "./codes.ts";
import { checkStep } from "./connection.ts";

export const sidecarSignatureWindowSeconds = 60;

export const sidecarHeaders = {
  id: "speedai-request-id",
  timestamp: "speedai-timestamp",
  signature: "speedai-signature",
} as const;

/** What the HMAC covers; `path` includes the query, `body` is the raw text. */
export function sidecarSignedContent(parts: {
  id: string;
  timestamp: string;
  method: string;
  path: string;
  body: string;
}): string {
  return [parts.id, parts.timestamp, parts.method, parts.path, parts.body].join(".");
}

/** Ids that the sidecar takes for `speedai-request-id`. */
export const sidecarRequestId = z.string().regex(/^[A-Za-z0-9_-]{16,128}$/);

/** Text of a login: both protocols end their texts with a zero character, so one inside would begin another field. */
const loginText = z.string().refine((text) => !text.includes("\0"), { message: "holds a zero character" });

/** `POST /v1/check` */
export const databaseCheckRequest = z.strictObject({
  engine: z.enum(["postgresql", "mysql"]),
  host: z.string().min(1).max(253),
  port: z.int().min(1).max(65_535),
  database: loginText.min(1).max(128),
  user: loginText.min(1).max(128),
  password: loginText.max(1024),
  ssl: z.boolean(),
  /** PEM, one or several certificates that replace the public authorities. */
  ca_certificate: z.string().max(65_536).optional(),
});
export type DatabaseCheckRequest = z.infer<typeof databaseCheckRequest>;

export const databaseCheckAnswer = z.strictObject({
  ok: z.boolean(),
  steps: z.array(checkStep),
  /** Cause of the first failing step. */
  code: reason.optional(),
  /** Field of the form to correct, when one is to blame. */
  field: z.enum(["host", "port", "database", "user", "password", "ssl", "ca_certificate"]).optional(),
});
export type DatabaseCheckAnswer = z.infer<typeof databaseCheckAnswer>;

/** `POST /v1/fetch`: one HTTPS request to a host that a customer typed. No redirect is followed. */
export const egressRequest = z.strictObject({
  url: z.url({ protocol: /^https?$/ }).max(4096),
  method: z.enum(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"]),
  headers: z.record(z.string(), z.string()),
  body_base64: z.string().optional(),
  timeout_ms: z.int().min(100).max(10_000),
  max_bytes: z.int().min(0).max(1_048_576),
});
export type EgressRequest = z.infer<typeof egressRequest>;

export const egressAnswer = z.discriminatedUnion("ok", [
  z.strictObject({
    ok: z.literal(true),
    status: z.int(),
    headers: z.record(z.string(), z.string()),
    body_base64: z.string(),
  }),
  z.strictObject({ ok: z.literal(false), code: reason }),
]);
export type EgressAnswer = z.infer<typeof egressAnswer>;
