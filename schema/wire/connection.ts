/** A connection as the page sees it: no secret, only when each was set. */
import { z } from "zod";
import { checkStepName, connectionStatus, journalCode, methodKind, reason } from "./codes.ts";
import { label } from "./text.ts";

export const account = z.strictObject({
  /** Stable id at the provider (portal, account, database): compared on reconnect. */
  id: z.string(),
  /** What a person recognises: company, shop, user@host/database. */
  label: z.string(),
});
export type Account = z.infer<typeof account>;

export const checkStep = z.strictObject({
  name: checkStepName,
  ok: z.boolean(),
  code: reason.optional(),
  /** Duration in milliseconds; 0 where it was not measured by itself. */
  ms: z.int().min(0),
  /** No call of its own: the answer to this line's call proved it as well. A line that nothing proves is left out. */
  with: checkStepName.optional(),
});
export type CheckStep = z.infer<typeof checkStep>;

export const check = z.strictObject({
  ok: z.boolean(),
  status: connectionStatus,
  reason: reason.nullable(),
  steps: z.array(checkStep),
  /** Field to correct, when one is to blame. */
  field: z.string().optional(),
  /** Seconds to wait before the next try, when the provider said so. */
  retry_after: z.int().optional(),
  account: account.optional(),
  checked_at: z.iso.datetime(),
});
export type Check = z.infer<typeof check>;

export const connection = z.strictObject({
  id: z.string(),
  provider: z.string(),
  /** Id of the provider's method. */
  method: z.string(),
  kind: methodKind,
  label: z.string(),
  status: connectionStatus,
  reason: reason.nullable(),
  /** Since when `status` holds. */
  status_since: z.iso.datetime(),
  account: account.nullable(),
  /** Values of the non-secret fields, and addresses we generated (webhook URL). */
  settings: z.record(z.string(), z.union([z.string(), z.boolean(), z.number()])),
  secrets: z.record(z.string(), z.strictObject({ set_at: z.iso.datetime() })),
  created_at: z.iso.datetime(),
  last_checked_at: z.iso.datetime().nullable(),
  last_used_at: z.iso.datetime().nullable(),
  expires_at: z.iso.datetime().nullable(),
  /** Results of the last checks, oldest first, at most 30. */
  history: z.array(z.strictObject({ at: z.iso.datetime(), ok: z.boolean(), reason: reason.nullable() })),
});
export type Connection = z.infer<typeof connection>;

export const connections = z.strictObject({ connections: z.array(connection) });

export const connectionPatch = z
  .strictObject({
    label,
    /** New values; a secret left out is kept, a mask-like value (`••••`, `****`) is refused. */
    values: z.record(z.string().max(64), z.union([z.string().max(65_536), z.boolean(), z.number()])),
  })
  .partial();
export type ConnectionPatch = z.infer<typeof connectionPatch>;

export const disconnection = z.strictObject({ revoked: z.enum(["revoked", "unsupported", "failed"]) });
export type Disconnection = z.infer<typeof disconnection>;

export const logEntry = z.strictObject({
  id: z.string(),
  at: z.iso.datetime(),
  level: z.enum(["info", "warning", "error"]),
  code: journalCode,
  /** Facts for the sentence: `reason`, `event_id`, `event_type`, counts. Never a secret, never a provider's body. */
  params: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
  request_id: z.string().nullable(),
});
export type LogEntry = z.infer<typeof logEntry>;

export const logPage = z.strictObject({ entries: z.array(logEntry), next: z.string().nullable() });
export type LogPage = z.infer<typeof logPage>;
