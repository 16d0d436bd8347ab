/**
 * The words of an HTML mail, for reading only: nothing of it is ever rendered and no address in it is followed. One pass,
 * linear in the length, whatever the markup.
 */

/** Elements whose content nobody sees. */
const hidden = new Set(["script", "style", "head", "title", "template", "noscript", "svg", "textarea", "select"]);

/** Elements that end a line. */
const blocks = new Set(
  "address article aside blockquote br center dd div dl dt footer form h1 h2 h3 h4 h5 h6 header hr li main nav ol p pre section table tbody tfoot thead tr ul".split(
    " ",
  ),
);

const entities: ReadonlyMap<string, string> = new Map(
  Object.entries({
    amp: "&",
    lt: "<",
    gt: ">",
    quot: '"',
    apos: "'",
    nbsp: " ",
    rsquo: "’",
    lsquo: "‘",
    ldquo: "“",
    rdquo: "”",
    laquo: "«",
    raquo: "»",
    ndash: "–",
    mdash: "—",
    hellip: "…",
    bull: "•",
    middot: "·",
    euro: "€",
    deg: "°",
    agrave: "à",
    aacute: "á",
    acirc: "â",
    ccedil: "ç",
    egrave: "è",
    eacute: "é",
    ecirc: "ê",
    euml: "ë",
    iacute: "í",
    icirc: "î",
    igrave: "ì",
    iuml: "ï",
    ntilde: "ñ",
    oacute: "ó",
    ocirc: "ô",
    ograve: "ò",
    uacute: "ú",
    ucirc: "û",
    ugrave: "ù",
    uuml: "ü",
    Agrave: "À",
    Eacute: "É",
    Egrave: "È",
    Ntilde: "Ñ",
  }),
);

/** Cells of a row are apart by a tab, rows and blocks by a line end. */
export function htmlToText(html: string): string {
  const pieces: string[] = [];
  let at = 0;
  while (at < html.length) {
    const open = html.indexOf("<", at);
    pieces.push(readEntities(html.slice(at, open === -1 ? undefined : open).replace(/\s+/g, " ")));
    if (open === -1) break;
    if (!/[a-z/!?]/i.test(html.charAt(open + 1))) {
      pieces.push("<");
      at = open + 1;
      continue;
    }
    const tag = readTag(html, open);
    pieces.push(breakOf(tag.name));
    at = tag.end;
    if (!tag.closes && hidden.has(tag.name)) at = skipTo(html, at, tag.name);
  }
  return pieces
    .join("")
    .split("\n")
    .map((line) => line.trim())
    .join("\n");
}

interface Tag {
  /** Lower case; empty for comments and declarations. */
  readonly name: string;
  readonly closes: boolean;
  /** Index after the tag. */
  readonly end: number;
}

function readTag(html: string, open: number): Tag {
  if (html.startsWith("<!--", open)) {
    const end = html.indexOf("-->", open + 4);
    return { name: "", closes: false, end: end === -1 ? html.length : end + 3 };
  }
  const match = /^<(\/?)([a-z][a-z0-9]{0,20})/i.exec(html.slice(open, open + 24));
  const end = html.indexOf(">", open);
  return {
    name: match?.[2]?.toLowerCase() ?? "",
    closes: match?.[1] === "/",
    end: end === -1 ? html.length : end + 1,
  };
}

/** After the closing tag of a hidden element; the end of the text when it is never closed. */
function skipTo(html: string, from: number, name: string): number {
  const closing = new RegExp(`</${name}\\b`, "gi");
  closing.lastIndex = from;
  const found = closing.exec(html);
  if (!found) return html.length;
  const end = html.indexOf(">", found.index);
  return end === -1 ? html.length : end + 1;
}

function breakOf(name: string): string {
  if (name === "td" || name === "th") return "\t";
  return blocks.has(name) ? "\n" : "";
}

function readEntities(text: string): string {
  return text.replace(/&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|([a-z]{2,8}));/gi, (whole, decimal, hexadecimal, name) => {
    if (name !== undefined) return entities.get(name) ?? whole;
    const code = decimal === undefined ? Number.parseInt(hexadecimal, 16) : Number(decimal);
    const isCharacter = code > 31 && code < 0x11_0000 && (code < 0xd800 || code > 0xdfff);
    return isCharacter ? String.fromCodePoint(code) : " ";
  });
}
