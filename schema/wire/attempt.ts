/** An attempt to connect: the server says which step comes next, the page has one element per step kind. */
import { z } from "zod";
import { field, fieldValues } from "./catalogue.ts";
import { reason } from "./codes.ts";
import { check, connection } from "./connection.ts";
import { fieldError } from "./problem.ts";
import { importSummary, importTarget } from "./records.ts";
import { label } from "./text.ts";

export const attemptState = z.enum(["open", "done", "failed", "expired"]);
export type AttemptState = z.infer<typeof attemptState>;

/** Something to copy into the other tool. */
export const copyItem = z.strictObject({
  name: z.enum(["webhook_url", "webhook_secret", "mail_address", "callback_url"]),
  value: z.string(),
  /** True: shown this once, never again. */
  once: z.boolean(),
});
export type CopyItem = z.infer<typeof copyItem>;

/** A webhook's new secret; the one before is taken until then. */
export const webhookSecret = z.strictObject({
  items: z.array(copyItem),
  previous_valid_until: z.iso.datetime().nullable(),
});
export type WebhookSecret = z.infer<typeof webhookSecret>;

export const stepForm = z.strictObject({
  kind: z.literal("form"),
  fields: z.array(field),
  /** Non-secret values already known, to fill the form again. */
  values: fieldValues.optional(),
  errors: z.array(fieldError).optional(),
  /** The check that sent the person back to the form. */
  check: check.optional(),
  /** Addresses to copy into the other tool before the form can be filled. */
  items: z.array(copyItem).optional(),
});

export const stepRedirect = z.strictObject({
  kind: z.literal("redirect"),
  /** Our start page, to be opened in a top-level window (never the provider's address). */
  start_url: z.string(),
  /** Given to the start page by `postMessage` from the opener (road a); worthless without the attempt. */
  handshake: z.string(),
  /** True when a return URL was given: the same-tab road (b) is open. */
  can_redirect: z.boolean(),
});

export const stepUpload = z.strictObject({
  kind: z.literal("upload"),
  accept: z.string(),
  max_bytes: z.int(),
});

/** Preview of a file: which column means what. Sent back as `values: {<target>: <column index>}`. */
export const stepMapping = z.strictObject({
  kind: z.literal("mapping"),
  file_name: z.string(),
  encoding: z.string(),
  delimiter: z.string(),
  /** Rows in the file, the header not counted. */
  rows: z.int(),
  columns: z.array(z.strictObject({ index: z.int(), name: z.string(), samples: z.array(z.string()) })),
  targets: z.array(z.strictObject({ name: importTarget, required: z.boolean(), column: z.int().nullable() })),
  /** True when the mapping was remembered from an earlier file with the same header. */
  remembered: z.boolean(),
  errors: z.array(fieldError).optional(),
});

export const stepChoice = z.strictObject({
  kind: z.literal("choice"),
  /** Name of the value to send back. */
  field: z.string(),
  /** Why a choice is asked. `different_account`: the person signed in with another provider account. */
  question: z.enum(["property", "account", "different_account"]),
  options: z.array(z.strictObject({ value: z.string(), label: z.string() })).min(1),
});

/** Things to copy into the other tool. */
export const stepInstructions = z.strictObject({
  kind: z.literal("instructions"),
  items: z.array(copyItem),
  connection,
});

export const stepWaiting = z.strictObject({
  kind: z.literal("waiting"),
  for: z.enum(["consent", "commit", "import", "mail"]),
  progress: z.strictObject({ done: z.int(), total: z.int().nullable() }).optional(),
});

export const stepDone = z.strictObject({
  kind: z.literal("done"),
  connection,
  check: check.optional(),
  /** What became of the file. */
  import: importSummary.optional(),
});

export const stepFailed = z.strictObject({ kind: z.literal("failed"), reason, check: check.optional() });

export const step = z.discriminatedUnion("kind", [
  stepForm,
  stepRedirect,
  stepUpload,
  stepMapping,
  stepChoice,
  stepInstructions,
  stepWaiting,
  stepDone,
  stepFailed,
]);
export type Step = z.infer<typeof step>;
export type StepKind = Step["kind"];
export type StepOf<Kind extends StepKind> = Extract<Step, { kind: Kind }>;

export const attempt = z.strictObject({
  id: z.string(),
  provider: z.string(),
  method: z.string(),
  state: attemptState,
  step,
  connection: connection.optional(),
  expires_at: z.iso.datetime(),
});
export type Attempt = z.infer<typeof attempt>;

export const attemptCreate = z.strictObject({
  method: z.string().max(64),
  /** Submits the first form at once. */
  values: fieldValues.optional(),
  label: label.optional(),
  /** Reconnect: the connection keeps its id. */
  connection_id: z.string().max(64).optional(),
  /** Page to come back to on the same-tab road; its origin must be on the session's list. No fragment. */
  return_url: z.url().max(2048).optional(),
});
export type AttemptCreate = z.infer<typeof attemptCreate>;

/**
 * Values of the present step. Two names are reserved: `completion_code` (same-tab road, from the fragment of the return URL)
 * and `different_account` (`"accept"` or `"cancel"`).
 */
export const attemptStep = z.strictObject({ values: fieldValues });
export type AttemptStep = z.infer<typeof attemptStep>;
