import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import { property, query, state } from "lit/decorators.js";
import type { Connection, Disconnection, Field, FieldValues, Integration, Role } from "../../../schema/wire/index.ts";
import { type ApiClient, ApiError } from "../../api/client.ts";
import type { Texts } from "../../i18n/index.ts";
import { closeIcon, tickIcon } from "../../page/icons.ts";
import { explainError } from "../../steps/explanation/explain-error.ts";
import type { FormAnswer, SpeedaiStepForm } from "../../steps/form/form.component.ts";

import { stepStyles } from "../../steps/step.styles.ts";
import { buttonStyles } from "../../styles/controls.ts";
import { tokenStyles } from "../../styles/tokens.ts";
import { readChanges } from "./read-changes.ts";

/**
 * Name, fields with secrets that can only be replaced, and the end of the connection with what it entails.
 *
 * @summary Tab « Réglages ».
 */
export class SpeedaiSettings extends LitElement {
  static override styles = [
    tokenStyles,
    buttonStyles,
    stepStyles,
    css`
      .step.wide {
        gap: 32px;
      }
      .danger-zone {
        display: grid;
        gap: 12px;
        padding-block-start: 24px;
        border-block-start: 1px solid var(--_color-line);
      }
      dialog {
        inline-size: min(460px, calc(100vw - 32px));
        padding: 24px;
        border: 1px solid var(--_color-line);
        border-radius: var(--_radius-card);
        background: var(--_color-surface);
        color: var(--_color-ink);
        box-shadow: 0 18px 60px var(--_shadow-overlay);
      }
      dialog::backdrop {
        background: var(--_color-backdrop);
      }
      dialog ul {
        display: grid;
        gap: 6px;
        margin: 8px 0 0;
        padding: 0;
        list-style: none;
      }
      dialog li {
        display: flex;
        gap: 8px;
      }
      dialog li .icon {
        margin-block-start: 3px;
        color: var(--_color-error);
      }
      .button.destructive {
        border-color: var(--_color-error);
        background: var(--_color-error);
        color: var(--_color-surface);
      }
      .button.destructive:hover {
        filter: brightness(1.08);
      }
    `,
  ];

  @property({ attribute: false }) api: ApiClient | null = null;
  @property({ attribute: false }) texts: Texts | null = null;
  @property({ attribute: false }) integration: Integration | null = null;
  @property({ attribute: false }) connection: Connection | null = null;
  @property({ attribute: false }) userRole: Role | null = null;
  @property({ attribute: false }) changed: (connection: Connection, needsTest: boolean) => void = () => {};
  @property({ attribute: false }) removed: (id: string, result: Disconnection) => void = () => {};
  @property({ attribute: false }) reconnect: () => void = () => {};

  @state() private saving: "label" | "fields" | "disconnect" | null = null;
  @state() private saved: "label" | "fields" | null = null;
  @state() private error: { readonly of: "label" | "fields" | "disconnect"; readonly error: ApiError } | null = null;
  @query("dialog") private dialog: HTMLDialogElement | null | undefined;
  @query(".fields") private form: SpeedaiStepForm | null | undefined;

  protected override willUpdate(changed: PropertyValues<this>): void {
    const before = changed.get("connection");
    if (before && before.id !== this.connection?.id) {
      this.saved = null;
      this.error = null;
    }
  }

  /** Brings the eye to the field that a check blames. */
  async focusField(name: string): Promise<void> {
    await this.updateComplete;
    await this.form?.focusField(name);
  }

