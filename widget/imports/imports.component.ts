import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import { property, query, state } from "lit/decorators.js";
import { repeat } from "lit/directives/repeat.js";
import type { ImportSummary } from "../../schema/wire/index.ts";
import type { ApiClient } from "../api/client.ts";
import type { Texts } from "../i18n/index.ts";
import { chipStyles } from "../records/chip.styles.ts";
import { PageLoader } from "../records/page-loader.ts";
import { partStyles } from "../records/part.styles.ts";
import type { SpeedaiQuestion } from "../records/question/question.component.ts";
import { errorNotice } from "../steps/explanation/error-notice.ts";
import { chevronIcon, uploadIcon } from "../steps/icons.ts";
import { notice } from "../steps/notice.ts";
import { stepStyles } from "../steps/step.styles.ts";
import { buttonStyles } from "../styles/controls.ts";
import { tokenStyles } from "../styles/tokens.ts";
import { fileIcon, undoIcon } from "./icons.ts";
import { importsStyles } from "./imports.styles.ts";
import { rowOutcomes } from "./row-outcomes.ts";

/** Files shown before « Afficher les … fichiers ». */
const shownFirst = 3;
/** Between two looks at an import that runs, in milliseconds. */
const lookAgainMs = 2_000;

/**
 * The files of a connection, what became of their rows, and the way back from an import.
 *
 * @summary Imported files.
 */
export class SpeedaiImports extends LitElement {
  static override styles = [tokenStyles, buttonStyles, stepStyles, chipStyles, partStyles, importsStyles];

  @property({ attribute: false }) api: ApiClient | null = null;
  @property({ attribute: false }) texts: Texts | null = null;
  /** Id of the connection. */
  @property({ attribute: false }) connection = "";
  @property({ attribute: false }) provider = "";
  @property({ type: Boolean }) readonly = false;
  @property({ attribute: false }) now: Date = new Date();
  @property({ attribute: false }) pauseMs = lookAgainMs;
  /** The list, or its failure, is there. */
  @property({ attribute: false }) settled: () => void = () => {};
  /** An import ended or was undone: the data are others. */
  @property({ attribute: false }) changed: () => void = () => {};
  /** Leads to the upload of another file. */
  @property({ attribute: false }) importNew: () => void = () => {};

