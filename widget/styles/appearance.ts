/** The `appearance` property: the same tokens as the CSS custom properties, as an object. */
import { type TokenName, tokens } from "./tokens.ts";

/** `{ "color-action": "#5b21b6", "radius-card": "8px" }` */
export type Appearance = Readonly<Partial<Record<TokenName, string>>>;

/** Text on its ground: what must stay readable whatever the host chooses (WCAG 1.4.3). */
const pairs: readonly { text: TokenName; ground: TokenName }[] = [
  { text: "color-action-ink", ground: "color-action" },
  { text: "color-action-ink", ground: "color-action-hover" },
  { text: "color-brass", ground: "color-brass-tint" },
  { text: "color-ok", ground: "color-ok-tint" },
  { text: "color-error", ground: "color-error-tint" },
  { text: "color-warning", ground: "color-warning-tint" },
  { text: "color-ink", ground: "color-surface" },
  { text: "color-ink", ground: "color-page" },
  { text: "color-muted", ground: "color-surface" },
  { text: "color-muted", ground: "color-page" },
];
const leastContrast = 4.5;

/**
 * Where a chosen text and ground are too close (both written as `#rrggbb` or `#rgb`), the text becomes black or white. `corrected`
 * names the tokens, for the developer's console.
 */
export function correctContrast(appearance: Appearance): { appearance: Appearance; corrected: TokenName[] } {
  const result: Partial<Record<TokenName, string>> = { ...appearance };
  const corrected: TokenName[] = [];
  for (const { text, ground } of pairs) {
    const groundLight = luminance(result[ground]);
    if (groundLight === null) continue;
    const textLight = luminance(result[text]);
    if (textLight !== null && contrast(textLight, groundLight) >= leastContrast) continue;
    // A text left to its default has one value per theme; on a ground of one colour it must be chosen too.
    result[text] = contrast(1, groundLight) >= contrast(0, groundLight) ? "#ffffff" : "#000000";
    if (textLight !== null) corrected.push(text);
  }
  return { appearance: result, corrected };
}

/**
 * Puts the tokens on `:host` of the sheet; `!important`, so that the object wins over the page's own CSS. Gives the names of the
 * texts that had to be corrected.
 */
export function writeAppearance(sheet: CSSStyleSheet, chosen: Appearance): TokenName[] {
  const { appearance, corrected } = correctContrast(chosen);
  sheet.replaceSync(":host{}");
  const [rule] = sheet.cssRules;
  if (rule instanceof CSSStyleRule)
    for (const [name, value] of Object.entries(appearance))
      if (name in tokens && typeof value === "string") rule.style.setProperty(`--speedai-${name}`, value, "important");
  return corrected;
}

function contrast(one: number, other: number): number {
  return (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
}

/** Relative luminance (WCAG 2), null for anything but an opaque hexadecimal colour. */
function luminance(colour: string | undefined): number | null {
  const short = /^#([\da-f])([\da-f])([\da-f])$/i.exec(colour ?? "");
  const long = /^#([\da-f]{2})([\da-f]{2})([\da-f]{2})$/i.exec(colour ?? "");
  const parts = long?.slice(1) ?? short?.slice(1).map((digit) => digit + digit);
  if (!parts) return null;
  const [red = 0, green = 0, blue = 0] = parts.map((part) => {
    const share = Number.parseInt(part, 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
