/**
 * Design tokens. A host sets the public names (`--speedai-…`, in its CSS or through `appearance`); elements read only the
 * resolved ones (`--_…`), which are inherited through every shadow root below `<speedai-integrations>`.
 *
 * Light or dark comes from `color-scheme`: the host page's own by default, forced by `theme="light"` or `"dark"`, the
 * visitor's system with `theme="auto"`. `light-dark()` resolves before the first paint, so nothing flashes.
 */
import { css, unsafeCSS } from "lit";

type Token = readonly [light: string, dark: string] | string;

/** Public name without its prefix → default. A pair is light and dark. */
export const tokens = {
  // surfaces
  "color-page": ["#faf8f4", "#0d1117"],
  "color-surface": ["#ffffff", "#151b24"],
  "color-sunken": ["#f5f2ea", "#10161e"],
  "color-hover": ["#f3efe6", "#1e2631"],
  "color-line": ["#e8e4da", "#232b37"],
  // border of controls: 3:1 on page and surface (WCAG 1.4.11)
  "color-line-strong": ["#938c7c", "#667183"],
  "color-backdrop": ["#0b121ccc", "#000000b8"],
  // text
  "color-ink": ["#14181f", "#eef0f3"],
  "color-muted": ["#5c6472", "#98a2b1"],
  "color-link": ["#1d4ea8", "#9cc2ff"],
  "color-focus": ["#1f5fd0", "#9cc2ff"],
  // actions
  "color-action": ["#14233b", "#e9d3a2"],
  "color-action-hover": ["#22385c", "#f3e3bf"],
  "color-action-ink": ["#ffffff", "#171204"],
  // premium
  "color-brass": ["#7d5f27", "#e3c78f"],
  "color-brass-tint": ["#f6efe0", "#2b2516"],
  // status
  "color-ok": ["#1a7048", "#6fd3a0"],
  "color-ok-tint": ["#e8f4ed", "#11261c"],
  "color-error": ["#ab301c", "#ff9a86"],
  "color-error-tint": ["#fcece8", "#331812"],
  "color-warning": ["#855400", "#f2c46d"],
  "color-warning-tint": ["#fdf3dd", "#2d2310"],
  // intro block
  "color-intro-start": ["#0c1524", "#0e1826"],
  "color-intro-end": ["#223a63", "#1d3156"],
  "color-intro-ink": ["#f6f3ec", "#f6f3ec"],
  "color-intro-muted": ["#b4bdcb", "#b4bdcb"],
  "color-intro-accent": ["#e3c78f", "#e3c78f"],
  // logos keep a light plate in both themes
  "color-plate": ["#ffffff", "#ffffff"],
  "color-plate-ink": ["#5c6472", "#5c6472"],
  "color-plate-line": ["#e8e4da", "#2e3744"],
  // type
  font: "inherit",
  "font-mono": "ui-monospace, SFMono-Regular, Menlo, Consolas, monospace",
  // 14 px beside the browser's default; follows the reader's own size, survives hosts with a 62.5 % root
  "font-size": "clamp(13px, 0.875rem, 28px)",
  "tracking-title": "-0.018em",
  // shape
  "radius-intro": "24px",
  "radius-card": "16px",
  "radius-control": "11px",
  "radius-pill": "999px",
  "shadow-card": ["#14181f0d", "#00000000"],
  "shadow-overlay": ["#14181f40", "#000000a6"],
  // space
  "space-page": "clamp(14px, 2.6cqi, 32px)",
  "space-section": "32px",
  "space-grid": "14px",
  "space-card": "16px",
  "control-height": "38px",
  // motion
  duration: "160ms",
} as const satisfies Record<string, Token>;

export type TokenName = keyof typeof tokens;

const declarations = Object.entries(tokens)
  .map(([name, value]: [string, Token]) => {
    const fallback = typeof value === "string" ? value : `light-dark(${value[0]}, ${value[1]})`;
    return `--_${name}:var(--speedai-${name}, ${fallback});`;
  })
  .join("");

/** The resolved tokens: once, on the outermost element. */
export const rootStyles = css`
  :host {
    ${unsafeCSS(declarations)}
    --_text-s: calc(var(--_font-size) * 0.8572);
    --_text: var(--_font-size);
    --_text-m: calc(var(--_font-size) * 1.0715);
    --_text-l: calc(var(--_font-size) * 1.2858);
    --_text-xl: calc(var(--_font-size) * 1.5715);
    /* Least size of what is pressed: a finger needs more. */
    --_target: 0px;
  }
  @media (pointer: coarse) {
    :host {
      --_target: 44px;
    }
  }
`;

/** For every element of the page: resolved tokens, box sizing, hidden, focus ring, reduced motion. */
export const tokenStyles = css`
  :host {
    font-family: var(--_font);
    font-size: var(--_text);
    line-height: 1.5;
    color: var(--_color-ink);
  }
  :host([hidden]),
  [hidden] {
    display: none !important;
  }
  *,
  ::before,
  ::after {
    box-sizing: border-box;
  }
  :focus-visible {
    outline: 2px solid var(--_color-focus);
    outline-offset: 2px;
  }
  .visually-hidden {
    position: absolute;
    inline-size: 1px;
    block-size: 1px;
    margin: -1px;
    padding: 0;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
    border: 0;
  }
  @media (prefers-reduced-motion: reduce) {
    *,
    ::before,
    ::after,
    ::backdrop {
      animation-duration: 1ms !important;
      animation-iteration-count: 1 !important;
      transition-duration: 1ms !important;
      scroll-behavior: auto !important;
    }
  }
`;
