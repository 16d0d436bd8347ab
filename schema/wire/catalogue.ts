/** What the page knows of a provider: the allow-listed projection of a provider file. */
import { z } from "zod";
import { badge, category, methodKind, role } from "./codes.ts";
import { connection } from "./connection.ts";

export const fieldType = z.enum([
  "text",
  "secret",
  "number",
  "boolean",
  "select",
  "url",
  "textarea",
  "file",
  "headers",
]);
export type FieldType = z.infer<typeof fieldType>;

/** Values of a form, keyed by field name. `headers` fields carry "Name: value" lines as one string. */
export const fieldValue = z.union([z.string().max(65_536), z.boolean(), z.number()]);
export type FieldValue = z.infer<typeof fieldValue>;
export const fieldValues = z.record(z.string().max(64), fieldValue);
export type FieldValues = z.infer<typeof fieldValues>;

export const field = z.strictObject({
  name: z.string(),
  type: fieldType,
  label: z.string(),
  /** One line under the label: what it looks like. */
  help: z.string().optional(),
  /** « Où trouver… »: where the person finds the value in the tool. */
  where: z.string().optional(),
  placeholder: z.string().optional(),
  required: z.boolean(),
  /** Shown only to `admin` sessions. */
  admin_only: z.boolean(),
  options: z.array(z.strictObject({ value: z.string(), label: z.string() })).optional(),
  default: fieldValue.optional(),
  min_length: z.int().optional(),
  max_length: z.int().optional(),
  min: z.number().optional(),
  max: z.number().optional(),
  /** Anchored regular expression for the cleaned value; a hint for the page, enforced by the API. */
  pattern: z.string().optional(),
  /** The field counts only while another field has one of these values. */
  visible_if: z.strictObject({ field: z.string(), equals: z.array(fieldValue) }).optional(),
  /** Accepted file types of a `file` field, e.g. `.csv,text/csv`. */
  accept: z.string().optional(),
});
export type Field = z.infer<typeof field>;

export const method = z.strictObject({
  id: z.string(),
  kind: methodKind,
  title: z.string(),
  /** One sentence under the title, for the choice between methods. */
  summary: z.string().optional(),
  fields: z.array(field),
  /** Numbered steps that lead a person to the key in their tool. What stands between backquotes is a command, to be copied as it is. */
  steps: z.array(z.string()).optional(),
  /** The form has addresses to copy first: the page opens an attempt before it shows the fields. */
  opens_with_attempt: z.boolean(),
  /** A deployment without the provider's OAuth client cannot offer that method. */
  available: z.boolean(),
  unavailable_reason: z.enum(["oauth_client_missing", "inbound_mail_missing", "adapter_missing"]).optional(),
});
export type Method = z.infer<typeof method>;

export const integration = z.strictObject({
  id: z.string(),
  name: z.string(),
  category,
  badge,
  summary: z.string(),
  /** Other words a person may search by. */
  synonyms: z.array(z.string()),
  /** Path on the API; answers `image/svg+xml`. */
  logo_url: z.string(),
  docs_url: z.string(),
  /** What SpeedAI reads, writes and never does with the access. */
  access: z.strictObject({ reads: z.array(z.string()), writes: z.array(z.string()), never: z.array(z.string()) }),
  methods: z.array(method),
  /** True when at least one method is available. */
  available: z.boolean(),
  unavailable_reason: z.enum(["oauth_client_missing", "inbound_mail_missing", "adapter_missing"]).optional(),
  connections: z.array(connection),
});
export type Integration = z.infer<typeof integration>;

export const catalogue = z.strictObject({
  integrations: z.array(integration),
  /** Of the session: the page leaves out what the API would refuse. */
  role: role.optional(),
});
export type Catalogue = z.infer<typeof catalogue>;
