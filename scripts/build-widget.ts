/**
 * Builds the element: in pieces that come when they are needed, and as one self-contained file. `npm run build` prints what costs what;
 * scripts/widget-size.test.ts holds the limits.
 */
import { createHash } from "node:crypto";
import { globSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { relative } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { type BuildOptions, build, type Metafile } from "esbuild";
import { compileSources } from "./compile-sources.ts";

const widget = new URL("../widget/", import.meta.url);
const entry = fileURLToPath(new URL("index.ts", widget));
const entryName = "speedai-integrations";

/** Minified ES2022 with a source map beside it. */
const options = {
  bundle: true,
  format: "esm",
  target: "es2022",
  minify: true,
  sourcemap: true,
  // Lit's production build.
  conditions: ["production"],
  legalComments: "none",
  charset: "utf8",
  logLevel: "silent",
  metafile: true,
} satisfies BuildOptions;

export interface BuiltWidget {
  readonly outfile: string;
  readonly bytes: number;
  /** With `gzip -9`. */
  readonly gzipBytes: number;
  /** For the `integrity` attribute. */
  readonly integrity: string;
}

/** One file that needs no other. Rejects with esbuild's own message when the sources do not build. */
export async function buildWidget(outfile: string): Promise<BuiltWidget> {
  await build({
    ...options,
    entryPoints: [entry],
    outfile,
    plugins: [compileSources({ before: linesBeforeWhole, isWhole: true })],
  });
  const code = await readFile(outfile);
  return {
    outfile,
    bytes: code.byteLength,
    gzipBytes: gzipSync(code, { level: 9 }).byteLength,
    integrity: `sha384-${createHash("sha384").update(code).digest("base64")}`,
  };
}

/** When a piece is loaded: with the script, on need whatever the language, or by visitors of one language only. */
export type Moment = "first" | "later" | "french" | "english";

export interface Piece {
  readonly file: string;
  readonly moment: Moment;
  /** Every French page loads it at once: worth a `modulepreload`. */
  readonly isNeeded: boolean;
  readonly bytes: number;
  readonly gzipBytes: number;
  /** Source → its minified bytes in this piece. */
  readonly sources: Readonly<Record<string, number>>;
}

/**
 * esbuild makes one piece of the sources that the same entries need. What comes later runs after the first piece anyway, and the drawer after
 * the lists: saying so puts all that a piece holds in one file, which is smaller than five and one request. Like stands beside like, style
 * sheets first: gzip looks back 32 KiB, and a style sheet is most like another one.
 */
function linesBefore(path: string): string {
  if (/[\\/]drawer[\\/]drawer\.ts$/.test(path))
    return ["index.ts", "speedai-integrations/lists.ts", ...drawerStyles, ...drawerComponents].map(needs).join("");
  // Both show the same icons.
  if (/[\\/]why[\\/]why\.ts$/.test(path)) return needs("speedai-integrations/lists.ts");
  if (/[\\/]speedai-integrations[\\/]lists\.ts$/.test(path)) return ["index.ts", ...listStyles].map(needs).join("");
  return isAfterFirst.test(path) ? needs("index.ts") : "";
}

function linesBeforeWhole(path: string): string {
  return (path === entry ? dictionaries.map(needs).join("") : "") + linesBefore(path);
}

const needs = (source: string): string => `import ${JSON.stringify(fileURLToPath(new URL(source, widget)))};`;
const find = (pattern: string): readonly string[] => globSync(pattern, { cwd: fileURLToPath(widget) }).toSorted();
const drawerStyles = find("{drawer,imports,journal,mails,records,steps}/**/*.styles.ts");
const drawerComponents = find("{drawer,imports,journal,mails,records,steps}/**/*.component.ts");
const listStyles = find(
  "{page/{attention,card,connection-card,filters,logo,more,toolbar}/*,speedai-integrations/lists}.styles.ts",
);
/** Both languages of the single file, section beside section: they have the same keys. */
const dictionaries = ["page", "lists", "drawer", "reasons", "records"].flatMap((name) =>
  find(`i18n/{fr,en}/${name}.ts`),
);

const isAfterFirst = /[\\/](?:intro[\\/]drawing|styles[\\/]appearance|speedai-integrations[\\/]source)\.ts$/;

/** The element in pieces: `speedai-integrations.js` and `chunks/`. `map` of a piece names its sources. */
export async function buildPieces(folder: string): Promise<readonly Piece[]> {
  const { metafile } = await build({
    ...options,
    entryPoints: { [entryName]: entry },
    outdir: folder,
    splitting: true,
    chunkNames: "chunks/[name]-[hash]",
    plugins: [compileSources({ before: linesBefore, isWhole: false })],
  });
  const first = withImports(metafile, firstEntry);
  const needed = withImports(metafile, neededEntries);
  const scripts = Object.entries(metafile.outputs).filter(([path]) => path.endsWith(".js"));
  return Promise.all(
    scripts.map(async ([path, { inputs }]) => {
      const code = await readFile(path);
      const sources = Object.fromEntries(
        Object.entries(inputs).map(([source, { bytesInOutput }]) => [shorten(source), bytesInOutput]),
      );
      return {
        file: relative(folder, path),
        moment: first.has(path) ? "first" : momentOf(Object.keys(sources)),
        isNeeded: needed.has(path),
        bytes: code.byteLength,
        gzipBytes: gzipSync(code, { level: 9 }).byteLength,
        sources,
      } as const;
    }),
  );
}

/** Pieces of some sources, and what they import without waiting. */
function withImports({ outputs }: Metafile, entries: RegExp): ReadonlySet<string> {
  const found = new Set<string>();
  const visit = (path: string): void => {
    if (found.has(path)) return;
    found.add(path);
    for (const { path: imported, kind } of outputs[path]?.imports ?? [])
      if (kind === "import-statement") visit(imported);
  };
  for (const [path, { entryPoint = "" }] of Object.entries(outputs)) if (entries.test(entryPoint)) visit(path);
  return found;
}

const firstEntry = /widget\/index\.ts$/;
/** What the element asks for as soon as it stands in a French document. */
const neededEntries =
  /(?:widget\/index|\/speedai-integrations\/(?:lists|source)|\/intro\/drawing|\/i18n\/fr\/lists)\.ts$/;

function momentOf(sources: readonly string[]): Moment {
  if (sources.some((source) => source.includes("/i18n/fr/"))) return "french";
  return sources.some((source) => source.includes("/i18n/en/")) ? "english" : "later";
}

function shorten(source: string): string {
  return source.replace(/^.*node_modules\//, "").replace(/^.*?(?=widget\/)/, "");
}

/** What a visitor loads, in bytes with gzip, for the dearer language. */
export interface Weight {
  /** Before the page is seen. */
  readonly first: number;
  /** The whole page as long as no tool is opened: lists, search, filters, reasons, appearance. */
  readonly page: number;
  /** When everything was opened. */
  readonly everything: number;
}

export function weigh(pieces: readonly Piece[]): Weight {
  const sum = (some: readonly Piece[]): number => {
    const of = (moment: Moment): number =>
      some.filter((piece) => piece.moment === moment).reduce((sum, { gzipBytes }) => sum + gzipBytes, 0);
    return of("first") + of("later") + Math.max(of("french"), of("english"));
  };
  return {
    first: sum(pieces.filter(({ moment }) => moment === "first")),
    page: sum(pieces.filter(({ sources }) => !Object.keys(sources).some((source) => isInside.test(source)))),
    everything: sum(pieces),
  };
}

/** What comes when a tool is opened. */
const isInside = /^widget\/(?:drawer|i18n\/\w+)\/(?:drawer|inside)\b/;

const subjects: readonly (readonly [subject: string, pattern: RegExp])[] = [
  ["Lit", /^(?:lit|@lit|lit-html|lit-element)\//],
  ["words, French", /\/i18n\/fr\//],
  ["words, English", /\/i18n\/en\//],
  ["words, machinery", /\/i18n\//],
  ["API and session", /\/(?:api|session)\b/],
  ["look shared by all", /\/styles\//],
  ["intro and reasons", /\/page\/(?:intro|why)\//],
  ["lists, cards, search", /\/(?:page|speedai-integrations)\//],
  ["steps of connecting", /\/(?:steps|connect)\//],
  ["records, imports, e-mails", /\/(?:records|imports|mails)\//],
  ["drawer", /\/(?:drawer|journal)\//],
];

/** Lines for people: pieces, then subjects. A subject's gzip bytes are its share of the pieces it stands in. */
export function describePieces(pieces: readonly Piece[]): readonly string[] {
  const kib = (count: number): string => `${(count / 1024).toFixed(1).padStart(6)} KiB`;
  const shares = new Map<string, number>();
  for (const { sources, gzipBytes } of pieces) {
    const total = Object.values(sources).reduce((sum, bytes) => sum + bytes, 0);
    for (const [source, bytes] of Object.entries(sources)) {
      const subject = subjects.find(([, pattern]) => pattern.test(source))?.[0] ?? "rest";
      shares.set(subject, (shares.get(subject) ?? 0) + (gzipBytes * bytes) / (total || 1));
    }
  }
  const { first, page, everything } = weigh(pieces);
  return [
    ...pieces
      .toSorted((one, other) => other.gzipBytes - one.gzipBytes)
      .map(({ file, moment, gzipBytes }) => `${kib(gzipBytes)} gzip  ${moment.padEnd(8)} ${file}`),
    "",
    ...[...shares]
      .toSorted((one, other) => other[1] - one[1])
      .map(([subject, bytes]) => `${kib(bytes)} gzip  ${subject}`),
    "",
    `${kib(first)} gzip  before the page is seen`,
    `${kib(page)} gzip  the page, no tool opened, in one language`,
    `${kib(everything)} gzip  everything, in one language`,
  ];
}
