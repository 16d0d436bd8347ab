import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { simulatedBooking } from "../../../demo/simulators/booking-words.ts";
import { composeBookingMail } from "../../../demo/simulators/thefork-mail.ts";
import { type BookingData, bookingData } from "../../../schema/wire/index.ts";
import { toBytes } from "../bytes.ts";
import { readBookingMail, toBooking } from "./booking-mail.ts";
import { languages } from "./booking-words.ts";
import { completeReading, judgeMail } from "./judge-mail.ts";
import { readMessage } from "./message.ts";

const receivedAt = new Date("2026-11-23T08:00:00Z");
const read = (text: string, subject = "Nouvelle réservation") => readBookingMail({ subject, text, receivedAt });
const start = (date: string, time = "") => read(`Nom : A\nDate : ${date}\n${time && `Heure : ${time}`}`)?.start;

describe("synthetic mails in four languages", () => {
  const cases = languages.flatMap((language) =>
    (["new", "requested", "modified", "canceled"] as const).flatMap((change) =>
      (["text", "html", "both"] as const).map((format) => [language, change, format] as const),
    ),
  );
  const statuses = { new: "confirmed", requested: "requested", modified: "confirmed", canceled: "canceled" } as const;

  test.each(cases)("%s, %s, as %s", async (language, change, format) => {
    const raw = composeBookingMail({ to: "x@connect.example", language, change, format });
    const message = await readMessage(toBytes(raw));
    if (!message.ok) throw new Error(message.failure);
    const reading = judgeMail(message.value, { envelopeSender: "a@b.example", senders: ["thefork.com"], receivedAt });
    const { verdict, booking } = completeReading(reading, undefined);
    expect({ verdict, booking: bookingData.parse(booking) }).toEqual({
      verdict: "accepted",
      booking: {
        local_start: "2026-11-28T19:30",
        party_size: 4,
        status: statuses[change],
        code: simulatedBooking.code,
        guest: {
          full_name: "Élodie Marchand",
          phone: { raw: "+33 6 12 34 56 78", e164: "+33612345678" },
          email: "elodie.marchand@example.com",
        },
        guest_note: simulatedBooking.note,
        offer: simulatedBooking.offer,
      },
    });
  });
});

describe("how a label and its value may stand", () => {
  test.each([
    ["with a colon", "Nom : Élodie Marchand\nDate : 28/11/2026\nHeure : 19h30"],
    ["without space", "Nom:Élodie Marchand\nDate:28/11/2026\nHeure:19h30"],
    ["apart by a tab", "Nom\tÉlodie Marchand\nDate\t28/11/2026\nHeure\t19h30"],
    ["under each other", "Nom\nÉlodie Marchand\n\nDate\n28/11/2026\n\nHeure\n\n19h30"],
    ["as a list", "• Nom : Élodie Marchand\n- Date : 28/11/2026\n* Heure : 19h30"],
    ["quoted", "> Nom : Élodie Marchand\n> > Date : 28/11/2026\n> Heure : 19h30"],
    ["in capitals and without accents", "NOM : Élodie Marchand\nDATE DE RESERVATION : 28/11/2026\nHEURE : 19h30"],
    ["date and time together", "Nom : Élodie Marchand\nDate et heure : samedi 28 novembre 2026 à 19h30"],
  ])("%s", (_name, text) => {
    expect(read(text)).toMatchObject({ start: "2026-11-28T19:30", guest: { full_name: "Élodie Marchand" } });
  });

  test.each([
    ["4 couverts", 4],
    ["Couverts : 4 personnes", 4],
    ["Party size: 12", 12],
    ["Numero di coperti: 2", 2],
    ["Couverts : quatre", undefined],
    ["Couverts : 99999", undefined],
  ])("%s", (line, size) => {
    expect(read(`Nom : A\nDate : 28/11/2026 19:30\n${line}`)?.partySize).toBe(size);
  });

  test("the first of two values counts", () => {
    expect(read("Nom : A\nDate : 28/11/2026 19:30\n\nDate : 01/01/2020 10:00")?.start).toBe("2026-11-28T19:30");
  });

  test("the new value of a change counts, wherever it stands", () => {
    const text = "Nom : A\nAncienne date : 27/11/2026\nDate : 27/11/2026\nNouvelle date : 28/11/2026\nHeure : 19:30";
    expect(read(text, "Réservation modifiée")).toMatchObject({ change: "modified", start: "2026-11-28T19:30" });
    expect(read("Nom : A\nFecha anterior: 27/11/2026 10:00", "Reserva modificada")?.start).toBeUndefined();
  });

  test("the header of a forwarded mail is nobody's booking", () => {
    const text =
      "---------- Forwarded message ---------\nDe : TheFork <a@thefork.com>\nDate : lun. 23 nov. 2026 à 09:00\nObjet : x\n\nNom : A\nDate : 28/11/2026\nHeure : 19:30";
    expect(read(text)?.start).toBe("2026-11-28T19:30");
  });

  test("a note goes on until the next label or an empty line", () => {
    expect(read("Nom : A\nCommentaire : Poussette\nau calme\nOffre : -20 %")?.guestNote).toBe("Poussette\nau calme");
    expect(read("Nom : A\nCommentaire : Poussette\n\nTheFork")?.guestNote).toBe("Poussette");
  });

  test("an address in brackets and a code with a sign", () => {
    expect(read("Nom : A\nE-mail : Élodie <elodie@example.com>\nRéférence : #TF-1")).toMatchObject({
      guest: { email: "elodie@example.com" },
      code: "TF-1",
    });
  });

  test("a number without a prefix belongs to the mail's language", () => {
    expect(read("Nombre: A\nFecha: 28/11/2026\nHora: 19:30\nTeléfono: 612 34 56 78")?.guest?.phone?.e164).toBe(
      "+34612345678",
    );
    expect(read("Nom : A\nHeure : 19:30\nTéléphone : 06 12 34 56 78")?.guest?.phone?.e164).toBe("+33612345678");
  });
});

