/** What esbuild cannot know about the element's sources: each file passes here on its way into the build. */
import { readFile } from "node:fs/promises";
import type { Plugin } from "esbuild";
import { lowerDecorators } from "./lower-decorators.ts";
import { minifyTemplates } from "./minify-templates.ts";

/**
 * A server that imports the file gets its exports and registers nothing: Lit extends `HTMLElement` and makes a tree walker as soon
 * as it is read, so both get a stand-in there. Names of these modules, not of the server's globals.
 */
const serverStandIns: readonly (readonly [file: RegExp, standIn: string])[] = [
  [/reactive-element[\\/]reactive-element\.js$/, "const HTMLElement=globalThis.HTMLElement??class{};"],
  [/lit-html[\\/]lit-html\.js$/, "const document=globalThis.document??{createTreeWalker(){}};"],
];

/** `before`: a line to put in front of a file, by its path. */
export function compileSources(before: (path: string) => string = () => ""): Plugin {
  return {
    name: "compile-sources",
    setup({ onLoad }) {
      for (const [filter, standIn] of serverStandIns)
        onLoad({ filter }, async ({ path }) => ({ contents: standIn + (await readFile(path, "utf8")), loader: "js" }));
      onLoad({ filter: /[\\/]widget[\\/].*\.ts$/ }, async ({ path }) => {
        const source = await minifyTemplates(path, lowerDecorators(path, await readFile(path, "utf8")));
        return { contents: before(path) + source, loader: "ts" };
      });
    },
  };
}
