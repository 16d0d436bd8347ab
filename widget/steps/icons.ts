/** Line icons of drawer and steps beside those of the page. */
import { svg } from "lit";
import { icon } from "../page/icons.ts";

export const alertIcon = icon(svg`<path d="M8 3.5v5.2M8 12.2v.1"></path>`);
export const dashIcon = icon(svg`<path d="M5 8h6"></path>`);
export const lockIcon = icon(
  svg`<rect x="3" y="7" width="10" height="6.5" rx="1.6"></rect><path d="M5.3 7V5.2a2.7 2.7 0 0 1 5.4 0V7"></path>`,
);
export const copyIcon = icon(
  svg`<rect x="5.5" y="5.5" width="8" height="8" rx="1.6"></rect><path d="M10.5 5.5V4A1.5 1.5 0 0 0 9 2.5H4A1.5 1.5 0 0 0 2.5 4v5A1.5 1.5 0 0 0 4 10.5h1.5"></path>`,
);
export const eyeIcon = icon(
  svg`<path d="M1.5 8S4 3.5 8 3.5 14.5 8 14.5 8 12 12.5 8 12.5 1.5 8 1.5 8Z"></path><circle cx="8" cy="8" r="2"></circle>`,
);
export const windowIcon = icon(
  svg`<path d="M9.5 2.5h4v4M13.5 2.5 8 8M11.5 9v3A1.5 1.5 0 0 1 10 13.5H4A1.5 1.5 0 0 1 2.5 12V6A1.5 1.5 0 0 1 4 4.5h3"></path>`,
);
export const uploadIcon = icon(
  svg`<path d="M8 10.5v-7m0 0L5 6.5m3-3 3 3M2.5 11v1A1.5 1.5 0 0 0 4 13.5h8a1.5 1.5 0 0 0 1.5-1.5v-1"></path>`,
);
export const plusIcon = icon(svg`<path d="M8 3.5v9M3.5 8h9"></path>`);
export const refreshIcon = icon(svg`<path d="M13 8a5 5 0 1 1-1.5-3.6M13 2.5v2.4h-2.4"></path>`);
export const infoIcon = icon(svg`<circle cx="8" cy="8" r="6"></circle><path d="M8 7.4v3.4M8 5v.1"></path>`);
export const chevronIcon = icon(svg`<path d="m4.5 6.5 3.5 3.5 3.5-3.5"></path>`);
