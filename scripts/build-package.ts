/** The npm package of the element, in `dist/npm/`: pieces with the lines that preload them, wrappers, types, manifest, single file, its hash. */
import { copyFile, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build, type Plugin } from "esbuild";
import { type BuiltWidget, buildPieces, buildWidget, type Piece } from "./build-widget.ts";
import { describeElement, writeManifest } from "./manifest.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const declarations = join(root, "dist/types/widget");
const schemaDeclarations = join(root, "dist/types/schema");
const wrappers = ["react", "vue"] as const;

export interface BuiltPackage {
  readonly pieces: readonly Piece[];
  /** `speedai-integrations.<version>.js`, with its `integrity` in the `.sri` file beside it. */
  readonly single: BuiltWidget;
  /** With `gzip -9`, by name. */
  readonly wrappers: Readonly<Record<(typeof wrappers)[number], number>>;
}

/** Needs the declarations of `tsc -b widget`. Rejects when sources do not build. */
export async function buildPackage(folder: string): Promise<BuiltPackage> {
  await rm(folder, { recursive: true, force: true });
  const { version, license, dependencies } = JSON.parse(await readFile(join(root, "package.json"), "utf8"));
  const pieces = await buildPieces(folder);
  const preloads = pieces
    .filter(({ isNeeded }) => isNeeded)
    .map(({ file }) => `<link rel="modulepreload" href="./${file}">\n`);
  await writeFile(join(folder, "modulepreload.html"), preloads.join(""));
  const single = await buildWidget(join(folder, `speedai-integrations.${version}.js`));
  await writeFile(`${single.outfile}.sri`, `${single.integrity}\n`);
  const sizes = await Promise.all(wrappers.map(async (name) => [name, await buildWrapper(name, folder)] as const));
  await writeFile(join(folder, "custom-elements.json"), writeManifest(await describeElement()));
  await copyFile(join(root, "docs/embedding.md"), join(folder, "README.md"));
  for (const name of ["index.d.ts", ...wrappers.map((wrapper) => `wrappers/${wrapper}.d.ts`)])
    await copyDeclarations(join(declarations, "widget", name), join(folder, "types"));
  const entry = (name: string, types: string) => ({ types: `./types/widget/${types}.d.ts`, default: `./${name}.js` });
  const description = {
    name: "speedai-integrations",
    version,
    description: "The Integrations page of SpeedAI as a web component.",
    license,
    type: "module",
    sideEffects: true,
    customElements: "custom-elements.json",
    exports: {
      ".": entry("speedai-integrations", "index"),
      "./react": entry("react", "wrappers/react"),
      "./vue": entry("vue", "wrappers/vue"),
      "./custom-elements.json": "./custom-elements.json",
      "./package.json": "./package.json",
    },
    // For the declarations; the scripts hold what they need.
    dependencies: { lit: dependencies.lit, zod: dependencies.zod },
    peerDependencies: { "@types/react": ">=18", react: ">=18", vue: ">=3.3" },
    peerDependenciesMeta: {
      "@types/react": { optional: true },
      react: { optional: true },
      vue: { optional: true },
    },
  };
  await writeFile(join(folder, "package.json"), `${JSON.stringify(description, null, 2)}\n`);
  return { pieces, single, wrappers: { react: 0, vue: 0, ...Object.fromEntries(sizes) } };
}

/** React or Vue and the element itself stay outside. */
async function buildWrapper(name: (typeof wrappers)[number], folder: string): Promise<number> {
  const outfile = join(folder, `${name}.js`);
  await build({
    entryPoints: [join(root, `widget/wrappers/${name}.ts`)],
    outfile,
    bundle: true,
    format: "esm",
    target: "es2022",
    minify: true,
    external: [name],
    plugins: [elementOutside],
    logLevel: "silent",
  });
  return gzipSync(await readFile(outfile), { level: 9 }).byteLength;
}

const elementOutside: Plugin = {
  name: "element-outside",
  setup({ onResolve }) {
    onResolve({ filter: /\/index\.ts$/ }, () => ({ path: "./speedai-integrations.js", external: true }));
  },
};

/** The declaration and all that it imports, with the folders they have in the repository. */
async function copyDeclarations(file: string, folder: string, copied = new Set<string>()): Promise<void> {
  if (copied.has(file)) return;
  copied.add(file);
  const text = await readFile(file, "utf8");
  const target = join(folder, relative(file.startsWith(schemaDeclarations) ? schemaDeclarations : declarations, file));
  await mkdir(dirname(target), { recursive: true });
  await writeFile(target, text.replace(/^\/\/# sourceMappingURL.*$/m, ""));
  for (const [, path = ""] of text.matchAll(/(?:from |import\(|import )"(\.[^"]+)\.ts"/g))
    await copyDeclarations(findDeclaration(resolve(dirname(file), path)), folder, copied);
}

/** The wire schemas are declared in a folder of their own. */
function findDeclaration(path: string): string {
  const schema = join(declarations, "schema/");
  return `${path.startsWith(schema) ? path.replace(declarations, schemaDeclarations) : path}.d.ts`;
}
