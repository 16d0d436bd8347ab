import { html, LitElement, nothing, type TemplateResult } from "lit";
import { property, query, state } from "lit/decorators.js";
import type { Texts } from "../../i18n/index.ts";
import { buttonStyles } from "../../styles/controls.ts";
import { tokenStyles } from "../../styles/tokens.ts";
import { alertIcon, uploadIcon } from "../icons.ts";
import { stepStyles } from "../step.styles.ts";
import { isAccepted } from "./is-accepted.ts";
import { uploadStyles } from "./upload.styles.ts";

/**
 * A file, dropped or chosen, and how much of it has really been sent.
 *
 * @summary Step « upload ».
 */
export class SpeedaiStepUpload extends LitElement {
  static override styles = [tokenStyles, buttonStyles, stepStyles, uploadStyles];

  @property({ attribute: false }) texts: Texts | null = null;
  /** As in the `accept` attribute of a file field. */
  @property({ attribute: false }) accept = "";
  /** null: the API says it later. */
  @property({ attribute: false }) maxBytes: number | null = null;
  /** Bytes sent so far, while a file is on its way. */
  @property({ attribute: false }) sent: { readonly bytes: number; readonly total: number } | null = null;
  @property({ type: Boolean }) busy = false;
  @property({ attribute: false }) send: (file: File) => void = () => {};
  @property({ attribute: false }) stop: () => void = () => {};

  @state() private isOver = false;
  @state() private fileName = "";
  @state() private refusal: "type" | "size" | "empty" | null = null;
  @query("input") private input: HTMLInputElement | null | undefined;

  override render(): TemplateResult | typeof nothing {
    const { texts } = this;
    if (!texts) return nothing;
    return this.busy ? this.#renderSending(texts) : this.#renderZone(texts);
  }

  #renderZone(texts: Texts): TemplateResult {
    const limit =
      this.maxBytes === null
        ? ""
        : texts.t("drawer.upload.limit", { megabytes: Math.floor(this.maxBytes / 1_048_576) });
    return html`<div class="step">
      <div
        class=${this.isOver ? "zone over" : "zone"}
        @dragenter=${this.#onDrag}
        @dragover=${this.#onDrag}
        @dragleave=${this.#onDragLeave}
        @drop=${this.#onDrop}
      >
        ${uploadIcon}
        <h2 id="title">${texts.t("drawer.upload.title")}</h2>
        <p class="muted" id="formats">${texts.t("drawer.upload.formats")} ${limit}</p>
        <input
          type="file"
          hidden
          accept=${this.accept || nothing}
          aria-labelledby="title"
          @change=${this.#onChosen}
        />
        <button class="button primary" type="button" aria-describedby="formats" @click=${this.#browse}>
          ${texts.t("drawer.upload.browse")}
        </button>
      </div>
      <div role="alert">
        ${
          this.refusal === null
            ? nothing
            : html`<p class="error">${alertIcon}<span>${texts.t(`drawer.upload.refused.${this.refusal}`)}</span></p>`
        }
      </div>
    </div>`;
  }

  #renderSending(texts: Texts): TemplateResult {
    const sent = this.sent;
    const percent = sent && sent.total > 0 ? Math.floor((sent.bytes / sent.total) * 100) : 0;
    const isSent = sent !== null && sent.bytes >= sent.total;
    return html`<div class="panel file">
      <div class="top">
        <span class="name">${this.fileName}</span>
        <span class="muted">${texts.t("drawer.upload.percent", { percent })}</span>
      </div>
      <progress max="100" value=${percent} aria-label=${texts.t("drawer.upload.progress")}></progress>
      <div class="actions">
        <p class="muted small" role="status">${texts.t(isSent ? "drawer.upload.reading" : "drawer.upload.sending")}</p>
        <button class="link" type="button" @click=${this.stop}>${texts.t("drawer.cancel")}</button>
      </div>
    </div>`;
  }

  readonly #browse = (): void => this.input?.click();

  readonly #onChosen = (event: Event): void => {
    if (event.target instanceof HTMLInputElement) this.#take(event.target.files?.[0]);
  };

  readonly #onDrag = (event: DragEvent): void => {
    event.preventDefault();
    this.isOver = true;
  };

  readonly #onDragLeave = (): void => {
    this.isOver = false;
  };

  readonly #onDrop = (event: DragEvent): void => {
    event.preventDefault();
    this.isOver = false;
    this.#take(event.dataTransfer?.files[0]);
  };

  /** On a phone it stands below what is seen. */
  async #showRefusal(): Promise<void> {
    await this.updateComplete;
    this.renderRoot.querySelector(".error")?.scrollIntoView({ block: "nearest" });
  }

  #take(file: File | undefined): void {
    if (!file) return;
    this.refusal = !isAccepted(file, this.accept)
      ? "type"
      : file.size === 0
        ? "empty"
        : this.maxBytes !== null && file.size > this.maxBytes
          ? "size"
          : null;
    if (this.refusal !== null) return void this.#showRefusal();
    this.fileName = file.name;
    this.send(file);
  }
}