describe("dates and times", () => {
  test.each([
    ["samedi 28 novembre 2026", "19h30"],
    ["Saturday, November 28, 2026", "7:30 PM"],
    ["sábado, 28 de noviembre de 2026", "19:30"],
    ["sabato 28 novembre 2026", "ore 19.30"],
    ["28.11.2026", "19:30"],
    ["2026-11-28", "19:30"],
    ["28 nov. 2026 à 19:30", ""],
    ["28/11/2026 - 19:30", ""],
    ["samedi 28 novembre à 19h30", ""],
    ["Saturday 28th of November", "19:30"],
    ["November 28", "7.30 pm"],
  ])("%s %s", (date, time) => {
    expect(start(date, time)).toBe("2026-11-28T19:30");
  });

  test("a day without a year is the next such day", () => {
    expect(start("22 novembre", "20h")).toBe("2026-11-22T20:00");
    expect(start("21 novembre", "20h")).toBe("2027-11-21T20:00");
    expect(start("lundi 4 janvier", "12h00")).toBe("2027-01-04T12:00");
  });

  test.each([
    ["a weekday that contradicts the date", "dimanche 28 novembre 2026", "19h30"],
    ["a weekday that contradicts a date without a year", "lundi 28 novembre", "19h30"],
    ["a day that does not exist", "31/11/2026", "19h30"],
    ["an hour that does not exist", "28/11/2026", "25h30"],
    ["no time", "28/11/2026", ""],
    ["no date", "bientôt", "19h30"],
    ["neither", "", ""],
  ])("%s gives nothing", (_name, date, time) => {
    expect(start(date, time)).toBeUndefined();
  });
});

describe("what happened to the booking", () => {
  test.each([
    ["Nouvelle réservation", "new"],
    ["Votre réservation est confirmée", "new"],
    ["New booking received", "new"],
    ["Confirmation d’annulation de votre réservation", "canceled"],
    ["Reservation cancelled", "canceled"],
    ["Reserva anulada", "canceled"],
    ["Prenotazione annullata", "canceled"],
    ["Modification de la réservation confirmée", "modified"],
    ["Booking updated", "modified"],
    ["Demande de réservation", "requested"],
    ["Nouvel avis sur votre restaurant", undefined],
    ["Annulation de votre abonnement", undefined],
    ["", undefined],
  ])("%s", (subject, change) => {
    expect(read("Nom : A\nDate : 28/11/2026 19:30", subject)?.change).toBe(change);
  });

  test("the first lines tell where the subject does not", () => {
    expect(read("TheFork\n\nUne réservation a été annulée\nNom : A\nHeure : 1h", "Information")?.change).toBe(
      "canceled",
    );
  });

  test("conditions at the end do not", () => {
    const text =
      "Nom : A\nDate : 28/11/2026\nHeure : 19:30\nCouverts : 2\n\nMerci\n\nAnnulation de la réservation gratuite";
    expect(read(text, "Information")?.change).toBeUndefined();
  });
});

describe("what is no booking", () => {
  test.each([
    ["nothing", ""],
    ["a letter", "Bonjour,\n\nMerci de votre visite. À bientôt\nTheFork"],
    ["labels without values", "Nom :\nDate :\nHeure :"],
    ["a value that is the next label", "Nom\nDate\nHeure"],
  ])("%s", (_name, text) => {
    expect(readBookingMail({ subject: "Nouvelle réservation", text, receivedAt })).toBeUndefined();
  });

  test("names of object properties are no labels", () => {
    expect(read("constructor : x\n__proto__ : y\ntoString : z")).toBeUndefined();
  });

  test("any text gives a valid booking or none", () => {
    const words = [
      "Nom",
      "Date",
      "Heure",
      "Couverts",
      "Téléphone",
      "Référence",
      " : ",
      "\n",
      "28/11/2026",
      "19h30",
      "4",
      "A",
      "06 12 34 56 78",
      "-",
      "\t",
      "Nouvelle ",
    ];
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.constantFrom(...words), fc.string()), { maxLength: 60 }), (pieces) => {
        const notice = read(pieces.join(""));
        const booking = notice && toBooking(notice);
        expect(booking === undefined || bookingData.safeParse(booking).success).toBe(true);
      }),
      { numRuns: 500 },
    );
  });
});

describe("a later mail about a known booking", () => {
  const before: BookingData = {
    local_start: "2026-11-28T19:30",
    party_size: 4,
    status: "confirmed",
    guest: { full_name: "Élodie Marchand", phone: { raw: "0612345678", e164: "+33612345678" } },
    code: "TF-1",
    guest_note: "Poussette",
  };

  test("keeps what it does not mention", () => {
    expect(toBooking({ change: "modified", code: "TF-1", partySize: 6 }, before)).toEqual({ ...before, party_size: 6 });
    expect(toBooking({ change: "canceled", code: "TF-1" }, before)).toEqual({ ...before, status: "canceled" });
  });

  test("does not replace the name by an address", () => {
    const guest = { full_name: "elodie@example.com", email: "elodie@example.com" };
    expect(toBooking({ change: "modified", code: "TF-1", guest }, before)?.guest).toEqual({
      ...before.guest,
      email: "elodie@example.com",
    });
  });

  test("is no booking by itself", () => {
    expect(toBooking({ change: "canceled", code: "TF-1" })).toBeUndefined();
    expect(toBooking({ change: "new", code: "TF-1", start: "2026-11-28T19:30" })).toBeUndefined();
  });
});
