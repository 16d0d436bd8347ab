/**
 * Reads a booking out of the words of a mail: `Label: value` lines, or a label and its value on the next line, in four
 * languages. Synthetic: no public description of TheFork's mails exists, so nothing rests on their layout. Pure, and linear
 * in the length of the text.
 */
import type { BookingData, PersonData } from "../../../schema/wire/index.ts";
import { readPartySize, readPerson } from "../booking.ts";
import { normalise } from "../csv/columns.ts";
import { type CalendarDate, readDate, readTime, toLocalStart } from "../csv/dates.ts";
import {
  bookingWord,
  type Change,
  changeWords,
  countryOf,
  forwardedMarker,
  type Label,
  type Language,
  labels,
  newPrefix,
  oldPrefix,
  oldSuffix,
  weekdays,
} from "./booking-words.ts";

/** What a mail says of a booking. Anything may be missing: an annulment may name the reference alone. */
export interface BookingNotice {
  readonly change?: Change | undefined;
  /** `2026-11-28T19:30` */
  readonly start?: string | undefined;
  readonly partySize?: number | undefined;
  readonly guest?: PersonData | undefined;
  readonly code?: string | undefined;
  readonly guestNote?: string | undefined;
  readonly offer?: string | undefined;
}

const maxLines = 2000;
const maxLineCharacters = 1000;
const maxLabelCharacters = 60;
const maxNoteCharacters = 2000;
/** A heading that says what happened stands among the first lines. */
const headingLines = 6;

/** Undefined when nothing in the mail looks like a booking. */
export function readBookingMail({
  subject,
  text,
  receivedAt,
}: {
  readonly subject: string;
  readonly text: string;
  readonly receivedAt: Date;
}): BookingNotice | undefined {
  const lines = text.split("\n", maxLines).map((line) =>
    line
      .slice(0, maxLineCharacters)
      .replace(/^[\s>|]{1,100}/, "")
      .trim(),
  );
  const change = readChange(subject, lines);
  const found = readLabels(lines);
  const read = (label: Label) => found.values.get(label)?.value ?? "";
  const country = countryOf[found.language ?? "fr"];
  const guest = readPerson(
    {
      fullName: read("full_name"),
      firstName: read("first_name"),
      lastName: read("last_name"),
      phone: read("phone"),
      email: read("email").replace(/^.*<([^<>]*)>.*$/, "$1"),
    },
    country,
  );
  const start = readStart(read("date"), read("time"), receivedAt);
  const code = /^[#№]?\s{0,3}([\w./-]{3,64})$/.exec(read("code"))?.[1];
  const notice: BookingNotice = {
    change,
    start,
    partySize: readPartySize(read("party_size")) ?? undefined,
    guest,
    code,
    guestNote: read("guest_note").slice(0, maxNoteCharacters) || undefined,
    offer: read("offer").slice(0, 200) || undefined,
  };
  const says = [start, notice.partySize, guest, code].filter((part) => part !== undefined).length;
  return says >= 2 || (says === 1 && change !== undefined) ? notice : undefined;
}

/** The subject decides; only where it says nothing do the lines before the first label. */
function readChange(subject: string, lines: readonly string[]): Change | undefined {
  const firstLabel = lines.findIndex((line) => readLabel(line) !== undefined);
  const headings = lines.slice(0, firstLabel === -1 ? undefined : firstLabel).filter((line) => line !== "");
  for (const line of [subject, ...headings.slice(0, headingLines)]) {
    const words = normalise(line.slice(0, 300));
    if (!bookingWord.test(words)) continue;
    const change = changeWords.find(([, pattern]) => pattern.test(words));
    if (change) return change[0];
  }
  return undefined;
}

interface Found {
  readonly values: ReadonlyMap<Label, { readonly value: string; readonly isNew: boolean }>;
  /** The language that knows most of the labels. */
  readonly language: Language | undefined;
}

/** The first value of each label, but a « nouvelle date » before a « date ». */
function readLabels(lines: readonly string[]): Found {
  const values = new Map<Label, { value: string; isNew: boolean }>();
  const votes = new Map<Language, number>();
  let inForwardedHeader = false;
  for (const [at, line] of lines.entries()) {
    if (line === "") inForwardedHeader = false;
    if (forwardedMarker.test(normalise(line.slice(0, 100)))) inForwardedHeader = true;
    const named = inForwardedHeader ? undefined : readLabel(line);
    if (!named || named.isOld) continue;
    const known = values.get(named.label);
    if (known && (known.isNew || !named.isNew)) continue;
    const value = named.label === "guest_note" ? readNote(lines, at, named.value) : named.value || nextValue(lines, at);
    if (value === "") continue;
    values.set(named.label, { value, isNew: named.isNew });
    for (const language of named.languages) votes.set(language, (votes.get(language) ?? 0) + 1);
  }
  const [most] = [...votes].toSorted(([, left], [, right]) => right - left);
  return { values, language: most?.[0] };
}

interface NamedValue {
  readonly label: Label;
  readonly languages: ReadonlySet<Language>;
  /** Empty when it stands on the next line. */
  readonly value: string;
  readonly isNew: boolean;
  readonly isOld: boolean;
}

function readLabel(line: string): NamedValue | undefined {
  const split = /^([^:：\t]{1,60})[:：\t](.*)$/.exec(line);
  const written = split?.[1] ?? (line.length <= maxLabelCharacters ? line : "");
  const words = normalise(written);
  const name = words.replace(newPrefix, "").replace(oldPrefix, "").replace(oldSuffix, "");
  const known = labels.get(words) ?? labels.get(name);
  if (!known) return readCount(words);
  const isPlain = labels.has(words);
  return {
    ...known,
    value: (split?.[2] ?? "").trim(),
    isNew: !isPlain && newPrefix.test(words),
    isOld: !isPlain && (oldPrefix.test(words) || oldSuffix.test(words)),
  };
}

/** « 4 couverts » */
function readCount(words: string): NamedValue | undefined {
  const [, count = "", unit = ""] = /^(\d{1,4}) ([a-z ]{3,30})$/.exec(words) ?? [];
  const known = labels.get(unit);
  return known?.label === "party_size" ? { ...known, value: count, isNew: false, isOld: false } : undefined;
}

function nextValue(lines: readonly string[], at: number): string {
  const next = lines.slice(at + 1, at + 3).find((line) => line !== "") ?? "";
  return readLabel(next) ? "" : next;
}

/** A note may go on until an empty line or the next label. */
function readNote(lines: readonly string[], at: number, first: string): string {
  const note = first === "" ? [] : [first];
  for (const line of lines.slice(at + 1, at + 30)) {
    if (line === "" && note.length === 0) continue;
    if (line === "" || readLabel(line)) break;
    note.push(line);
  }
  return note.join("\n");
}

/** Date and time may stand in one value. A weekday that contradicts the date makes both unreadable. */
function readStart(dateText: string, timeText: string, receivedAt: Date): string | undefined {
  const date = readCompleteDate(dateText, receivedAt);
  const time = readClock(timeText) ?? readClock(dateText.replace(/\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}/, " "));
  return date && time ? toLocalStart(date, time) : undefined;
}

