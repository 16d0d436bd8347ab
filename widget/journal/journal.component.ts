import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import { property, state } from "lit/decorators.js";
import { repeat } from "lit/directives/repeat.js";
import type { LogEntry } from "../../schema/wire/index.ts";
import { type ApiClient, ApiError } from "../api/client.ts";
import type { Texts } from "../i18n/index.ts";
import { clockIcon, tickIcon, triangleIcon } from "../page/icons.ts";
import { errorNotice } from "../steps/explanation/error-notice.ts";
import { notice } from "../steps/notice.ts";
import { stepStyles } from "../steps/step.styles.ts";
import { buttonStyles } from "../styles/controls.ts";
import { tokenStyles } from "../styles/tokens.ts";
import { journalStyles } from "./journal.styles.ts";
import { readEntry } from "./read-entry.ts";

const marks = { info: tickIcon, warning: clockIcon, error: triangleIcon } as const satisfies Record<
  LogEntry["level"],
  TemplateResult
>;

/**
 * What happened to a connection, newest first, in plain sentences. Facts only: no secret and no provider's answer ever gets
 * this far.
 *
 * @summary Journal of a connection.
 */
export class SpeedaiJournal extends LitElement {
  static override styles = [tokenStyles, buttonStyles, stepStyles, journalStyles];

  @property({ attribute: false }) api: ApiClient | null = null;
  @property({ attribute: false }) texts: Texts | null = null;
  /** Id of the connection. */
  @property({ attribute: false }) connection = "";
  @property({ attribute: false }) provider = "";
  @property({ attribute: false }) now: Date = new Date();

  @state() private entries: readonly LogEntry[] = [];
  @state() private next: string | null = null;
  @state() private isLoading = false;
  @state() private error: ApiError | null = null;
  #loading: AbortController | null = null;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#loading?.abort();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has("connection") && !changed.has("api")) return;
    this.entries = [];
    this.next = null;
    this.reload();
  }

  /** Reads the first page again. */
  reload(): void {
    void this.#load(undefined);
  }

  override render(): TemplateResult | typeof nothing {
    const { texts } = this;
    if (!texts) return nothing;
    return html`<section class="step" aria-busy=${this.isLoading ? "true" : "false"}>
      ${
        this.entries.length > 0
          ? html`<ol>
              ${repeat(
                this.entries,
                (entry) => entry.id,
                (entry) => this.#renderEntry(entry, texts),
              )}
            </ol>`
          : this.isLoading
            ? html`<ol class="skeleton" aria-hidden="true">
                ${[1, 2, 3].map(() => html`<li><span class="mark"></span><span class="bar"></span></li>`)}
              </ol>`
            : this.error === null
              ? notice(texts.t("drawer.journal.empty"))
              : nothing
      }
      ${this.error === null ? nothing : this.#renderError(this.error, texts)}
      ${
        this.next === null || this.error !== null
          ? nothing
          : html`<div class="actions">
              <button class="button" type="button" aria-disabled=${this.isLoading ? "true" : nothing} @click=${this.#more}>
                ${texts.t("drawer.journal.more")}
              </button>
            </div>`
      }
      <p class="visually-hidden" role="status">${this.isLoading ? texts.t("drawer.loading") : nothing}</p>
    </section>`;
  }

  #renderEntry(entry: LogEntry, texts: Texts): TemplateResult {
    const { sentence, details } = readEntry(entry, texts, this.provider);
    return html`<li class=${entry.level}>
      <span class="mark">${marks[entry.level]}</span>
      <div class="body">
        <p>
          ${sentence}
          <span class="visually-hidden">${texts.t(`drawer.journal.level.${entry.level}`)}</span>
        </p>
        ${details.map((detail) => html`<p class="detail">${detail}</p>`)}
        ${
          entry.request_id === null
            ? nothing
            : html`<details class="detail">
                <summary>${texts.t("drawer.journal.details")}</summary>
                <p class="reference">
                <code>${entry.request_id}</code>
                <speedai-copy
                  .texts=${texts}
                  .text=${entry.request_id}
                  .name=${texts.t("drawer.reference")}
                  look="link"
                ></speedai-copy>
                </p>
              </details>`
        }
      </div>
      <time datetime=${entry.at} title=${texts.dateTime(entry.at)}>${texts.relativeTime(entry.at, this.now)}</time>
    </li>`;
  }

  #renderError(error: ApiError, texts: Texts): TemplateResult {
    return errorNotice(texts, error, this.provider, this.#more);
  }

  readonly #more = (): void => {
    if (!this.isLoading) void this.#load(this.next ?? undefined);
  };

  async #load(before: string | undefined): Promise<void> {
    const { api, connection } = this;
    this.#loading?.abort();
    if (!api || connection === "") return;
    const loading = new AbortController();
    this.#loading = loading;
    this.isLoading = true;
    this.error = null;
    try {
      const page = await api.logs(connection, before, loading.signal);
      if (loading.signal.aborted) return;
      this.entries = before === undefined ? page.entries : [...this.entries, ...page.entries];
      this.next = page.next;
    } catch (error) {
      if (loading.signal.aborted) return;
      if (!(error instanceof ApiError)) throw error;
      this.error = error;
    } finally {
      if (this.#loading === loading) this.isLoading = false;
    }
  }
}
