/**
 * Sentences of the page. Keys are typed from the French dictionary: `t("page.search.label")`, `t("drawer.close")`,
 * `t("reason.bad_credentials.title")`. English is complete; any other language comes as a flat dictionary of the same keys.
 * `words.ts` says which words are here: the rest is its own key until it has come.
 */
import type { Message } from "./dictionary.ts";
import { typesetFrench } from "./typography.ts";
import { findWords, type Language, type TextKey } from "./words.ts";

/** Numbers are written in the language's way; strings are put in as they are. `count` chooses the plural form. */
export type TextParams = Readonly<Record<string, string | number>>;
/** Replaces single texts, or all of them for a language that is not in the box. */
export type Messages = Readonly<Partial<Record<TextKey, Message>>>;

export interface Sentences {
  /** BCP 47. */
  readonly locale: string;
  t(key: TextKey, params?: TextParams): string;
  /** Whether there are words for a key that the API made: it may be newer than this page. */
  knows(key: string): key is TextKey;
  /** In the language's way: « 1 234 ». */
  number(value: number): string;
  /** A sentence that came from the API (labels, help, guides), typeset for the language. */
  prose(text: string): string;
}

/** French and English as everybody counts in them: small numbers and plurals without the browser's formats, which delay the first card. */
const plainTag = /^(?:fr|en)(?:-[A-Z]{2})?$/;

/** French unless `locale` says otherwise; a language that is not in the box falls back on English word by word. */
export function createSentences(locale = "fr", overrides: Messages = {}): Sentences {
  const [language, tag] = parseLocale(locale);
  const typeset = language === "fr" ? typesetFrench : (text: string) => text;
  const pluralRules = lazily(() => new Intl.PluralRules(tag));
  const numbers = lazily(() => new Intl.NumberFormat(tag));
  const isPlain = plainTag.test(tag);
  const number = (value: number): string =>
    isPlain && /^\d{1,3}$/.test(`${value}`) ? `${value}` : numbers().format(value);
  const pluralOf = (count: number): Intl.LDMLPluralRule => {
    if (!isPlain) return pluralRules().select(count);
    return count === 1 || (language === "fr" && count < 2) ? "one" : "other";
  };

  return {
    locale: tag,
    t(key, params = {}) {
      const message = overrides[key] ?? find(language, key) ?? key;
      const text =
        typeof message === "string" ? message : (message[pluralOf(Number(params["count"] ?? 0))] ?? message.other);
      return typeset(text).replace(/\{(\w+)\}/g, (place: string, name: string) => {
        const value = params[name];
        if (value === undefined) return place;
        return typeof value === "number" ? number(value) : value;
      });
    },
    knows: (key): key is TextKey => find(language, key) !== undefined,
    number,
    prose: typeset,
  };
}

/** Made when it is first needed: the browser takes milliseconds for each of its formats. */
export function lazily<Made>(make: () => Made): () => Made {
  let made: Made | undefined;
  return () => {
    made ??= make();
    return made;
  };
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