/** `19.30` and `7.30 pm` too, as the date is gone. */
function readClock(text: string) {
  return readTime(text.replace(/(?<!\d)(\d{1,2})\.(\d{2})(?!\d)/, "$1:$2"));
}

/** Without a year the next such day is meant, counted from the day before the mail came. */
function readCompleteDate(text: string, receivedAt: Date): CalendarDate | undefined {
  const words = normalise(text.slice(0, 200));
  const from = new Date(receivedAt.getTime() - 24 * 3600_000);
  const year = from.getUTCFullYear();
  const whole = readDate(text);
  const candidates = whole ? [whole] : [year, year + 1].flatMap((guess) => readDate(withYear(words, guess)) ?? []);
  const earliest = from.toISOString().slice(0, 10);
  const date = candidates.find((candidate) => whole || toLocalStart(candidate, { hour: 0, minute: 0 }) >= earliest);
  if (!date) return undefined;
  const weekday = weekdays.findIndex((pattern) => pattern.test(words));
  const real = new Date(Date.UTC(date.year, date.month - 1, date.day)).getUTCDay();
  return weekday === -1 || weekday === real ? date : undefined;
}

/** `samedi 28 novembre 19h30` → `28 novembre 2026` */
function withYear(words: string, year: number): string {
  const dayAndMonth = /\b(\d{1,2})(?:er|st|nd|rd|th)? (?:de |of )?([a-z]{3,10})\b/.exec(words);
  const monthAndDay = /\b([a-z]{3,10}) (\d{1,2})(?:er|st|nd|rd|th)?\b/.exec(words);
  if (dayAndMonth && readDate(`${dayAndMonth[1]} ${dayAndMonth[2]} ${year}`)) {
    return `${dayAndMonth[1]} ${dayAndMonth[2]} ${year}`;
  }
  return monthAndDay ? `${monthAndDay[2]} ${monthAndDay[1]} ${year}` : "";
}

const statusOf = { new: "confirmed", requested: "requested", modified: "confirmed", canceled: "canceled" } as const;

/**
 * The booking after the mail: what it says, over what was known under the same reference. Undefined when when or who stays
 * unknown.
 */
export function toBooking(notice: BookingNotice, before?: BookingData): BookingData | undefined {
  const start = notice.start ?? before?.local_start;
  const guest = notice.guest ?? before?.guest;
  if (start === undefined || guest === undefined) return undefined;
  const { change, partySize, code, guestNote, offer } = notice;
  return {
    ...before,
    local_start: start,
    party_size: partySize ?? before?.party_size ?? null,
    status: change === undefined ? (before?.status ?? "confirmed") : statusOf[change],
    guest: {
      ...before?.guest,
      ...guest,
      full_name: isNamed(guest) ? guest.full_name : (before ?? { guest }).guest.full_name,
    },
    ...(code !== undefined && { code }),
    ...(guestNote !== undefined && { guest_note: guestNote }),
    ...(offer !== undefined && { offer }),
  };
}

/** Where no name was written, a number or an address stands for it. */
function isNamed({ full_name: name, phone, email }: PersonData): boolean {
  return name !== phone?.raw && name !== email;
}
