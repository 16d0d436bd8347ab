/**
 * Mails that arrive for a connection: read inside limits, judged, kept once with their verdict. What is proven and complete
 * becomes a booking; all the rest waits for a person. Nothing is dropped in silence.
 */

import type { MailReason } from "../../schema/wire/index.ts";
import { bookingKey, codeKey } from "../domain/booking.ts";
import { sha256Hex } from "../domain/hash.ts";
import { type BookingNotice, toBooking } from "../domain/mail/booking-mail.ts";
import { completeReading, judgeMail, type KnownBooking, type MailReading } from "../domain/mail/judge-mail.ts";
import { type MailEnvelope, type Message, maxMailBytes, readEnvelope, readMessage } from "../domain/mail/message.ts";
import { err, ok, type Result } from "../domain/result.ts";
import { readBeginning } from "../platform/limited-body.ts";
import { appendAudit } from "../platform/store/audit.ts";
import type { ConnectionRow } from "../platform/store/connection-parts.ts";
import { createJournal } from "../platform/store/journal.ts";
import { createMailStore, findByAddress, type MailStore } from "../platform/store/mails.ts";
import type { MailboxMethod } from "../providers/define.ts";
import { findMethod, findProvider } from "../providers/registry.ts";
import { proven } from "./inbound.ts";
import { hashRecipient } from "./mail-addresses.ts";
import { openContent, openMailKey, sealContent } from "./mail-content.ts";
import { findBooking, saveBookings } from "./records.ts";
import { journalEntry, timeOrderedId } from "./trail.ts";
import type { Services } from "./types.ts";

/** The part of Cloudflare's message that is used. `from` is the envelope's, `raw` the whole mail. */
export type InboundMail = Pick<ForwardableEmailMessage, "from" | "to" | "raw" | "rawSize" | "setReject">;

export type Undeliverable = "unknown_address" | "too_many";

/** A stranger who knows the address can bother a person with this many mails a day, and no more. */
const unprovenPerDay = 200;
const dayMs = 24 * 3600_000;
/** Refusals are the customer's to see, but must not fill the journal. */
const refusalLineMs = 60_000;
const excerptCharacters = 2000;

/** What the sending server is told; it bounces the mail to its sender. */
const rejections: Readonly<Record<Undeliverable, string>> = {
  unknown_address: "Unknown recipient",
  too_many: "Too many messages for this recipient today",
};

export async function takeMail(services: Services, message: InboundMail): Promise<void> {
  const outcome = await receiveMail(services, message);
  if (!outcome.ok) message.setReject(rejections[outcome.failure]);
}

async function receiveMail(services: Services, message: InboundMail): Promise<Result<MailReason, Undeliverable>> {
  const recipient = await findRecipient(services, message.to);
  if (!recipient) {
    services.log.info("mail", { code: "unknown_address" });
    return err("unknown_address");
  }
  const { row, method } = recipient;
  const mail = await readMail(services, method, message);
  const outcome = await keepMail(services, row, mail);
  services.log.info("mail", {
    connection: row.id,
    provider: row.provider,
    code: outcome.ok ? outcome.value : outcome.failure,
  });
  return outcome;
}

async function findRecipient(
  services: Services,
  address: string,
): Promise<{ row: ConnectionRow; method: MailboxMethod } | undefined> {
  const hash = await hashRecipient(services.config, address);
  const row = hash === undefined ? undefined : await findByAddress(services.db, hash);
  const provider = row && findProvider(row.provider);
  const method = row && provider && findMethod(provider, row.method);
  return row && method?.kind === "mailbox" ? { row, method } : undefined;
}

interface ReadMail {
  readonly reading: MailReading;
  readonly envelope: Omit<MailEnvelope, "headers">;
  readonly excerpt: string;
  /** Tells mails without a proven Message-ID apart, but not two deliveries of the same one. */
  readonly words: string;
  readonly size: number;
}

async function readMail(services: Services, method: MailboxMethod, message: InboundMail): Promise<ReadMail> {
  const { bytes, isWhole } = await readBeginning(message.raw, maxMailBytes);
  const size = Math.max(message.rawSize, bytes.length);
  const read = isWhole ? await readMessage(bytes) : err("too_large" as const);
  if (!read.ok) {
    const envelope = readEnvelope(bytes);
    return {
      reading: refused(read.failure),
      envelope: envelope.ok
        ? envelope.value
        : { sender: undefined, subject: "", messageId: undefined, sentAt: undefined },
      excerpt: "",
      words: await sha256Hex(bytes),
      size,
    };
  }
  const circumstance = {
    envelopeSender: message.from,
    senders: method.senders,
    receivedAt: services.clock.now(),
  };
  return {
    reading: judgeMail(read.value, circumstance),
    envelope: read.value,
    excerpt: excerptOf(read.value),
    words: JSON.stringify([read.value.sender?.address, read.value.subject, ...read.value.texts]),
    size,
  };
}

function refused(reason: MailReason): MailReading {
  return { verdict: "refused", reason, notice: undefined, confirmation: undefined, isProven: false };
}

function excerptOf({ texts }: Message): string {
  const [longest = ""] = texts.toSorted((left, right) => right.length - left.length);
  return longest
    .replace(/\n{3,}/g, "\n\n")
    .trim()
    .slice(0, excerptCharacters);
}

