import { describe, expect, it } from "vitest";
import { english, french } from "./complete.ts";
import type { Message, Section } from "./dictionary.ts";

const languages = { french, english };

/** Every message of a language: section.key → its forms. */
function formsOf(dictionary: Readonly<Record<string, Section>>): Map<string, Readonly<Record<string, string>>> {
  const forms = (message: Message): Readonly<Record<string, string>> =>
    typeof message === "string" ? { only: message } : { ...message };
  return new Map(
    Object.entries(dictionary).flatMap(([name, section]) =>
      Object.entries(section).map(([key, message]) => [`${name}.${key}`, forms(message)] as const),
    ),
  );
}

function placesOf(forms: Readonly<Record<string, string>>): string[] {
  return [...new Set(Object.values(forms).flatMap((text) => text.match(/\{\w+\}/g) ?? []))].sort();
}

function findTexts(pattern: RegExp): string[] {
  return Object.entries(languages).flatMap(([language, dictionary]) =>
    [...formsOf(dictionary)].flatMap(([key, forms]) =>
      Object.values(forms)
        .filter((text) => pattern.test(text))
        .map((text) => `${language} ${key}: ${text}`),
    ),
  );
}

describe("dictionaries", () => {
  const reference = formsOf(french);
  const translation = formsOf(english);

  it("have the same keys", () => {
    expect([...translation.keys()].sort()).toEqual([...reference.keys()].sort());
  });

  it("have the same places in the same message", () => {
    const different = [...reference].filter(
      ([key, forms]) => placesOf(forms).join() !== placesOf(translation.get(key) ?? {}).join(),
    );
    expect(different.map(([key]) => key)).toEqual([]);
  });

  it("have the plural forms of French and English", () => {
    const plurals = [...reference, ...translation].filter(([, forms]) => !("only" in forms));
    expect(plurals.length).toBeGreaterThan(0);
    expect(plurals.filter(([, forms]) => Object.keys(forms).sort().join() !== "one,other")).toEqual([]);
  });

  it("have no empty message and no space at an end", () => {
    expect(findTexts(/^\s|\s$|^$|\s\s/)).toEqual([]);
  });

  it("use real apostrophes, quotes and ellipses", () => {
    expect(findTexts(/'|"|\.\.\./)).toEqual([]);
  });

  it("leave the special spaces to the typesetting", () => {
    expect(findTexts(/[\u00a0\u202f]/)).toEqual([]);
  });

  it("have a space before the high signs in French and none in English", () => {
    const texts = (pattern: RegExp, language: string): string[] =>
      findTexts(pattern).filter((text) => text.startsWith(language));
    expect(texts(/[^\s«][;!?»]/u, "french")).toEqual([]);
    expect(texts(/\s[:;!?]/u, "english")).toEqual([]);
  });
});
