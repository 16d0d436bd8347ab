import { html, LitElement, nothing, type TemplateResult } from "lit";
import { property } from "lit/decorators.js";
import type { WindowState } from "../../connect/machine.ts";
import type { Texts } from "../../i18n/index.ts";
import { buttonStyles } from "../../styles/controls.ts";
import { tokenStyles } from "../../styles/tokens.ts";
import { windowIcon } from "../icons.ts";
import { notice } from "../notice.ts";
import { stepStyles } from "../step.styles.ts";
import { redirectStyles } from "./redirect.styles.ts";

/**
 * The consent happens elsewhere. Says what to expect there, and never strands a person: the window can be opened again, this
 * tab can go instead, and the whole can be given up. After a while the window is offered again; `popup.closed` decides nothing.
 *
 * @summary Step « redirect ».
 */
export class SpeedaiStepRedirect extends LitElement {
  static override styles = [tokenStyles, buttonStyles, stepStyles, redirectStyles];

  @property({ attribute: false }) texts: Texts | null = null;
  @property({ attribute: false }) provider = "";
  @property({ attribute: false }) window: WindowState | null = null;
  /** Called inside the click. */
  @property({ attribute: false }) open: () => void = () => {};
  @property({ attribute: false }) leave: () => void = () => {};
  @property({ attribute: false }) cancel: () => void = () => {};

  override render(): TemplateResult | typeof nothing {
    const { texts, window } = this;
    if (!texts || !window) return nothing;
    const { provider } = this;
    switch (window.phase) {
      case "blocked":
        return html`<section class="panel step">
          <div>
            <h2>${texts.t("drawer.redirect.blocked.title")}</h2>
            <p class="lead">${texts.t(this.#canLeave ? "drawer.redirect.blocked.lead" : "drawer.redirect.blocked.lead_no_tab", { provider })}</p>
          </div>
          <div class="actions">
            ${this.#canLeave ? this.#renderLeave(texts, true) : nothing} ${this.#renderOpen(texts, !this.#canLeave)}
            ${this.#renderCancel(texts)}
          </div>
        </section>`;
      case "ready":
        return html`<section class="panel step">
          <div>
            <h2>${texts.t("drawer.redirect.ready.title", { provider })}</h2>
            <p class="lead">${texts.t("drawer.redirect.ready.lead", { provider })}</p>
          </div>
          <div class="actions">${this.#renderOpen(texts, true)} ${this.#renderCancel(texts)}</div>
        </section>`;
      case "leaving":
        return html`<p class="state" role="status"><span class="spinner"></span>${texts.t("drawer.redirect.leaving", { provider })}</p>`;
      case "idle":
      case "opening":
      case "settled":
        return html`<p class="state" role="status"><span class="spinner"></span>${texts.t("drawer.redirect.opening", { provider })}</p>`;
      case "away":
      case "following":
        return this.#renderAway(texts, window);
    }
  }

  #renderAway(texts: Texts, window: WindowState): TemplateResult {
    const { provider } = this;
    return html`<section class="panel step">
      <div>
        <h2>${texts.t("drawer.redirect.away.title", { provider })}</h2>
        <p class="lead">${texts.t("drawer.redirect.away.lead")}</p>
      </div>
      <ol class="numbered">
        <li>${texts.t("drawer.redirect.away.sign_in", { provider })}</li>
        <li>${texts.t("drawer.redirect.away.accept")}</li>
        <li>${texts.t("drawer.redirect.away.return")}</li>
      </ol>
      <p class="state" role="status">
        <span class="spinner"></span>
        ${texts.t(window.silent ? "drawer.redirect.silent" : "drawer.redirect.waiting", { provider })}
      </p>
      ${window.isLong ? notice(texts.t("drawer.redirect.hidden", { provider })) : nothing}
      <div class="actions">${this.#renderOpen(texts, false)} ${this.#canLeave ? this.#renderLeave(texts, false) : nothing} ${this.#renderCancel(texts)}</div>
    </section>`;
  }

  get #canLeave(): boolean {
    return this.window?.redirect?.can_redirect === true;
  }

  #renderOpen(texts: Texts, isMain: boolean): TemplateResult {
    const isAgain = this.window?.phase === "away";
    return html`<button class=${isMain ? "button primary" : "button"} type="button" @click=${this.open}>
      ${windowIcon}${texts.t(isAgain || this.window?.phase === "blocked" ? "drawer.redirect.reopen" : "drawer.redirect.open", { provider: this.provider })}
    </button>`;
  }

  #renderLeave(texts: Texts, isMain: boolean): TemplateResult {
    return html`<button class=${isMain ? "button primary" : "button"} type="button" @click=${this.leave}>
      ${texts.t("drawer.redirect.same_tab")}
    </button>`;
  }

  #renderCancel(texts: Texts): TemplateResult {
    return html`<button class="button quiet" type="button" @click=${this.cancel}>${texts.t("drawer.cancel")}</button>`;
  }
}
