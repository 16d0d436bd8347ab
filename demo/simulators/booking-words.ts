/**
 * The words of TheFork's mails. No public description of them exists, so wording and layout are invented; only the sender domains and
 * the kinds of information are TheFork's.
 */

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

export const subjects: Readonly<Record<MailLanguage, Readonly<Record<BookingChange, string>>>> = {
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

export function writeText(language: MailLanguage, change: BookingChange, booking: SimulatedBooking): string {
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
