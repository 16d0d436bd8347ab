/** Bookings, customers, imports and mails as the API would send them. */
import type {
  BookingData,
  Delivery,
  ImportSummary,
  Mail,
  RecordPage,
  RefusedRow,
  StoredRecord,
} from "../../schema/wire/index.ts";
import { connection } from "./connections.ts";
import { minutesAgo } from "./now.ts";
import { field, integration, method } from "./tools.ts";

export function booking(facts: Partial<BookingData> = {}): BookingData {
  return {
    local_start: "2026-11-28T19:30",
    party_size: 4,
    status: "confirmed",
    guest: {
      full_name: "Élodie Marchand",
      phone: { raw: "06 12 34 56 78", e164: "+33612345678" },
      email: "elodie.marchand@example.com",
    },
    guest_note: "Table près de la fenêtre, allergie aux noix",
    code: "TF-48213907",
    ...facts,
  };
}

const shared = {
  connection_id: "con_4f2a",
  provider: "thefork",
  source: { kind: "csv", id: "imp_1", line: 12 },
  received_at: minutesAgo(90),
  updated_at: minutesAgo(90),
} as const;

export function bookingRecord(
  id: string,
  data: Partial<BookingData> = {},
  source: StoredRecord["source"] = shared.source,
): StoredRecord {
  return { ...shared, id, kind: "booking", data: booking(data), source };
}

export const customerRecord: StoredRecord = {
  ...shared,
  id: "rec_c1",
  kind: "customer",
  data: { full_name: "Zoë Martin", phone: { raw: "poste 12", e164: null }, email: "zoe@example.com" },
};

export const bookingRecords: readonly StoredRecord[] = [
  bookingRecord("rec_9"),
  bookingRecord(
    "rec_8",
    {
      local_start: "2026-11-29T12:00",
      party_size: 1,
      status: "requested",
      guest: { full_name: "Jean Dupont" },
      guest_note: undefined,
      code: undefined,
    },
    { kind: "mail", id: "mail_1" },
  ),
  bookingRecord("rec_7", {
    local_start: "2027-01-02T20:15",
    party_size: null,
    status: "other",
    status_text: "Liste noire",
    staff_note: "Préfère la terrasse",
    offer: "Menu découverte",
  }),
  bookingRecord("rec_6", { status: "canceled" }),
  bookingRecord("rec_5", { status: "no_show" }),
];

export function recordPage(facts: Partial<RecordPage> = {}): RecordPage {
  return { records: [...bookingRecords], counts: { booking: 128, customer: 97 }, next: null, ...facts };
}

const refusedRow = (line: number, ...faults: RefusedRow["faults"]): RefusedRow => ({ line, faults });

export function importSummary(facts: Partial<ImportSummary> = {}): ImportSummary {
  return {
    id: "imp_1",
    file_name: "reservations-octobre.csv",
    state: "done",
    encoding: "windows-1252",
    delimiter: ";",
    counts: { rows: 131, created: 120, updated: 7, unchanged: 1, failed: 3 },
    refused: [
      refusedRow(14, {
        code: "unreadable_date",
        column: "Date",
        value: "31/06/2026",
        text: "Date illisible : écrivez par exemple 28/11/2026",
      }),
      refusedRow(97, {
        code: "missing_name",
        column: null,
        value: null,
        text: "Il manque un nom, un téléphone ou un e-mail",
      }),
    ],
    created_at: minutesAgo(90),
    finished_at: minutesAgo(89),
    ...facts,
  };
}

export function mail(facts: Partial<Mail> = {}): Mail {
  return {
    id: "mail_1",
    received_at: minutesAgo(12),
    from_domain: "thefork.com",
    subject: "Nouvelle réservation : 28/11/2026 à 19h30, 4 personnes",
    verdict: "accepted",
    reason: "booking_read",
    booking: booking(),
    confirmation_code: null,
    confirmation_link: null,
    excerpt: null,
    ...facts,
  };
}

/** One mail of every kind. */
export const mails = {
  accepted: mail({ id: "mail_9" }),
  unproven: mail({
    id: "mail_8",
    verdict: "to_review",
    reason: "sender_unproven",
    excerpt: "Bonjour, une nouvelle réservation vient d’arriver pour votre restaurant.",
  }),
  unread: mail({
    id: "mail_7",
    verdict: "to_review",
    reason: "no_booking_found",
    subject: "Votre récapitulatif de la semaine",
    booking: null,
    excerpt: "Vous avez reçu 42 réservations cette semaine.",
  }),
  confirmation: mail({
    id: "mail_6",
    from_domain: "google.com",
    subject: "(#583920174) Confirmation de transfert Gmail",
    verdict: "confirmation",
    reason: "forwarding_confirmation",
    booking: null,
    confirmation_code: "583920174",
    confirmation_link: "https://mail-settings.google.com/mail/vf-abc",
  }),
  refused: mail({
    id: "mail_5",
    from_domain: "exemple.invalid",
    subject: "Absence du bureau",
    verdict: "refused",
    reason: "automatic_reply",
    booking: null,
  }),
  discarded: mail({ id: "mail_4", verdict: "discarded", reason: "sender_unknown", booking: null }),
} as const satisfies Readonly<Record<string, Mail>>;

export const thefork = integration({
  id: "thefork",
  name: "TheFork Manager",
  category: "restaurant",
  badge: "premium",
  methods: [
    method({
      id: "csv",
      kind: "csv",
      title: "Import CSV",
      fields: [field({ name: "file", type: "file", label: "Fichier CSV", accept: ".csv,text/csv" })],
    }),
    method({
      id: "mailbox",
      kind: "mailbox",
      title: "E-mails de réservation",
      steps: ["Copiez votre adresse SpeedAI.", "Dans Gmail : Paramètres › Transfert et POP/IMAP."],
    }),
  ],
});

export const csvConnection = connection({
  id: "con_csv",
  provider: "thefork",
  method: "csv",
  kind: "csv",
  label: "TheFork Manager",
  account: null,
  secrets: {},
  history: [],
  last_checked_at: null,
});

export const mailAddress = "mzxw6ytboi4dqnrsgi3tmnjuge2dcmjs@in.speedai.example";
export const mailboxConnection = connection({
  ...csvConnection,
  id: "con_mail",
  method: "mailbox",
  kind: "mailbox",
  settings: { mail_address: mailAddress },
});

export function delivery(changes: Partial<Delivery> = {}): Delivery {
  return {
    id: "dlv_1",
    event_id: "evt_1",
    type: "booking.created",
    received_at: "2026-11-23T08:00:00.000Z",
    attempts: 1,
    last_attempt_at: "2026-11-23T08:00:00.000Z",
    outcome: "waiting",
    read_at: null,
    replays: 0,
    replayed_at: null,
    ...changes,
  };
}
