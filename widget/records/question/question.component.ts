import { html, LitElement, nothing, type TemplateResult } from "lit";
import { property, query, state } from "lit/decorators.js";
import { ApiError } from "../../api/client.ts";
import type { Texts } from "../../i18n/index.ts";
import { errorNotice } from "../../steps/explanation/error-notice.ts";
import { dashIcon } from "../../steps/icons.ts";
import { stepStyles } from "../../steps/step.styles.ts";
import { buttonStyles } from "../../styles/controls.ts";
import { tokenStyles } from "../../styles/tokens.ts";
import { questionStyles } from "./question.styles.ts";

/**
 * A question before something that takes data away: what will happen, point by point, and a way out that has the focus.
 *
 * @summary Confirmation in a modal dialog.
 */
export class SpeedaiQuestion extends LitElement {
  static override styles = [tokenStyles, buttonStyles, stepStyles, questionStyles];

  @property({ attribute: false }) texts: Texts | null = null;
  @property({ attribute: false }) provider = "";
  @property({ attribute: false }) heading = "";
  @property({ attribute: false }) lead = "";
  /** What will happen, one sentence each; its lines are kept. */
  @property({ attribute: false }) points: readonly string[] = [];
  @property({ attribute: false }) keepLabel = "";
  @property({ attribute: false }) confirmLabel = "";
  /** What the person says yes to. It closes the question; a refused call leaves it open and says why. */
  @property({ attribute: false }) confirm: () => Promise<void> | void = () => {};

  @state() private isBusy = false;
  @state() private error: ApiError | null = null;
  @query("dialog") private dialog: HTMLDialogElement | null | undefined;

  ask(): void {
    this.error = null;
    this.dialog?.showModal();
  }

  /** The focus goes back to where the question was asked. */
  close(): void {
    this.dialog?.close();
  }

  override render(): TemplateResult | typeof nothing {
    const { texts, isBusy } = this;
    if (!texts) return nothing;
    return html`<dialog aria-labelledby="ask" aria-describedby="lead">
      <div class="step">
        <div>
          <h2 id="ask">${this.heading}</h2>
          <p class="lead" id="lead">${this.lead}</p>
        </div>
        ${
          this.points.length === 0
            ? nothing
            : html`<div>
                <ul>
                  ${this.points.map((point) => html`<li>${dashIcon}<span>${point}</span></li>`)}
                </ul>
              </div>`
        }
        ${errorNotice(texts, this.error, this.provider)}
        <div class="actions">
          <button class="button" type="button" autofocus @click=${this.close}>${this.keepLabel}</button>
          <button
            class="button destructive"
            type="button"
            aria-disabled=${isBusy ? "true" : nothing}
            @click=${this.#onConfirm}
          >
            ${isBusy ? html`<span class="spinner"></span>` : nothing}${this.confirmLabel}
          </button>
        </div>
      </div>
    </dialog>`;
  }

  readonly #onConfirm = async (): Promise<void> => {
    if (this.isBusy) return;
    this.isBusy = true;
    this.error = null;
    try {
      await this.confirm();
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      this.error = error;
    } finally {
      this.isBusy = false;
    }
  };
}
