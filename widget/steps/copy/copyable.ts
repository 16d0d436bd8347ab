/** A value in its box, with the button that copies it. */
import { css, html, type TemplateResult } from "lit";
import type { Texts } from "../../i18n/index.ts";

/** `isOnce`: it will not be shown again. */
export function copyable(texts: Texts, name: string, value: string, isOnce = false): TemplateResult {
  return html`<div class="copyable">
    <code>${value}</code>
    <speedai-copy .texts=${texts} .text=${value} .name=${name} ?data-once=${isOnce}></speedai-copy>
  </div>`;
}

export const copyableStyles = css`
  .copyable {
    display: flex;
    align-items: center;
    gap: 10px;
    padding: 6px 6px 6px 14px;
    border: 1px solid var(--_color-line);
    border-radius: var(--_radius-control);
    background: var(--_color-sunken);
  }
  .copyable code {
    flex: 1;
    min-inline-size: 0;
    font-family: var(--_font-mono);
    font-size: var(--_text-s);
    word-break: break-all;
    user-select: all;
  }
`;
