/**
 * Synthetic booking mails: no public description of TheFork's mails exists, so wording and layout are invented; only the
 * sender domains and the kinds of information are TheFork's. What Cloudflare Email Routing and Gmail add follows mails that
 * others published (`Received … by cloudflare-email.net`, ARC set, `Authentication-Results: mx.cloudflare.net; …`).
 */
import { encodeBase64 } from "../../worker/domain/base64.ts";

export type MailLanguage = "fr" | "en" | "es" | "it";
export type BookingChange = "new" | "requested" | "modified" | "canceled";

export interface SimulatedBooking {
  readonly code: string;
  /** Local day and time at the venue. */
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly partySize: number;
  readonly name: string;
  readonly phone: string;
  readonly email: string;
  readonly note?: string;
  readonly offer?: string;
}

export const simulatedBooking: SimulatedBooking = {
  code: "TF-48213907",
  year: 2026,
  month: 11,
  day: 28,
  hour: 19,
  minute: 30,
  partySize: 4,
  name: "Élodie Marchand",
  phone: "+33 6 12 34 56 78",
  email: "elodie.marchand@example.com",
  note: "Table près de la fenêtre, allergie aux noix",
  offer: "-20 %",
};

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

export type MailRoad = "direct" | "gmail" | "outlook_changed" | "unsigned";

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

/** Hands a mail to the Worker of a local `wrangler dev` at `api` (its development route), as Cloudflare would. */
export async function sendToLocalWorker(api: string, to: string, raw: string): Promise<Response> {
  const url = new URL("/cdn-cgi/local/email", api);
  url.searchParams.set("from", "no-reply@thefork.com");
  url.searchParams.set("to", to);
  return fetch(url, { method: "POST", body: raw, headers: { "content-type": "message/rfc822" } });
}

/** What the platform puts on top, according to the road. */
function stamp(road: MailRoad, to: string, mail: readonly string[], domain = "thefork.com"): string {
  const chain = chains[road](domain);
  const said = `${dkimResults[road](domain)}; dmarc=pass header.from=${domain} policy.dmarc=reject; spf=pass (mx.cloudflare.net: domain of no-reply@${domain} designates 192.0.2.10 as permitted sender) smtp.mailfrom=no-reply@${domain}; arc=${chain.length === 0 ? "none" : "pass"} smtp.remote-ip=192.0.2.10`;
  const instance = chain.length / 3 + 1;
  return [
    `Received: from mail.example.net (192.0.2.10)\r\n        by cloudflare-email.net (cloudflare) id 4fwwffRXOpyR\r\n        for <${to}>; Mon, 23 Nov 2026 08:00:01 +0000`,
    `ARC-Seal: i=${instance}; a=rsa-sha256; s=cf2024-1; d=cloudflare-email.net; cv=${instance === 1 ? "none" : "pass"};\r\n\tb=c2ltdWxhdGVk;`,
    `ARC-Message-Signature: i=${instance}; a=rsa-sha256; s=cf2024-1; d=cloudflare-email.net; c=relaxed/relaxed;\r\n\th=To:Subject:Date:From; bh=c2ltdWxhdGVk; b=c2ltdWxhdGVk;`,
    `ARC-Authentication-Results: i=${instance}; mx.cloudflare.net;\r\n\t${said}`,
    "Received-SPF: pass (mx.cloudflare.net: simulated) receiver=mx.cloudflare.net; client-ip=192.0.2.10;",
    `Authentication-Results: mx.cloudflare.net;\r\n\t${said}`,
    "X-CF-SpamH-Score: 0",
    "Received: by mail.example.net with SMTP id simulated; Mon, 23 Nov 2026 08:00:00 +0000",
    ...chain,
    ...mail,
  ].join("\r\n");
}

