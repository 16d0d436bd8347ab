/** Dates and times as European spreadsheets and mails write them. Pure, linear. */

export interface CalendarDate {
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

export interface ClockTime {
  readonly hour: number;
  readonly minute: number;
}

/** First letters that tell the months apart in French, English, Spanish and Italian, accents removed. */
const monthWords: readonly (readonly string[])[] = [
  ["janv", "jan", "ene", "gen"],
  ["fev", "feb"],
  ["mars", "mar"],
  ["avr", "apr", "abr"],
  ["mai", "may", "mag"],
  ["juin", "jun", "giu"],
  ["juil", "jul", "lug"],
  ["aout", "aou", "aug", "ago"],
  ["sept", "sep", "set"],
  ["oct", "ott"],
  ["nov"],
  ["dec", "dic"],
];

/**
 * The first date in a text: `28/11/2026`, `28-11-26`, `28.11.2026`, `2026-11-28`, `samedi 28 novembre 2026`,
 * `November 28, 2026`. Day before month, as in Europe, unless that is impossible.
 */
export function readDate(text: string): CalendarDate | undefined {
  const plain = text.slice(0, 200).normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  return readIsoDate(plain) ?? readNumericDate(plain) ?? readWordDate(plain);
}

function readIsoDate(text: string): CalendarDate | undefined {
  const match = /(?<!\d)(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)/.exec(text);
  return match ? toDate(match[1], match[2], match[3]) : undefined;
}

function readNumericDate(text: string): CalendarDate | undefined {
  const match = /(?<!\d)(\d{1,2})[-/.](\d{1,2})[-/.](\d{4}|\d{2})(?!\d)/.exec(text);
  if (!match) return undefined;
  const [, first, second, year] = match;
  const fullYear = year?.length === 2 ? `20${year}` : year;
  return toDate(fullYear, second, first) ?? toDate(fullYear, first, second);
}

function readWordDate(text: string): CalendarDate | undefined {
  const words = text.split(/[^a-z0-9]+/, 40);
  const monthAt = words.findIndex((word) => monthOf(word) !== undefined);
  const month = monthOf(words[monthAt] ?? "");
  if (month === undefined) return undefined;
  const numbers = words
    .slice(Math.max(0, monthAt - 2), monthAt + 5)
    .map((word) => /^(\d{1,4})(?:er|st|nd|rd|th)?$/.exec(word)?.[1]);
  const year = numbers.find((word) => word?.length === 4);
  const day = numbers.find((word) => word !== undefined && word.length <= 2);
  return toDate(year, String(month), day);
}

function monthOf(word: string): number | undefined {
  if (!/^[a-z]{3,10}$/.test(word)) return undefined;
  const index = monthWords.findIndex((starts) => starts.some((start) => word.startsWith(start)));
  // « mardi » and « martes » begin like March, « mag » is a month and « maggiore » is not one people write.
  return index === -1 || /^(mardi|mard|mart[ei]|mercoledi|marted)/.test(word) ? undefined : index + 1;
}

function toDate(
  year: string | undefined,
  month: string | undefined,
  day: string | undefined,
): CalendarDate | undefined {
  const parts = { year: Number(year), month: Number(month), day: Number(day) };
  if (!year || !month || !day || parts.year < 1990 || parts.year > 2200) return undefined;
  // Only real days survive the round trip: 31 June does not.
  const date = new Date(Date.UTC(parts.year, parts.month - 1, parts.day));
  return date.getUTCMonth() === parts.month - 1 && date.getUTCDate() === parts.day ? parts : undefined;
}

/** The first time of day: `19:30`, `19h30`, `19 h`, `7:30 PM`, `T19:30:00`; `19.30` only when nothing else stands there. */
export function readTime(text: string): ClockTime | undefined {
  const plain = text.slice(0, 200).toLowerCase();
  const match =
    /(?<!\d)(\d{1,2})\s?[:h]\s?(\d{2})(?!\d)(?::\d{2}(?:\.\d+)?)?\s?([ap])?\.?m?/.exec(plain) ??
    /(?<!\d)(\d{1,2})\s?(?:h(?:rs?|eures?)?\b|(?=[ap]\.?m\b))()\s?([ap])?/.exec(plain) ??
    /^\s*(\d{1,2})\.(\d{2})()\s*$/.exec(plain);
  if (!match) return undefined;
  const [, hours, minutes, half] = match;
  const minute = Number(minutes || 0);
  let hour = Number(hours);
  if (half === "p" && hour < 12) hour += 12;
  if (half === "a" && hour === 12) hour = 0;
  return hour < 24 && minute < 60 ? { hour, minute } : undefined;
}

/** `2026-11-28T19:30` */
export function toLocalStart(date: CalendarDate, time: ClockTime): string {
  const two = (value: number) => String(value).padStart(2, "0");
  return `${date.year}-${two(date.month)}-${two(date.day)}T${two(time.hour)}:${two(time.minute)}`;
}
