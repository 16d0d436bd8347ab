import { describe, expect, it } from "vitest";
import { createTexts } from "./complete.ts";
import { typesetFrench } from "./typography.ts";

const thin = "\u202f";
const now = new Date("2026-10-14T09:30:00");
const minutesBefore = (minutes: number): string => new Date(now.getTime() - minutes * 60_000).toISOString();

describe("texts", () => {
  it("are French unless asked otherwise, also for a language that cannot be read", () => {
    for (const locale of [undefined, "", "fr", "fr-CA", "x", "not a language!"])
      expect(createTexts(locale).t("page.action.connect")).toBe("Connecter");
    expect(createTexts("en-GB").t("page.action.connect")).toBe("Connect");
  });

  it("fall back on English word by word in a language that comes as a dictionary", () => {
    const texts = createTexts("de", { "page.action.connect": "Verbinden" });
    expect(texts.t("page.action.connect")).toBe("Verbinden");
    expect(texts.t("page.action.manage")).toBe("Manage");
    expect(texts.locale).toBe("de");
  });

  it("choose the plural of the language: none is singular in French, plural in English", () => {
    const key = "page.search.results";
    expect([0, 1, 2].map((count) => createTexts("fr").t(key, { count }))).toEqual([
      "0 intégration trouvée",
      "1 intégration trouvée",
      "2 intégrations trouvées",
    ]);
    expect([0, 1, 2].map((count) => createTexts("en").t(key, { count }))).toEqual([
      "0 integrations found",
      "1 integration found",
      "2 integrations found",
    ]);
  });

  it("use the plural forms that a language brings", () => {
    const texts = createTexts("pl", {
      "page.search.results": {
        one: "{count} wynik",
        few: "{count} wyniki",
        many: "{count} wyników",
        other: "{count} wyniku",
      },
    });
    expect([1, 3, 5].map((count) => texts.t("page.search.results", { count }))).toEqual([
      "1 wynik",
      "3 wyniki",
      "5 wyników",
    ]);
  });

  it("write numbers in the language's way and put in strings as they are", () => {
    expect(createTexts("en").t("page.search.results", { count: 1200 })).toBe("1,200 integrations found");
    expect(createTexts("fr").t("page.action.connect.label", { name: "A : {name} !" })).toBe("Connecter A : {name} !");
  });

  it("leave a place without a value visible, so that a test sees it", () => {
    expect(createTexts("fr").t("page.action.connect.label")).toBe("Connecter {name}");
  });

  it("tell how long ago, in the unit that people use", () => {
    const { relativeTime } = createTexts("fr");
    const said = [0.5, 4, 59, 60, 23 * 60, 24 * 60, 29 * 1440, 45 * 1440, 800 * 1440].map((ago) =>
      relativeTime(minutesBefore(ago), now).replaceAll("\u00a0", " "),
    );
    expect(said).toEqual([
      "à l’instant",
      "il y a 4 min",
      "il y a 59 min",
      "il y a 1 h",
      "il y a 23 h",
      "il y a 1 j",
      "il y a 29 j",
      "il y a 1 m.",
      "il y a 2 a",
    ]);
  });

  it("look ahead as well", () => {
    expect(createTexts("en").relativeTime(minutesBefore(-12 * 1440), now)).toBe("in 12 days");
  });

  it("name a moment as shortly as it stays clear", () => {
    const texts = createTexts("fr");
    expect(texts.moment("2026-10-14T00:12:00", now)).toBe("00:12");
    expect(texts.moment("2026-10-13T23:59:00", now)).toBe("hier 23:59");
    expect(texts.moment("2026-10-02T09:12:00", now)).toBe("2 oct., 09:12");
    expect(texts.moment("2025-12-31T09:12:00", now)).toBe("31 déc. 2025, 09:12");
  });

  it("name each day of a French year as the browser does, and count as it does", () => {
    const texts = createTexts("fr");
    const day = new Intl.DateTimeFormat("fr", { day: "numeric", month: "short" });
    const dateTime = new Intl.DateTimeFormat("fr", { dateStyle: "medium", timeStyle: "short" });
    for (let at = 2; at < 800; at += 1) {
      const then = new Date(now.getTime() - at * 86_400_000);
      const isThisYear = then.getFullYear() === now.getFullYear();
      expect(texts.moment(then, now)).toBe(isThisYear ? `${day.format(then)}, 09:30` : dateTime.format(then));
    }
    for (const locale of ["fr", "fr-CH", "en", "en-IN"])
      for (const count of [0, 1, 1.5, 2, 21, 999, 1_000]) {
        const form = new Intl.PluralRules(locale).select(count);
        const message = { one: "one", other: "other", many: "many" };
        const plural = createTexts(locale, { "page.search.results": message }).t("page.search.results", { count });
        expect(plural, `${locale} ${count}`).toBe(form);
        expect(createTexts(locale).number(count)).toBe(new Intl.NumberFormat(locale).format(count));
      }
  });

  it("tell the time on a place's own clock, whatever the reader's zone", () => {
    const clock = (locale: string, local: string) => createTexts(locale).localTime(local, now);
    expect(clock("fr", "2026-11-28T19:30")).toEqual({ day: "sam. 28 nov.", hour: "19:30" });
    expect(clock("fr", "2026-03-29T02:30"), "an hour that the reader's zone does not have").toEqual({
      day: "dim. 29 mars",
      hour: "02:30",
    });
    expect(clock("fr", "2027-01-01T00:00")).toEqual({ day: "ven. 1 janv. 2027", hour: "00:00" });
    expect(clock("en", "2026-11-28T19:30:00").day).toBe("Sat, Nov 28");
    expect(clock("en", "2026-11-28T19:30:00").hour.replace("\u202f", " ")).toBe("7:30 PM");
  });

  it("leave a time that is none as it was written", () => {
    expect(createTexts("fr").localTime("bientôt", now)).toEqual({ day: "bientôt", hour: "" });
  });

  it("write numbers alone as inside a sentence", () => {
    expect(createTexts("fr").number(12_345)).toBe("12\u202f345");
  });

  it("join a list", () => {
    expect(createTexts("fr").list(["a", "b", "c"])).toBe("a, b et c");
  });
});

describe("French typesetting", () => {
  it("keeps a sign with its word", () => {
    expect(typesetFrench("Pourquoi ? Oui ! Ainsi : « mot » ; fin")).toBe(
      `Pourquoi${thin}? Oui${thin}! Ainsi${thin}: «${thin}mot${thin}»${thin}; fin`,
    );
  });

  it("keeps a number with its unit and its thousands", () => {
    expect(typesetFrench("12 000 lignes, 20 h, 15 min, 10 Mo, 8 %")).toBe(
      `12${thin}000 lignes, 20\u00a0h, 15\u00a0min, 10\u00a0Mo, 8${thin}%`,
    );
  });

  it("leaves addresses, times and words without spaces alone", () => {
    for (const text of ["https://exemple.fr:8443/a?b=c;d", "9:12", "{host}:{port}", "a!b", "2 heures", "10 sites"])
      expect(typesetFrench(text)).toBe(text);
  });

  it("is not done to English, nor to the names that are put in", () => {
    expect(createTexts("en").prose("What ? « no »")).toBe("What ? « no »");
    expect(createTexts("fr").t("page.state.none.title", { query: "a : b" })).toContain("a : b");
  });
});
