/** esbuild leaves the text of `html` and `css` templates as it is: here it loses what only readers of the source need. */

/** A source file with its templates made small. */
export function minifyTemplates(source: string): string {
  return source
    .replace(/css`([^`]*)`/g, (_template, styles: string) => `css\`${minifyStyles(styles)}\``)
    .replace(/\n[ \t]+/g, "\n");
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
