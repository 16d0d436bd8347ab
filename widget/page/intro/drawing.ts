/** The promise as a picture: the customer's tools flow into SpeedAI, and every call comes out as something they can use. */
import { html, svg, type TemplateResult } from "lit";
import type { Category } from "../../../schema/wire/index.ts";
import type { Sentences } from "../../i18n/sentences.ts";
import type { TextKey } from "../../i18n/words.ts";

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
const outcomes: readonly { key: TextKey; sign: TemplateResult<2>; y: number }[] = [
  {
    key: "page.intro.outcome.caller",
    y: 100,
    sign: svg`<circle cx="6" cy="4.5" r="2.6"></circle><path d="M1 12.5c.6-3 2.4-4.4 5-4.4 1 0 2 .2 2.7.7M8.4 11.6l1.5 1.5 2.8-3.2"></path>`,
  },
  {
    key: "page.intro.outcome.call",
    y: 170,
    sign: svg`<path d="M3 1.8h2l1 3-1.4 1a8 8 0 0 0 3.6 3.6l1-1.4 3 1v2a1.2 1.2 0 0 1-1.3 1.2A10 10 0 0 1 1.8 3.1 1.2 1.2 0 0 1 3 1.8Z"></path>`,
  },
  {
    key: "page.intro.outcome.booking",
    y: 240,
    sign: svg`<rect x="1.5" y="2.5" width="11" height="10" rx="2"></rect><path d="M1.5 5.8h11M4.6 1v2.4M9.4 1v2.4m-4.6 5.8 1.5 1.5 2.8-3"></path>`,
  },
];

const signs: Record<Source["category"], TemplateResult<2>> = {
  crm: svg`<circle cx="8" cy="6" r="3.2"></circle><path d="M2 17c.5-4 2.6-6 6-6s5.5 2 6 6M13 3.200a3.2 3.2 0 0 1 0 5.600M15.5 11.600c1.6.9 2.4 2.7 2.5 5.4"></path>`,
  restaurant: svg`<path d="M5 2v6m-2.5-6v4a2.5 2.5 0 0 0 5 0V2M5 8.500V18M14 18v-6h-2.500c0-6 1-9.5 2.5-10v10"></path>`,
  hotel: svg`<path d="M2 17V4m0 10h16v3M18 14v-2.500A3.5 3.5 0 0 0 14.5 8H8v6"></path><circle cx="5" cy="9.5" r="1.6"></circle>`,
  ecommerce: svg`<path d="M4 6h12l-.8 11H4.800L4 6Z"></path><path d="M7 8.500V6a3 3 0 0 1 6 0v2.5"></path>`,
  database: svg`<ellipse cx="10" cy="4.5" rx="6.5" ry="2.5"></ellipse><path d="M3.5 4.500v11c0 1.4 2.9 2.5 6.5 2.500s6.5-1.1 6.5-2.500v-11M3.5 10c0 1.4 2.9 2.5 6.5 2.500s6.5-1.1 6.5-2.5"></path>`,
};

const waveform = [10, 22, 34, 18, 28, 12];

export function drawing(texts: Sentences, sources: readonly Source[]): TemplateResult {
  return html`<svg class="drawing" viewBox="0 0 350 340" role="img" aria-label=${texts.t("page.intro.drawing")}>
    <defs>
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
      ${outcomes.map(({ y }) => {
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
    </g>
  </svg>`;
}

/** What each call becomes. Words, so that they are as large as the others at every width; the drawing's label says them too. */
export function outcomeList(texts: Sentences): TemplateResult {
  return html`<ul class="outcomes" aria-hidden="true">
    ${outcomes.map(
      ({ key, sign }) =>
        html`<li class="outcome"><svg class="sign" viewBox="0 0 14 14">${sign}</svg>${texts.t(key)}</li>`,
    )}
  </ul>`;
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
