/**
 * Texts of the page. Keys are typed from the French dictionary: `t("page.search.label")`, `t("drawer.close")`,
 * `t("reason.bad_credentials.title")`. English is complete; any other language comes as a flat dictionary of the same keys.
 * `words.ts` says which words are here: the rest is its own key until it has come.
 */
import type { Message, Plural } from "./dictionary.ts";
import { typesetFrench } from "./typography.ts";
import { findWords, type Language, type TextKey } from "./words.ts";

export type { Dictionary, TextKey } from "./words.ts";
/** Numbers are written in the language's way; strings are put in as they are. `count` chooses the plural form. */
export type TextParams = Readonly<Record<string, string | number>>;
/** Replaces single texts, or all of them for a language that is not in the box. */
export type Messages = Readonly<Partial<Record<TextKey, Message>>>;

export interface Texts {
  /** BCP 47. */
  readonly locale: string;
  t(key: TextKey, params?: TextParams): string;
  /** Whether there are words for a key that the API made: it may be newer than this page. */
  knows(key: string): key is TextKey;
  /** In the language's way: « 1 234 ». */
  number(value: number): string;
  /** A sentence that came from the API (labels, help, guides), typeset for the language. */
  prose(text: string): string;
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
  const [language, tag] = parseLocale(locale);
  const typeset = language === "fr" ? typesetFrench : (text: string) => text;
  const pluralRules = new Intl.PluralRules(tag);
  const numbers = new Intl.NumberFormat(tag);
  const relative = new Intl.RelativeTimeFormat(tag, { style: "short" });
  const dates = new Intl.DateTimeFormat(tag, { dateStyle: "medium", timeStyle: "short" });
  const time = new Intl.DateTimeFormat(tag, { timeStyle: "short" });
  const dayAndMonth = new Intl.DateTimeFormat(tag, { day: "numeric", month: "short" });
  const days = new Intl.RelativeTimeFormat(tag, { numeric: "auto" });
  const lists = new Intl.ListFormat(tag);
  const localDay = { weekday: "short", day: "numeric", month: "short", timeZone: "UTC" } as const;
  const localDays = new Intl.DateTimeFormat(tag, localDay);
  const localDaysOfYear = new Intl.DateTimeFormat(tag, { ...localDay, year: "numeric" });
  const localHours = new Intl.DateTimeFormat(tag, { timeStyle: "short", timeZone: "UTC" });

  const t = (key: TextKey, params: TextParams = {}): string => {
    const message = overrides[key] ?? find(language, key) ?? key;
    const text = typeof message === "string" ? message : choosePlural(message, params["count"], pluralRules);
    return typeset(text).replace(/\{(\w+)\}/g, (place: string, name: string) => {
      const value = params[name];
      if (value === undefined) return place;
      return typeof value === "number" ? numbers.format(value) : value;
    });
  };

  return {
    locale: tag,
    t,
    knows: (key): key is TextKey => find(language, key) !== undefined,
    number: (value) => numbers.format(value),
    prose: typeset,
    relativeTime(date, now) {
      const seconds = Math.round((new Date(date).getTime() - now.getTime()) / 1000);
      const distance = Math.abs(seconds);
      if (distance < 60) return t("page.time.now");
      const step = relativeSteps.find(({ limit }) => distance < limit);
      return step ? relative.format(Math.trunc(seconds / step.seconds), step.unit) : "";
    },
    moment(date, now) {
      const then = new Date(date);
      const clock = time.format(then);
      const daysAgo = Math.round((startOfDay(now) - startOfDay(then)) / 86_400_000);
      if (daysAgo === 0) return clock;
      if (daysAgo === 1) return `${days.format(-1, "day")} ${clock}`;
      return then.getFullYear() === now.getFullYear() ? `${dayAndMonth.format(then)}, ${clock}` : dates.format(then);
    },
    dateTime: (date) => dates.format(new Date(date)),
    localTime(local, now) {
      // Read and written as UTC: no zone may move it.
      const then = new Date(`${local}Z`);
      if (Number.isNaN(then.getTime())) return { day: local, hour: "" };
      const isThisYear = then.getUTCFullYear() === now.getFullYear();
      return { day: (isThisYear ? localDays : localDaysOfYear).format(then), hour: localHours.format(then) };
    },
    list: (items) => lists.format(items),
  };
}

/** Midnight before `date` in the browser's zone, in milliseconds. */
function startOfDay(date: Date): number {
  return new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();
}

/** Language of the box for a BCP 47 text: every language but French falls back on English. */
export function languageOf(locale: string): Language {
  return parseLocale(locale)[0];
}

/** Language of the box and usable tag of a BCP 47 text; French for what cannot be read. */
function parseLocale(locale: string): [language: Language, tag: string] {
  try {
    const parsed = new Intl.Locale(locale || "fr");
    return [parsed.language === "fr" ? "fr" : "en", parsed.toString()];
  } catch (error) {
    if (error instanceof RangeError) return ["fr", "fr"];
    throw error;
  }
}

function find(language: Language, key: string): Message | undefined {
  const dot = key.indexOf(".");
  const sections: Readonly<Record<string, Readonly<Record<string, Message>>>> = findWords(language);
  return sections[key.slice(0, dot)]?.[key.slice(dot + 1)];
}

function choosePlural(message: Plural, count: string | number | undefined, rules: Intl.PluralRules): string {
  return message[rules.select(Number(count ?? 0))] ?? message.other;
}
