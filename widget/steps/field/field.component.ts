import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import { property, query, state } from "lit/decorators.js";
import type { Field, FieldErrorCode, FieldValue, Reason } from "../../../schema/wire/index.ts";
import type { Texts } from "../../i18n/index.ts";
import { buttonStyles } from "../../styles/controls.ts";
import { tokenStyles } from "../../styles/tokens.ts";
import { alertIcon, chevronIcon, lockIcon } from "../icons.ts";
import { selectStyles } from "../select.styles.ts";
import { type ControlParts, controls } from "./controls.ts";
import { fieldStyles } from "./field.styles.ts";
import { cleanPasted, cleanTyped } from "./judge-value.ts";

/**
 * One field of a form, whatever its type: label, help, control, error, « Où trouver… ». The typed value is read from
 * `value` and `file`; the events carry none, so that no secret travels through the host page.
 *
 * @summary A field described by the catalogue.
 * @event field-input The value changed. Does not leave the form.
 * @event field-leave The person left the field. Does not leave the form.
 */
export class SpeedaiField extends LitElement {
  static override styles = [tokenStyles, buttonStyles, selectStyles, fieldStyles];
  static override shadowRootOptions: ShadowRootInit = { ...LitElement.shadowRootOptions, delegatesFocus: true };

  @property({ attribute: false }) field: Field | null = null;
  @property({ attribute: false }) texts: Texts | null = null;
  @property({ attribute: false }) value: FieldValue | undefined;
  @property({ attribute: false }) error: FieldErrorCode | undefined;
  /** A check blames this field: why. */
  @property({ attribute: false }) cause: Reason | undefined;
  @property({ type: Boolean }) disabled = false;
  /** ISO 8601: a secret is stored already, and is kept unless it is replaced. */
  @property({ attribute: false }) savedAt: string | undefined;
  /** Name of the tool, for sentences. */
  @property({ attribute: false }) provider = "";
  file: File | null = null;
  /** The value came at once, not sign by sign. */
  isPasted = false;

  @state() private isRevealed = false;
  @state() private isReplacing = false;
  @query("#control") private control: HTMLElement | null | undefined;

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("savedAt")) this.isReplacing = false;
    // A secret that was sent is not left readable.
    if (this.disabled) this.isRevealed = false;
  }

  override render(): TemplateResult | typeof nothing {
    const { field, texts } = this;
    if (!field || !texts) return nothing;
    const isSaved = this.savedAt !== undefined && !this.isReplacing;
    return field.type === "boolean" ? this.#renderToggle(field, texts) : this.#renderStacked(field, texts, isSaved);
  }

  #renderStacked(field: Field, texts: Texts, isSaved: boolean): TemplateResult {
    const control = controls[field.type](this.#parts(field, texts));
    // « Headers optionnels » says so itself.
    const isTold = field.required || isSaved || /option/i.test(field.label);
    return html`
      <label class="label" for=${isSaved ? nothing : "control"}>${texts.prose(field.label)}</label>
      ${isTold ? nothing : html`<span class="optional">${texts.t("drawer.field.optional")}</span>`}
      ${this.#renderHelp(field, texts)}
      ${isSaved ? this.#renderSaved(field, texts) : field.type === "select" ? html`<span class="choice">${control}${chevronIcon}</span>` : control}
      ${this.#renderError(texts)}
      ${
        field.where === undefined || isSaved
          ? nothing
          : html`<details>
              <summary>${texts.t("drawer.field.where")}</summary>
              <p>${texts.prose(field.where)}</p>
            </details>`
      }
    `;
  }

  #renderToggle(field: Field, texts: Texts): TemplateResult {
    return html`<div class="toggle">
        <div>
          <label class="label" for="control">${texts.prose(field.label)}</label>
          ${this.#renderHelp(field, texts)}
        </div>
        ${controls.boolean(this.#parts(field, texts))}
      </div>
      ${this.#renderError(texts)}`;
  }

  #renderHelp(field: Field, texts: Texts): TemplateResult | typeof nothing {
    return field.help === undefined ? nothing : html`<p class="help" id="help">${texts.prose(field.help)}</p>`;
  }

  #renderSaved(field: Field, texts: Texts): TemplateResult {
    return html`<span class="saved">
      ${lockIcon}
      <span>${texts.t("drawer.field.saved", { date: texts.dateTime(this.savedAt ?? "") })}</span>
      <button
        class="link"
        type="button"
        ?disabled=${this.disabled}
        aria-label=${texts.t("drawer.field.replace_named", { field: texts.prose(field.label) })}
        @click=${this.#replace}
      >${texts.t("drawer.field.replace")}</button>
    </span>`;
  }

  #renderError(texts: Texts): TemplateResult | typeof nothing {
    if (this.error === undefined && this.cause === undefined) return nothing;
    const sentence =
      this.cause === undefined
        ? texts.t(`reason.field.${this.error ?? "wrong_format"}`, { provider: this.provider })
        : texts.t(`reason.${this.cause}.title`, { provider: this.provider });
    const example = this.error === "wrong_format" && this.cause === undefined ? this.field?.placeholder : undefined;
    return html`<p class="error" id="error">
      ${alertIcon}<span>${sentence} ${example ? texts.t("drawer.field.example", { example }) : nothing}</span>
    </p>`;
  }

  #parts(field: Field, texts: Texts): ControlParts {
    const isInvalid = this.error !== undefined || this.cause !== undefined;
    return {
      field,
      texts,
      value: this.value,
      isInvalid,
      isDisabled: this.disabled,
      isRevealed: this.isRevealed,
      describedBy: [isInvalid ? "error" : "", field.help === undefined ? "" : "help"].filter(Boolean).join(" "),
      change: (value, pasted) => {
        this.value = pasted && typeof value === "string" ? cleanPasted(field.type, value) : value;
        this.isPasted = pasted;
        this.#tell("field-input");
      },
      leave: () => {
        if (typeof this.value === "string") {
          const cleaned = cleanTyped(field.type, this.value);
          if (cleaned !== this.value) {
            this.value = cleaned;
            this.#tell("field-input");
          }
        }
        this.#tell("field-leave");
      },
      chooseFile: (file) => {
        this.file = file;
        this.#tell("field-input");
      },
      reveal: () => {
        this.isRevealed = !this.isRevealed;
      },
    };
  }

  /** The stored secret stays: what was typed in its place is gone. */
  keep(): void {
    this.isReplacing = false;
  }

  readonly #replace = async (): Promise<void> => {
    this.isReplacing = true;
    await this.updateComplete;
    this.control?.focus();
  };

  /** Not composed: it ends at the form. */
  #tell(name: "field-input" | "field-leave"): void {
    this.dispatchEvent(new Event(name, { bubbles: true }));
  }
}
