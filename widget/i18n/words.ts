/**
 * The words that are here. The page's French comes with the script; English, and what is said once something is opened, come when they
 * are asked for: a visitor pays for one language, and for errors only when a drawer opens.
 */
import type { SectionLike } from "./dictionary.ts";
import type { inside as insideFr } from "./fr/inside.ts";
import { page as pageFr } from "./fr/page.ts";

type Reference = { readonly page: typeof pageFr } & typeof insideFr;
export type Dictionary = { readonly [Name in keyof Reference]: SectionLike<Reference[Name]> };
export type InsideWords = Omit<Dictionary, "page">;
/** `section.key` for every message of the French dictionary. */
export type TextKey = { [Name in keyof Reference]: `${Name}.${keyof Reference[Name] & string}` }[keyof Reference];

/** Languages in the box; any other is English until a dictionary replaces it. */
export type Language = "fr" | "en";
/** `page`: what the first picture shows. `inside`: drawer, lists, errors. */
export type Part = "page" | "inside";

const held: Record<Language, Partial<Dictionary>> = { fr: { page: pageFr }, en: {} };

const loaders: Record<Language, Record<Part, () => Promise<Partial<Dictionary>>>> = {
  fr: {
    page: async () => ({ page: pageFr }),
    inside: async () => (await import("./fr/inside.ts")).inside,
  },
  en: {
    page: async () => ({ page: (await import("./en/page.ts")).page }),
    inside: async () => (await import("./en/inside.ts")).inside,
  },
};

export function hasWords(language: Language, part: Part): boolean {
  return (part === "page" ? held[language].page : held[language].reason) !== undefined;
}

/** Rejects with the browser's `TypeError` when the file does not come; may be asked again. */
export async function loadWords(language: Language, part: Part): Promise<void> {
  if (!hasWords(language, part)) keepWords(language, await loaders[language][part]());
}

export function keepWords(language: Language, words: Partial<Dictionary>): void {
  held[language] = { ...held[language], ...words };
}

/** What the language says; French for a page whose own words did not come. */
export function findWords(language: Language): Partial<Dictionary> {
  return hasWords(language, "page") ? held[language] : held.fr;
}
