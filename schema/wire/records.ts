/** What imports, mails and events become: small common records with their provenance. */
import { z } from "zod";

export const recordKind = z.enum(["booking", "customer", "order"]);
export type RecordKind = z.infer<typeof recordKind>;

export const phone = z.strictObject({
  /** As it was written. */
  raw: z.string(),
  /** E.164, null when it is no possible number of the country. */
  e164: z.string().nullable(),
});
export type Phone = z.infer<typeof phone>;

export const person = z.strictObject({
  full_name: z.string(),
  first_name: z.string().optional(),
  last_name: z.string().optional(),
  phone: phone.optional(),
  email: z.string().optional(),
  language: z.string().optional(),
});
export type PersonData = z.infer<typeof person>;

export const bookingStatus = z.enum(["requested", "confirmed", "seated", "completed", "canceled", "no_show", "other"]);
export type BookingStatus = z.infer<typeof bookingStatus>;

export const bookingData = z.strictObject({
  /** Time at the venue, without a zone: `2026-11-28T19:30`. */
  local_start: z.string(),
  party_size: z.int().min(0).max(10_000).nullable(),
  status: bookingStatus,
  /** The sender's own word, where it is none of ours. */
  status_text: z.string().optional(),
  guest: person,
  guest_note: z.string().optional(),
  staff_note: z.string().optional(),
  offer: z.string().optional(),
  /** Confirmation number at the provider. */
  code: z.string().optional(),
});
export type BookingData = z.infer<typeof bookingData>;

export const customerData = person;

export const provenance = z.strictObject({
  kind: z.enum(["csv", "mail", "webhook"]),
  /** Import or message that wrote it last. */
  id: z.string(),
  /** Line of the file. */
  line: z.int().optional(),
});
export type Provenance = z.infer<typeof provenance>;

const recordShared = {
  id: z.string(),
  connection_id: z.string(),
  provider: z.string(),
  source: provenance,
  received_at: z.iso.datetime(),
  updated_at: z.iso.datetime(),
} as const;

export const record = z.discriminatedUnion("kind", [
  z.strictObject({ ...recordShared, kind: z.literal("booking"), data: bookingData }),
  z.strictObject({ ...recordShared, kind: z.literal("customer"), data: customerData }),
]);
export type StoredRecord = z.infer<typeof record>;

/** `GET /api/connections/:id/records`, newest first. */
export const recordPage = z.strictObject({
  records: z.array(record),
  counts: z.strictObject({ booking: z.int(), customer: z.int() }),
  next: z.string().nullable(),
});
export type RecordPage = z.infer<typeof recordPage>;

/** `GET /internal/records`, oldest first. */
export const serviceRecord = z.strictObject({ tenant: z.string(), record });
export type ServiceRecord = z.infer<typeof serviceRecord>;
export const internalRecords = z.strictObject({ records: z.array(serviceRecord), next: z.string().nullable() });

/** A verified delivery of a webhook. Those that were refused are lines of the journal. */
export const delivery = z.strictObject({
  id: z.string(),
  /** The sender's id of the event. */
  event_id: z.string(),
  type: z.string().nullable(),
  received_at: z.iso.datetime(),
  /** How often the sender brought it; it counts once. */
  attempts: z.int(),
  last_attempt_at: z.iso.datetime(),
  /** `read`: SpeedAI's services have fetched it. `waiting`: not yet, or not again since it was replayed. */
  outcome: z.enum(["waiting", "read"]),
  read_at: z.iso.datetime().nullable(),
  replays: z.int(),
  replayed_at: z.iso.datetime().nullable(),
});
export type Delivery = z.infer<typeof delivery>;

/** `GET /api/connections/:id/deliveries`, newest first; kept 90 days. */
export const deliveryList = z.strictObject({ deliveries: z.array(delivery), next: z.string().nullable() });
export type DeliveryList = z.infer<typeof deliveryList>;

/** Columns that a file can fill. `starts_on` may hold date and time together. */
export const importTarget = z.enum([
  "starts_on",
  "starts_at",
  "party_size",
  "status",
  "full_name",
  "first_name",
  "last_name",
  "phone",
  "email",
  "guest_note",
  "staff_note",
  "offer",
  "code",
]);
export type ImportTarget = z.infer<typeof importTarget>;

export const importRowError = z.enum([
  "missing_date",
  "unreadable_date",
  "unreadable_time",
  "unreadable_party_size",
  "missing_name",
  "too_many_cells",
  "cell_too_long",
  "unclosed_quote",
]);
export type ImportRowError = z.infer<typeof importRowError>;

/** A row that could not be taken, as the screen tells it. */
export const refusedRow = z.strictObject({
  /** Of the file, its header counted. */
  line: z.int(),
  faults: z.array(
    z.strictObject({
      code: importRowError,
      /** Name in the file's header. Null: the row as a whole. */
      column: z.string().nullable(),
      /** What stands there, cut. Null: nothing does. */
      value: z.string().nullable(),
      /** What is wrong and what to write instead, in the session's language; the same words as in the file to correct. */
      text: z.string(),
    }),
  ),
});
export type RefusedRow = z.infer<typeof refusedRow>;

export const importState = z.enum(["preview", "running", "done", "undone", "failed"]);
export type ImportState = z.infer<typeof importState>;

export const importSummary = z.strictObject({
  id: z.string(),
  file_name: z.string(),
  state: importState,
  encoding: z.string(),
  delimiter: z.string(),
  counts: z.strictObject({
    rows: z.int(),
    created: z.int(),
    updated: z.int(),
    unchanged: z.int(),
    failed: z.int(),
  }),
  /** The first rows that could not be taken; `errors` gives all as a file. None once the import was undone. */
  refused: z.array(refusedRow),
  created_at: z.iso.datetime(),
  finished_at: z.iso.datetime().nullable(),
});
export type ImportSummary = z.infer<typeof importSummary>;

/** `GET /api/connections/:id/imports`, newest first. */
export const importList = z.strictObject({ imports: z.array(importSummary) });

/** `GET /api/connections/:id/mails`, newest first. */
export const mailVerdict = z.enum(["accepted", "to_review", "confirmation", "refused", "discarded"]);
export type MailVerdict = z.infer<typeof mailVerdict>;

export const mailReason = z.enum([
  "booking_read",
  "sender_unproven",
  "sender_unknown",
  "no_booking_found",
  "outdated",
  "forwarding_confirmation",
  "too_large",
  "too_deep",
  "unreadable",
  "automatic_reply",
  "duplicate",
]);
export type MailReason = z.infer<typeof mailReason>;

export const mail = z.strictObject({
  id: z.string(),
  received_at: z.iso.datetime(),
  /** Domain of the From line; proven only when `verdict` says so. */
  from_domain: z.string(),
  subject: z.string(),
  verdict: mailVerdict,
  reason: mailReason,
  /** What was read, for the person to accept. */
  booking: bookingData.nullable(),
  /** Code that Gmail sent to prove the forwarding address. Both for managers only. */
  confirmation_code: z.string().nullable(),
  /** Address that Gmail wants opened instead: https, on Google's own hosts. */
  confirmation_link: z.string().nullable(),
  /** The first words of a mail that a person must look at: plain text, to be shown as text. */
  excerpt: z.string().nullable(),
});
export type Mail = z.infer<typeof mail>;

export const mailList = z.strictObject({ mails: z.array(mail), next: z.string().nullable() });
export type MailList = z.infer<typeof mailList>;

export const mailDecision = z.strictObject({ decision: z.enum(["accept", "discard"]) });
export type MailDecision = z.infer<typeof mailDecision>;
