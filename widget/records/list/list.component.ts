import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import { property, state } from "lit/decorators.js";
import { repeat } from "lit/directives/repeat.js";
import type { RecordPage, StoredRecord } from "../../../schema/wire/index.ts";
import type { ApiClient } from "../../api/client.ts";
import type { Texts } from "../../i18n/index.ts";
import { notice } from "../../steps/notice.ts";
import { stepStyles } from "../../steps/step.styles.ts";
import { buttonStyles } from "../../styles/controls.ts";
import { tokenStyles } from "../../styles/tokens.ts";
import { bookingStatusChip } from "../booking-status.ts";
import { chipStyles } from "../chip.styles.ts";
import { contactOf, remarksOf, sourceOf } from "../facts.ts";
import { pageEnd } from "../page-end.ts";
import { PageLoader } from "../page-loader.ts";
import { linedListStyles, partStyles } from "../part.styles.ts";
import { recordListStyles } from "./list.styles.ts";

type Kind = StoredRecord["kind"];
const kinds: readonly Kind[] = ["booking", "customer"];
const noCounts: RecordPage["counts"] = { booking: 0, customer: 0 };

/**
 * What files and e-mails became: bookings or customers, newest first, how many there are of each, and where each came from.
 *
 * @summary Bookings and customers of a connection.
 */
export class SpeedaiRecordList extends LitElement {
  static override styles = [
    tokenStyles,
    buttonStyles,
    stepStyles,
    chipStyles,
    partStyles,
    linedListStyles,
    recordListStyles,
  ];

  @property({ attribute: false }) api: ApiClient | null = null;
  @property({ attribute: false }) texts: Texts | null = null;
  /** Id of the connection. */
  @property({ attribute: false }) connection = "";
  /** How its data come in, for the words of an empty list. */
  @property({ attribute: false }) source: "csv" | "mailbox" = "csv";
  @property({ attribute: false }) provider = "";
  @property({ attribute: false }) now: Date = new Date();
  /** The first page, or its failure, is there. */
  @property({ attribute: false }) settled: () => void = () => {};

  @state() private kind: Kind = "booking";
  @state() private counts = noCounts;

  readonly #pages = new PageLoader<StoredRecord>(this, async (before, signal) => {
    if (!this.api) return { items: [], next: null };
    const page = await this.api.records(this.connection, this.kind, before, signal);
    if (!signal.aborted) this.counts = page.counts;
    return { items: page.records, next: page.next };
  });

  /** Something else changed the data. */
  async refresh(): Promise<void> {
    await this.#pages.refresh();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has("connection") && !changed.has("api")) return;
    this.kind = "booking";
    this.counts = noCounts;
    void this.#start();
  }

  override render(): TemplateResult | typeof nothing {
    const { texts } = this;
    if (!texts) return nothing;
    const { items, isLoading, error } = this.#pages;
    return html`<section class="step" aria-labelledby="title" aria-busy=${isLoading ? "true" : "false"}>
      <div class="head">
        <h2 class="minor" id="title">${texts.t("records.title")}</h2>
        <fieldset class="switch">
          <legend class="visually-hidden">${texts.t("records.kind")}</legend>
          ${kinds.map(
            (kind) => html`<label>
              <input
                class="visually-hidden"
                type="radio"
                name="kind"
                .checked=${kind === this.kind}
                @change=${() => this.#choose(kind)}
              />
              <span>${texts.t(`records.count.${kind}`, { count: this.counts[kind] })}</span>
            </label>`,
          )}
        </fieldset>
      </div>
      ${
        items.length > 0
          ? html`<ul>
              ${repeat(
                items,
                (record) => record.id,
                (record) => html`<li class=${record.kind}>${this.#renderRecord(record, texts)}</li>`,
              )}
            </ul>`
          : !isLoading && error === null
            ? notice(texts.t(`records.empty.${this.kind}.${this.source}`))
            : nothing
      }
      ${pageEnd({ texts, provider: this.provider, pages: this.#pages })}
      <p class="visually-hidden" role="status">${isLoading ? texts.t("drawer.loading") : nothing}</p>
    </section>`;
  }

  #renderRecord(record: StoredRecord, texts: Texts): TemplateResult {
    const source = html`<span class="source">${sourceOf(texts, record.source)}</span>`;
    if (record.kind === "customer") {
      const { data } = record;
      return html`<div class="who">
          <p class="name">${data.full_name}</p>
          ${this.#renderFacts(contactOf(data))}
        </div>
        <div class="aside">${source}</div>`;
    }
    const { data } = record;
    const { day, hour } = texts.localTime(data.local_start, this.now);
    const code = data.code === undefined ? [] : [texts.t("records.code", { code: data.code })];
    return html`<time datetime=${data.local_start}><span class="day">${day}</span> <span class="hour">${hour}</span></time>
      <div class="who">
        <p class="name">
          ${data.guest.full_name}
          ${
            data.party_size === null
              ? nothing
              : html`<span class="party">${texts.t("records.party", { count: data.party_size })}</span>`
          }
        </p>
        ${this.#renderFacts([...contactOf(data.guest), ...code])} ${this.#renderFacts(remarksOf(texts, data))}
      </div>
      <div class="aside">${bookingStatusChip(texts, data)} ${source}</div>`;
  }

  #renderFacts(facts: readonly string[]): TemplateResult | typeof nothing {
    return facts.length === 0
      ? nothing
      : html`<p class="facts">${facts.map((fact) => html`<span>${fact}</span> `)}</p>`;
  }

  #choose(kind: Kind): void {
    this.kind = kind;
    void this.#start();
  }

  async #start(): Promise<void> {
    await this.#pages.start();
    if (this.#pages.isSettled) this.settled();
  }
}
