/** Everything that the page says: its sentences, and times and lists in the language's way. */
import { createSentences, lazily, type Messages, type Sentences } from "./sentences.ts";

export type { Messages, TextParams } from "./sentences.ts";
export type { Dictionary, TextKey } from "./words.ts";

export interface Texts extends Sentences {
  /** « il y a 4 min ». `date` may be ISO 8601 as on the wire. */
  relativeTime(date: Date | string, now: Date): string;
  /** A moment as people say it: « 9:12 » today, « hier 9:12 », then « 23 nov., 9:12 », then with the year. */
  moment(date: Date | string, now: Date): string;
  /** Date and time in the browser's zone, for tooltips and journals. */
  dateTime(date: Date | string): string;
  /**
   * Day and hour on the clock of a place, from a time without a zone (`2026-11-28T19:30`): « sam. 28 nov. » and « 19:30 ». The
   * year is named when it is not the one of `now`.
   */
  localTime(local: string, now: Date): { readonly day: string; readonly hour: string };
  /** « a, b et c ». */
  list(items: readonly string[]): string;
}

/** Steps of relative time: below `limit` seconds, count in units of `seconds`. */
const relativeSteps: readonly { limit: number; seconds: number; unit: Intl.RelativeTimeFormatUnit }[] = [
  { limit: 3_600, seconds: 60, unit: "minute" },
  { limit: 86_400, seconds: 3_600, unit: "hour" },
  { limit: 30 * 86_400, seconds: 86_400, unit: "day" },
  { limit: 365 * 86_400, seconds: 30 * 86_400, unit: "month" },
  { limit: Number.POSITIVE_INFINITY, seconds: 365 * 86_400, unit: "year" },
];

/** French unless `locale` says otherwise; a language that is not in the box falls back on English word by word. */
export function createTexts(locale = "fr", overrides: Messages = {}): Texts {
  const sentences = createSentences(locale, overrides);
  const tag = sentences.locale;
  const dateFormat = (options: Intl.DateTimeFormatOptions) => lazily(() => new Intl.DateTimeFormat(tag, options));
  const relative = lazily(() => new Intl.RelativeTimeFormat(tag, { style: "short" }));
  const days = lazily(() => new Intl.RelativeTimeFormat(tag, { numeric: "auto" }));
  const dates = dateFormat({ dateStyle: "medium", timeStyle: "short" });
  const time = dateFormat({ timeStyle: "short" });
  const dayAndMonth = dateFormat({ day: "numeric", month: "short" });
  const localDay = { weekday: "short", day: "numeric", month: "short", timeZone: "UTC" } as const;
  const localDays = dateFormat(localDay);
  const localDaysOfYear = dateFormat({ ...localDay, year: "numeric" });
  const localHours = dateFormat({ timeStyle: "short", timeZone: "UTC" });
  const lists = lazily(() => new Intl.ListFormat(tag));

  return {
    ...sentences,
    relativeTime(date, now) {
      const seconds = Math.round((new Date(date).getTime() - now.getTime()) / 1000);
      const distance = Math.abs(seconds);
      if (distance < 60) return sentences.t("page.time.now");
      const step = relativeSteps.find(({ limit }) => distance < limit);
      return step ? relative().format(Math.trunc(seconds / step.seconds), step.unit) : "";
    },
    moment(date, now) {
      const then = new Date(date);
      const daysAgo = Math.round((startOfDay(now) - startOfDay(then)) / 86_400_000);
      if (tag === "fr" || tag === "fr-FR") return frenchMoment(then, now, daysAgo);
      const clock = time().format(then);
      if (daysAgo === 0) return clock;
      if (daysAgo === 1) return `${days().format(-1, "day")} ${clock}`;
      return then.getFullYear() === now.getFullYear()
        ? `${dayAndMonth().format(then)}, ${clock}`
        : dates().format(then);
    },
    dateTime: (date) => dates().format(new Date(date)),
    localTime(local, now) {
      // Read and written as UTC: no zone may move it.
      const then = new Date(`${local}Z`);
      if (Number.isNaN(then.getTime())) return { day: local, hour: "" };
      const isThisYear = then.getUTCFullYear() === now.getFullYear();
      return { day: (isThisYear ? localDays : localDaysOfYear)().format(then), hour: localHours().format(then) };
    },
    list: (items) => (items.length > 1 ? lists().format(items) : items.join()),
  };
}

/** As the browser writes it. Its first format of a date takes a slow machine fifty milliseconds, and the first cards name moments. */
function frenchMoment(then: Date, now: Date, daysAgo: number): string {
  const clock = then.toTimeString().slice(0, 5);
  if (daysAgo === 0) return clock;
  const year = then.getFullYear();
  const day = `${then.getDate()} ${frenchMonths[then.getMonth()]}${year === now.getFullYear() ? "" : ` ${year}`},`;
  return `${daysAgo === 1 ? "hier" : day} ${clock}`;
}

const frenchMonths = "janv. févr. mars avr. mai juin juil. août sept. oct. nov. déc.".split(" ");

/** Midnight before `date` in the browser's zone, in milliseconds. */
function startOfDay(date: Date): number {
  return new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();
}
