/** A value in its box, with the button that copies it. */
import { html, type TemplateResult } from "lit";
import type { Texts } from "../../i18n/index.ts";

/** `isOnce`: it will not be shown again. */
export function copyable(texts: Texts, name: string, value: string, isOnce = false): TemplateResult {
  return html`<div class="copyable">
    <code>${value}</code>
    <speedai-copy .texts=${texts} .text=${value} .name=${name} ?data-once=${isOnce}></speedai-copy>
  </div>`;
}
