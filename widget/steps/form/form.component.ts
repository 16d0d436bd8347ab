import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import { property, state } from "lit/decorators.js";
import { repeat } from "lit/directives/repeat.js";
import type {
  Check,
  Connection,
  Field,
  FieldErrorCode,
  FieldValue,
  FieldValues,
  Reason,
} from "../../../schema/wire/index.ts";
import type { ApiError } from "../../api/client.ts";
import type { Texts } from "../../i18n/index.ts";
import { buttonStyles } from "../../styles/controls.ts";
import { tokenStyles } from "../../styles/tokens.ts";
import type { Remedy } from "../checklist/checklist.component.ts";
import { errorNotice } from "../explanation/error-notice.ts";
import type { SpeedaiField } from "../field/field.component.ts";
import { judgeValue, shortLabel } from "../field/judge-value.ts";
import { chevronIcon, lockIcon } from "../icons.ts";
import { notice } from "../notice.ts";
import { stepStyles } from "../step.styles.ts";
import { readConnectionString, readParts } from "./connection-string.ts";
import { formStyles } from "./form.styles.ts";
import { judgeForm, visibleFields } from "./judge-form.ts";
import { layoutOf } from "./layout.ts";
import { readFieldErrors, readFieldNames } from "./read-field-errors.ts";

export interface FormAnswer {
  readonly values: FieldValues;
  readonly file: File | null;
}

/**
 * The form of a method or of a step: fields that appear when they count, errors under their field, the check that sent the
 * person back. What was typed stays until the form leaves the page, so nothing is typed twice after an error.
 *
 * @summary Step « form ».
 * @slot - Further actions beside the main button.
 */
export class SpeedaiStepForm extends LitElement {
  static override styles = [tokenStyles, buttonStyles, stepStyles, formStyles];

  @property({ attribute: false }) texts: Texts | null = null;
  @property({ attribute: false }) fields: readonly Field[] = [];
  /** Values already known; a typed one wins. */
  @property({ attribute: false }) values: FieldValues = {};
  /** Secrets that are stored: they are kept unless they are replaced. */
  @property({ attribute: false }) secrets: Connection["secrets"] = {};
  /** Why the last sending was refused, as the API said it: in the step, or in a problem document. */
  @property({ attribute: false }) errors: readonly { readonly field: string; readonly code: FieldErrorCode }[] = [];
  @property({ attribute: false }) problem: ApiError | null = null;
  @property({ attribute: false }) check: Check | null = null;
  @property({ attribute: false }) provider = "";
  @property({ attribute: false }) now: Date = new Date();
  @property({ attribute: false }) submitLabel = "";
  /** Shown while the answer is awaited; the checklist says more when a test is part of it. */
  @property({ type: Boolean }) busy = false;
  @property({ attribute: false }) testsOnSubmit = false;
  /** The fields can be seen, not filled in: the method is not available. */
  @property({ type: Boolean }) locked = false;
  /** Not the main thing to do here. */
  @property({ type: Boolean }) quiet = false;
  /** Gives up what was begun; null: there is nothing to go back to. */
  @property({ attribute: false }) cancel: (() => void) | null = null;
  @property({ attribute: false }) submit: (answer: FormAnswer) => void = () => {};

  @state() private typed: FieldValues = {};
  /** One pasted value was several: they stand in their fields. */
  @state() private isFilled = false;
  @state() private found: Readonly<Record<string, FieldErrorCode>> = {};
  /** Fields that were corrected since the last answer: what the API said of them is out of date. */
  @state() private corrected: ReadonlySet<string> = new Set();

  protected override willUpdate(changed: PropertyValues<this>): void {
    const isJudged = changed.has("errors") || changed.has("check");
    const named = readFieldErrors(this.problem?.problem?.errors ?? []);
    // An answer that judges no value leaves what the last one said out of date.
    if (isJudged || changed.has("problem"))
      this.corrected = new Set([...this.corrected].filter((name) => !isJudged && !named.has(name)));
    const before = changed.get("fields");
    const names = new Set(this.fields.map((field) => field.name));
    if (before !== undefined && (before.length !== names.size || before.some((field) => !names.has(field.name)))) {
      // Fields of another method: what was typed for them, secrets above all, is forgotten.
      this.typed = Object.fromEntries(Object.entries(this.typed).filter(([name]) => names.has(name)));
      this.found = {};
    }
  }

