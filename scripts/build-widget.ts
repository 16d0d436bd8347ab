/** One self-contained ES module of the element, with its source map beside it. `node scripts/build-widget.ts [file]` */
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const entry = fileURLToPath(new URL("../widget/index.ts", import.meta.url));
const defaultFile = fileURLToPath(new URL("../dist/speedai-integrations.js", import.meta.url));

/** Rejects with esbuild's own message when the sources do not build. */
export async function buildWidget(outfile: string): Promise<void> {
  await build({
    entryPoints: [entry],
    outfile,
    bundle: true,
    format: "esm",
    target: "es2022",
    minify: true,
    sourcemap: true,
    legalComments: "none",
    logLevel: "silent",
  });
}

if (import.meta.main) await buildWidget(process.argv[2] ?? defaultFile);
