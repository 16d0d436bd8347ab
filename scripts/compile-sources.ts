/** What esbuild cannot know about the element's sources: each file passes here on its way into the build. */
import { readFile } from "node:fs/promises";
import type { Plugin } from "esbuild";
import { lowerDecorators } from "./lower-decorators.ts";
import { minifyTemplates } from "./minify-templates.ts";
import { applyEdits, type Edit, isNode, listNodes } from "./source-edits.ts";

/**
 * A server that imports the file gets its exports and registers nothing: Lit extends `HTMLElement` and makes a tree walker as soon
 * as it is read, so both get a stand-in there. Names of these modules, not of the server's globals.
 */
const serverStandIns: readonly (readonly [file: RegExp, standIn: string])[] = [
  [/reactive-element[\\/]reactive-element\.js$/, "const HTMLElement=globalThis.HTMLElement??class{};"],
  [/lit-html[\\/]lit-html\.js$/, "const document=globalThis.document??{createTreeWalker(){}};"],
];

/** `before`: a line to put in front of a file, by its path. `isWhole`: there will be no other file to import later. */
export function compileSources({ before, isWhole }: { before: (path: string) => string; isWhole: boolean }): Plugin {
  return {
    name: "compile-sources",
    setup({ onLoad }) {
      for (const [filter, standIn] of serverStandIns)
        onLoad({ filter }, async ({ path }) => ({ contents: standIn + (await readFile(path, "utf8")), loader: "js" }));
      onLoad({ filter: /[\\/]widget[\\/].*\.ts$/ }, async ({ path }) => {
        const source = await minifyTemplates(path, lowerDecorators(path, await readFile(path, "utf8")));
        return { contents: before(path) + (isWhole ? importAtOnce(path, source) : source), loader: "ts" };
      });
    },
  };
}

/** What would come later is here already: imported at once, it needs no wrapper that runs it when it is asked for. */
function importAtOnce(path: string, source: string): string {
  const imports: string[] = [];
  const edits: Edit[] = [];
  for (const { type, source: from, start, end } of listNodes(path, source)) {
    if (type !== "ImportExpression" || !isNode(from)) continue;
    const name = `later${imports.length}`;
    imports.push(`import * as ${name} from ${source.slice(from.start, from.end)};`);
    edits.push({ start, end, text: `Promise.resolve(${name})` });
  }
  return imports.join("") + applyEdits(source, edits);
}
