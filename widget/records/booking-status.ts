/** The state of a booking as a chip: word and colour, so that neither stands alone. */
import { html, type TemplateResult } from "lit";
import type { BookingData } from "../../schema/wire/index.ts";
import type { Texts } from "../i18n/index.ts";
import { nameStatus } from "./facts.ts";

export function bookingStatusChip(texts: Texts, booking: BookingData): TemplateResult {
  return html`<span class="chip ${booking.status}">${nameStatus(texts, booking)}</span>`;
}