  protected override updated(changed: PropertyValues<this>): void {
    const isAnswered = changed.has("errors") || changed.has("problem") || changed.has("check");
    if (isAnswered && this.isConnected && !this.busy) this.#focusFirstError();
  }

  /** True when something was typed: closing by accident would lose it. */
  get isDirty(): boolean {
    return Object.keys(this.typed).length > 0;
  }

  /** Drops what was typed: it is stored now, or no longer wanted. */
  forget(): void {
    this.typed = {};
    this.found = {};
    this.corrected = new Set();
    this.isFilled = false;
    for (const element of this.#fieldElements()) element.keep();
  }

  async focusField(name: string): Promise<void> {
    await this.updateComplete;
    const element = this.#fieldElements().find((candidate) => candidate.field?.name === name);
    if (!element) return;
    await element.updateComplete;
    const group = element.closest("details");
    if (group) group.open = true;
    element.scrollIntoView({ block: "center" });
    element.focus();
  }

  override render(): TemplateResult | typeof nothing {
    const { texts } = this;
    if (!texts) return nothing;
    const visible = this.#visibleFields();
    const admin = visible.filter((field) => field.admin_only);
    const others = visible.filter((field) => !field.admin_only);
    const errors = this.#shownErrors();
    const count = Object.keys(errors).length;
    const row = (field: Field, at: number) =>
      this.#renderField(field, texts, errors[field.name], layoutOf(others, field === others[at] ? at : -1));
    return html`<form
      class="step"
      novalidate
      autocomplete="off"
      @submit=${this.#onSubmit}
      @keydown=${this.#onKeydown}
      @field-input=${this.#onInput}
      @field-leave=${this.#onLeave}
    >
      <div class="step">
        <div class="filled" role="status">
          ${this.isFilled ? notice(texts.t("drawer.form.filled"), "ok") : nothing}
        </div>
        <div class="fields">${repeat(others, (field) => field.name, row)}</div>
        ${
          admin.length === 0
            ? nothing
            : html`<details class="folded">
                <summary>${texts.t("drawer.form.admin")}${chevronIcon}</summary>
                <div class="step">${repeat(admin, (field) => field.name, row)}</div>
              </details>`
        }
        ${this.#renderProblem(texts)}
        ${
          (this.check !== null && this.problem === null) || (this.busy && this.testsOnSubmit)
            ? html`<speedai-checklist
                .texts=${texts}
                .check=${this.check}
                .running=${this.busy}
                .now=${this.now}
                .provider=${this.provider}
                .remedy=${this.#remedy(texts)}
                ?unencrypted=${visible.some((field) => field.name === "ssl" && this.#valueFor(field) === false)}
              ></speedai-checklist>`
            : nothing
        }
        <div class="actions" ?hidden=${this.locked}>
          <button class=${this.quiet ? "button" : "button primary"} type="submit" aria-disabled=${this.busy ? "true" : nothing}>
            ${this.busy ? html`<span class="spinner"></span>` : nothing}
            ${this.submitLabel}
          </button>
          ${
            this.cancel === null || !this.isDirty
              ? nothing
              : html`<button class="button quiet" type="button" @click=${this.cancel}>${texts.t("drawer.cancel")}</button>`
          }
          <slot></slot>
        </div>
        ${
          visible.some((field) => field.type === "secret")
            ? html`<p class="pledge small">${lockIcon}${texts.t("drawer.form.pledge")}</p>`
            : nothing
        }
        <p class="visually-hidden" role="status">${count === 0 ? nothing : texts.t("drawer.form.errors", { count })}</p>
      </div>
    </form>`;
  }

  /** A problem that names fields is told under them; any other one here. */
  #renderProblem(texts: Texts): TemplateResult | typeof nothing {
    if (this.problem === null || readFieldErrors(this.problem.problem?.errors ?? []).size > 0) return nothing;
    return errorNotice(texts, this.problem, this.provider);
  }

  #renderField(field: Field, texts: Texts, error: FieldErrorCode | undefined, layout: string): TemplateResult {
    return html`<speedai-field
      .field=${field}
      .texts=${texts}
      class=${layout}
      .value=${this.#valueFor(field)}
      .error=${error}
      .provider=${this.provider}
      .savedAt=${this.secrets[field.name]?.set_at}
      .cause=${error === undefined || error === "rejected_by_provider" ? this.#causeFor(field) : undefined}
      ?disabled=${this.busy || this.locked}
    ></speedai-field>`;
  }

  /** What the check found, in better words than « refused »; until the value is corrected. */
  #causeFor(field: Field): Reason | undefined {
    return this.#blamed === field.name ? (this.check?.reason ?? undefined) : undefined;
  }

  get #blamed(): string | undefined {
    const name = this.check?.field;
    return name !== undefined && this.corrected.has(name) ? undefined : name;
  }

