/** esbuild leaves the text of `html` and `css` templates as it is: here it loses what only readers of the source need. */
import { readFile } from "node:fs/promises";
import type { Plugin } from "esbuild";

/** `before`: a line to put in front of a file, by its path. */
export function minifyTemplates(before: (path: string) => string = () => ""): Plugin {
  return {
    name: "minify-templates",
    setup({ onLoad }) {
      onLoad({ filter: /[\\/]widget[\\/].*\.ts$/ }, async ({ path }) => {
        const source = await readFile(path, "utf8");
        const contents = source
          .replace(/css`([^`]*)`/g, (_template, styles: string) => `css\`${minifyStyles(styles)}\``)
          .replace(/\n[ \t]+/g, "\n");
        return { contents: before(path) + contents, loader: "ts" };
      });
    },
  };
}

export function minifyStyles(styles: string): string {
  return styles
    .replace(/\/\*[\s\S]*?\*\//g, "")
    .replace(/\s+/g, " ")
    .replace(/ ?([{};,>]) ?/g, "$1")
    .replaceAll(": ", ":")
    .replaceAll(";}", "}")
    .trim();
}
