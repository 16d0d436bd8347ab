/** How a line icon is drawn, and those that stand in the place of a page that does not come. */
import { html, svg, type TemplateResult } from "lit";

export const icon = (shape: TemplateResult<2>): TemplateResult => html`<svg
  class="icon"
  viewBox="0 0 16 16"
  fill="none"
  stroke="currentColor"
  stroke-width="1.6"
  stroke-linecap="round"
  stroke-linejoin="round"
  aria-hidden="true"
>${shape}</svg>`;

export const triangleIcon = icon(svg`<path d="M8 2.6 14.2 13H1.8L8 2.6Z"></path><path d="M8 6.6v3M8 11.3v.1"></path>`);
export const cloudOffIcon = icon(
  svg`<path d="M2 2l12 12M5.6 5.2A4 4 0 0 0 5 12.5h6.5M13.4 11.4A2.8 2.8 0 0 0 11.5 7a4 4 0 0 0-3.6-2.5"></path>`,
);
