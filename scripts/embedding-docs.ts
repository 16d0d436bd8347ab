/** Writes the reference in docs/embedding.md from the element's manifest: `node scripts/embedding-docs.ts`. */
import { readFile, writeFile } from "node:fs/promises";
import { describeElement, type ElementDeclaration } from "./manifest.ts";
import { code, sentence, table } from "./markdown.ts";

export const embeddingGuide = new URL("../docs/embedding.md", import.meta.url);
const begin = "<!-- reference: written by scripts/embedding-docs.ts -->";
const end = "<!-- end of reference -->";

/** The guide with its reference as the element has it now. Throws when the guide has lost its marks. */
export function withReference(guide: string, element: ElementDeclaration): string {
  const from = guide.indexOf(begin);
  const to = guide.indexOf(end);
  if (from === -1 || to < from) throw new Error(`docs/embedding.md has lost "${begin}" or "${end}"`);
  return `${guide.slice(0, from)}${begin}\n\n${writeReference(element)}\n\n${guide.slice(to)}`;
}

function writeReference({ members, events, cssProperties, cssParts }: ElementDeclaration): string {
  const fields = members.filter(({ kind }) => kind === "field");
  const methods = members.filter(({ kind }) => kind === "method");
  const says = (text: string | undefined): string => sentence((text ?? "").replace(/\s+/g, " "));
  return [
    "### Attributes and properties",
    table(
      ["Attribute", "Property", "Type", "Default", ""],
      fields.map(({ name, attribute, type, default: value, description }) => [
        attribute ? code(attribute) : "",
        code(name),
        code(type?.text ?? ""),
        code(value ?? ""),
        says(description),
      ]),
    ),
    "### Methods",
    table(
      ["Method", "Gives", ""],
      methods.map(({ name, parameters = [], return: answer, description }) => [
        code(
          `${name}(${parameters.map((one) => `${one.name}: ${one.type?.text}${one.default ? ` = ${one.default}` : ""}`).join(", ")})`,
        ),
        code(answer?.type.text ?? "void"),
        says(description),
      ]),
    ),
    "### Events",
    "They bubble and cross shadow roots; no detail carries a secret. Types are in `SpeedaiEventDetails`.",
    table(
      ["Event", ""],
      events.map(({ name, description }) => [code(name), says(description)]),
    ),
    "### Tokens",
    table(
      ["CSS property", "For", "Default, or light / dark"],
      cssProperties.map(({ name, description, default: value }) => [code(name), description, code(value)]),
    ),
    "### Parts",
    table(
      ["`::part()`", ""],
      cssParts.map(({ name, description }) => [code(name), says(description)]),
    ),
  ].join("\n\n");
}

if (import.meta.main)
  await writeFile(embeddingGuide, withReference(await readFile(embeddingGuide, "utf8"), await describeElement()));
