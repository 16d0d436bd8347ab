import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import { property, state } from "lit/decorators.js";
import type { FieldErrorCode, FieldValues, StepOf } from "../../../schema/wire/index.ts";
import type { Texts } from "../../i18n/index.ts";
import { buttonStyles } from "../../styles/controls.ts";
import { tokenStyles } from "../../styles/tokens.ts";
import { readFieldErrors } from "../form/read-field-errors.ts";
import { alertIcon, chevronIcon, infoIcon } from "../icons.ts";
import { stepStyles } from "../step.styles.ts";

/** Select's value of « Ne pas importer ». */
const none = "";

/**
 * What each column of a file means, with a real value of the file beside every choice, before anything is imported.
 *
 * @summary Step « mapping ».
 */
export class SpeedaiStepMapping extends LitElement {
  static override styles = [
    tokenStyles,
    buttonStyles,
    stepStyles,
    css`
      .rows {
        display: grid;
        border-block-start: 1px solid var(--_color-line);
      }
      .row {
        display: grid;
        grid-template-columns: minmax(0, 2fr) minmax(0, 3fr);
        gap: 4px 16px;
        align-items: center;
        padding-block: 11px;
        border-block-end: 1px solid var(--_color-line);
      }
      label {
        font-weight: 600;
      }
      .choice {
        position: relative;
      }
      .choice .icon {
        position: absolute;
        inset-block-end: 14px;
        inset-inline-end: 12px;
        color: var(--_color-muted);
        pointer-events: none;
      }
      select {
        appearance: none;
        inline-size: 100%;
        min-block-size: 44px;
        padding: 8px 34px 8px 12px;
        border: 1px solid var(--_color-line-strong);
        border-radius: var(--_radius-control);
        background: var(--_color-surface);
        color: var(--_color-ink);
        font: inherit;
        text-overflow: ellipsis;
      }
      select[aria-invalid] {
        border-color: var(--_color-error);
      }
      .below {
        grid-column: 2;
        overflow-wrap: anywhere;
      }
      .error {
        display: flex;
        gap: 6px;
        color: var(--_color-error);
      }
      @media (max-width: 480px) {
        .row {
          grid-template-columns: minmax(0, 1fr);
        }
        .below {
          grid-column: 1;
        }
      }
    `,
  ];

  @property({ attribute: false }) texts: Texts | null = null;
  @property({ attribute: false }) step: StepOf<"mapping"> | null = null;
  @property({ attribute: false }) provider = "";
  @property({ type: Boolean }) busy = false;
  @property({ attribute: false }) submit: (values: FieldValues) => void = () => {};
  @property({ attribute: false }) cancel: () => void = () => {};

  @state() private chosen: Readonly<Record<string, number | null>> = {};
  @state() private missing: ReadonlySet<string> = new Set();

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has("step")) return;
    this.missing = new Set();
    if (changed.get("step")?.file_name !== this.step?.file_name) this.chosen = {};
  }

  override render(): TemplateResult | typeof nothing {
    const { texts, step } = this;
    if (!texts || !step) return nothing;
    const errors = readFieldErrors(step.errors ?? []);
    return html`<form class="step" novalidate @submit=${this.#onSubmit}>
      <div>
        <h2>${texts.t("drawer.mapping.title")}</h2>
        <p class="lead">${texts.t("drawer.mapping.lead", { file: step.file_name, count: step.rows })}</p>
      </div>
      ${
        step.remembered
          ? html`<div class="notice">${infoIcon}<span>${texts.t("drawer.mapping.remembered")}</span></div>`
          : nothing
      }
      <div class="rows">
        ${step.targets.map((target) =>
          this.#renderRow(texts, step, target, this.missing.has(target.name) ? "required" : errors.get(target.name)),
        )}
      </div>
      <div class="actions">
        <button class="button primary" type="submit" aria-disabled=${this.busy ? "true" : nothing}>
          ${this.busy ? html`<span class="spinner"></span>` : nothing}${texts.t("drawer.mapping.submit")}
        </button>
        <button class="button quiet" type="button" @click=${this.cancel}>${texts.t("drawer.cancel")}</button>
      </div>
    </form>`;
  }

  #renderRow(
    texts: Texts,
    step: StepOf<"mapping">,
    target: StepOf<"mapping">["targets"][number],
    error: FieldErrorCode | undefined,
  ): TemplateResult {
    const column = this.#columnOf(target);
    const sample = step.columns.find((candidate) => candidate.index === column)?.samples.find(Boolean);
    return html`<div class="row">
      <label for=${target.name}>
        ${texts.t(`drawer.target.${target.name}`)}
        ${target.required ? nothing : html`<span class="muted small">${texts.t("drawer.field.optional")}</span>`}
      </label>
      <span class="choice">
        <select
          id=${target.name}
          aria-required=${target.required ? "true" : nothing}
          aria-invalid=${error === undefined ? nothing : "true"}
          aria-describedby=${`${target.name}-below`}
          @change=${(event: Event) => {
            if (event.target instanceof HTMLSelectElement) this.#choose(target.name, event.target.value);
          }}
        >
          <option value=${none} ?selected=${column === null}>${texts.t("drawer.mapping.none")}</option>
          ${step.columns.map(
            ({ index, name }) =>
              html`<option value=${String(index)} ?selected=${index === column}>${name || index + 1}</option>`,
          )}
        </select>
        ${chevronIcon}
      </span>
      <p class="below small" id=${`${target.name}-below`}>
        ${
          error === undefined
            ? sample && html`<span class="muted">${texts.t("drawer.mapping.example", { sample })}</span>`
            : html`<span class="error">
                ${alertIcon}${texts.t(`reason.field.${error}`, { provider: this.provider })}
              </span>`
        }
      </p>
    </div>`;
  }

  #columnOf(target: StepOf<"mapping">["targets"][number]): number | null {
    const chosen = this.chosen[target.name];
    return chosen === undefined ? target.column : chosen;
  }

  #choose(name: string, value: string): void {
    this.chosen = { ...this.chosen, [name]: value === none ? null : Number(value) };
    this.missing = new Set([...this.missing].filter((other) => other !== name));
  }

  readonly #onSubmit = (event: SubmitEvent): void => {
    event.preventDefault();
    const { step } = this;
    if (!step || this.busy) return;
    const values: Record<string, number> = {};
    const missing = new Set<string>();
    for (const target of step.targets) {
      const column = this.#columnOf(target);
      if (column !== null) values[target.name] = column;
      else if (target.required) missing.add(target.name);
    }
    this.missing = missing;
    const [first] = missing;
    if (first === undefined) this.submit(values);
    else this.renderRoot.querySelector<HTMLSelectElement>(`#${first}`)?.focus();
  };
}
