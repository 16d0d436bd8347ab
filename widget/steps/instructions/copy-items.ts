/** Values to copy into the other tool, each with its name, its purpose and a button; shared by instructions and forms. */
import { html, nothing, type TemplateResult } from "lit";
import type { CopyItem } from "../../../schema/wire/index.ts";
import type { Texts } from "../../i18n/index.ts";
import { exclamationIcon } from "../../page/icons.ts";
import type { SpeedaiCopy } from "../copy/copy.component.ts";
import { copyable } from "../copy/copyable.ts";

export function copyItems(texts: Texts, items: readonly CopyItem[]): TemplateResult {
  return html`<dl class="items">
    ${items.map(
      (item) => html`<div class="item">
        <dt>${texts.t(`drawer.instructions.${item.name}`)}</dt>
        <dd class="muted small">${texts.t(`drawer.instructions.${item.name}.help`)}</dd>
        <dd>${copyable(texts, texts.t(`drawer.instructions.${item.name}`), item.value, item.once)}</dd>
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
