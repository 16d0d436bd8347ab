/** The last checks of a connection as a strip of thirty bars; a failed one is taller as well as red. */
import { css, html, type TemplateResult } from "lit";
import type { Connection } from "../../../schema/wire/index.ts";
import type { Texts } from "../../i18n/index.ts";

/** As many as the API keeps. */
const slots = 30;

export function historyStrip(texts: Texts, history: Connection["history"]): TemplateResult {
  const shown = history.slice(-slots);
  const failed = shown.filter(({ ok }) => !ok).length;
  const label =
    shown.length === 0 ? texts.t("page.history.none") : texts.t("page.history.label", { count: shown.length, failed });
  return html`<span class="history" part="history" role="img" aria-label=${label} title=${label}>
    ${Array.from({ length: slots - shown.length }, () => html`<i></i>`)}
    ${shown.map(({ ok }) => html`<i class=${ok ? "ok" : "failed"}></i>`)}
  </span>`;
}

export const historyStyles = css`
  .history {
    display: flex;
    align-items: flex-end;
    gap: 2px;
    block-size: 14px;
  }
  .history i {
    flex: 1;
    min-inline-size: 1px;
    block-size: 10px;
    border-radius: 2px;
    background: var(--_color-line);
  }
  .history .ok {
    background: color-mix(in oklab, var(--_color-ok) 62%, var(--_color-surface));
  }
  .history .failed {
    block-size: 14px;
    background: var(--_color-error);
  }
`;
