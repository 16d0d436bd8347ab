import { html, LitElement, nothing, type TemplateResult } from "lit";
import { property } from "lit/decorators.js";
import type { StepOf } from "../../../schema/wire/index.ts";
import type { Texts } from "../../i18n/index.ts";
import { buttonStyles } from "../../styles/controls.ts";
import { tokenStyles } from "../../styles/tokens.ts";
import { stepStyles } from "../step.styles.ts";

/**
 * The attempt ended without a connection: why, and the way back to its beginning.
 *
 * @summary Step « failed ».
 */
export class SpeedaiStepFailed extends LitElement {
  static override styles = [tokenStyles, buttonStyles, stepStyles];

  @property({ attribute: false }) texts: Texts | null = null;
  @property({ attribute: false }) step: StepOf<"failed"> | null = null;
  @property({ attribute: false }) provider = "";
  @property({ attribute: false }) now: Date = new Date();
  @property({ attribute: false }) retry: () => void = () => {};
  @property({ attribute: false }) close: () => void = () => {};

  override render(): TemplateResult | typeof nothing {
    const { texts, step, provider } = this;
    if (!texts || !step) return nothing;
    return html`<section class="step">
      <div>
        <h2>${texts.t("drawer.failed.title")}</h2>
        <p class="lead">${texts.t("drawer.failed.lead")}</p>
      </div>
      ${
        step.check === undefined
          ? html`<speedai-explanation
              .texts=${texts}
              .code=${step.reason}
              .provider=${provider}
              role="alert"
            ></speedai-explanation>`
          : html`<speedai-checklist .texts=${texts} .check=${step.check} .provider=${provider} .now=${this.now}></speedai-checklist>`
      }
      <div class="actions">
        <button class="button primary" type="button" @click=${this.retry}>${texts.t("drawer.failed.retry")}</button>
        <button class="button quiet" type="button" @click=${this.close}>${texts.t("drawer.close")}</button>
      </div>
    </section>`;
  }
}
