import { css, html, LitElement, type TemplateResult } from "lit";
import { property } from "lit/decorators.js";
import type { Sentences } from "../../i18n/sentences.ts";
import type { TextKey } from "../../i18n/words.ts";
import { buttonStyles } from "../../styles/controls.ts";
import { tokenStyles } from "../../styles/tokens.ts";
import { closeIcon } from "../icons.ts";
import { automationPicture, centralisationPicture, roiPicture, visibilityPicture } from "./pictures.ts";

interface Argument {
  readonly title: TextKey;
  readonly text: TextKey;
  readonly picture: TemplateResult;
}

const argumentList: readonly Argument[] = [
  { title: "page.why.centralisation.title", text: "page.why.centralisation.text", picture: centralisationPicture },
  { title: "page.why.visibility.title", text: "page.why.visibility.text", picture: visibilityPicture },
  { title: "page.why.automation.title", text: "page.why.automation.text", picture: automationPicture },
  { title: "page.why.roi.title", text: "page.why.roi.text", picture: roiPicture },
];

/**
 * « Pourquoi connecter mon CRM ? », a native modal dialog: focus goes in, stays in and returns to the button; Escape, the cross
 * and a press beside it close it.
 */
export class SpeedaiWhy extends LitElement {
  static override styles = [
    tokenStyles,
    buttonStyles,
    css`
      dialog {
        inline-size: min(760px, calc(100vw - 24px));
        max-block-size: min(90dvh, 820px);
        padding: 0;
        overflow: auto;
        overscroll-behavior: contain;
        border: 1px solid var(--_color-line);
        border-radius: calc(var(--_radius-card) + 4px);
        background: var(--_color-surface);
        color: var(--_color-ink);
        box-shadow: 0 24px 80px var(--_shadow-overlay);
        container-type: inline-size;
      }
      dialog[open] {
        animation: rise var(--_duration) ease-out;
      }
      @keyframes rise {
        from {
          opacity: 0;
          translate: 0 8px;
        }
      }
      dialog::backdrop {
        background: var(--_color-backdrop);
      }
      .inside {
        padding: clamp(20px, 5cqi, 36px);
      }
      header {
        display: grid;
        grid-template-columns: 1fr auto;
        gap: 6px 16px;
        align-items: start;
      }
      h2 {
        margin: 0;
        padding-block: 4px;
        font-size: clamp(20px, 4cqi, 26px);
        font-weight: 640;
        letter-spacing: -0.02em;
        line-height: 1.2;
        text-wrap: balance;
      }
      header p {
        grid-column: 1 / -1;
        margin: 0;
        max-inline-size: 58ch;
        color: var(--_color-muted);
        font-size: var(--_text-m);
      }
      ul {
        display: grid;
        gap: 14px;
        margin: 26px 0 0;
        padding: 0;
        list-style: none;
      }
      li {
        display: grid;
        align-content: start;
        overflow: hidden;
        border: 1px solid var(--_color-line);
        border-radius: var(--_radius-card);
        background: var(--_color-surface);
      }
      li div {
        padding: 15px 18px 18px;
      }
      h3 {
        margin: 0 0 4px;
        font-size: var(--_text-m);
        font-weight: 620;
      }
      li p {
        margin: 0;
        color: var(--_color-muted);
        text-wrap: pretty;
      }
      /* The intro's night and brass: the four pictures are its close-ups. */
      .picture {
        inline-size: 100%;
        block-size: 124px;
        padding: 22px;
        background: radial-gradient(90% 160% at 70% 0%, var(--_color-intro-end), transparent 75%), var(--_color-intro-start);
        fill: none;
        stroke: var(--_color-intro-ink);
        stroke-width: 1.25;
        stroke-linecap: round;
        stroke-linejoin: round;
      }
      .picture .soft {
        stroke: var(--_color-intro-muted);
        stroke-opacity: 0.6;
      }
      .picture .accent,
      .picture .tint {
        stroke: var(--_color-intro-accent);
      }
      .picture .tint {
        fill: color-mix(in oklab, var(--_color-intro-accent) 15%, transparent);
      }
      @container (inline-size >= 560px) {
        ul {
          grid-template-columns: 1fr 1fr;
        }
      }
      @container (inline-size < 560px) {
        .picture {
          block-size: 92px;
          padding: 14px;
        }
      }
    `,
  ];

  @property({ attribute: false }) texts: Sentences | null = null;

  get #dialog(): HTMLDialogElement | null {
    return this.renderRoot.querySelector("dialog");
  }

  show(): void {
    this.#dialog?.showModal();
  }

  protected override render() {
    const { texts } = this;
    if (!texts) return null;
    return html`<dialog aria-labelledby="title" aria-describedby="lead" @click=${this.#closeBeside}>
      <div class="inside">
        <header>
          <h2 id="title">${texts.t("page.why.title")}</h2>
          <button class="icon-button" type="button" aria-label=${texts.t("page.why.close")} @click=${this.#close}>
            ${closeIcon}
          </button>
          <p id="lead">${texts.t("page.why.lead")}</p>
        </header>
        <ul role="list">
          ${argumentList.map(
            ({ title, text, picture }) => html`<li>
              ${picture}
              <div>
                <h3>${texts.t(title)}</h3>
                <p>${texts.t(text)}</p>
              </div>
            </li>`,
          )}
        </ul>
      </div>
    </dialog>`;
  }

  #close(): void {
    this.#dialog?.close();
  }

  /** The content fills the dialog, so only its backdrop is the dialog itself. */
  #closeBeside(event: MouseEvent): void {
    if (event.target === this.#dialog) this.#close();
  }
}
