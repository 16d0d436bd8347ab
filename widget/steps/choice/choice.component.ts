import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import { property, state } from "lit/decorators.js";
import type { FieldValues, StepOf } from "../../../schema/wire/index.ts";
import type { Texts } from "../../i18n/index.ts";
import { buttonStyles } from "../../styles/controls.ts";
import { tokenStyles } from "../../styles/tokens.ts";
import { stepStyles } from "../step.styles.ts";

/**
 * One answer out of a few: which hotel, which account, another account than before.
 *
 * @summary Step « choice ».
 */
export class SpeedaiStepChoice extends LitElement {
  static override styles = [
    tokenStyles,
    buttonStyles,
    stepStyles,
    css`
      fieldset {
        display: grid;
        gap: 8px;
        min-inline-size: 0;
        margin: 0;
        padding: 0;
        border: 0;
      }
      legend {
        margin-block-end: 14px;
        padding: 0;
      }
      label {
        display: flex;
        align-items: center;
        gap: 12px;
        min-block-size: 48px;
        padding: 10px 14px;
        border: 1px solid var(--_color-line-strong);
        border-radius: var(--_radius-control);
        overflow-wrap: anywhere;
        cursor: pointer;
      }
      label:hover {
        background: var(--_color-hover);
      }
      label:has(:checked) {
        border-color: var(--_color-action);
        box-shadow: inset 0 0 0 1px var(--_color-action);
      }
      label:has(:focus-visible) {
        outline: 2px solid var(--_color-focus);
        outline-offset: 2px;
      }
      input {
        inline-size: 18px;
        block-size: 18px;
        margin: 0;
        flex: none;
        accent-color: var(--_color-action);
        outline: none;
      }
    `,
  ];

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
