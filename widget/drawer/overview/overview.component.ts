import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import { property, state } from "lit/decorators.js";
import type { Check, Connection, Integration, LogEntry, Reason } from "../../../schema/wire/index.ts";
import { type ApiClient, ApiError } from "../../api/client.ts";
import type { Texts } from "../../i18n/index.ts";
import { readEntry } from "../../journal/read-entry.ts";
import { historyStrip, historyStyles } from "../../page/history/history.ts";
import { exclamationIcon, tickIcon } from "../../page/icons.ts";
import { lastFailure } from "../../page/last-failure.ts";
import type { Remedy } from "../../steps/checklist/checklist.component.ts";
import { errorNotice } from "../../steps/explanation/error-notice.ts";
import { shortLabel } from "../../steps/field/judge-value.ts";
import { infoIcon } from "../../steps/icons.ts";
import { notice } from "../../steps/notice.ts";
import { stepStyles } from "../../steps/step.styles.ts";
import { buttonStyles } from "../../styles/controls.ts";
import { tokenStyles } from "../../styles/tokens.ts";
import { hasRecords } from "../views.ts";
import { overviewStyles } from "./overview.styles.ts";

/** Days before a known end from which it is announced. */
const warnDays = 14;
const dayMs = 86_400_000;
/** Type of the message that our own test sends. */
const testEventType = "speedai.test";

/**
 * How a connection is: what happened and since when, what stops working, what to do; its last checks; the facts.
 *
 * @summary Tab « Connexion » of an existing connection.
 */