const dkimResults: Readonly<Record<MailRoad, (domain: string) => string>> = {
  direct: (domain) => `dkim=pass header.d=${domain} header.s=s1 header.b=U2ltdWxh`,
  gmail: (domain) => `dkim=pass header.d=${domain} header.s=s1 header.b=U2ltdWxh`,
  outlook_changed: (domain) => `dkim=fail (body hash did not verify) header.d=${domain} header.s=s1 header.b=U2ltdWxh`,
  unsigned: () => "dkim=none",
};

const chains: Readonly<Record<MailRoad, (domain: string) => string[]>> = {
  direct: () => [],
  unsigned: () => [],
  gmail: (domain) => [
    "ARC-Seal: i=1; a=rsa-sha256; t=1763884800; cv=none;\r\n        d=google.com; s=arc-20240605;\r\n        b=c2ltdWxhdGVk",
    "ARC-Message-Signature: i=1; a=rsa-sha256; c=relaxed/relaxed; d=google.com; s=arc-20240605;\r\n        h=to:subject:from; bh=c2ltdWxhdGVk; b=c2ltdWxhdGVk",
    `ARC-Authentication-Results: i=1; mx.google.com;\r\n       dkim=pass header.i=@${domain} header.s=s1 header.b=U2ltdWxh;\r\n       spf=pass (google.com: domain of no-reply@${domain} designates 192.0.2.11 as permitted sender) smtp.mailfrom=no-reply@${domain};\r\n       dmarc=pass (p=REJECT sp=REJECT dis=NONE) header.from=${domain}`,
  ],
  outlook_changed: (domain) => [
    "ARC-Seal: i=1; a=rsa-sha256; s=arcselector10001; d=microsoft.com; cv=none;\r\n b=c2ltdWxhdGVk",
    "ARC-Message-Signature: i=1; a=rsa-sha256; c=relaxed/relaxed; d=microsoft.com;\r\n s=arcselector10001; h=From:Date:Subject; bh=c2ltdWxhdGVk; b=c2ltdWxhdGVk",
    `ARC-Authentication-Results: i=1; mx.microsoft.com 1; spf=pass (sender ip is\r\n 192.0.2.11) smtp.rcpttodomain=outlook.com smtp.mailfrom=${domain};\r\n dmarc=pass (p=reject sp=reject pct=100) action=none header.from=${domain};\r\n dkim=pass (signature was verified) header.d=${domain}; arc=none`,
  ],
};

function signatureOf(road: MailRoad): string[] {
  return road === "unsigned"
    ? []
    : [
        "DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d=thefork.com; s=s1;\r\n\th=from:to:subject:date:message-id; bh=c2ltdWxhdGVk; b=U2ltdWxhdGVk",
      ];
}

const subjects: Readonly<Record<MailLanguage, Readonly<Record<BookingChange, string>>>> = {
  fr: {
    new: "Nouvelle réservation pour votre restaurant",
    requested: "Demande de réservation à confirmer",
    modified: "Réservation modifiée",
    canceled: "Réservation annulée",
  },
  en: {
    new: "New booking at your restaurant",
    requested: "Booking request to confirm",
    modified: "Booking modified",
    canceled: "Booking cancelled",
  },
  es: {
    new: "Nueva reserva en su restaurante",
    requested: "Solicitud de reserva por confirmar",
    modified: "Reserva modificada",
    canceled: "Reserva cancelada",
  },
  it: {
    new: "Nuova prenotazione per il suo ristorante",
    requested: "Richiesta di prenotazione da confermare",
    modified: "Prenotazione modificata",
    canceled: "Prenotazione annullata",
  },
};

interface Wording {
  readonly locale: string;
  readonly labels: readonly [
    code: string,
    date: string,
    time: string,
    people: string,
    name: string,
    phone: string,
    email: string,
    note: string,
    offer: string,
  ];
  readonly clock: (hour: number, minute: string) => string;
}