  readonly #valueFor = (field: Field): FieldValue | undefined =>
    this.typed[field.name] ?? this.values[field.name] ?? field.default;

  #visibleFields(): readonly Field[] {
    return visibleFields(this.fields, this.#valueFor);
  }

  #shownErrors(): Readonly<Record<string, FieldErrorCode>> {
    const said = readFieldErrors([...this.errors, ...(this.problem?.problem?.errors ?? [])]);
    const open = [...said].filter(([name]) => !this.corrected.has(name));
    return { ...Object.fromEntries(open), ...this.found };
  }

  #remedy(texts: Texts): Remedy | null {
    const name = this.check?.field;
    const field = this.#visibleFields().find((candidate) => candidate.name === name);
    if (!field) return null;
    const label = texts.t("drawer.check.correct", { field: texts.prose(shortLabel(field.label)) });
    return { label, go: () => void this.focusField(field.name) };
  }

  #focusFirstError(): void {
    const names = readFieldNames(this.#shownErrors(), this.#blamed);
    const first = this.#visibleFields().find((field) => names.has(field.name));
    if (first) void this.focusField(first.name);
  }

  #fieldElements(): readonly SpeedaiField[] {
    return [...this.renderRoot.querySelectorAll<SpeedaiField>("speedai-field")];
  }

  readonly #onInput = (event: Event): void => {
    const element = this.#fieldElements().find((candidate) => candidate === event.target);
    if (element?.field) this.#take(element.field.name, element.value, element.isPasted);
  };

  /** `isWhole`: nothing more is typed for now. */
  #take(name: string, value: FieldValue | undefined, isWhole: boolean): void {
    const parts = isWhole && name === "host" ? readParts(String(value), this.fields) : {};
    if (name === "host") this.isFilled = Object.keys(parts).length > 1;
    if (value !== undefined) this.typed = { ...this.typed, [name]: value, ...parts };
    const changed = [name, ...Object.keys(parts)];
    this.found = Object.fromEntries(Object.entries(this.found).filter(([one]) => !changed.includes(one)));
    this.corrected = new Set([...this.corrected, ...changed]);
  }

  #partHost(): void {
    const { host } = this.typed;
    if (readConnectionString(String(host))) this.#take("host", host, true);
  }

  readonly #onLeave = (event: Event): void => {
    const field = this.#fieldElements().find((candidate) => candidate === event.target)?.field;
    // An empty field that was only passed through is not an error yet.
    if (!field || this.typed[field.name] === undefined || this.typed[field.name] === "") return;
    this.#partHost();
    const code = judgeValue(field, this.#valueFor(field));
    if (code !== undefined) this.found = { ...this.found, [field.name]: code };
  };

  /** Enter sends the form: the inputs stand in shadow roots, where the browser does not do it by itself. */
  readonly #onKeydown = (event: KeyboardEvent): void => {
    const origin = event.composedPath()[0];
    if (event.key !== "Enter" || event.isComposing || !(origin instanceof HTMLInputElement)) return;
    if (origin.type === "checkbox" || origin.type === "file") return;
    event.preventDefault();
    this.#send();
  };

  readonly #onSubmit = (event: SubmitEvent): void => {
    event.preventDefault();
    this.#send();
  };

  #send(): void {
    if (this.busy || this.locked) return;
    this.#partHost();
    const { found, ...answer } = judgeForm({
      fields: this.#visibleFields(),
      secrets: this.secrets,
      valueFor: this.#valueFor,
      fileFor: (field) => this.#fieldElements().find((element) => element.field === field)?.file ?? null,
    });
    this.found = found;
    if (Object.keys(found).length > 0) this.#focusFirstError();
    else this.submit(answer);
  }
}
