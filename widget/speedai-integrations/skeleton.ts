import { html, type TemplateResult } from "lit";
import type { Sentences } from "../i18n/sentences.ts";

/** Cards of the final size while the first answer is on its way. */
export function skeletonSections(texts: Sentences): TemplateResult {
  return html`<div class="lists loading">
    <p class="visually-hidden" role="status">${texts.t("page.state.loading")}</p>
    ${[6, 6, 3, 6].map(
      (count) => html`<div aria-hidden="true">
        <div class="skeleton-title"></div>
        <ul class="grid rows">
          ${Array.from({ length: count }, () => html`<li class="skeleton"></li>`)}
        </ul>
      </div>`,
    )}
  </div>`;
}
