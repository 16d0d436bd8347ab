/** Drawings of the shell: 20 × 20, one line weight, coloured by the text around them. */
import { raw } from "hono/html";
import type { Section } from "./texts.ts";

const paths = {
  home: '<path d="M3.5 9 10 3.5 16.5 9v7a.9.9 0 0 1-.9.9h-3.4v-4.6H7.8v4.6H4.4a.9.9 0 0 1-.9-.9z"/>',
  calls:
    '<path d="M6.9 3.6 8.4 7 6.7 8.6a9.6 9.6 0 0 0 4.7 4.7L13 11.6l3.4 1.5v2.4c0 .8-.7 1.4-1.5 1.3A12.6 12.6 0 0 1 3.2 5.1c-.1-.8.5-1.5 1.3-1.5z"/>',
  bookings: '<rect x="3.4" y="4.6" width="13.2" height="12" rx="2"/><path d="M3.4 8.4h13.2M7 3v3M13 3v3"/>',
  customers:
    '<circle cx="8" cy="7" r="2.9"/><path d="M2.6 16.4c.5-2.8 2.6-4.4 5.4-4.4s4.9 1.6 5.4 4.4M13 4.4a2.8 2.8 0 0 1 0 5.2M15 12.4c1.4.6 2.2 2 2.5 4"/>',
  agent: '<path d="M3 10h.01M6.5 7v6M10 4v12M13.5 7v6M17 10h.01"/>',
  reports: '<path d="M3.5 16.5h13M6 13.5V9M10 13.5V4.5M14 13.5V7.5"/>',
  integrations: '<path d="M7.5 3.5v3M12.5 3.5v3M5.5 6.5h9v3a4.5 4.5 0 0 1-9 0zM10 14v3"/>',
  team: '<circle cx="10" cy="6.8" r="3"/><path d="M4 16.5c.6-3 3-4.7 6-4.7s5.4 1.7 6 4.7"/>',
  menu: '<path d="M3.5 6h13M3.5 10h13M3.5 14h13"/>',
  sun: '<circle cx="10" cy="10" r="3.3"/><path d="M10 2.8v1.7M10 15.5v1.7M2.8 10h1.7M15.5 10h1.7M4.9 4.9l1.2 1.2M13.9 13.9l1.2 1.2M15.1 4.9l-1.2 1.2M6.1 13.9l-1.2 1.2"/>',
  moon: '<path d="M16 12.2A6.7 6.7 0 0 1 7.8 4 6.7 6.7 0 1 0 16 12.2z"/>',
  flask:
    '<path d="M8 3.2v4.6L3.9 14.6a1.5 1.5 0 0 0 1.3 2.2h9.6a1.5 1.5 0 0 0 1.3-2.2L12 7.8V3.2M6.8 3.2h6.4M6.1 12h7.8"/>',
  window:
    '<path d="M8.5 4H5a1.5 1.5 0 0 0-1.5 1.5V15A1.5 1.5 0 0 0 5 16.5h9.5A1.5 1.5 0 0 0 16 15v-3.5M11.5 3.5h5v5M16.2 3.8 9.5 10.5"/>',
  close: '<path d="m5 5 10 10M15 5 5 15"/>',
} satisfies Record<Section, string> & Record<string, string>;

export function icon(name: keyof typeof paths) {
  return raw(
    `<svg class="icon" viewBox="0 0 20 20" width="20" height="20" fill="none" stroke="currentColor" stroke-width="1.5" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">${paths[name]}</svg>`,
  );
}

/** The mark of SpeedAI: a voice. */
export function mark() {
  return raw(
    '<svg class="mark" viewBox="0 0 32 32" width="32" height="32" aria-hidden="true"><rect width="32" height="32" rx="9" class="mark-plate"/><path d="M7.5 14v4M12 10.5v11M16 7.5v17M20 10.5v11M24.5 14v4" class="mark-voice"/></svg>',
  );
}
