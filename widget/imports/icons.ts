/** Line icons of imported files beside those of page and steps. */
import { svg } from "lit";
import { icon } from "../page/icons.ts";

export const downloadIcon = icon(
  svg`<path d="M8 3v7m0 0 3-3m-3 3L5 7M2.5 11v1A1.5 1.5 0 0 0 4 13.5h8a1.5 1.5 0 0 0 1.5-1.5v-1"></path>`,
);
export const fileIcon = icon(
  svg`<path d="M9 2.5H5A1.5 1.5 0 0 0 3.5 4v8A1.5 1.5 0 0 0 5 13.5h6a1.5 1.5 0 0 0 1.5-1.5V6L9 2.5Z"></path><path d="M9 2.5V6h3.5M6 8.8h4M6 11h2.5"></path>`,
);
export const undoIcon = icon(svg`<path d="M3 6.5h6.5a3.5 3.5 0 0 1 0 7H7M5.8 3.5 3 6.5l2.8 3"></path>`);
