/** What bookings and guests look like, wherever they come from. Pure. */
import { type CountryCode, isSupportedCountry, parsePhoneNumberFromString } from "libphonenumber-js/max";
import type { BookingData, BookingStatus, PersonData, Phone } from "../../schema/wire/index.ts";
import { normalise } from "./csv/columns.ts";

/** First letters of the words for each status, accents removed; French, English, Spanish, Italian. */
const statusWords: readonly (readonly [string, BookingStatus])[] = [
  ["no show", "no_show"],
  ["noshow", "no_show"],
  ["no presentado", "no_show"],
  ["non presente", "no_show"],
  ["non venu", "no_show"],
  ["absent", "no_show"],
  ["non confirm", "requested"],
  ["annul", "canceled"],
  ["cancel", "canceled"],
  ["refus", "canceled"],
  ["reject", "canceled"],
  ["rifiut", "canceled"],
  ["confirm", "confirmed"],
  ["recorded", "confirmed"],
  ["booked", "confirmed"],
  ["accept", "confirmed"],
  ["valid", "confirmed"],
  ["enregistr", "confirmed"],
  ["reserv", "confirmed"],
  ["prenotat", "confirmed"],
  ["attente", "requested"],
  ["en attente", "requested"],
  ["a confirmer", "requested"],
  ["pending", "requested"],
  ["waiting", "requested"],
  ["request", "requested"],
  ["pendiente", "requested"],
  ["in attesa", "requested"],
  ["seated", "seated"],
  ["arriv", "seated"],
  ["assis", "seated"],
  ["install", "seated"],
  ["sentad", "seated"],
  ["over", "completed"],
  ["left", "completed"],
  ["complet", "completed"],
  ["termin", "completed"],
  ["parti", "completed"],
  ["honor", "completed"],
  ["done", "completed"],
];

/** No word at all is a booking that stands; an unknown word is kept as it was. */
export function readBookingStatus(text: string): Pick<BookingData, "status" | "status_text"> {
  const word = normalise(text);
  if (word === "") return { status: "confirmed" };
  const known = statusWords.find(([start]) => word.startsWith(start));
  return known ? { status: known[1] } : { status: "other", status_text: text.slice(0, 100) };
}

/** `4`, `4 couverts`, `4,0`; null when no sensible number stands there. */
export function readPartySize(text: string): number | null {
  const match = /^\D{0,40}(\d{1,5})(?:[.,]0+)?(?!\d)/.exec(text);
  const size = match ? Number(match[1]) : Number.NaN;
  return Number.isFinite(size) && size <= 10_000 ? size : null;
}

interface WrittenPerson {
  readonly fullName: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly phone: string;
  readonly email: string;
}

/** Undefined when nothing tells who it is: no name, no number, no address. */
export function readPerson(written: WrittenPerson, country: string): PersonData | undefined {
  const parts = [written.firstName, written.lastName].filter((part) => part !== "");
  const fullName = written.fullName || parts.join(" ");
  const phone = readPhone(written.phone, country);
  const email = readEmail(written.email);
  if (fullName === "" && !phone && email === undefined) return undefined;
  return {
    full_name: (fullName || phone?.raw || email || "").slice(0, 200),
    ...(written.firstName !== "" && { first_name: written.firstName.slice(0, 100) }),
    ...(written.lastName !== "" && { last_name: written.lastName.slice(0, 100) }),
    ...(phone && { phone }),
    ...(email !== undefined && { email }),
  };
}

/** Lower case; undefined when it is no address. */
export function readEmail(text: string): string | undefined {
  const trimmed = text.trim().toLowerCase();
  return trimmed.length <= 254 && /^[^\s@<>,;"]{1,64}@[^\s@<>,;"]+\.[^\s@<>,;".]{2,63}$/.test(trimmed)
    ? trimmed
    : undefined;
}

/**
 * The first number of a text, E.164 by the venue's country. What nobody can dial (too short, all zeros, « anonyme ») is no
 * number; what is written oddly is kept as written with `e164` null.
 */
export function readPhone(text: string, country: string): Phone | undefined {
  const raw =
    text
      .slice(0, 200)
      .split(/[/;|]| ou | or /, 1)[0]
      ?.trim() ?? "";
  const digits = raw.replace(/\D/g, "");
  if (digits.length < 6 || /^0+$/.test(digits)) return undefined;
  const cleaned = raw
    .normalize("NFKC")
    .replace(/[\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, "")
    .replace(/^tel:/i, "")
    .replace(/^00/, "+")
    .replace(/^(\+\d{1,3})\s*\(0\)/, "$1");
  const parsed = parsePhoneNumberFromString(cleaned, { defaultCountry: toCountry(country), extract: false });
  return { raw, e164: parsed?.isPossible() ? parsed.number : null };
}

function toCountry(country: string): CountryCode {
  return isSupportedCountry(country) ? country : "FR";
}

/**
 * What makes two bookings the same: the provider's number, else when and who. Parts for a keyed hash; a changed time under
 * the same number is the same booking.
 */
export function bookingKey(booking: BookingData): readonly string[] {
  if (booking.code) return codeKey(booking.code);
  const { phone, email, full_name: name } = booking.guest;
  return ["who", booking.local_start, phone?.e164 ?? email ?? normalise(name)];
}

export function codeKey(code: string): readonly string[] {
  return ["code", code.trim().toLowerCase()];
}

/** A guest without number or address cannot be told from another of the same name. */
export function customerKey(person: PersonData): readonly string[] | undefined {
  if (person.phone?.e164) return ["phone", person.phone.e164];
  return person.email === undefined ? undefined : ["email", person.email];
}
