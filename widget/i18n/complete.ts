/** Every word of every language at once, for those who cannot wait: tests, and programs outside a browser. */
import { inside as insideEn } from "./en/inside.ts";
import { page as pageEn } from "./en/page.ts";
import { inside as insideFr } from "./fr/inside.ts";
import { lists as listsFr } from "./fr/lists.ts";
import { page as pageFr } from "./fr/page.ts";
import { type Dictionary, keepWords } from "./words.ts";

export { createTexts } from "./index.ts";

export const french = { page: { ...pageFr, ...listsFr }, ...insideFr };
export const english: Dictionary = { page: pageEn, ...insideEn };

keepWords("fr", french);
keepWords("en", english);
