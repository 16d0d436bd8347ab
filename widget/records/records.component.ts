import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import { property, query, state } from "lit/decorators.js";
import type { Connection, Integration } from "../../schema/wire/index.ts";
import { type ApiClient, ApiError } from "../api/client.ts";
import type { Texts } from "../i18n/index.ts";
import { stepStyles } from "../steps/step.styles.ts";
import { tokenStyles } from "../styles/tokens.ts";
import type { SpeedaiRecordList } from "./list/list.component.ts";
import { recordsStyles } from "./records.styles.ts";

type Part = "list" | "imports" | "mails";

/**
 * What came in by files or e-mails, and where from. All parts load at once and appear together, so that none moves another.
 *
 * @summary Tab « Données ».
 */
export class SpeedaiRecords extends LitElement {
  static override styles = [tokenStyles, stepStyles, recordsStyles];

  @property({ attribute: false }) api: ApiClient | null = null;
  @property({ attribute: false }) texts: Texts | null = null;
  @property({ attribute: false }) integration: Integration | null = null;
  @property({ attribute: false }) connection: Connection | null = null;
  @property({ type: Boolean }) readonly = false;
  @property({ attribute: false }) now: Date = new Date();
  /** The connection is not what it was: another address, or a first e-mail. */
  @property({ attribute: false }) changed: (connection: Connection) => void = () => {};
  /** Leads to the upload of another file. */
  @property({ attribute: false }) importNew: () => void = () => {};

  @state() private settled: ReadonlySet<Part> = new Set();
  @query("speedai-record-list") private list: SpeedaiRecordList | null | undefined;

  protected override willUpdate(changed: PropertyValues<this>): void {
    const isAnother = changed.has("connection") && changed.get("connection")?.id !== this.connection?.id;
    if (isAnother || changed.has("api")) this.settled = new Set();
  }

  override render(): TemplateResult | typeof nothing {
    const { texts, integration, connection } = this;
    if (!texts || !integration || !connection) return nothing;
    const source = connection.kind === "mailbox" ? "mailbox" : "csv";
    const isReady = this.settled.has("list") && this.settled.has(source === "csv" ? "imports" : "mails");
    return html`<div class="parts" ?hidden=${!isReady}>
        ${
          source === "csv"
            ? html`<speedai-imports
                .api=${this.api}
                .texts=${texts}
                .connection=${connection.id}
                .provider=${integration.name}
                ?readonly=${this.readonly}
                .now=${this.now}
                .settled=${this.#onImports}
                .changed=${this.#refreshList}
                .importNew=${this.importNew}
              ></speedai-imports>`
            : html`<speedai-mail-address
                  .api=${this.api}
                  .texts=${texts}
                  .integration=${integration}
                  .connection=${connection}
                  ?readonly=${this.readonly}
                  .changed=${this.changed}
                ></speedai-mail-address>
                <speedai-mails
                  .api=${this.api}
                  .texts=${texts}
                  .connection=${connection.id}
                  .provider=${integration.name}
                  ?readonly=${this.readonly}
                  .now=${this.now}
                  .settled=${this.#onMails}
                  .changed=${this.#onMailsChanged}
                ></speedai-mails>`
        }
        <speedai-record-list
          .api=${this.api}
          .texts=${texts}
          .connection=${connection.id}
          .source=${source}
          .provider=${integration.name}
          .now=${this.now}
          .settled=${this.#onList}
        ></speedai-record-list>
      </div>
      ${isReady ? nothing : skeleton}
      <p class="visually-hidden" role="status">${isReady ? nothing : texts.t("drawer.loading")}</p>`;
  }

  readonly #onList = (): void => this.#settle("list");
  readonly #onImports = (): void => this.#settle("imports");
  readonly #onMails = (hasRead: boolean): void => {
    this.#settle("mails");
    if (hasRead) void this.#askState();
  };

  #settle(part: Part): void {
    this.settled = new Set([...this.settled, part]);
  }

  readonly #refreshList = (): void => void this.list?.refresh();

  readonly #onMailsChanged = (): void => {
    this.#refreshList();
    void this.#askState();
  };

  /** The first e-mail that is read makes the connection work, also one that came before this was opened. */
  async #askState(): Promise<void> {
    const { api, connection } = this;
    if (!api || !connection || connection.status === "connected") return;
    try {
      this.changed(await api.connection(connection.id));
    } catch (error) {
      // The state is told again by the page's own refresh.
      if (!(error instanceof ApiError)) throw error;
    }
  }
}

const skeleton = html`<div class="skeleton" aria-hidden="true">
  <span class="bar title"></span>
  ${[1, 2].map(() => html`<span class="block"></span>`)}
  <span class="bar title"></span>
  ${[1, 2, 3].map(() => html`<span class="bar"></span>`)}
</div>`;
