/** Synthetic mails, whole, as the Worker's `email()` handler receives them: of TheFork about a booking, of Gmail about a forwarding. */
import {
  type BookingChange,
  type MailLanguage,
  type SimulatedBooking,
  simulatedBooking,
  subjects,
  writeText,
} from "./booking-words.ts";
import { type MailRoad, signatureOf, stamp } from "./mail-road.ts";
import { body, encodeWord } from "./mime.ts";

export interface MailOptions {
  readonly to: string;
  readonly language: MailLanguage;
  readonly change: BookingChange;
  readonly booking?: Partial<SimulatedBooking>;
  readonly from?: string;
  readonly messageId?: string;
  readonly sentAt?: Date;
  /** How it came: straight from the sender, forwarded unchanged, or forwarded by a server that changed it and sealed that. */
  readonly road?: MailRoad;
  readonly format?: "text" | "html" | "both";
  /** More headers of the sender, whole lines. */
  readonly headers?: readonly string[];
}

/** A whole mail as the Worker's `email()` handler receives it. */
export function composeBookingMail(options: MailOptions): string {
  const {
    to,
    language,
    change,
    from = "TheFork <no-reply@thefork.com>",
    sentAt = new Date("2026-11-23T08:00:00Z"),
  } = options;
  const booking = { ...simulatedBooking, ...options.booking };
  const text = writeText(language, change, booking);
  return stamp(options.road ?? "direct", to, [
    ...signatureOf(options.road ?? "direct"),
    ...(options.headers ?? []),
    `From: ${from}`,
    "To: <reservations@maison-lumiere.example>",
    `Subject: ${encodeWord(subjects[language][change])}`,
    `Message-ID: ${options.messageId ?? `<${booking.code}.${change}.${language}@thefork.com>`}`,
    `Date: ${sentAt.toUTCString().replace("GMT", "+0000")}`,
    "MIME-Version: 1.0",
    ...body(options.format ?? "both", text),
  ]);
}

/** Gmail's question whether it may forward: with a code, with a link, or with both, as it has been seen to ask. */
export function composeForwardingConfirmation(options: {
  readonly to: string;
  readonly code?: string;
  readonly link?: string;
  readonly road?: MailRoad;
}): string {
  const { to, code, link, road = "direct" } = options;
  const lines = [
    `reservations@maison-lumiere.example vous a demandé l’autorisation de transférer des messages vers ${to}.`,
    ...(code === undefined ? [] : [`Code de confirmation : ${code}`]),
    ...(link === undefined ? [] : ["Pour accepter, cliquez sur le lien :", "", link]),
    "",
    "Pour refuser, ne faites rien.",
  ];
  const mark = code === undefined ? "" : `(#${code}) `;
  return stamp(
    road,
    to,
    [
      `From: ${encodeWord("L’équipe Gmail")} <forwarding-noreply@google.com>`,
      `To: <${to}>`,
      `Subject: ${encodeWord(`${mark}Confirmation de transfert Gmail`)}`,
      `Message-ID: <${code ?? "link"}.confirmation@google.com>`,
      "Date: Mon, 23 Nov 2026 08:00:00 +0000",
      "MIME-Version: 1.0",
      ...body("text", lines.join("\n")),
    ],
    "google.com",
  );
}
