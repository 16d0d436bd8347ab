import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import { property, state } from "lit/decorators.js";
import type { ImportSummary } from "../../../schema/wire/index.ts";
import { type ApiClient, ApiError } from "../../api/client.ts";
import type { Texts } from "../../i18n/index.ts";
import { errorNotice } from "../../steps/explanation/error-notice.ts";
import { stepStyles } from "../../steps/step.styles.ts";
import { buttonStyles } from "../../styles/controls.ts";
import { tokenStyles } from "../../styles/tokens.ts";
import { downloadIcon } from "../icons.ts";
import { saveFile } from "./save-file.ts";

/**
 * The rows of a file that could not be taken, to correct and import again.
 *
 * @summary « Télécharger les lignes en erreur ».
 */
export class SpeedaiErrorFile extends LitElement {
  static override styles = [
    tokenStyles,
    buttonStyles,
    stepStyles,
    css`
      speedai-explanation {
        margin-block-start: 10px;
      }
    `,
  ];

  @property({ attribute: false }) api: ApiClient | null = null;
  @property({ attribute: false }) texts: Texts | null = null;
  /** Id of the connection. */
  @property({ attribute: false }) connection = "";
  @property({ attribute: false }) summary: ImportSummary | null = null;
  @property({ attribute: false }) provider = "";
  /** The browser's own download unless a test says otherwise. */
  @property({ attribute: false }) save: (file: Blob, name: string) => void = saveFile;

  @state() private isBusy = false;
  @state() private error: ApiError | null = null;

  override render(): TemplateResult | typeof nothing {
    const { texts, summary } = this;
    if (!texts || !summary || summary.counts.failed === 0) return nothing;
    return html`<button
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
