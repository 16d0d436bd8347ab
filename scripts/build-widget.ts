/** Bundles the page into one self-contained ESM file: `node scripts/build-widget.ts [outfile]`. */
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build, type Plugin } from "esbuild";

const entry = fileURLToPath(new URL("../widget/index.ts", import.meta.url));
const defaultFile = fileURLToPath(new URL("../dist/speedai-integrations.js", import.meta.url));

/**
 * A server that imports the file gets its exports and registers nothing: Lit extends `HTMLElement` and makes a tree walker as soon
 * as it is read, so both get a stand-in there. Names of the module, not of the server's globals.
 */
const serverStandIns = `const HTMLElement=globalThis.HTMLElement??class{},document=globalThis.document??{createTreeWalker(){}};`;

export interface BuiltWidget {
  readonly outfile: string;
  readonly bytes: number;
  /** With `gzip -9`. */
  readonly gzipBytes: number;
  /** For the `integrity` attribute. */
  readonly integrity: string;
}

/** Minified ES2022 with a source map beside it. Rejects with esbuild's own message when the sources do not build. */
export async function buildWidget(outfile: string): Promise<BuiltWidget> {
  await build({
    entryPoints: [entry],
    outfile,
    bundle: true,
    format: "esm",
    target: "es2022",
    minify: true,
    sourcemap: true,
    // Lit's production build.
    conditions: ["production"],
    legalComments: "none",
    charset: "utf8",
    banner: { js: serverStandIns },
    plugins: [minifyTemplates],
    logLevel: "silent",
  });
  const code = await readFile(outfile);
  return {
    outfile,
    bytes: code.byteLength,
    gzipBytes: gzipSync(code, { level: 9 }).byteLength,
    integrity: `sha384-${createHash("sha384").update(code).digest("base64")}`,
  };
}

/** Indents and comments inside templates are for readers of the source; style sheets lose every needless sign. */
const minifyTemplates: Plugin = {
  name: "minify-templates",
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]widget[\\/].*\.ts$/ }, async ({ path }) => {
      const source = await readFile(path, "utf8");
      const contents = source
        .replace(/css`([^`]*)`/g, (_template, styles: string) => `css\`${minifyStyles(styles)}\``)
        .replace(/\n[ \t]+/g, "\n");
      return { contents, loader: "ts" };
    });
  },
};

function minifyStyles(styles: string): string {
  return styles
    .replace(/\/\*[\s\S]*?\*\//g, "")
    .replace(/\s+/g, " ")
    .replace(/ ?([{};,>]) ?/g, "$1")
    .replaceAll(": ", ":")
    .replaceAll(";}", "}")
    .trim();
}

if (import.meta.main) {
  const { outfile, bytes, gzipBytes, integrity } = await buildWidget(process.argv[2] ?? defaultFile);
  const kib = (count: number): string => `${(count / 1024).toFixed(1)} KiB`;
  console.log(`${outfile}: ${kib(bytes)}, ${kib(gzipBytes)} gzip\n${integrity}`);
}
