import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import { property, query, state } from "lit/decorators.js";
import { repeat } from "lit/directives/repeat.js";
import type { Delivery } from "../../../schema/wire/index.ts";
import { type ApiClient, ApiError } from "../../api/client.ts";
import type { Texts } from "../../i18n/index.ts";
import { chipStyles } from "../../records/chip.styles.ts";
import { pageEnd } from "../../records/page-end.ts";
import { PageLoader } from "../../records/page-loader.ts";
import { partStyles } from "../../records/part.styles.ts";
import { errorNotice } from "../../steps/explanation/error-notice.ts";
import { refreshIcon } from "../../steps/icons.ts";
import { notice } from "../../steps/notice.ts";
import { stepStyles } from "../../steps/step.styles.ts";
import { buttonStyles } from "../../styles/controls.ts";
import { tokenStyles } from "../../styles/tokens.ts";
import { journalStyles } from "../journal.styles.ts";
import { deliveriesStyles } from "./deliveries.styles.ts";

/**
 * The messages that a tool sent and whose signature was good: what became of each, and the way to hand one over again.
 *
 * @summary Deliveries of a webhook.
 */
export class SpeedaiDeliveries extends LitElement {
  static override styles = [
    tokenStyles,
    buttonStyles,
    stepStyles,
    chipStyles,
    partStyles,
    journalStyles,
    deliveriesStyles,
  ];

  @property({ attribute: false }) api: ApiClient | null = null;
  @property({ attribute: false }) texts: Texts | null = null;
  /** Id of the connection. */
  @property({ attribute: false }) connection = "";
  @property({ attribute: false }) provider = "";
  @property({ type: Boolean }) readonly = false;
  @property({ attribute: false }) now: Date = new Date();
  /** One was handed over again: the journal tells of it. */
  @property({ attribute: false }) replayed: () => void = () => {};

  /** Id of the delivery that is being handed over. */
  @state() private replaying: string | null = null;
  @state() private failed: { readonly id: string; readonly error: ApiError } | null = null;
  @state() private isDone = false;
  @query(".news") private news: HTMLElement | null | undefined;

  readonly #pages = new PageLoader<Delivery>(this, async (before, signal) => {
    if (!this.api) return { items: [], next: null };
    const { deliveries, next } = await this.api.deliveries(this.connection, before, signal);
    return { items: deliveries, next };
  });

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has("connection") && !changed.has("api")) return;
    this.failed = null;
    this.isDone = false;
    void this.#pages.start();
  }

  override render(): TemplateResult | typeof nothing {
    const { texts } = this;
    if (!texts) return nothing;
    const { items, isLoading, isSettled, error } = this.#pages;
    return html`<section class="step" aria-labelledby="title" aria-busy=${isLoading ? "true" : "false"}>
      <h2 class="minor" id="title">${texts.t("drawer.delivery.title")}</h2>
      <div class="news" role="status" tabindex="-1">
        ${this.isDone ? notice(texts.t("drawer.delivery.done"), "ok") : nothing}
      </div>
      ${
        items.length > 0
          ? html`<ol>
              ${repeat(
                items,
                ({ id }) => id,
                (delivery) => this.#renderDelivery(delivery, texts),
              )}
            </ol>`
          : !isSettled
            ? html`<ol class="skeleton" aria-hidden="true"><li><span class="bar"></span></li></ol>`
            : error === null
              ? notice(texts.t("drawer.delivery.empty"))
              : nothing
      }
      ${pageEnd({ texts, provider: this.provider, pages: this.#pages })}
    </section>`;
  }

  #renderDelivery(delivery: Delivery, texts: Texts): TemplateResult {
    const { id, event_id: event, received_at: received, replayed_at: replayed, attempts, outcome } = delivery;
    const name = delivery.type ?? texts.t("drawer.delivery.untyped");
    const time = (at: string, words: string) => html`<time datetime=${at} title=${texts.dateTime(at)}>${words}</time>`;
    const isBusy = this.replaying === id;
    return html`<li>
      <div class="body">
        <p class="type">
          ${name}
          <span class="chip ${outcome === "read" ? "accepted" : ""}">${texts.t(`drawer.delivery.${outcome}`)}</span>
        </p>
        <p class="detail">
          ${time(received, texts.relativeTime(received, this.now))}
          ${attempts > 1 ? ` · ${texts.t("drawer.delivery.attempts", { count: attempts })}` : nothing}
          ${
            replayed === null
              ? nothing
              : html` · ${time(replayed, texts.t("drawer.delivery.replayed", { when: texts.relativeTime(replayed, this.now) }))}`
          }
        </p>
        <p class="detail"><code>${event}</code></p>
        ${this.failed?.id === id ? this.#renderFailure(this.failed.error, texts) : nothing}
      </div>
      ${
        this.readonly
          ? nothing
          : html`<button
              class="button"
              type="button"
              aria-label=${texts.t("drawer.delivery.replay_named", { event: `${name} ${event}` })}
              aria-disabled=${isBusy ? "true" : nothing}
              @click=${() => void this.#replay(id)}
            >
              ${isBusy ? html`<span class="spinner"></span>` : refreshIcon}${texts.t("drawer.delivery.replay")}
            </button>`
      }
    </li>`;
  }

  /** One that was handed over a moment ago is no conflict to a person: there is only a minute to wait. */
  #renderFailure(error: ApiError, texts: Texts): TemplateResult | typeof nothing {
    return error.problem?.code === "conflict"
      ? html`<p class="detail" role="alert">${texts.t("drawer.delivery.soon")}</p>`
      : errorNotice(texts, error, this.provider);
  }

  async #replay(id: string): Promise<void> {
    const { api, connection } = this;
    if (!api || this.replaying !== null) return;
    this.replaying = id;
    this.failed = null;
    this.isDone = false;
    try {
      const delivery = await api.replayDelivery(connection, id);
      if (connection !== this.connection) return;
      this.#pages.replace(delivery);
      this.isDone = true;
      this.replayed();
      await this.updateComplete;
      this.news?.scrollIntoView({ block: "nearest" });
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      this.failed = { id, error };
    } finally {
      this.replaying = null;
    }
  }
}
