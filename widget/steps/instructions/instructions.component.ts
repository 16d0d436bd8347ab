import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import { property } from "lit/decorators.js";
import type { StepOf } from "../../../schema/wire/index.ts";
import type { Texts } from "../../i18n/index.ts";
import { buttonStyles } from "../../styles/controls.ts";
import { tokenStyles } from "../../styles/tokens.ts";
import { tickIcon } from "../../page/icons.ts";
import { alertIcon } from "../icons.ts";
import { stepStyles } from "../step.styles.ts";

/**
 * Things to copy into the other tool. A secret that is shown once says so before it is too late.
 *
 * @summary Step « instructions ».
 */
export class SpeedaiStepInstructions extends LitElement {
  static override styles = [
    tokenStyles,
    buttonStyles,
    stepStyles,
    css`
      .item {
        display: grid;
        gap: 6px;
      }
      .value {
        display: flex;
        align-items: center;
        gap: 10px;
        padding: 6px 6px 6px 14px;
        border: 1px solid var(--_color-line-strong);
        border-radius: var(--_radius-control);
        background: var(--_color-sunken);
      }
      code {
        flex: 1;
        min-inline-size: 0;
        font-family: var(--_font-mono);
        font-size: var(--_text-s);
        overflow-wrap: anywhere;
        user-select: all;
      }
      dl,
      dd {
        margin: 0;
      }
      dl {
        display: grid;
        gap: 18px;
      }
      dt {
        font-weight: 600;
      }
    `,
  ];

  @property({ attribute: false }) texts: Texts | null = null;
  @property({ attribute: false }) step: StepOf<"instructions"> | null = null;
  @property({ attribute: false }) provider = "";
  @property({ attribute: false }) finish: () => void = () => {};

  override render(): TemplateResult | typeof nothing {
    const { texts, step } = this;
    if (!texts || !step) return nothing;
    const hasOnce = step.items.some((item) => item.once);
    return html`<section class="step">
      <div>
        <h2>${texts.t("drawer.instructions.title")}</h2>
        <p class="lead">${texts.t("drawer.instructions.lead")}</p>
      </div>
      <dl>
        ${step.items.map(
          (item) => html`<div class="item">
            <dt>${texts.t(`drawer.instructions.${item.name}`)}</dt>
            <dd class="muted small">${texts.t(`drawer.instructions.${item.name}.help`)}</dd>
            <dd class="value">
              <code>${item.value}</code>
              <speedai-copy
                .texts=${texts}
                .text=${item.value}
                .name=${texts.t(`drawer.instructions.${item.name}`)}
              ></speedai-copy>
            </dd>
            ${
              item.once
                ? html`<dd class="notice warning">${alertIcon}<span>${texts.t("drawer.instructions.once")}</span></dd>`
                : nothing
            }
          </div>`,
        )}
      </dl>
      <div class="actions">
        <button class="button primary" type="button" @click=${this.finish}>
          ${tickIcon}${texts.t(hasOnce ? "drawer.instructions.kept" : "drawer.instructions.finish")}
        </button>
      </div>
    </section>`;
  }
}
