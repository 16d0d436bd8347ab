import { html, LitElement, nothing, type TemplateResult } from "lit";
import { property, state } from "lit/decorators.js";
import type { ImportSummary } from "../../../schema/wire/index.ts";
import { type ApiClient, ApiError } from "../../api/client.ts";
import type { Texts } from "../../i18n/index.ts";
import { errorNotice } from "../../steps/explanation/error-notice.ts";
import { stepStyles } from "../../steps/step.styles.ts";
import { buttonStyles } from "../../styles/controls.ts";
import { tokenStyles } from "../../styles/tokens.ts";
import { downloadIcon } from "../icons.ts";
import { errorFileStyles } from "./error-file.styles.ts";
import { saveFile } from "./save-file.ts";

/**
 * The rows of a file that could not be taken: the first of them with what to write instead, and all of them as a file to
 * correct and import again.
 *
 * @summary Rows to correct, « Télécharger les lignes en erreur ».
 */
export class SpeedaiErrorFile extends LitElement {
  static override styles = [tokenStyles, buttonStyles, stepStyles, errorFileStyles];

  @property({ attribute: false }) api: ApiClient | null = null;
  @property({ attribute: false }) texts: Texts | null = null;
  /** Id of the connection. */
  @property({ attribute: false }) connection = "";
  @property({ attribute: false }) summary: ImportSummary | null = null;
  @property({ attribute: false }) provider = "";
  /** Tells the first rows above the button. */
  @property({ type: Boolean }) told = false;
  /** The browser's own download unless a test says otherwise. */
  @property({ attribute: false }) save: (file: Blob, name: string) => void = saveFile;

  @state() private isBusy = false;
  @state() private error: ApiError | null = null;

  override render(): TemplateResult | typeof nothing {
    const { texts, summary } = this;
    if (!texts || !summary || summary.counts.failed === 0) return nothing;
    return html`${this.#renderRows(texts, summary)}
      <button
        class="button"
        type="button"
        aria-disabled=${this.isBusy ? "true" : nothing}
        @click=${this.#download}
      >
        ${this.isBusy ? html`<span class="spinner"></span>` : downloadIcon}
        ${texts.t("records.import.errors", { count: summary.counts.failed })}
      </button>
      ${this.error === null ? nothing : errorNotice(texts, this.error, this.provider)}`;
  }

  #renderRows(texts: Texts, { refused, counts }: ImportSummary): TemplateResult | typeof nothing {
    if (!this.told || refused.length === 0) return nothing;
    const more = counts.failed - refused.length;
    return html`<dl>
        ${refused.flatMap(({ line, faults }) =>
          faults.map(
            ({ column, value, text }) => html`<dt>
                ${texts.t(column ? "records.import.cell" : "records.import.row", { line, column: column ?? "" })}
                ${value && html`<code>${value}</code>`}
              </dt>
              <dd>${texts.prose(text)}</dd>`,
          ),
        )}
      </dl>
      ${more > 0 ? html`<p>${texts.t("records.import.more", { count: more })}</p>` : nothing}`;
  }

  readonly #download = async (): Promise<void> => {
    const { api, texts, summary } = this;
    if (!api || !texts || !summary || this.isBusy) return;
    this.isBusy = true;
    this.error = null;
    try {
      const file = await api.importErrors(this.connection, summary.id);
      const name = summary.file_name.replace(/\.[^.]{1,8}$/, "");
      this.save(file, texts.t("records.import.errors_file", { name }));
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      this.error = error;
    } finally {
      this.isBusy = false;
    }
  };
}
