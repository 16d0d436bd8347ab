import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import { property, state } from "lit/decorators.js";
import type { Check, Connection, Integration, LogEntry } from "../../../schema/wire/index.ts";
import { type ApiClient, ApiError } from "../../api/client.ts";
import type { Texts } from "../../i18n/index.ts";
import { readEntry } from "../../journal/read-entry.ts";
import { historyStyles } from "../../page/history/history.ts";
import type { Remedy } from "../../steps/checklist/checklist.component.ts";
import { copyableStyles } from "../../steps/copy/copyable.styles.ts";
import { errorNotice } from "../../steps/explanation/error-notice.ts";
import { shortLabel } from "../../steps/field/judge-value.ts";
import { notice } from "../../steps/notice.ts";
import { stepStyles } from "../../steps/step.styles.ts";
import { buttonStyles } from "../../styles/controls.ts";
import { tokenStyles } from "../../styles/tokens.ts";
import { addresses, facts, lastChecks } from "./facts.ts";
import { overviewStyles } from "./overview.styles.ts";
import { connectionState, expiry, repairLabel } from "./state.ts";

/** Type of the message that our own test sends. */
const testEventType = "speedai.test";

/**
 * How a connection is: what happened and since when, what stops working, what to do; its last checks; the facts.
 *
 * @summary Tab « Connexion » of an existing connection.
 */
export class SpeedaiOverview extends LitElement {
  static override styles = [tokenStyles, buttonStyles, stepStyles, historyStyles, copyableStyles, overviewStyles];

  @property({ attribute: false }) api: ApiClient | null = null;
  @property({ attribute: false }) texts: Texts | null = null;
  @property({ attribute: false }) integration: Integration | null = null;
  @property({ attribute: false }) connection: Connection | null = null;
  /** Result of the test that was just run here. */
  @property({ attribute: false }) check: Check | null = null;
  @property({ attribute: false }) error: ApiError | null = null;
  /** Webhooks: the delivery that the test caused, as the journal tells it. */
  @property({ attribute: false }) delivery: LogEntry | null = null;
  @property({ type: Boolean }) testing = false;
  @property({ type: Boolean }) readonly = false;
  @property({ attribute: false }) now: Date = new Date();
  @property({ attribute: false }) reconnect: () => void = () => {};
  /** Leads to the settings, on a field when one is to blame. */
  @property({ attribute: false }) correct: (field: string | null) => void = () => {};

  /** A webhook whose only messages are our own tests. */
  @state() private isUnused = false;

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has("connection")) return;
    if (changed.get("connection")?.id !== this.connection?.id) this.isUnused = false;
    void this.#countMessages();
  }

  async #countMessages(): Promise<void> {
    const { api, connection } = this;
    if (!api || connection?.kind !== "webhook" || connection.status !== "connected") return;
    try {
      const { deliveries } = await api.deliveries(connection.id);
      if (connection === this.connection) this.isUnused = deliveries.every(({ type }) => type === testEventType);
    } catch (error) {
      // What is not known is not said.
      if (!(error instanceof ApiError)) throw error;
    }
  }

  override render(): TemplateResult | typeof nothing {
    const { texts, integration, connection, now } = this;
    if (!texts || !integration || !connection) return nothing;
    const state = {
      texts,
      integration,
      connection,
      now,
      isReadonly: this.readonly,
      isUnused: this.isUnused,
      isExplainedByTest: !this.testing && this.check?.ok === false && this.check.reason === connection.reason,
      repair: this.#repair,
    };
    const test = this.#renderTest(texts, integration, connection);
    return html`<div class="layout">
      <div class="main step">
        ${
          state.isExplainedByTest
            ? html`${test} ${connectionState(state)}`
            : html`${connectionState(state)} ${expiry(state)} ${test}`
        }
        ${addresses(state)} ${lastChecks(state)}
      </div>
      <aside class="aside" aria-label=${texts.t("drawer.overview.facts")}>${facts(state)}</aside>
    </div>`;
  }

  #renderTest(texts: Texts, integration: Integration, connection: Connection): TemplateResult {
    return html`<section class="step tight">
      ${
        this.check === null && !this.testing
          ? nothing
          : html`<speedai-checklist
              .texts=${texts}
              .check=${this.check}
              .running=${this.testing}
              .provider=${integration.name}
              .now=${this.now}
              .remedy=${this.#remedy(texts, integration, connection)}
              ?unencrypted=${connection.settings["ssl"] === false}
            ></speedai-checklist>`
      }
      ${this.delivery === null || this.testing ? nothing : this.#renderDelivery(texts, this.delivery, integration.name)}
      ${errorNotice(texts, this.error, integration.name)}
    </section>`;
  }

  /** The way out of a failed test: the field to blame, a new consent, or the settings. */
  #remedy(texts: Texts, integration: Integration, connection: Connection): Remedy | null {
    if (this.readonly || this.check?.ok !== false) return null;
    const fields = integration.methods.find((method) => method.id === connection.method)?.fields ?? [];
    const blamed = fields.find((field) => field.name === this.check?.field);
    if (blamed !== undefined) {
      const label = texts.t("drawer.check.correct", { field: texts.prose(shortLabel(blamed.label)) });
      return { label, go: () => this.correct(blamed.name) };
    }
    if (connection.status === "connected") return null;
    return { label: repairLabel(texts, integration, connection), go: this.#repair };
  }

  #renderDelivery(texts: Texts, entry: LogEntry, provider: string): TemplateResult {
    const { sentence, details } = readEntry(entry, texts, provider);
    return notice(
      html`<strong>${texts.t("drawer.overview.delivery", { sentence })}</strong>
        <p class="muted small">
          <time datetime=${entry.at}>${texts.dateTime(entry.at)}</time>
        </p>
        ${details.map((detail) => html`<p class="muted small">${detail}</p>`)}`,
      entry.level === "info" ? "ok" : "warning",
    );
  }

  readonly #repair = (): void => {
    if (this.connection?.kind === "oauth2") this.reconnect();
    else this.correct(null);
  };
}