/**
 * The record first, the mail after it: when the second write fails, the sending server tries again and the record does not
 * change. A mail that is known is not applied again, or an old one could undo a newer.
 */
async function keepMail(
  services: Services,
  row: ConnectionRow,
  mail: ReadMail,
): Promise<Result<MailReason, Undeliverable>> {
  const store = createMailStore(services.db, { tenantId: row.tenantId, connectionId: row.id });
  const now = services.clock.now();
  const requestId = services.random.id("req");
  const messageHash = await hashMessage(services, row, mail);
  if (await store.isKnown(messageHash)) {
    await noteRefusal(services, row, "duplicate", requestId);
    return ok("duplicate");
  }
  if (await isFlood(store, mail, now)) {
    await noteRefusal(services, row, "too_many", requestId);
    return err("too_many");
  }
  const id = timeOrderedId("mail", now, services.random);
  const { reading, envelope, excerpt, size } = mail;
  const final = completeReading(reading, await findKnown(services, row, reading.notice, envelope.sentAt));
  if (final.verdict === "accepted" && final.booking) {
    await saveBookings(services, row, { kind: "mail", id }, [{ booking: final.booking }]);
  }
  const arrived = final.verdict === "accepted" || final.verdict === "confirmation";
  const sealedContent = await sealContent(await openMailKey(services, row), id, {
    subject: envelope.subject,
    ...(reading.isProven && { sentAt: envelope.sentAt?.getTime() }),
    ...(final.verdict === "to_review" && { excerpt, notice: reading.notice }),
    booking: final.booking,
    confirmation: reading.confirmation,
  });
  const facts = { connectionId: row.id, tenantId: row.tenantId, requestId };
  const params = { reason: final.reason, mail_id: id };
  const isLine = final.verdict !== "refused" || !(await wasRefusedJustNow(services, row));
  const first = await store.insertOnce(
    {
      id,
      connectionId: row.id,
      tenantId: row.tenantId,
      messageHash,
      receivedAt: now,
      fromDomain: envelope.sender?.domain ?? "",
      verdict: final.verdict,
      reason: final.reason,
      sealedContent,
      size,
    },
    arrived ? { lastUsedAt: now, ...proven(row, now) } : {},
    isLine ? journalEntry(services, { ...facts, code: lineOf[final.verdict], params }) : undefined,
    (tx) =>
      appendAudit(tx, services.vault, {
        tenantId: row.tenantId,
        at: now,
        actor: "system",
        action: `mail.${final.verdict}`,
        connectionId: row.id,
        outcome: final.reason,
        origin: null,
        requestId,
      }),
  );
  return ok(first ? final.reason : "duplicate");
}

const lineOf = {
  accepted: "mail_received",
  confirmation: "mail_received",
  to_review: "mail_to_review",
  refused: "mail_refused",
} as const satisfies Record<MailReading["verdict"], string>;

/**
 * A proven mail is the same when its Message-ID is. Nobody else's Message-ID is believed: a stranger who guessed one could
 * otherwise make the true mail a duplicate.
 */
async function hashMessage(
  services: Services,
  row: ConnectionRow,
  { reading, envelope, words }: ReadMail,
): Promise<string> {
  const { messageId } = envelope;
  const identity =
    reading.isProven && messageId !== undefined ? ["proven", messageId] : ["unproven", messageId ?? "", words];
  return services.vault.fingerprint("mail", row.tenantId, row.id, ...identity);
}

async function isFlood(store: MailStore, { reading }: ReadMail, now: Date): Promise<boolean> {
  return !reading.isProven && (await store.countUnproven(new Date(now.getTime() - dayMs))) >= unprovenPerDay;
}

/** The booking that a mail speaks of, as it stands; `isNewer` when a mail that was sent after `sentAt` wrote it. */
export async function findKnown(
  services: Services,
  row: ConnectionRow,
  notice: BookingNotice | undefined,
  sentAt: Date | undefined,
): Promise<KnownBooking | undefined> {
  const alone = notice && toBooking(notice);
  const key = notice?.code === undefined ? alone && bookingKey(alone) : codeKey(notice.code);
  const found = key && (await findBooking(services, row, key));
  if (!found) return undefined;
  const writtenBy = found.source.kind === "mail" ? await findSentAt(services, row, found.source.id) : undefined;
  const isNewer = sentAt !== undefined && writtenBy !== undefined && writtenBy > sentAt.getTime();
  return { booking: found.booking, isNewer };
}

async function findSentAt(services: Services, row: ConnectionRow, mailId: string): Promise<number | undefined> {
  const mail = await createMailStore(services.db, { tenantId: row.tenantId, connectionId: row.id }).find(mailId);
  return mail && (await openContent(await openMailKey(services, row), mail))?.sentAt;
}

async function noteRefusal(services: Services, row: ConnectionRow, reason: string, requestId: string): Promise<void> {
  if (await wasRefusedJustNow(services, row)) return;
  const facts = { connectionId: row.id, tenantId: row.tenantId, requestId };
  const entry = journalEntry(services, { ...facts, code: "mail_refused", params: { reason } });
  await createJournal(services.db, row.tenantId).write(entry);
}

async function wasRefusedJustNow(services: Services, row: ConnectionRow): Promise<boolean> {
  const [last] = await createJournal(services.db, row.tenantId).read(row.id, undefined, 1);
  return last?.code === "mail_refused" && services.clock.now().getTime() - last.at.getTime() < refusalLineMs;
}
