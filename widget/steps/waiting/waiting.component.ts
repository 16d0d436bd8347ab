import { html, LitElement, nothing, type TemplateResult } from "lit";
import { property } from "lit/decorators.js";
import type { StepOf } from "../../../schema/wire/index.ts";
import type { Texts } from "../../i18n/index.ts";
import { buttonStyles } from "../../styles/controls.ts";
import { tokenStyles } from "../../styles/tokens.ts";
import { stepStyles } from "../step.styles.ts";
import { waitingStyles } from "./waiting.styles.ts";

/**
 * The server works, or waits for something from outside; with a bar where it can count.
 *
 * @summary Step « waiting ».
 */
export class SpeedaiStepWaiting extends LitElement {
  static override styles = [tokenStyles, buttonStyles, stepStyles, waitingStyles];

  @property({ attribute: false }) texts: Texts | null = null;
  @property({ attribute: false }) step: StepOf<"waiting"> | null = null;
  @property({ attribute: false }) provider = "";
  /** The API does not answer for the moment. */
  @property({ type: Boolean }) silent = false;
  /** null: the work goes on by itself and cannot be given up here. */
  @property({ attribute: false }) cancel: (() => void) | null = null;

  override render(): TemplateResult | typeof nothing {
    const { texts, step, provider } = this;
    if (!texts || !step) return nothing;
    const { progress } = step;
    return html`<section class="panel step">
      <div class="top">
        <span class="spinner"></span>
        <div>
          <h2>${texts.t(`drawer.waiting.${step.for}.title`, { provider })}</h2>
          <p class="lead" role="status">
            ${texts.t(this.silent ? "drawer.redirect.silent" : `drawer.waiting.${step.for}.lead`, { provider })}
          </p>
        </div>
      </div>
      ${
        progress === undefined
          ? nothing
          : html`<div>
              <progress
                max=${progress.total ?? nothing}
                value=${progress.total === null ? nothing : progress.done}
                aria-label=${texts.t("drawer.waiting.progress")}
              ></progress>
              <p class="muted small">
                ${
                  progress.total === null
                    ? texts.t("drawer.waiting.done", { count: progress.done })
                    : texts.t("drawer.waiting.done_of", { count: progress.done, total: progress.total })
                }
              </p>
            </div>`
      }
      ${
        this.cancel === null
          ? nothing
          : html`<div class="actions">
              <button class="button quiet" type="button" @click=${this.cancel}>${texts.t("drawer.cancel")}</button>
            </div>`
      }
    </section>`;
  }
}
