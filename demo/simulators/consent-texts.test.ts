import { expect, test } from "vitest";
import { preferredLanguage } from "./consent-texts.ts";

test.each([
  ["en-GB,en;q=0.9,fr;q=0.8", "en"],
  ["fr-FR,fr;q=0.9,en;q=0.8", "fr"],
  ["de-DE,en;q=0.5", "en"],
  ["de", "fr"],
  [undefined, "fr"],
] as const)("a browser with %s is spoken to in %s", (header, language) => {
  expect(preferredLanguage(header)).toBe(language);
});
