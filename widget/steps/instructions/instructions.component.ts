import { html, LitElement, nothing, type TemplateResult } from "lit";
import { property } from "lit/decorators.js";
import type { StepOf } from "../../../schema/wire/index.ts";
import type { Texts } from "../../i18n/index.ts";
import { tickIcon } from "../../page/icons.ts";
import { buttonStyles } from "../../styles/controls.ts";
import { tokenStyles } from "../../styles/tokens.ts";
import { stepStyles } from "../step.styles.ts";
import { copyItemStyles } from "./copy-items.styles.ts";
import { copyItems, hasUncopied } from "./copy-items.ts";

/**
 * Things to copy into the other tool. A secret that is shown once says so before it is too late.
 *
 * @summary Step « instructions ».
 */
export class SpeedaiStepInstructions extends LitElement {
  static override styles = [tokenStyles, buttonStyles, stepStyles, copyItemStyles];

  @property({ attribute: false }) texts: Texts | null = null;
  @property({ attribute: false }) step: StepOf<"instructions"> | null = null;
  @property({ attribute: false }) provider = "";
  @property({ attribute: false }) finish: () => void = () => {};

  /** A value that is shown once was not copied. */
  get hasSecret(): boolean {
    return this.step !== null && hasUncopied(this.renderRoot);
  }

  override render(): TemplateResult | typeof nothing {
    const { texts, step } = this;
    if (!texts || !step) return nothing;
    const hasOnce = step.items.some((item) => item.once);
    const isMailbox = step.items.some((item) => item.name === "mail_address");
    return html`<section class="step">
      <div>
        <h2>${texts.t(isMailbox ? "drawer.instructions.mail.title" : "drawer.instructions.title")}</h2>
        <p class="lead">${texts.t(isMailbox ? "drawer.instructions.mail.lead" : "drawer.instructions.lead")}</p>
      </div>
      ${copyItems(texts, step.items)}
      <div class="actions">
        <button class="button primary" type="button" @click=${this.finish}>
          ${tickIcon}${texts.t(hasOnce ? "drawer.instructions.kept" : "drawer.instructions.finish")}
        </button>
      </div>
    </section>`;
  }
}
