/// <reference types="vite/client" />
/** Reads the page's own sources: no sentence stands outside the dictionaries, and none in them is forgotten. */
import { parseSync } from "vite";
import { describe, expect, it } from "vitest";
import { french } from "./complete.ts";

const files: Readonly<Record<string, string>> = import.meta.glob(
  ["../**/*.ts", "!../**/*.test.ts", "!../**/*.harness.ts", "!../testing/**", "!../i18n/{fr,en}/**"],
  { query: "?raw", import: "default", eager: true },
);

/** What stands for an expression of a template. */
const hole = "\u0001";
const letters = /\p{L}{2}/u;
/** The same in every language. */
const properNames = /SpeedAI/g;
/** Attributes that people read or hear. */
const spokenAttributes =
  /\s(?:aria-(?:label|description|roledescription|placeholder|valuetext)|alt|placeholder|title)="([^"]*)"/g;

interface Found {
  /** Text and spoken attributes of `html` and `svg` templates, texts given to spoken properties. */
  readonly shown: string[];
  /** Plain strings, and templates with `hole` for their expressions. */
  readonly strings: string[];
}

function readSource(path: string, source: string): Found {
  const { program, errors } = parseSync(path, source, { lang: "ts" });
  if (errors.length > 0) throw new Error(`${path}: ${errors[0]?.message}`);
  const found: Found = { shown: [], strings: [] };
  visit(program, found);
  return found;
}

function visit(node: unknown, found: Found): void {
  if (Array.isArray(node)) for (const child of node) visit(child, found);
  if (!isNode(node)) return;
  if (node["type"] === "TemplateLiteral") found.strings.push(textOf(node));
  if (node["type"] === "Literal" && typeof node["value"] === "string") found.strings.push(node["value"]);
  if (node["type"] === "TaggedTemplateExpression" && isNode(node["tag"]) && isNode(node["quasi"])) {
    const tag = node["tag"]["name"];
    if (tag === "html" || tag === "svg") found.shown.push(...shownIn(textOf(node["quasi"])));
  }
  if (node["type"] === "AssignmentExpression" && isNode(node["left"]) && isNode(node["right"])) {
    const property = isNode(node["left"]["property"]) ? node["left"]["property"]["name"] : undefined;
    const value = node["right"]["value"];
    const isSpoken = /^(textContent|innerText|title|placeholder|alt|ariaLabel|ariaDescription)$/.test(String(property));
    if (isSpoken && typeof value === "string") found.shown.push(value);
  }
  for (const child of Object.values(node)) visit(child, found);
}

function isNode(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function textOf(template: Readonly<Record<string, unknown>>): string {
  const parts = Array.isArray(template["quasis"]) ? template["quasis"] : [];
  return parts.map((part: { value: { cooked: string } }) => part.value.cooked).join(hole);
}

function shownIn(markup: string): string[] {
  const attributes = [...markup.matchAll(spokenAttributes)].map(([, value = ""]) => value);
  const text = markup.replace(/<style[\s\S]*?<\/style>/g, "").split(/<[^>]*>/);
  return [...attributes, ...text].map((one) => one.trim()).filter(Boolean);
}

describe("the page's sources", () => {
  const read = Object.entries(files).map(([path, source]) => ({ path, ...readSource(path, source) }));

  it("are found", () => {
    expect(read.length).toBeGreaterThan(40);
    expect(read.flatMap(({ shown }) => shown).length).toBeGreaterThan(100);
  });

  it("hold no sentence for people in a template", () => {
    const hardCoded = read.flatMap(({ path, shown }) =>
      shown
        .filter((text) => letters.test(text.replaceAll(hole, " ").replace(properNames, "")))
        .map((text) => `${path}: ${text}`),
    );
    expect(hardCoded).toEqual([]);
  });

  it("use every message of the dictionaries", () => {
    const strings = new Set(read.flatMap((file) => file.strings));
    const patterns = [...strings]
      .filter((text) => text.includes(hole) && /^(page|drawer|records|reason)\./.test(text))
      .map((text) => new RegExp(`^${text.split(hole).map(escapePattern).join("[\\w.]+")}$`));
    const keys = Object.entries(french).flatMap(([section, messages]) =>
      Object.keys(messages).map((key) => `${section}.${key}`),
    );
    const unused = keys.filter((key) => !strings.has(key) && !patterns.some((pattern) => pattern.test(key)));
    expect(unused).toEqual([]);
  });
});

describe("the reading of sources", () => {
  const shown = (source: string): string[] => readSource("a.ts", source).shown;

  it("sees text, spoken attributes and spoken properties", () => {
    expect(shown(`const a = html\`<p title="Bonjour">Salut \${b} toi</p>\`; a.ariaLabel = "Fermer";`)).toEqual([
      "Bonjour",
      `Salut ${hole} toi`,
      "Fermer",
    ]);
  });

  it("does not take classes, styles and expressions for text", () => {
    expect(shown(`const a = html\`<p class="big" .x=\${y}>\${t("page.a")}</p>\``)).toEqual([hole]);
  });
});

function escapePattern(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