  override render(): TemplateResult | typeof nothing {
    const { texts, integration, connection } = this;
    if (!texts || !integration || !connection) return nothing;
    const fields = this.#fields(integration, connection);
    return html`<div class="step wide">
      <section class="step">
        <h2>${texts.t("drawer.settings.name")}</h2>
        <speedai-step-form
          class="label"
          .texts=${texts}
          .fields=${[labelField(texts)]}
          .values=${{ label: connection.label }}
          .problem=${this.error?.of === "label" ? this.error.error : null}
          .provider=${integration.name}
          .submitLabel=${texts.t("drawer.settings.rename")}
          .submit=${this.#rename}
          ?busy=${this.saving === "label"}
          quiet
        ></speedai-step-form>
        ${this.#renderSaved("label", texts)}
      </section>
      ${
        fields.length === 0
          ? nothing
          : html`<section class="step">
              <h2>${texts.t("drawer.settings.fields")}</h2>
              <speedai-step-form
                class="fields"
                .texts=${texts}
                .fields=${fields}
                .values=${connection.settings}
                .secrets=${connection.secrets}
                .problem=${this.error?.of === "fields" ? this.error.error : null}
                .provider=${integration.name}
                .submitLabel=${texts.t("drawer.settings.save")}
                .submit=${this.#save}
                ?busy=${this.saving === "fields"}
              ></speedai-step-form>
              ${this.#renderSaved("fields", texts)}
            </section>`
      }
      ${
        connection.kind === "oauth2"
          ? html`<section class="step">
              <div>
                <h2>${texts.t("drawer.settings.consent")}</h2>
                <p class="lead">${texts.t("drawer.settings.consent_lead", { provider: integration.name })}</p>
              </div>
              <div class="actions">
                <button class="button" type="button" @click=${this.reconnect}>
                  ${texts.t("drawer.reconnect", { provider: integration.name })}
                </button>
              </div>
            </section>`
          : nothing
      }
      <section class="danger-zone">
        <div>
          <h2>${texts.t("drawer.disconnect.title")}</h2>
          <p class="lead">${texts.t("drawer.disconnect.lead", { provider: integration.name })}</p>
        </div>
        <div class="actions">
          <button class="button danger" type="button" @click=${this.#ask}>${texts.t("drawer.disconnect.action")}</button>
        </div>
      </section>
      ${this.#renderConfirmation(texts, integration, connection)}
    </div>`;
  }

  #renderSaved(of: "label" | "fields", texts: Texts): TemplateResult {
    return html`<div role="status">
      ${
        this.saved === of
          ? html`<div class="notice ok">${tickIcon}<span>${texts.t("drawer.settings.saved")}</span></div>`
          : nothing
      }
    </div>`;
  }

  #renderConfirmation(texts: Texts, integration: Integration, connection: Connection): TemplateResult {
    const stops = [...integration.access.reads, ...integration.access.writes];
    const failure = this.error?.of === "disconnect" ? explainError(this.error.error) : null;
    return html`<dialog aria-labelledby="ask">
      <div class="step">
        <div>
          <h2 id="ask">${texts.t("drawer.disconnect.ask", { label: connection.account?.label ?? connection.label })}</h2>
          <p class="lead">${texts.t("drawer.disconnect.ask_lead")}</p>
        </div>
        ${
          stops.length === 0
            ? nothing
            : html`<div>
                <h3>${texts.t("drawer.disconnect.stops")}</h3>
                <ul>
                  ${stops.map((item) => html`<li>${closeIcon}<span>${texts.prose(item)}</span></li>`)}
                </ul>
              </div>`
        }
        ${
          failure === null
            ? nothing
            : html`<speedai-explanation
                .texts=${texts}
                .code=${failure.code}
                .provider=${integration.name}
                .requestId=${failure.requestId}
                role="alert"
              ></speedai-explanation>`
        }
        <div class="actions">
          <button class="button" type="button" autofocus @click=${this.#keep}>${texts.t("drawer.disconnect.keep")}</button>
          <button
            class="button destructive"
            type="button"
            aria-disabled=${this.saving === "disconnect" ? "true" : nothing}
            @click=${this.#disconnect}
          >
            ${this.saving === "disconnect" ? html`<span class="spinner"></span>` : nothing}
            ${texts.t("drawer.disconnect.action")}
          </button>
        </div>
      </div>
    </dialog>`;
  }

  #fields(integration: Integration, connection: Connection): readonly Field[] {
    const method = integration.methods.find((candidate) => candidate.id === connection.method);
    return (method?.fields ?? []).filter(
      (field) =>
        field.type !== "file" &&
        // The label has its own form.
        field.name !== "label" &&
        !(field.admin_only && this.userRole !== null && this.userRole !== "admin"),
    );
  }

  readonly #rename = (answer: FormAnswer): void => {
    const label = answer.values["label"];
    if (typeof label === "string" && label !== this.connection?.label) void this.#patch("label", { label });
  };

  readonly #save = (answer: FormAnswer): void => {
    const { integration, connection } = this;
    if (!integration || !connection) return;
    const values = readChanges(this.#fields(integration, connection), connection.settings, answer.values);
    if (Object.keys(values).length > 0) void this.#patch("fields", { values });
  };

  async #patch(of: "label" | "fields", patch: { label?: string; values?: FieldValues }): Promise<void> {
    const { api, connection } = this;
    if (!api || !connection) return;
    this.saving = of;
    this.saved = null;
    this.error = null;
    try {
      const saved = await api.patchConnection(connection.id, patch);
      this.saved = of;
      // What was typed is stored: the form starts again from what the API says.
      this.renderRoot.querySelector<SpeedaiStepForm>(`speedai-step-form.${of}`)?.forget();
      this.changed(saved, of === "fields");
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      this.error = { of, error };
    } finally {
      this.saving = null;
    }
  }

  readonly #ask = (): void => {
    this.error = null;
    this.dialog?.showModal();
  };

  readonly #keep = (): void => this.dialog?.close();

  readonly #disconnect = async (): Promise<void> => {
    const { api, connection } = this;
    if (!api || !connection || this.saving !== null) return;
    this.saving = "disconnect";
    this.error = null;
    try {
      const result = await api.disconnect(connection.id);
      this.dialog?.close();
      this.removed(connection.id, result);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      this.error = { of: "disconnect", error };
    } finally {
      this.saving = null;
    }
  };
}

/** The name of a connection as a field of a form. */
export function labelField(texts: Texts): Field {
  return {
    name: "label",
    type: "text",
    label: texts.t("drawer.label"),
    help: texts.t("drawer.label.help"),
    required: true,
    admin_only: false,
    max_length: 120,
  };
}