export class SpeedaiOverview extends LitElement {
  static override styles = [tokenStyles, buttonStyles, stepStyles, historyStyles, overviewStyles];

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
    const { texts, integration, connection } = this;
    if (!texts || !integration || !connection) return nothing;
    return html`<div class="layout">
      <div class="main step">
        ${
          this.#isExplainedByTest
            ? html`${this.#renderTest(texts, integration, connection)} ${this.#renderState(texts, integration, connection)}`
            : html`${this.#renderState(texts, integration, connection)} ${this.#renderExpiry(texts, connection)}
              ${this.#renderTest(texts, integration, connection)}`
        }
        ${this.#renderAddress(texts, connection)}
        ${this.#renderHistory(texts, integration, connection)}
      </div>
      <aside class="aside" aria-label=${texts.t("drawer.overview.facts")}>
        ${this.#renderFacts(texts, integration, connection)}
      </aside>
    </div>`;
  }

  #renderState(texts: Texts, integration: Integration, connection: Connection): TemplateResult {
    if (connection.status === "connected") {
      const failure = lastFailure(connection);
      if (failure !== undefined) return this.#renderPassing(texts, integration, connection, failure.reason);
      if (this.isUnused) return this.#renderUnused(texts);
      return html`<div class="notice ok">
        ${tickIcon}
        <div>
          <strong>${texts.t("drawer.overview.fine")}</strong>
          <p class="muted small">${this.#since(texts, connection)}</p>
        </div>
      </div>`;
    }
    const code = connection.reason ?? expectedReason(connection);
    const isNew = code === "webhook_never_called" || code === "mail_never_received";
    const affected = isNew ? [] : [...integration.access.reads, ...integration.access.writes];
    return html`<section class="trouble">
      ${
        this.#isExplainedByTest
          ? nothing
          : html`<speedai-explanation
              .texts=${texts}
              .code=${code}
              .provider=${integration.name}
            >
              ${
                this.readonly || isNew
                  ? nothing
                  : html`<button class="button primary" type="button" @click=${this.#repair}>
                      ${texts.t(connection.kind === "oauth2" ? "drawer.reconnect" : "drawer.overview.correct", {
                        provider: integration.name,
                      })}
                    </button>`
              }
            </speedai-explanation>`
      }
      ${isNew ? this.#renderLost(texts) : nothing}
      <p class="muted small">${this.#since(texts, connection)}</p>
      ${
        affected.length === 0
          ? nothing
          : html`<div>
              <h2 class="minor">${texts.t("drawer.overview.stopped")}</h2>
              <ul class="stopped">
                ${affected.map((item) => html`<li>${texts.prose(item)}</li>`)}
              </ul>
            </div>`
      }
    </section>`;
  }

  /** A fault that passes leaves the connection as it is, but nobody is told that all is well. */
  #renderPassing(texts: Texts, { name: provider }: Integration, { history }: Connection, reason: Reason | null) {
    const success = history.findLast(({ ok }) => ok);
    return html`<div class="notice warning">
      ${exclamationIcon}
      <div>
        <strong>${texts.t(`reason.${reason ?? "internal"}.title`, { provider })}</strong>
        <p>${texts.t("drawer.overview.retrying")}</p>
        ${
          success === undefined
            ? nothing
            : html`<p class="muted small">
                <time datetime=${success.at}>${texts.t("drawer.overview.last_passed", { date: texts.dateTime(success.at) })}</time>
              </p>`
        }
      </div>
    </div>`;
  }

  /** The test went through, but the other tool has sent nothing yet. */
  #renderUnused(texts: Texts): TemplateResult {
    return html`<div class="notice">
      ${infoIcon}
      <div>
        <p>${texts.t("drawer.overview.only_tested")}</p>
        ${this.#renderLost(texts)}
      </div>
    </div>`;
  }

  #renderLost(texts: Texts): TemplateResult | typeof nothing {
    if (this.readonly || this.connection?.kind !== "webhook") return nothing;
    return html`<p>
      <button class="link" type="button" @click=${this.#repair}>${texts.t("drawer.overview.lost_secret")}</button>
    </p>`;
  }

  #since(texts: Texts, { status_since }: Connection): TemplateResult {
    return html`<time datetime=${status_since} title=${texts.relativeTime(status_since, this.now)}>
      ${texts.t("drawer.overview.since", { date: texts.dateTime(status_since) })}
    </time>`;
  }

  /** The test that was just run says the same, with its line and its field. */
  get #isExplainedByTest(): boolean {
    return !this.testing && this.check?.ok === false && this.check.reason === this.connection?.reason;
  }

  #renderExpiry(texts: Texts, { expires_at, kind, status }: Connection): TemplateResult | typeof nothing {
    // A token that SpeedAI renews by itself is nobody's worry.
    if (expires_at === null || kind === "oauth2" || status !== "connected") return nothing;
    const days = Math.ceil((Date.parse(expires_at) - this.now.getTime()) / dayMs);
    if (days > warnDays) return nothing;
    return notice(texts.t("drawer.overview.expires", { count: Math.max(0, days) }), "warning");
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
      ${this.error === null ? nothing : this.#renderError(texts, this.error, integration.name)}
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
    const label = connection.kind === "oauth2" ? "drawer.reconnect" : "drawer.overview.correct";
    return { label: texts.t(label, { provider: integration.name }), go: this.#repair };
  }

  #renderDelivery(texts: Texts, entry: LogEntry, provider: string): TemplateResult {
    const { sentence, details } = readEntry(entry, texts, provider);
    return html`<div class=${entry.level === "info" ? "notice ok" : "notice warning"}>
      ${entry.level === "info" ? tickIcon : exclamationIcon}
      <div>
        <strong>${texts.t("drawer.overview.delivery", { sentence })}</strong>
        <p class="muted small">
          <time datetime=${entry.at}>${texts.dateTime(entry.at)}</time>
        </p>
        ${details.map((detail) => html`<p class="muted small">${detail}</p>`)}
      </div>
    </div>`;
  }

  #renderError(texts: Texts, error: ApiError, provider: string): TemplateResult {
    return errorNotice(texts, error, provider);
  }

  /** Addresses that we generated can be copied again at any time; the secret cannot. */
  #renderAddress(texts: Texts, { settings }: Connection): TemplateResult | typeof nothing {
    const shown = (["webhook_url", "mail_address"] as const).flatMap((name) => {
      const value = settings[name];
      return typeof value === "string" ? [{ name, value }] : [];
    });
    if (shown.length === 0) return nothing;
    return html`${shown.map(
      ({ name, value }) => html`<div>
        <h2 class="minor">${texts.t(`drawer.instructions.${name}`)}</h2>
        <div class="address">
          <code>${value}</code>
          <speedai-copy .texts=${texts} .text=${value} .name=${texts.t(`drawer.instructions.${name}`)}></speedai-copy>
        </div>
      </div>`,
    )}`;
  }

  /** What the strip shows, in words: how many, and the last that failed. */
  #historyCaption(texts: Texts, history: Connection["history"], provider: string): TemplateResult {
    const failed = history.findLast(({ ok }) => !ok);
    const counted = { count: history.length, failed: history.filter(({ ok }) => !ok).length };
    if (failed === undefined) return html`${texts.t("page.history.label", counted)}`;
    const when = texts.relativeTime(failed.at, this.now);
    const reason = failed.reason === null ? "" : texts.t(`reason.${failed.reason}.title`, { provider });
    return html`${texts.t("page.history.label", counted)}<br />
      <time datetime=${failed.at} title=${texts.dateTime(failed.at)}>${texts.t("drawer.overview.last_failed", { when, reason })}</time>`;
  }

  #renderHistory(texts: Texts, integration: Integration, connection: Connection): TemplateResult | typeof nothing {
    const { history } = connection;
    // Nobody checks what hands its data over.
    if (history.length === 0 || hasRecords(connection)) return nothing;
    return html`<section>
      <h2 class="minor">${texts.t("drawer.overview.history")}</h2>
      ${historyStrip(texts, history)}
      <p class="muted small caption">${this.#historyCaption(texts, history, integration.name)}</p>
    </section>`;
  }

  #renderFacts(texts: Texts, integration: Integration, connection: Connection): TemplateResult {
    const method = integration.methods.find((candidate) => candidate.id === connection.method);
    const time = (date: string) =>
      html`<time datetime=${date} title=${texts.dateTime(date)}>${texts.relativeTime(date, this.now)}</time>`;
    const facts: readonly (readonly [string, unknown])[] = [
      [texts.t("drawer.fact.account"), connection.account?.label],
      [texts.t("drawer.fact.method"), method && texts.prose(method.title)],
      [texts.t("drawer.fact.created"), time(connection.created_at)],
      [texts.t("drawer.fact.used"), connection.last_used_at && time(connection.last_used_at)],
    ];
    return html`<dl class="facts">
      ${facts.map(([name, value]) =>
        value === undefined || value === null ? nothing : html`<div><dt>${name}</dt><dd>${value}</dd></div>`,
      )}
    </dl>`;
  }

  readonly #repair = (): void => {
    if (this.connection?.kind === "oauth2") this.reconnect();
    else this.correct(null);
  };
}

/** A connection that waits for its first message has no reason of its own to give. */
function expectedReason({ status, kind }: Connection): Reason {
  if (status !== "pending") return "internal";
  return kind === "mailbox" ? "mail_never_received" : "webhook_never_called";
}
