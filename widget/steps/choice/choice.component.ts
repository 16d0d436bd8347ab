import { html, LitElement, nothing, type TemplateResult } from "lit";
import { property, state } from "lit/decorators.js";
import type { FieldValues, StepOf } from "../../../schema/wire/index.ts";
import type { Texts } from "../../i18n/index.ts";
import { buttonStyles } from "../../styles/controls.ts";
import { tokenStyles } from "../../styles/tokens.ts";
import { stepStyles } from "../step.styles.ts";
import { choiceStyles } from "./choice.styles.ts";

/**
 * One answer out of a few: which hotel, which account, another account than before.
 *
 * @summary Step « choice ».
 */
export class SpeedaiStepChoice extends LitElement {
  static override styles = [tokenStyles, buttonStyles, stepStyles, choiceStyles];

  @property({ attribute: false }) texts: Texts | null = null;
  @property({ attribute: false }) step: StepOf<"choice"> | null = null;
  @property({ attribute: false }) provider = "";
  @property({ type: Boolean }) busy = false;
  @property({ attribute: false }) submit: (values: FieldValues) => void = () => {};
  @property({ attribute: false }) cancel: () => void = () => {};

  @state() private chosen: string | null = null;

  override render(): TemplateResult | typeof nothing {
    const { texts, step, provider } = this;
    if (!texts || !step) return nothing;
    // Nothing is chosen beforehand when the answer moves data to another account.
    const chosen = this.chosen ?? (step.question === "different_account" ? null : (step.options[0]?.value ?? null));
    return html`<form class="step" @submit=${this.#onSubmit}>
      <fieldset ?disabled=${this.busy}>
        <legend>
          <h2>${texts.t(`drawer.choice.${step.question}.title`, { provider })}</h2>
          <p class="lead">${texts.t(`drawer.choice.${step.question}.lead`, { provider })}</p>
        </legend>
        ${step.options.map(
          (option) => html`<label>
            <input
              type="radio"
              name="choice"
              required
              .value=${option.value}
              .checked=${option.value === chosen}
              @change=${() => {
                this.chosen = option.value;
              }}
            />
            <span>${texts.prose(option.label)}</span>
          </label>`,
        )}
      </fieldset>
      <div class="actions">
        <button class="button primary" type="submit" aria-disabled=${chosen === null || this.busy ? "true" : nothing}>
          ${this.busy ? html`<span class="spinner"></span>` : nothing}${texts.t("drawer.continue")}
        </button>
        <button class="button quiet" type="button" @click=${this.cancel}>${texts.t("drawer.cancel")}</button>
      </div>
    </form>`;
  }

  readonly #onSubmit = (event: SubmitEvent): void => {
    event.preventDefault();
    const { step } = this;
    if (!step || this.busy) return;
    const checked = this.renderRoot.querySelector<HTMLInputElement>("input:checked");
    if (checked) this.submit({ [step.field]: checked.value });
  };
}