const wordings: Readonly<Record<MailLanguage, Wording>> = {
  fr: {
    locale: "fr-FR",
    labels: ["Référence", "Date", "Heure", "Couverts", "Nom", "Téléphone", "E-mail", "Demande particulière", "Offre"],
    clock: (hour, minute) => `${hour}h${minute}`,
  },
  en: {
    locale: "en-GB",
    labels: [
      "Booking reference",
      "Date",
      "Time",
      "Number of guests",
      "Name",
      "Phone number",
      "Email",
      "Special request",
      "Offer",
    ],
    clock: (hour, minute) => `${hour % 12 || 12}:${minute} ${hour < 12 ? "AM" : "PM"}`,
  },
  es: {
    locale: "es-ES",
    labels: [
      "Localizador",
      "Fecha",
      "Hora",
      "Comensales",
      "Nombre",
      "Teléfono",
      "Correo electrónico",
      "Comentarios",
      "Oferta",
    ],
    clock: (hour, minute) => `${hour}:${minute}`,
  },
  it: {
    locale: "it-IT",
    labels: [
      "Codice prenotazione",
      "Data",
      "Ora",
      "Coperti",
      "Nome",
      "Telefono",
      "E-mail",
      "Richieste speciali",
      "Offerta",
    ],
    clock: (hour, minute) => `${hour}.${minute}`,
  },
};

function writeText(language: MailLanguage, change: BookingChange, booking: SimulatedBooking): string {
  const { locale, labels, clock } = wordings[language];
  const day = new Date(Date.UTC(booking.year, booking.month - 1, booking.day));
  const date = new Intl.DateTimeFormat(locale, {
    weekday: "long",
    day: "numeric",
    month: "long",
    year: "numeric",
    timeZone: "UTC",
  }).format(day);
  const values = [
    booking.code,
    date,
    clock(booking.hour, String(booking.minute).padStart(2, "0")),
    String(booking.partySize),
    booking.name,
    booking.phone,
    booking.email,
    booking.note ?? "",
    booking.offer ?? "",
  ];
  const lines = labels.flatMap((label, at) => (values[at] ? [`${label} : ${values[at]}`] : []));
  return [subjects[language][change], "", ...lines, "", "TheFork Manager"].join("\n");
}

function body(format: "text" | "html" | "both", text: string): string[] {
  const plain = [
    "Content-Type: text/plain; charset=utf-8",
    "Content-Transfer-Encoding: base64",
    "",
    wrap(encodeText(text)),
  ];
  const html = [
    "Content-Type: text/html; charset=utf-8",
    "Content-Transfer-Encoding: base64",
    "",
    wrap(encodeText(toHtml(text))),
  ];
  if (format === "text") return plain;
  if (format === "html") return html;
  const boundary = "simulated-part";
  return [
    `Content-Type: multipart/alternative; boundary="${boundary}"`,
    "",
    `--${boundary}`,
    ...plain,
    `--${boundary}`,
    ...html,
    `--${boundary}--`,
    "",
  ];
}

function toHtml(text: string): string {
  const rows = text.split("\n").map((line) => {
    const [label = "", ...value] = line.split(" : ");
    const cells = [label, value.join(" : ")].map((cell) => `<td>${escapeHtml(cell)}</td>`).join("");
    return value.length > 0 ? `<tr>${cells}</tr>` : `<tr><td colspan="2"><b>${escapeHtml(line)}</b></td></tr>`;
  });
  return `<!doctype html><html><head><style>td{padding:4px}</style></head><body><table>${rows.join("")}</table></body></html>`;
}

function escapeHtml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

/** RFC 2047, one encoded word per 30 characters so that none is longer than 75. */
function encodeWord(text: string): string {
  const pieces = text.match(/.{1,30}/gsu) ?? [""];
  return pieces.map((piece) => `=?UTF-8?B?${encodeText(piece)}?=`).join(" ");
}

function encodeText(text: string): string {
  return encodeBase64(new TextEncoder().encode(text));
}

function wrap(base64: string): string {
  return (base64.match(/.{1,76}/g) ?? []).join("\r\n");
}
