/** The custom-elements manifest of the element: what editors complete, what docs/embedding.md lists, and what may not change unseen. */
import { execFile } from "node:child_process";
import { copyFile, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { z } from "zod";
import { tokens } from "../widget/styles/tokens.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const source = "widget/speedai-integrations/speedai-integrations.component.ts";

const described = z.looseObject({ name: z.string(), description: z.string().optional() });
const typed = described.extend({ type: z.object({ text: z.string() }).optional() });
const member = typed.extend({
  kind: z.enum(["field", "method"]),
  privacy: z.string().optional(),
  static: z.boolean().optional(),
  attribute: z.string().optional(),
  default: z.string().optional(),
  parameters: z.array(typed.extend({ default: z.string().optional() })).optional(),
  return: z.object({ type: z.object({ text: z.string() }) }).optional(),
  inheritedFrom: z.unknown().optional(),
});
const declaration = described.extend({
  kind: z.string(),
  members: z.array(member).default([]),
  attributes: z.array(typed.extend({ fieldName: z.string().optional() })).default([]),
  events: z.array(typed).default([]),
  cssParts: z.array(described).default([]),
});
const manifest = z.looseObject({
  modules: z.array(z.looseObject({ path: z.string(), declarations: z.array(z.unknown()) })),
});

export interface CssProperty {
  readonly name: string;
  readonly description: string;
  readonly default: string;
}
export type ElementDeclaration = z.infer<typeof declaration> & { readonly cssProperties: readonly CssProperty[] };

/** What a token is for, by the beginning of its name; the first that fits. */
const purposes: readonly (readonly [start: string, purpose: string])[] = [
  ["color-intro", "Intro block"],
  ["color-plate", "Plate behind logos, light in both themes"],
  ["color-action", "Main button"],
  ["color-brass", "Premium"],
  ["color-ok", "Status: works"],
  ["color-error", "Status: failed"],
  ["color-warning", "Status: needs attention"],
  ["color-line", "Lines and borders"],
  ["color-ink", "Text"],
  ["color-muted", "Secondary text"],
  ["color-link", "Links"],
  ["color-focus", "Focus ring"],
  ["color", "Surfaces"],
  ["font", "Type"],
  ["tracking", "Type"],
  ["radius", "Shape"],
  ["shadow", "Shape"],
  ["space", "Space"],
  ["control", "Space"],
  ["duration", "Motion"],
];

/** The class as the manifest describes it, without what is private; tokens as CSS properties. Rejects when the analysis fails. */
export async function describeElement(): Promise<ElementDeclaration> {
  const folder = await mkdtemp(join(tmpdir(), "manifest-"));
  try {
    const analyzer = join(root, "node_modules/@custom-elements-manifest/analyzer/cem.js");
    // In a folder of its own: the analyzer writes into the package.json of where it runs.
    await copyFile(join(root, source), join(folder, basename(source)));
    const parameters = ["analyze", "--litelement", "--quiet", "--globs", basename(source), "--outdir", "."];
    await promisify(execFile)(process.execPath, [analyzer, ...parameters], { cwd: folder });
    const text = await readFile(join(folder, "custom-elements.json"), "utf8");
    const found = manifest.parse(JSON.parse(text)).modules.flatMap(({ declarations }) => declarations);
    const element = found
      .map((one) => declaration.safeParse(one).data)
      .find((one) => one?.name === "SpeedaiIntegrations");
    if (!element) throw new Error(`${source} declares no SpeedaiIntegrations`);
    return {
      ...element,
      members: element.members.filter(({ name, privacy, static: isStatic }) => !privacy && !isStatic && !isLit(name)),
      cssProperties: Object.entries(tokens).map(([name, value]) => ({
        name: `--speedai-${name}`,
        description: purposes.find(([start]) => name.startsWith(start))?.[1] ?? "",
        default: typeof value === "string" ? value : value.join(" / "),
      })),
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Called by the browser or by Lit, not by a host page. */
function isLit(name: string): boolean {
  return name === "connectedCallback" || name === "disconnectedCallback";
}

/** The document for `custom-elements.json` of the package. */
export function writeManifest(element: ElementDeclaration): string {
  const module = "speedai-integrations.js";
  const named = { name: "SpeedaiIntegrations", module };
  const document = {
    schemaVersion: "2.1.0",
    modules: [
      {
        kind: "javascript-module",
        path: module,
        declarations: [{ ...element, superclass: { name: "LitElement", package: "lit" } }],
        exports: [
          { kind: "js", name: named.name, declaration: named },
          { kind: "custom-element-definition", name: "speedai-integrations", declaration: named },
        ],
      },
    ],
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}
