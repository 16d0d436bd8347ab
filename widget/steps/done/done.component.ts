import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import { property } from "lit/decorators.js";
import type { ImportSummary, StepOf } from "../../../schema/wire/index.ts";
import type { Texts } from "../../i18n/index.ts";
import { tickIcon } from "../../page/icons.ts";
import { buttonStyles } from "../../styles/controls.ts";
import { tokenStyles } from "../../styles/tokens.ts";
import { stepStyles } from "../step.styles.ts";

/**
 * Connected, and proven by a check.
 *
 * @summary Step « done ».
 */
export class SpeedaiStepDone extends LitElement {
  static override styles = [
    tokenStyles,
    buttonStyles,
    stepStyles,
    css`
      .seal {
        display: grid;
        place-items: center;
        inline-size: 46px;
        block-size: 46px;
        border-radius: 50%;
        background: var(--_color-ok-tint);
        color: var(--_color-ok);
        animation: arrive calc(var(--_duration) * 1.2) ease-out;
      }
      .seal .icon {
        inline-size: 24px;
        block-size: 24px;
        stroke-width: 1.8;
      }
      .counts {
        display: grid;
        gap: 4px;
        margin: 0;
        padding-inline-start: 18px;
      }
      .counts .failed {
        color: var(--_color-warning);
      }
      @keyframes arrive {
        from {
          scale: 0.7;
          opacity: 0;
        }
      }
    `,
  ];

  @property({ attribute: false }) texts: Texts | null = null;
  @property({ attribute: false }) step: StepOf<"done"> | null = null;
  @property({ attribute: false }) provider = "";
  @property({ attribute: false }) now: Date = new Date();
  /** A connection that existed before was renewed. */
  @property({ type: Boolean }) again = false;
  @property({ attribute: false }) see: () => void = () => {};
  @property({ attribute: false }) close: () => void = () => {};

  override render(): TemplateResult | typeof nothing {
    const { texts, step, provider } = this;
    if (!texts || !step) return nothing;
    const account = step.connection.account?.label ?? step.check?.account?.label;
    return html`<section class="step">
      <div class="seal">${tickIcon}</div>
      <div role="status">
        <h2>${texts.t(this.again ? "drawer.done.again" : "drawer.done.title", { provider })}</h2>
        <p class="lead">
          ${account === undefined ? texts.t("drawer.done.lead") : texts.t("drawer.done.lead_account", { account })}
        </p>
      </div>
      ${
        step.check === undefined
          ? nothing
          : html`<speedai-checklist .texts=${texts} .check=${step.check} .provider=${provider} .now=${this.now}></speedai-checklist>`
      }
      ${step.import === undefined ? nothing : this.#renderImport(texts, step.import.counts)}
      <div class="actions">
        <button class="button primary" type="button" @click=${this.close}>${texts.t("drawer.done.close")}</button>
        <button class="button" type="button" @click=${this.see}>${texts.t("drawer.done.see")}</button>
      </div>
    </section>`;
  }

  #renderImport(texts: Texts, counts: ImportSummary["counts"]): TemplateResult {
    const outcomes = (["created", "updated", "unchanged", "failed"] as const).filter((outcome) => counts[outcome] > 0);
    return html`<ul class="counts">
      ${outcomes.map(
        (outcome) => html`<li class=${outcome}>${texts.t(`drawer.import.${outcome}`, { count: counts[outcome] })}</li>`,
      )}
    </ul>`;
  }
}
