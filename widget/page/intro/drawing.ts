/**
 * The promise as a picture: the customer's tools flow into SpeedAI, and every call comes out as something they can use. Its frame and its
 * words are seen before; this follows at once.
 */
import { css, svg, type TemplateResult } from "lit";
import type { Category } from "../../../schema/wire/index.ts";

export interface Source {
  readonly category: Exclude<Category, "custom">;
  /** `data:` URL of a tool's logo; the family's sign when there is none. */
  readonly picture: string | null;
}

const top = 34;
const gap = 68;
const tile = 46;
const orb = { x: 252, y: 170, radius: 44 };
/** The lines end here; what comes out stands beside the drawing, or below it on a narrow page. */
const edge = 348;
/** Heights of what comes out. */
const outcomeRows = [100, 170, 240];

const signs: Record<Source["category"], TemplateResult<2>> = {
  crm: svg`<circle cx="8" cy="6" r="3.2"></circle><path d="M2 17c.5-4 2.6-6 6-6s5.5 2 6 6M13 3.200a3.2 3.2 0 0 1 0 5.600M15.5 11.600c1.6.9 2.4 2.7 2.5 5.4"></path>`,
  restaurant: svg`<path d="M5 2v6m-2.5-6v4a2.5 2.5 0 0 0 5 0V2M5 8.500V18M14 18v-6h-2.500c0-6 1-9.5 2.5-10v10"></path>`,
  hotel: svg`<path d="M2 17V4m0 10h16v3M18 14v-2.500A3.5 3.5 0 0 0 14.5 8H8v6"></path><circle cx="5" cy="9.5" r="1.6"></circle>`,
  ecommerce: svg`<path d="M4 6h12l-.8 11H4.800L4 6Z"></path><path d="M7 8.500V6a3 3 0 0 1 6 0v2.5"></path>`,
  database: svg`<ellipse cx="10" cy="4.5" rx="6.5" ry="2.5"></ellipse><path d="M3.5 4.500v11c0 1.4 2.9 2.5 6.5 2.500s6.5-1.1 6.5-2.500v-11M3.5 10c0 1.4 2.9 2.5 6.5 2.500s6.5-1.1 6.5-2.5"></path>`,
};

const waveform = [10, 22, 34, 18, 28, 12];

/** What stands in the frame, 350 wide and 340 high. */
export function drawing(sources: readonly Source[]): TemplateResult<2> {
  return svg`<defs>
      <radialGradient id="glow">
        <stop offset="0" class="glow-inner" />
        <stop offset="1" class="glow-outer" />
      </radialGradient>
      <linearGradient id="stream" gradientUnits="userSpaceOnUse" x1="70" y1="0" x2="200" y2="0">
        <stop offset="0" class="stream-start" />
        <stop offset="1" class="stream-end" />
      </linearGradient>
    </defs>
    <circle class="halo" cx=${orb.x} cy=${orb.y} r="118" fill="url(#glow)"></circle>
    <g class="streams">
      ${sources.map((_, row) => {
        const path = streamPath(top + row * gap);
        return svg`<path class="stream" d=${path} stroke="url(#stream)"></path><path class="pulse" d=${path}></path>`;
      })}
      ${outcomeRows.map((y) => {
        const path = `M${orb.x + orb.radius + 8} ${orb.y} C ${orb.x + 84} ${orb.y}, ${orb.x + 56} ${y}, ${edge} ${y}`;
        return svg`<path class="out" d=${path}></path>`;
      })}
    </g>
    ${sources.map((source, row) => sourceTile(source, top + row * gap))}
    <g class="orb">
      <circle class="ring" cx=${orb.x} cy=${orb.y} r=${orb.radius + 9}></circle>
      <circle class="core" cx=${orb.x} cy=${orb.y} r=${orb.radius}></circle>
      ${waveform.map(
        (height, index) =>
          svg`<rect class="bar" x=${orb.x - 22.5 + index * 8} y=${orb.y - height / 2} width="4.5" height=${height} rx="2.250"></rect>`,
      )}
    </g>`;
}

function streamPath(y: number): string {
  return `M58 ${y} C 144 ${y}, 132 ${orb.y}, ${orb.x - orb.radius - 9} ${orb.y}`;
}

function sourceTile({ category, picture }: Source, y: number): TemplateResult<2> {
  const inset = 11;
  return svg`<g class=${picture ? "tile with-picture" : "tile"} transform="translate(10 ${y - tile / 2})">
    <rect width=${tile} height=${tile} rx="13"></rect>
    ${
      picture
        ? svg`<image href=${picture} x=${inset} y=${inset} width=${tile - 2 * inset} height=${tile - 2 * inset}></image>`
        : svg`<g class="sign" transform="translate(13 13)">${signs[category]}</g>`
    }
  </g>`;
}

export const drawingStyles = css`
  .glow-inner {
    stop-color: var(--_color-intro-accent);
    stop-opacity: 0.3;
  }
  .glow-outer {
    stop-color: var(--_color-intro-accent);
    stop-opacity: 0;
  }
  .stream-start {
    stop-color: var(--_color-intro-accent);
    stop-opacity: 0.12;
  }
  .stream-end {
    stop-color: var(--_color-intro-accent);
    stop-opacity: 0.85;
  }
  .stream,
  .out,
  .pulse {
    fill: none;
    stroke-width: 1.5;
  }
  .out {
    stroke: var(--_color-intro-accent);
    stroke-dasharray: 3 5;
    stroke-linecap: round;
    stroke-opacity: 0.75;
  }
  /* Two grains of light per stream, then stillness. */
  .pulse {
    stroke: var(--_color-intro-accent);
    stroke-width: 2.5;
    stroke-linecap: round;
    stroke-dasharray: 0.1 400;
    stroke-dashoffset: 0.1;
    opacity: 0;
    animation: travel 2.1s ease-in 0.5s 2;
  }
  .pulse:nth-of-type(4) {
    animation-delay: 0.9s;
  }
  .pulse:nth-of-type(8) {
    animation-delay: 1.2s;
  }
  @keyframes travel {
    0% {
      opacity: 0;
    }
    15% {
      opacity: 1;
    }
    90% {
      opacity: 1;
    }
    100% {
      opacity: 0;
      stroke-dashoffset: -215;
    }
  }
  .tile rect {
    fill: rgb(255 255 255 / 8%);
    stroke: rgb(255 255 255 / 15%);
  }
  .tile.with-picture rect {
    fill: var(--_color-plate);
    stroke: none;
  }
  .core {
    fill: var(--_color-intro-start);
    stroke: var(--_color-intro-accent);
    stroke-width: 1.5;
  }
  .ring {
    fill: none;
    stroke: var(--_color-intro-accent);
    stroke-opacity: 0.22;
  }
  .bar {
    fill: var(--_color-intro-accent);
  }
  @media (prefers-reduced-motion: reduce) {
    .pulse {
      animation: none;
    }
  }
`;
