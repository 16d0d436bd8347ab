import { html, type TemplateResult } from "lit";
import type { Sentences } from "../i18n/sentences.ts";

/** Last words of the page: the customer's own tools are the measure. */
export function closingRule(texts: Sentences): TemplateResult {
  return html`<footer class="rule" part="closing-rule">
    <svg viewBox="0 0 46 46" aria-hidden="true">
      <rect x="4" y="4" width="16" height="16" rx="5"></rect>
      <rect x="26" y="26" width="16" height="16" rx="5"></rect>
      <path d="M20 12h8a6 6 0 0 1 6 6v8M26 34h-8a6 6 0 0 1-6-6v-8"></path>
    </svg>
    <p>
      <strong>${texts.t("page.rule.first")}</strong>
      <span>${texts.t("page.rule.second")}</span>
    </p>
  </footer>`;
}
