/** esbuild leaves the text of `html` and `css` templates as it is: here it loses what only readers of the source need. */
import { transform } from "esbuild";
import { applyEdits, type Edit, isNode, listNodes, nodesIn } from "./source-edits.ts";

/** A source file with its templates made small. */
export async function minifyTemplates(path: string, source: string): Promise<string> {
  const sheets = new Map<string, string>();
  for (const [, styles = ""] of source.matchAll(stylesTemplate)) sheets.set(styles, await minifyStyles(styles));
  const styled = source.replace(
    stylesTemplate,
    (_template, styles: string) => `css\`${sheets.get(styles) ?? styles}\``,
  );
  return joinLines(path, styled);
}

const stylesTemplate = /css`([^`]*)`/g;

/** An expression (the tokens) stands where a declaration may stand, and comes back in its place. */
export async function minifyStyles(styles: string): Promise<string> {
  const expressions: string[] = [];
  const sheet = styles.replace(/\$\{[^}]*\}/g, (expression) => `--expression:${expressions.push(expression) - 1};`);
  const { code } = await transform(sheet, { loader: "css", minify: true, legalComments: "none", charset: "utf8" });
  return code.trim().replace(/--expression: *(\d+);?/g, (_place, at: string) => expressions[Number(at)] ?? "");
}

/** A new line of markup is a space to the browser, and a space is what gzip knows already; before a `>` it is nothing. */
function joinLines(path: string, source: string): string {
  const edits: Edit[] = [];
  for (const { type, tag, quasi } of listNodes(path, source)) {
    if (type !== "TaggedTemplateExpression" || !isNode(tag) || !isNode(quasi)) continue;
    if (tag["name"] !== "html" && tag["name"] !== "svg") continue;
    for (const { start, end } of nodesIn(quasi["quasis"])) {
      const text = source
        .slice(start, end)
        .replace(/\s*\n\s*(?=>)/g, "")
        .replace(/[ \t]*\n\s*/g, " ");
      edits.push({ start, end, text });
    }
  }
  return applyEdits(source, edits);
}
