/** Line icons of the page, 16 px, drawn with the text's colour. Decorative: the words stand beside them. */
import { svg } from "lit";
import { icon } from "./icon.ts";

export { cloudOffIcon, icon, triangleIcon } from "./icon.ts";

export const searchIcon = icon(svg`<circle cx="7" cy="7" r="4.5"></circle><path d="m10.5 10.5 3 3"></path>`);
export const closeIcon = icon(svg`<path d="m4 4 8 8m0-8-8 8"></path>`);
export const slidersIcon = icon(
  svg`<path d="M2 4.7h6M12 4.7h2M2 11.300h2M8 11.300h6"></path><circle cx="10" cy="4.7" r="1.9"></circle><circle cx="6" cy="11.3" r="1.9"></circle>`,
);
export const chevronIcon = icon(svg`<path d="m4 6.200 4 4 4-4"></path>`);
export const clockIcon = icon(svg`<circle cx="8" cy="8" r="5.8"></circle><path d="M8 4.9V8l2 1.6"></path>`);
export const tickIcon = icon(svg`<path d="m3.5 8.5 3 3 6-7"></path>`);
export const exclamationIcon = icon(svg`<circle cx="8" cy="8" r="5.8"></circle><path d="M8 5v3.4M8 10.9v.1"></path>`);
export const alertIcon = icon(svg`<path d="M8 3.4v5.4M8 12.3v.1"></path>`);
export const dotsIcon = icon(svg`<path d="M3.4 8h.1M8 8h.1M12.6 8h.1"></path>`);
export const plugIcon = icon(svg`<path d="M6 2.5v3M10 2.5v3M4 5.5h8V8a4 4 0 0 1-8 0V5.5ZM8 12v2"></path>`);
