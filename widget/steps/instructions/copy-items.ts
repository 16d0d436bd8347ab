/** Values to copy into the other tool, each with its name, its purpose and a button; shared by instructions and forms. */
import { css, html, nothing, type TemplateResult } from "lit";
import type { CopyItem } from "../../../schema/wire/index.ts";
import type { Texts } from "../../i18n/index.ts";
import { exclamationIcon } from "../../page/icons.ts";
import type { SpeedaiCopy } from "../copy/copy.component.ts";

export function copyItems(texts: Texts, items: readonly CopyItem[]): TemplateResult {
  return html`<dl class="items">
    ${items.map(
      (item) => html`<div class="item">
        <dt>${texts.t(`drawer.instructions.${item.name}`)}</dt>
        <dd class="muted small">${texts.t(`drawer.instructions.${item.name}.help`)}</dd>
        <dd class="value">
          <code>${item.value}</code>
          <speedai-copy
            .texts=${texts}
            .text=${item.value}
            .name=${texts.t(`drawer.instructions.${item.name}`)}
            ?data-once=${item.once}
          ></speedai-copy>
        </dd>
        ${
          item.once
            ? html`<dd class="notice warning">
                ${exclamationIcon}<span>${texts.t("drawer.instructions.once")}</span>
              </dd>`
            : nothing
        }
      </div>`,
    )}
  </dl>`;
}

/** True while a value that is shown once was not copied with its button. */
export function hasUncopied(root: ParentNode): boolean {
  return [...root.querySelectorAll<SpeedaiCopy>("speedai-copy[data-once]")].some((button) => !button.wasCopied);
}

export const copyItemStyles = css`
  .items {
    display: grid;
    gap: 18px;
    margin: 0;
  }
  .item {
    display: grid;
    gap: 5px;
  }
  .items dt {
    font-weight: 600;
  }
  .items dd {
    margin: 0;
  }
  .items .small {
    margin-block-start: -5px;
  }
  .value {
    display: flex;
    align-items: center;
    gap: 10px;
    padding: 6px 6px 6px 14px;
    border: 1px solid var(--_color-line);
    border-radius: var(--_radius-control);
    background: var(--_color-page);
  }
  .value code {
    flex: 1;
    min-inline-size: 0;
    font-family: var(--_font-mono);
    font-size: var(--_text-s);
    word-break: break-all;
    user-select: all;
  }
`;