  @state() private showsAll = false;
  @state() private asked: ImportSummary | null = null;
  /** What just happened, in words. */
  @state() private news: { readonly key: "undone" | "finished"; readonly file: string } | null = null;
  @query("speedai-question") private question: SpeedaiQuestion | null | undefined;
  @query(".news") private newsBox: HTMLElement | null | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  readonly #list = new PageLoader<ImportSummary>(this, async (_before, signal) => {
    if (!this.api) return { items: [], next: null };
    const { imports } = await this.api.imports(this.connection, signal);
    return { items: imports, next: null };
  });

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#timer);
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has("connection") && !changed.has("api")) return;
    this.news = null;
    this.showsAll = false;
    void this.#start();
  }

  override render(): TemplateResult | typeof nothing {
    const { texts } = this;
    if (!texts) return nothing;
    const { items, isLoading, isSettled, error } = this.#list;
    const shown = this.showsAll ? items : items.slice(0, shownFirst);
    return html`<section class="step" aria-labelledby="title" aria-busy=${isLoading && !isSettled ? "true" : "false"}>
      <div class="head">
        <h2 class="minor" id="title">${texts.t("records.import.title")}</h2>
        ${
          this.readonly
            ? nothing
            : html`<button class="button primary" type="button" @click=${this.importNew}>
                ${uploadIcon}${texts.t("records.import.new")}
              </button>`
        }
      </div>
      <div class="news" role="status" tabindex="-1">${this.#renderNews(texts)}</div>
      ${
        shown.length > 0
          ? html`<ul>
              ${repeat(
                shown,
                (summary) => summary.id,
                (summary) => html`<li>${this.#renderImport(summary, texts)}</li>`,
              )}
            </ul>`
          : isSettled && error === null
            ? notice(texts.t("records.import.empty"))
            : nothing
      }
      ${
        items.length > shown.length
          ? html`<div>
              <button class="button quiet all" type="button" @click=${this.#showAll}>
                ${texts.t("records.import.all", { count: items.length })}${chevronIcon}
              </button>
            </div>`
          : nothing
      }
      ${errorNotice(texts, error, this.provider, this.#start)} ${this.#renderQuestion(texts)}
    </section>`;
  }

  #renderNews(texts: Texts): TemplateResult | typeof nothing {
    if (this.news === null) return nothing;
    const { key, file } = this.news;
    return notice(texts.t(`records.import.${key}`, { file }), "ok");
  }

  #renderImport(summary: ImportSummary, texts: Texts): TemplateResult {
    const { counts, file_name: file, state, created_at: at } = summary;
    const canUndo = state === "done" && !this.readonly && counts.created + counts.updated > 0;
    const hasErrors = (state === "done" || state === "failed") && counts.failed > 0;
    return html`<span class="mark">${fileIcon}</span>
      <div class="about">
        <p class="file">${file} <span class="chip ${state}">${texts.t(`records.import.state.${state}`)}</span></p>
        <p class="muted small">
          <time datetime=${at} title=${texts.dateTime(at)}>${texts.moment(at, this.now)}</time>
        </p>
        ${state === "running" ? this.#renderProgress(counts, texts) : this.#renderCounts(summary, texts)}
        ${state === "failed" ? html`<p class="small">${texts.t("records.import.stopped")}</p>` : nothing}
        ${
          hasErrors
            ? html`<speedai-error-file
                .api=${this.api}
                .texts=${texts}
                .connection=${this.connection}
                .summary=${summary}
                .provider=${this.provider}
                ?told=${summary === this.#list.items[0]}
              ></speedai-error-file>`
            : nothing
        }
      </div>
      ${
        canUndo
          ? html`<div class="ways">
              <button
                class="button quiet"
                type="button"
                aria-label=${texts.t("records.import.undo_named", { file })}
                @click=${() => this.#ask(summary)}
              >
                ${undoIcon}${texts.t("records.import.undo")}
              </button>
            </div>`
          : nothing
      }`;
  }

  #renderCounts({ counts, state }: ImportSummary, texts: Texts): TemplateResult {
    const told = rowOutcomes.filter((outcome) => counts[outcome] > 0);
    return html`<p class=${state === "undone" ? "counts gone" : "counts"}>
      ${told.map((outcome) => html`<span class=${outcome}>${texts.t(`records.import.${outcome}`, { count: counts[outcome] })}</span> `)}
    </p>`;
  }

  #renderProgress(counts: ImportSummary["counts"], texts: Texts): TemplateResult {
    const done = counts.created + counts.updated + counts.unchanged + counts.failed;
    return html`<progress max=${counts.rows} .value=${done} aria-label=${texts.t("drawer.waiting.progress")}></progress>
      <p class="muted small">${texts.t("drawer.waiting.done_of", { count: done, total: counts.rows })}</p>`;
  }

  #renderQuestion(texts: Texts): TemplateResult | typeof nothing {
    if (this.readonly) return nothing;
    const { asked } = this;
    const { created = 0, updated = 0 } = asked?.counts ?? {};
    const points = [
      ...(created > 0 ? [texts.t("records.import.ask_created", { count: created })] : []),
      ...(updated > 0 ? [texts.t("records.import.ask_updated", { count: updated })] : []),
      texts.t("records.import.ask_kept"),
      texts.t("records.import.ask_final"),
    ];
    return html`<speedai-question
      .texts=${texts}
      .provider=${this.provider}
      .heading=${texts.t("records.import.ask", { file: asked?.file_name ?? "" })}
      .lead=${texts.t("records.import.ask_lead")}
      .points=${points}
      .keepLabel=${texts.t("records.import.keep")}
      .confirmLabel=${texts.t("records.import.undo")}
      .confirm=${this.#undo}
    ></speedai-question>`;
  }

  readonly #showAll = (): void => {
    this.showsAll = true;
  };

  async #ask(summary: ImportSummary): Promise<void> {
    this.asked = summary;
    await this.updateComplete;
    this.question?.ask();
  }

  readonly #undo = async (): Promise<void> => {
    const { api, asked, connection } = this;
    if (!api || !asked) return;
    const undone = await api.undoImport(connection, asked.id);
    this.#list.replace(undone);
    this.question?.close();
    this.news = { key: "undone", file: undone.file_name };
    this.changed();
    // The button that asked is gone.
    this.newsBox?.focus();
  };

  readonly #start = async (): Promise<void> => {
    clearTimeout(this.#timer);
    await this.#list.start();
    if (!this.#list.isSettled) return;
    this.settled();
    this.#followRunning();
  };

  /** Looks again while an import runs, and says when it has ended. */
  #followRunning(): void {
    const running = this.#list.items.filter(({ state }) => state === "running");
    if (running.length === 0 || !this.isConnected) return;
    this.#timer = setTimeout(async () => {
      await this.#list.refresh();
      const ended = this.#list.items.find(
        ({ id, state }) => state !== "running" && running.some((one) => one.id === id),
      );
      if (ended?.state === "done") this.news = { key: "finished", file: ended.file_name };
      if (ended) this.changed();
      this.#followRunning();
    }, this.pauseMs);
  }
}
