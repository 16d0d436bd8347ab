import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import { property, state } from "lit/decorators.js";
import type { FieldValues, ImportTarget, StepOf } from "../../../schema/wire/index.ts";
import type { ApiError } from "../../api/client.ts";
import type { Texts } from "../../i18n/index.ts";
import { buttonStyles } from "../../styles/controls.ts";
import { tokenStyles } from "../../styles/tokens.ts";
import { readFieldErrors } from "../form/read-field-errors.ts";
import { alertIcon, chevronIcon } from "../icons.ts";
import { notice } from "../notice.ts";
import { selectStyles } from "../select.styles.ts";
import { stepStyles } from "../step.styles.ts";
import { judgeMapping, type MappingFault } from "./judge-mapping.ts";
import { mappingStyles } from "./mapping.styles.ts";

type Target = StepOf<"mapping">["targets"][number];

/** Select's value of « Ne pas importer ». */
const none = "";
/** Values of the file beside a choice. */
const samplesShown = 3;

/**
 * What each column of a file means, with a real value of the file beside every choice, before anything is imported.
 *
 * @summary Step « mapping ».
 */
export class SpeedaiStepMapping extends LitElement {
  static override styles = [tokenStyles, buttonStyles, stepStyles, selectStyles, mappingStyles];

  @property({ attribute: false }) texts: Texts | null = null;
  @property({ attribute: false }) step: StepOf<"mapping"> | null = null;
  @property({ attribute: false }) provider = "";
  /** Why the last sending was refused. */
  @property({ attribute: false }) problem: ApiError | null = null;
  @property({ type: Boolean }) busy = false;
  @property({ attribute: false }) submit: (values: FieldValues) => void = () => {};
  @property({ attribute: false }) cancel: () => void = () => {};

  @state() private chosen: Readonly<Partial<Record<ImportTarget, number | null>>> = {};
  /** Targets whose faults are shown: after « Importer », until they are changed. */
  @state() private judged: ReadonlySet<ImportTarget> = new Set();
  /** Targets that were changed since the API refused: what it said of them is out of date. */
  @state() private corrected: ReadonlySet<ImportTarget> = new Set();

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("problem")) this.corrected = new Set();
    if (!changed.has("step") || changed.get("step")?.file_name === this.step?.file_name) return;
    this.judged = new Set();
    this.chosen = {};
  }

  override render(): TemplateResult | typeof nothing {
    const { texts, step } = this;
    if (!texts || !step) return nothing;
    const faults = judgeMapping(step.targets, (target) => this.#columnOf(target));
    const refused = readFieldErrors([...(step.errors ?? []), ...(this.problem?.problem?.errors ?? [])]);
    return html`<form class="step" novalidate @submit=${this.#onSubmit}>
      <div>
        <h2>${texts.t("drawer.mapping.title")}</h2>
        <p class="lead">${texts.t("drawer.mapping.lead", { file: step.file_name, count: step.rows })}</p>
      </div>
      ${step.remembered ? notice(texts.t("drawer.mapping.remembered")) : nothing}
      <div class="rows">
        ${step.targets.map((target) => {
          const fault = faults.get(target.name);
          // A column that is used twice is seen at once; what is missing only when all was said.
          const shown = fault?.code === "taken" || this.judged.has(target.name) ? fault : undefined;
          const code = this.corrected.has(target.name) ? undefined : refused.get(target.name);
          const told = code && texts.t(`reason.field.${code}`, { provider: this.provider });
          return this.#renderRow(texts, step, target, shown ? this.#tell(texts, shown) : told);
        })}
      </div>
      ${this.#renderUnused(texts, step)}
      <div class="actions">
        <button class="button primary" type="submit" aria-disabled=${this.busy ? "true" : nothing}>
          ${this.busy ? html`<span class="spinner"></span>` : nothing}${texts.t("drawer.mapping.submit")}
        </button>
        <button class="button quiet" type="button" @click=${this.cancel}>${texts.t("drawer.cancel")}</button>
      </div>
    </form>`;
  }

  #tell(texts: Texts, fault: MappingFault): string {
    switch (fault.code) {
      case "required":
        return texts.t("reason.field.required");
      case "who":
        return texts.t("records.mapping.who");
      case "taken":
        return texts.t("records.mapping.taken", { target: texts.t(`drawer.target.${fault.by}`) });
    }
  }

  #renderRow(texts: Texts, step: StepOf<"mapping">, target: Target, error: string | undefined): TemplateResult {
    const column = this.#columnOf(target);
    return html`<div class="row">
      <label for=${target.name}>
        ${texts.t(`drawer.target.${target.name}`)}
        ${target.required ? html`<span class="required">${texts.t("records.mapping.required")}</span>` : nothing}
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
            (known) =>
              html`<option value=${String(known.index)} ?selected=${known.index === column}>
                ${this.#nameOf(texts, known)}
              </option>`,
          )}
        </select>
        ${chevronIcon}
      </span>
      <p class="below small" id=${`${target.name}-below`}>
        ${
          error === undefined
            ? this.#renderSamples(texts, step, target, column)
            : html`<span class="error">${alertIcon}${error}</span>`
        }
      </p>
    </div>`;
  }

  /** Real values of the file; where there are none, what leaving the choice empty means. */
  #renderSamples(
    texts: Texts,
    step: StepOf<"mapping">,
    target: Target,
    column: number | null,
  ): TemplateResult | typeof nothing {
    const samples = step.columns.find(({ index }) => index === column)?.samples.filter(Boolean) ?? [];
    const shown = [...new Set(samples)].slice(0, samplesShown).join(" · ");
    if (shown !== "")
      return html`<span class="muted">${texts.t("records.mapping.examples", { samples: shown })}</span>`;
    return target.name === "starts_at" && column === null
      ? html`<span class="muted">${texts.t("records.mapping.time")}</span>`
      : nothing;
  }

  #renderUnused(texts: Texts, step: StepOf<"mapping">): TemplateResult | typeof nothing {
    const used = new Set(step.targets.map((target) => this.#columnOf(target)));
    const unused = step.columns.filter(({ index }) => !used.has(index));
    if (unused.length === 0) return nothing;
    const columns = texts.list(unused.map((column) => this.#nameOf(texts, column)));
    return html`<p class="muted small">${texts.t("records.mapping.unused", { count: unused.length, columns })}</p>`;
  }

  #nameOf(texts: Texts, { index, name }: StepOf<"mapping">["columns"][number]): string {
    return name.trim() || texts.t("records.mapping.column", { number: index + 1 });
  }

  #columnOf(target: Target): number | null {
    const chosen = this.chosen[target.name];
    return chosen === undefined ? target.column : chosen;
  }

  #choose(name: ImportTarget, value: string): void {
    this.chosen = { ...this.chosen, [name]: value === none ? null : Number(value) };
    this.judged = new Set();
    this.corrected = new Set([...this.corrected, name]);
  }

  readonly #onSubmit = (event: SubmitEvent): void => {
    event.preventDefault();
    const { step } = this;
    if (!step || this.busy) return;
    const faults = judgeMapping(step.targets, (target) => this.#columnOf(target));
    this.judged = new Set(faults.keys());
    const [first] = faults.keys();
    if (first !== undefined) {
      this.renderRoot.querySelector<HTMLSelectElement>(`#${first}`)?.focus();
      return;
    }
    const values: Record<string, number> = {};
    for (const target of step.targets) {
      const column = this.#columnOf(target);
      if (column !== null) values[target.name] = column;
    }
    this.submit(values);
  };
}
