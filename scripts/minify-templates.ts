/** esbuild leaves the text of `html` and `css` templates as it is: here it loses what only readers of the source need. */
import { transform } from "esbuild";

/** A source file with its templates made small. */
export async function minifyTemplates(source: string): Promise<string> {
  const sheets = new Map<string, string>();
  for (const [, styles = ""] of source.matchAll(stylesTemplate)) sheets.set(styles, await minifyStyles(styles));
  return source
    .replace(stylesTemplate, (_template, styles: string) => `css\`${sheets.get(styles) ?? styles}\``)
    .replace(/\n[ \t]*/g, "\n")
    .replace(/\n(?=>)/g, "");
}

const stylesTemplate = /css`([^`]*)`/g;

/** An expression (the tokens) stands where a declaration may stand, and comes back in its place. */
export async function minifyStyles(styles: string): Promise<string> {
  const expressions: string[] = [];
  const sheet = styles.replace(/\$\{[^}]*\}/g, (expression) => `--expression:${expressions.push(expression) - 1};`);
  const { code } = await transform(sheet, { loader: "css", minify: true, legalComments: "none", charset: "utf8" });
  return code.trim().replace(/--expression: *(\d+);?/g, (_place, at: string) => expressions[Number(at)] ?? "");
}
