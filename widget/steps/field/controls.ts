/** One control per field type. Each is a pure template: what was typed is told through `change`. */
import { html, nothing, type TemplateResult } from "lit";
import { live } from "lit/directives/live.js";
import type { Field, FieldType, FieldValue } from "../../../schema/wire/index.ts";
import type { Texts } from "../../i18n/index.ts";

export interface ControlParts {
  readonly field: Field;
  readonly value: FieldValue | undefined;
  readonly texts: Texts;
  readonly isInvalid: boolean;
  /** While an answer is awaited. Text stays focusable, so that the place in the form is not lost. */
  readonly isDisabled: boolean;
  /** Ids of help and error text. */
  readonly describedBy: string;
  /** The secret is readable while it is typed. */
  readonly isRevealed: boolean;
  readonly change: (value: FieldValue, pasted: boolean) => void;
  readonly leave: () => void;
  readonly chooseFile: (file: File | null) => void;
  readonly reveal: () => void;
}

const asText = (value: FieldValue | undefined) => (value === undefined ? "" : String(value));

const typed = (parts: ControlParts) => (event: InputEvent) => {
  if (event.target instanceof HTMLInputElement || event.target instanceof HTMLTextAreaElement) {
    parts.change(event.target.value, event.inputType === "insertFromPaste" || event.inputType === "insertFromDrop");
  }
};

type Keyboard = "text" | "url" | "numeric";

/**
 * Single line. Nothing offers to fill it in or to remember it: these are keys of machines, not passwords of people
 * (`autocomplete` for browsers, the `data-` marks for the common password managers).
 */
function line(parts: ControlParts, keyboard: Keyboard, isSecret = false): TemplateResult {
  const { field } = parts;
  return html`<input
    id="control"
    class=${isSecret && !parts.isRevealed ? "control masked" : "control"}
    type=${isSecret && !parts.isRevealed && !canMaskText ? "password" : keyboard === "url" ? "url" : "text"}
    name=${field.name}
    inputmode=${keyboard}
    enterkeyhint="go"
    placeholder=${field.placeholder ?? nothing}
    .value=${live(asText(parts.value))}
    ?readonly=${parts.isDisabled}
    aria-required=${field.required ? "true" : nothing}
    aria-invalid=${parts.isInvalid ? "true" : nothing}
    aria-describedby=${parts.describedBy || nothing}
    autocomplete="off"
    autocapitalize="none"
    autocorrect="off"
    spellcheck="false"
    data-1p-ignore
    data-bwignore
    data-lpignore="true"
    data-form-type="other"
    @input=${typed(parts)}
    @blur=${parts.leave}
  />`;
}

/**
 * `type="password"` makes browsers offer to save the key under the host's address. Where CSS can mask text, a text field is
 * masked instead; elsewhere the password field stays.
 */
const canMaskText = typeof CSS !== "undefined" && CSS.supports("-webkit-text-security", "disc");

function area(parts: ControlParts, rows: number): TemplateResult {
  const { field } = parts;
  return html`<textarea
    id="control"
    class="control"
    name=${field.name}
    rows=${rows}
    placeholder=${field.placeholder ?? nothing}
    .value=${live(asText(parts.value))}
    ?readonly=${parts.isDisabled}
    aria-required=${field.required ? "true" : nothing}
    aria-invalid=${parts.isInvalid ? "true" : nothing}
    aria-describedby=${parts.describedBy || nothing}
    autocomplete="off"
    autocapitalize="none"
    spellcheck="false"
    @input=${typed(parts)}
    @blur=${parts.leave}
  ></textarea>`;
}

export const controls = {
  text: (parts) => line(parts, "text"),
  url: (parts) => line(parts, "url"),
  number: (parts) => line(parts, "numeric"),
  textarea: (parts) => area(parts, 4),
  headers: (parts) => area(parts, 3),
  secret: (parts) => html`<span class="with-button">
    ${line(parts, "text", true)}
    <button
      class="reveal"
      type="button"
      aria-pressed=${parts.isRevealed ? "true" : "false"}
      aria-label=${parts.texts.t(parts.isRevealed ? "drawer.field.hide_named" : "drawer.field.show_named", {
        field: parts.texts.prose(parts.field.label),
      })}
      @click=${parts.reveal}
    >${parts.texts.t(parts.isRevealed ? "drawer.field.hide" : "drawer.field.show")}</button>
  </span>`,
  boolean: (parts) => html`<input
    id="control"
    class="switch"
    type="checkbox"
    role="switch"
    name=${parts.field.name}
    .checked=${live(parts.value === true)}
    ?disabled=${parts.isDisabled}
    aria-invalid=${parts.isInvalid ? "true" : nothing}
    aria-describedby=${parts.describedBy || nothing}
    @change=${(event: Event) => {
      if (event.target instanceof HTMLInputElement) parts.change(event.target.checked, false);
    }}
  />`,
  select: (parts) => html`<select
    id="control"
    class="control"
    name=${parts.field.name}
    ?disabled=${parts.isDisabled}
    aria-required=${parts.field.required ? "true" : nothing}
    aria-invalid=${parts.isInvalid ? "true" : nothing}
    aria-describedby=${parts.describedBy || nothing}
    @change=${(event: Event) => {
      if (event.target instanceof HTMLSelectElement) parts.change(event.target.value, false);
    }}
  >
    ${
      parts.value === undefined || !parts.field.required
        ? html`<option value="" ?selected=${parts.value === undefined}>${parts.texts.t("drawer.field.choose")}</option>`
        : nothing
    }
    ${parts.field.options?.map(
      (option) =>
        html`<option value=${option.value} ?selected=${option.value === parts.value}>
          ${parts.texts.prose(option.label)}
        </option>`,
    )}
  </select>`,
  file: (parts) => html`<input
    id="control"
    class="control"
    type="file"
    name=${parts.field.name}
    accept=${parts.field.accept ?? nothing}
    ?disabled=${parts.isDisabled}
    aria-required=${parts.field.required ? "true" : nothing}
    aria-invalid=${parts.isInvalid ? "true" : nothing}
    aria-describedby=${parts.describedBy || nothing}
    @change=${(event: Event) => {
      if (event.target instanceof HTMLInputElement) parts.chooseFile(event.target.files?.[0] ?? null);
    }}
  />`,
} as const satisfies Record<FieldType, (parts: ControlParts) => TemplateResult>;
