/** Four small drawings of the modal, 104 × 60, in ink and brass. */
import { html } from "lit";

/** Three tools join into one record. */
export const centralisationPicture = html`<svg class="picture" viewBox="0 0 104 60" aria-hidden="true">
  <path class="soft" d="M18 10h10c14 0 12 20 26 20M18 30h36M18 50h10c14 0 12-20 26-20"></path>
  <rect x="3" y="3" width="14" height="14" rx="4"></rect>
  <rect x="3" y="23" width="14" height="14" rx="4"></rect>
  <rect x="3" y="43" width="14" height="14" rx="4"></rect>
  <rect class="tint" x="56" y="8" width="44" height="44" rx="8"></rect>
  <circle class="accent" cx="70" cy="24" r="5"></circle>
  <path class="accent" d="M63 41c1-5 3-8 7-8s6 3 7 8M83 21h9M83 28h9M83 35h5"></path>
</svg>`;

/** The call stands in the list the team already reads. */
export const visibilityPicture = html`<svg class="picture" viewBox="0 0 104 60" aria-hidden="true">
  <rect x="3" y="4" width="98" height="52" rx="8"></rect>
  <path class="soft" d="M14 17h42M14 46h34M78 17h12M80 46h10"></path>
  <rect class="tint" x="9" y="24" width="86" height="14" rx="5"></rect>
  <path class="accent" d="M26 31h34M80 31h8"></path>
  <circle class="accent" cx="17" cy="31" r="2.6"></circle>
</svg>`;

/** Words on the phone become a date in the book. */
export const automationPicture = html`<svg class="picture" viewBox="0 0 104 60" aria-hidden="true">
  <path d="M8 12h28a6 6 0 0 1 6 6v12a6 6 0 0 1-6 6H22l-8 8v-8H8a5 5 0 0 1-5-5V17a5 5 0 0 1 5-5Z"></path>
  <path class="soft" d="M11 21h22M11 28h14"></path>
  <path class="accent" d="M47 30h10m-4-4 4 4-4 4"></path>
  <rect class="tint" x="62" y="9" width="38" height="42" rx="7"></rect>
  <path class="accent" d="M62 20h38M72 5v8M90 5v8M73 35l6 6 11-12"></path>
</svg>`;

/** Calls rise into sales that can be counted. */
export const roiPicture = html`<svg class="picture" viewBox="0 0 104 60" aria-hidden="true">
  <path class="soft" d="M4 56h62"></path>
  <rect x="8" y="40" width="11" height="16" rx="3"></rect>
  <rect x="27" y="30" width="11" height="26" rx="3"></rect>
  <rect x="46" y="18" width="11" height="38" rx="3"></rect>
  <path class="soft" d="M8 28 26 18l12 4L58 5m-8 0h8v8"></path>
  <circle class="tint" cx="83" cy="34" r="17"></circle>
  <path class="accent" d="M90 27.500a8.5 8.5 0 1 0 0 13M73 32h11M73 36.500h9"></path>
</svg>`;
