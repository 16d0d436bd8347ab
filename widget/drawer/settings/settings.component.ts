import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import { property, query, state } from "lit/decorators.js";
import type { Connection, Disconnection, Field, FieldValues, Integration, Role } from "../../../schema/wire/index.ts";
import { type ApiClient, ApiError } from "../../api/client.ts";
import type { Texts } from "../../i18n/index.ts";
import type { FormAnswer, SpeedaiStepForm } from "../../steps/form/form.component.ts";
import { notice } from "../../steps/notice.ts";
import { stepStyles } from "../../steps/step.styles.ts";
import { buttonStyles } from "../../styles/controls.ts";
import { tokenStyles } from "../../styles/tokens.ts";
import { labelField } from "../connect/first-form.ts";
import { readChanges } from "./read-changes.ts";
import type { SpeedaiWebhookSecret } from "./secret/secret.component.ts";
import { settingsStyles } from "./settings.styles.ts";

/**
 * Name, fields with secrets that can only be replaced, a new consent or a new secret, and the end of the connection.
 *
 * @summary Tab « Réglages ».
 */
export class SpeedaiSettings extends LitElement {
  static override styles = [tokenStyles, buttonStyles, stepStyles, settingsStyles];

  @property({ attribute: false }) api: ApiClient | null = null;
  @property({ attribute: false }) texts: Texts | null = null;
  @property({ attribute: false }) integration: Integration | null = null;
  @property({ attribute: false }) connection: Connection | null = null;
  @property({ attribute: false }) userRole: Role | null = null;
  @property({ attribute: false }) changed: (connection: Connection) => void = () => {};
  /** Nothing was changed: what is stored is tested. */
  @property({ attribute: false }) test: () => void = () => {};
  @property({ attribute: false }) removed: (id: string, result: Disconnection) => void = () => {};
  @property({ attribute: false }) reconnect: () => void = () => {};

  @state() private saving: "label" | "fields" | null = null;
  @state() private saved: { readonly of: "label" | "fields"; readonly how: "saved" | "replaced" } | null = null;
  @state() private error: { readonly of: "label" | "fields"; readonly error: ApiError } | null = null;
  /** A new key was refused: the one before is still used. */
  @state() private isKept = false;
  @query("speedai-webhook-secret") private secret: SpeedaiWebhookSecret | null | undefined;
  @query(".fields") private form: SpeedaiStepForm | null | undefined;

  protected override willUpdate(changed: PropertyValues<this>): void {
    const before = changed.get("connection");
    if (before && before.id !== this.connection?.id) {
      this.saved = null;
      this.error = null;
      this.isKept = false;
    }
  }

  /** Something was typed and not saved. */
  get isDirty(): boolean {
    return [...this.renderRoot.querySelectorAll<SpeedaiStepForm>("speedai-step-form")].some((form) => form.isDirty);
  }

  /** A new secret is shown for the only time, and was not copied. */
  get hasSecret(): boolean {
    return this.secret?.hasSecret === true;
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
                .cancel=${this.#giveUp}
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
      ${
        connection.kind === "webhook"
          ? html`<speedai-webhook-secret
              .api=${this.api}
              .texts=${texts}
              .connection=${connection.id}
              .provider=${integration.name}
              .changed=${this.#onSecret}
            ></speedai-webhook-secret>`
          : nothing
      }
      <speedai-disconnect
        .api=${this.api}
        .texts=${texts}
        .integration=${integration}
        .connection=${connection}
        .removed=${this.removed}
      ></speedai-disconnect>
    </div>`;
  }

  #renderSaved(of: "label" | "fields", texts: Texts): TemplateResult {
    return html`<div role="status">
      ${this.saved?.of === of ? notice(texts.t(`drawer.settings.${this.saved.how}`), "ok") : nothing}
      ${of === "fields" && this.isKept ? notice(texts.t("drawer.settings.kept")) : nothing}
    </div>`;
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
    else this.test();
  };

  readonly #giveUp = (): void => {
    this.error = null;
    this.isKept = false;
    this.form?.forget();
  };

  async #patch(of: "label" | "fields", patch: { label?: string; values?: FieldValues }): Promise<void> {
    const { api, connection } = this;
    if (!api || !connection) return;
    this.saving = of;
    this.saved = null;
    this.error = null;
    this.isKept = false;
    const isKey = Object.keys(patch.values ?? {}).some((name) => connection.secrets[name] !== undefined);
    try {
      const saved = await api.patchConnection(connection.id, patch);
      this.saved = { of, how: isKey ? "replaced" : "saved" };
      // What was typed is stored: the form starts again from what the API says.
      this.renderRoot.querySelector<SpeedaiStepForm>(`speedai-step-form.${of}`)?.forget();
      this.changed(saved);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      this.error = { of, error };
      this.isKept = isKey && error.problem !== null;
    } finally {
      this.saving = null;
    }
  }

  /** When the secret was made is told by the API. */
  readonly #onSecret = async (): Promise<void> => {
    const { api, connection } = this;
    if (!api || !connection) return;
    try {
      this.changed(await api.connection(connection.id));
    } catch (error) {
      // The secret is replaced all the same; the page's own refresh tells the rest.
      if (!(error instanceof ApiError)) throw error;
    }
  };
}
