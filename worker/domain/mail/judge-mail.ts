/** What becomes of a mail: accepted, kept for a person to look at, shown as a confirmation, or refused. Pure. */
import type { BookingData, MailReason, MailVerdict } from "../../../schema/wire/index.ts";
import { proveSender } from "./authentication.ts";
import { type BookingNotice, readBookingMail, toBooking } from "./booking-mail.ts";
import { type Confirmation, readConfirmation } from "./confirmation.ts";
import { type MailHeader, valuesOf } from "./headers.ts";
import type { Message } from "./message.ts";
import { isWithin } from "./sender.ts";

export interface MailReading {
  readonly verdict: Exclude<MailVerdict, "discarded">;
  readonly reason: MailReason;
  readonly notice: BookingNotice | undefined;
  readonly confirmation: Confirmation | undefined;
  /** The provider's signature stands behind it. */
  readonly isProven: boolean;
}

export interface MailCircumstance {
  /** Envelope sender; empty for bounces and automatic answers. */
  readonly envelopeSender: string;
  /** The provider's domains. */
  readonly senders: readonly string[];
  readonly receivedAt: Date;
}

export function judgeMail(message: Message, { envelopeSender, senders, receivedAt }: MailCircumstance): MailReading {
  const confirmation = readConfirmation(message);
  if (confirmation) return toReading("confirmation", "forwarding_confirmation", { confirmation, isProven: true });

  const isProven = proveSender(message.headers, message.sender, senders) !== undefined;
  const notice = readNotice(message, receivedAt);
  if (isAutomaticAnswer(message.headers) || (!isProven && isAutomatic(message.headers, envelopeSender))) {
    return toReading("refused", "automatic_reply", { isProven });
  }
  if (isProven) {
    return notice && isSufficient(notice)
      ? toReading("accepted", "booking_read", { notice, isProven })
      : toReading("to_review", "no_booking_found", { notice, isProven });
  }
  const claims = senders.some((domain) => message.sender !== undefined && isWithin(message.sender.domain, domain));
  return toReading("to_review", claims ? "sender_unproven" : "sender_unknown", { notice, isProven });
}

/** What is known of the booking that a mail speaks of. */
export interface KnownBooking {
  readonly booking: BookingData;
  /** A mail that was sent later has written it. */
  readonly isNewer: boolean;
}

/**
 * The end of it, with what is known of the same booking: an annulment that names the reference alone is complete only then,
 * and a mail that was held up on its way must not bring back what a later one cancelled. `booking` is what is saved, or what
 * a person may accept.
 */
export function completeReading(
  reading: MailReading,
  known: KnownBooking | undefined,
): Pick<MailReading, "verdict" | "reason"> & { readonly booking: BookingData | undefined } {
  const { verdict, reason, notice } = reading;
  const booking = notice && toBooking(notice, known?.booking);
  if (verdict !== "accepted") return { verdict, reason, booking };
  if (known?.isNewer) return { verdict: "to_review", reason: "outdated", booking };
  return booking ? { verdict, reason, booking } : { verdict: "to_review", reason: "no_booking_found", booking };
}

function toReading(
  verdict: MailReading["verdict"],
  reason: MailReason,
  more: Pick<MailReading, "isProven"> & Partial<MailReading>,
): MailReading {
  return { notice: undefined, confirmation: undefined, ...more, verdict, reason };
}

/** The text that says more: senders often put « see the HTML version » into the plain part. */
function readNotice({ subject, texts }: Message, receivedAt: Date): BookingNotice | undefined {
  const notices = texts.map((text) => readBookingMail({ subject, text, receivedAt }));
  const [best] = notices
    .filter((notice) => notice !== undefined)
    .toSorted((left, right) => countFacts(right) - countFacts(left));
  return best;
}

function countFacts(notice: BookingNotice): number {
  return Object.values(notice).filter((value) => value !== undefined).length;
}

/** Enough to write it down without a person: what happened, to which booking. */
function isSufficient({ change, start, partySize, guest, code }: BookingNotice): boolean {
  switch (change) {
    case "new":
    case "requested":
      return start !== undefined && guest !== undefined && partySize !== undefined;
    case "modified":
      // Without a reference nobody can tell which booking was changed.
      return code !== undefined;
    case "canceled":
      return code !== undefined || (start !== undefined && guest !== undefined);
    case undefined:
      return false;
    default:
      return change satisfies never;
  }
}

/** An answer to a mail, whoever wrote it (RFC 3834 §5.2). */
function isAutomaticAnswer(headers: readonly MailHeader[]): boolean {
  return keywordsOf(headers, "auto-submitted").includes("auto-replied");
}

/**
 * Not written by a person for a person. A provider's notices are automatic by nature and often say so; where its signature
 * stands behind them these marks are no reason to refuse.
 */
function isAutomatic(headers: readonly MailHeader[], envelopeSender: string): boolean {
  const isSubmitted = keywordsOf(headers, "auto-submitted").some((keyword) => keyword !== "no");
  const isBulk = keywordsOf(headers, "precedence").some((keyword) => bulk.has(keyword));
  return isSubmitted || isBulk || /^<?>?$/.test(envelopeSender.trim());
}

const bulk: ReadonlySet<string> = new Set(["bulk", "junk", "list", "auto_reply"]);

function keywordsOf(headers: readonly MailHeader[], name: string): string[] {
  return valuesOf(headers, name).map((value) => (/^[a-z_-]{1,40}/i.exec(value)?.[0] ?? "").toLowerCase());
}
