import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import { property } from "lit/decorators.js";
import { repeat } from "lit/directives/repeat.js";
import type { LogEntry } from "../../schema/wire/index.ts";
import type { ApiClient } from "../api/client.ts";
import type { Texts } from "../i18n/index.ts";
import { clockIcon, tickIcon, triangleIcon } from "../page/icons.ts";
import { pageEnd } from "../records/page-end.ts";
import { PageLoader } from "../records/page-loader.ts";
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

  readonly #pages = new PageLoader<LogEntry>(this, async (before, signal) => {
    if (!this.api) return { items: [], next: null };
    const { entries, next } = await this.api.logs(this.connection, before, signal);
    return { items: entries, next };
  });

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has("connection") && !changed.has("api")) return;
    void this.#pages.start();
  }

  /** Reads the first page again. */
  reload(): void {
    void this.#pages.refresh();
  }

  override render(): TemplateResult | typeof nothing {
    const { texts } = this;
    if (!texts) return nothing;
    const { items, isLoading, error } = this.#pages;
    return html`<section class="step" aria-busy=${isLoading ? "true" : "false"}>
      ${
        items.length > 0
          ? html`<ol>
              ${repeat(
                items,
                (entry) => entry.id,
                (entry) => this.#renderEntry(entry, texts),
              )}
            </ol>`
          : isLoading
            ? html`<ol class="skeleton" aria-hidden="true">
                ${[1, 2, 3].map(() => html`<li><span class="mark"></span><span class="bar"></span></li>`)}
              </ol>`
            : error === null
              ? notice(texts.t("drawer.journal.empty"))
              : nothing
      }
      ${pageEnd({ texts, provider: this.provider, pages: this.#pages })}
      <p class="visually-hidden" role="status">${isLoading ? texts.t("drawer.loading") : nothing}</p>
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
}
