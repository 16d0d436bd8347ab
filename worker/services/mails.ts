/** What a person does with the mails of a connection: look, accept or discard what waits, replace the address. */
import type { Connection, Mail, MailDecision, MailList } from "../../schema/wire/index.ts";
import { toBooking } from "../domain/mail/booking-mail.ts";
import { Refusal } from "../errors.ts";
import { appendAudit } from "../platform/store/audit.ts";
import type { ConnectionRow } from "../platform/store/connection-parts.ts";
import { createMailStore, type MailRow } from "../platform/store/mails.ts";
import { findOwn, readConnection } from "./connections.ts";
import { proven } from "./inbound.ts";
import { nextMailAddress } from "./mail-addresses.ts";
import { type MailContent, openContent, openMailKey, sealContent, toWireMail } from "./mail-content.ts";
import { findKnown } from "./mailbox.ts";
import { type Circumstance, hasRole, type Person } from "./people.ts";
import { saveBookings } from "./records.ts";
import { journalEntry } from "./trail.ts";
import type { Services } from "./types.ts";

const mailsPerPage = 20;

export async function listMails(
  services: Services,
  person: Person,
  connectionId: string,
  before: string | undefined,
): Promise<MailList> {
  const { row } = await findOwn(services, person, connectionId);
  const rows = await storeOf(services, row).list(before, mailsPerPage + 1);
  const shown = rows.slice(0, mailsPerPage);
  const key = await openMailKey(services, row);
  const mails: Mail[] = [];
  for (const mail of shown) {
    const content = await openContent(key, mail);
    // Not what was stored there: it is counted among the mails, and shows nothing.
    if (!content) services.log.error("mail_unreadable", { connection: row.id });
    mails.push(toWireMail(mail, content ?? { subject: "" }, person));
  }
  return { mails, next: rows.length > mailsPerPage ? (shown.at(-1)?.id ?? null) : null };
}

/** Accepting takes the booking into the records, as if the sender had been proven. */
export async function decideMail(
  services: Services,
  person: Person,
  { connectionId, mailId }: { readonly connectionId: string; readonly mailId: string },
  decision: MailDecision["decision"],
  circumstance: Circumstance,
): Promise<Mail> {
  if (!hasRole(person, "manager")) throw new Refusal("forbidden_role");
  const { row } = await findOwn(services, person, connectionId);
  const mail = await storeOf(services, row).find(mailId);
  if (!mail) throw new Refusal("not_found");
  if (mail.verdict !== "to_review") throw new Refusal("conflict");
  const content = await openContent(await openMailKey(services, row), mail);
  if (!content) throw new Refusal("internal");
  return decision === "accept"
    ? accept(services, person, row, mail, content, circumstance)
    : settle(
        services,
        person,
        row,
        mail,
        { verdict: "discarded", content: { subject: content.subject } },
        circumstance,
      );
}

async function accept(
  services: Services,
  person: Person,
  row: ConnectionRow,
  mail: MailRow,
  { subject, sentAt, notice }: MailContent,
  circumstance: Circumstance,
): Promise<Mail> {
  // What the mail leaves out is taken from the booking as it stands now.
  const known = await findKnown(services, row, notice, undefined);
  const booking = notice && toBooking(notice, known?.booking);
  if (!booking) throw new Refusal("invalid_request", { errors: [{ field: "decision", code: "not_an_option" }] });
  await saveBookings(services, row, { kind: "mail", id: mail.id }, [{ booking }]);
  return settle(
    services,
    person,
    row,
    mail,
    { verdict: "accepted", content: { subject, sentAt, booking } },
    circumstance,
  );
}

async function settle(
  services: Services,
  person: Person,
  row: ConnectionRow,
  mail: MailRow,
  { verdict, content }: { readonly verdict: "accepted" | "discarded"; readonly content: MailContent },
  circumstance: Circumstance,
): Promise<Mail> {
  const now = services.clock.now();
  const accepts = verdict === "accepted";
  const decision = {
    verdict,
    reason: accepts ? ("booking_read" as const) : mail.reason,
    sealedContent: await sealContent(await openMailKey(services, row), mail.id, content),
  };
  const facts = { connectionId: row.id, tenantId: row.tenantId, requestId: circumstance.requestId };
  const params = { reason: decision.reason, mail_id: mail.id };
  const decided = await storeOf(services, row).decide(
    mail.id,
    decision,
    accepts ? { lastUsedAt: now, ...proven(row, now) } : {},
    accepts ? journalEntry(services, { ...facts, code: "mail_received", params }) : undefined,
    auditOf(services, person, row, accepts ? "mail.accept" : "mail.discard", circumstance),
  );
  if (!decided) throw new Refusal("conflict");
  return toWireMail({ ...mail, ...decision }, content, person);
}

/** The old address receives nothing from here on, so the forwarding must be set up again. */
export async function replaceMailAddress(
  services: Services,
  person: Person,
  connectionId: string,
  circumstance: Circumstance,
): Promise<Connection> {
  if (!hasRole(person, "manager")) throw new Refusal("forbidden_role");
  const { row } = await findOwn(services, person, connectionId);
  if (row.kind !== "mailbox") throw new Refusal("not_found");
  if (services.config.inboundMailDomain === undefined) throw new Refusal("provider_unavailable");
  const now = services.clock.now();
  const next = await nextMailAddress(services, row);
  const replaced = await storeOf(services, row).replaceAddress(
    next.row,
    {
      settings: { ...row.settings, ...next.settings },
      status: "action_required",
      reason: "mail_never_received",
      statusSince: now,
      updatedAt: now,
    },
    journalEntry(services, {
      connectionId: row.id,
      tenantId: row.tenantId,
      code: "mail_address_rotated",
      requestId: circumstance.requestId,
    }),
    auditOf(services, person, row, "mail_address.rotate", circumstance),
  );
  if (!replaced) throw new Refusal("conflict");
  return readConnection(services, person, connectionId);
}

function storeOf(services: Services, row: ConnectionRow) {
  return createMailStore(services.db, { tenantId: row.tenantId, connectionId: row.id });
}

function auditOf(
  services: Services,
  person: Person,
  row: ConnectionRow,
  action: string,
  { origin, requestId }: Circumstance,
): (tx: Parameters<typeof appendAudit>[0]) => Promise<void> {
  return (tx) =>
    appendAudit(tx, services.vault, {
      tenantId: row.tenantId,
      at: services.clock.now(),
      actor: `session:${person.userId}`,
      action,
      connectionId: row.id,
      outcome: "ok",
      origin,
      requestId,
    });
}
