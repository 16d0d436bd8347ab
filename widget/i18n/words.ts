/**
 * The words that are here. The French of what is seen first comes with the script; the rest, and English, when they are asked for:
 * a visitor pays for one language, and for errors only when a drawer opens.
 */
import type { SectionLike } from "./dictionary.ts";
import type { inside as insideFr } from "./fr/inside.ts";
import type { lists as listsFr } from "./fr/lists.ts";
import { page as pageFr } from "./fr/page.ts";

type Reference = { readonly page: typeof pageFr & typeof listsFr } & typeof insideFr;
export type Dictionary = { readonly [Name in keyof Reference]: SectionLike<Reference[Name]> };
export type InsideWords = Omit<Dictionary, "page">;
/** `section.key` for every message of the French dictionary. */
export type TextKey = { [Name in keyof Reference]: `${Name}.${keyof Reference[Name] & string}` }[keyof Reference];

/** Languages in the box; any other is English until a dictionary replaces it. */
export type Language = "fr" | "en";
/** `page`: what is seen first. `lists`: the page once the catalogue is here. `inside`: drawer, records, errors. */
export type Part = "page" | "lists" | "inside";

type Words = { readonly page?: Partial<Dictionary["page"]> } & Partial<InsideWords>;

const held: Record<Language, Words> = { fr: { page: pageFr }, en: {} };

const loadEnglishPage = async (): Promise<Words> => ({ page: (await import("./en/page.ts")).page });

const loaders: Record<Language, Record<Part, () => Promise<Words>>> = {
  fr: {
    page: async () => ({ page: pageFr }),
    lists: async () => ({ page: (await import("./fr/lists.ts")).lists }),
    inside: async () => (await import("./fr/inside.ts")).inside,
  },
  en: {
    page: loadEnglishPage,
    lists: loadEnglishPage,
    inside: async () => (await import("./en/inside.ts")).inside,
  },
};

export function hasWords(language: Language, part: Part): boolean {
  const { page, reason } = held[language];
  if (part === "inside") return reason !== undefined;
  return page?.[part === "page" ? "intro.why" : "section.connected"] !== undefined;
}

/** Rejects with the browser's `TypeError` when the file does not come; may be asked again. */
export async function loadWords(language: Language, part: Part): Promise<void> {
  if (!hasWords(language, part)) keepWords(language, await loaders[language][part]());
}

export function keepWords(language: Language, words: Words): void {
  const known = held[language];
  held[language] = { ...known, ...words, page: { ...known.page, ...words.page } };
}

/** What the language says; French for a page whose own words did not come. */
export function findWords(language: Language): Words {
  return hasWords(language, "page") ? held[language] : held.fr;
}
