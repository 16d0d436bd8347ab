import { html, LitElement, nothing, type TemplateResult } from "lit";
import { property, state } from "lit/decorators.js";
import type { Texts } from "../../i18n/index.ts";
import { tickIcon } from "../../page/icons.ts";
import { buttonStyles } from "../../styles/controls.ts";
import { tokenStyles } from "../../styles/tokens.ts";
import { copyIcon } from "../icons.ts";
import { copyStyles } from "./copy.styles.ts";

/** How long « Copié » stays, in milliseconds. */
const thanksMs = 2_000;

/**
 * Copies a text and says so, once, to eyes and screen readers.
 *
 * @summary A copy button.
 */
export class SpeedaiCopy extends LitElement {
  static override styles = [tokenStyles, buttonStyles, copyStyles];

  @property({ attribute: false }) texts: Texts | null = null;
  @property({ attribute: false }) text = "";
  /** What is copied, in words, for the accessible name. */
  @property({ attribute: false }) name = "";
  /** `link`: inside a sentence. */
  @property() look: "button" | "link" = "button";

  @state() private outcome: "none" | "copied" | "refused" = "none";
  /** The text was copied at least once. */
  wasCopied = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#timer);
  }

  override render(): TemplateResult | typeof nothing {
    const { texts, outcome } = this;
    if (!texts) return nothing;
    const words = {
      none: texts.t("drawer.copy"),
      copied: texts.t("drawer.copied"),
      refused: texts.t("drawer.copy_refused"),
    };
    return html`<button
        class=${this.look === "link" ? "link" : "button"}
        type="button"
        aria-label=${outcome === "none" ? texts.t("drawer.copy_named", { name: this.name }) : words[outcome]}
        @click=${this.#copy}
      >
        ${this.look === "link" ? nothing : outcome === "copied" ? tickIcon : copyIcon}${words[outcome]}
      </button>
      <span class="visually-hidden" role="status">${outcome === "none" ? nothing : words[outcome]}</span>`;
  }

  readonly #copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(this.text);
      this.outcome = "copied";
      this.wasCopied = true;
    } catch (error) {
      // No permission, or a page without a secure context: the person selects the text instead.
      if (!(error instanceof DOMException || error instanceof TypeError)) throw error;
      this.outcome = "refused";
    }
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.outcome = "none";
    }, thanksMs);
  };
}
