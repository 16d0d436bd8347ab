import { html, LitElement, nothing, type TemplateResult } from "lit";
import { property } from "lit/decorators.js";
import type { ImportSummary, StepOf } from "../../../schema/wire/index.ts";
import type { ApiClient } from "../../api/client.ts";
import type { Texts } from "../../i18n/index.ts";
import { rowOutcomes } from "../../imports/row-outcomes.ts";
import { tickIcon } from "../../page/icons.ts";
import { buttonStyles } from "../../styles/controls.ts";
import { tokenStyles } from "../../styles/tokens.ts";
import { notice } from "../notice.ts";
import { stepStyles } from "../step.styles.ts";
import { doneStyles } from "./done.styles.ts";

/**
 * Connected, and proven by a check; or a file that was read, with what became of its rows.
 *
 * @summary Step « done ».
 */
export class SpeedaiStepDone extends LitElement {
  static override styles = [tokenStyles, buttonStyles, stepStyles, doneStyles];

  @property({ attribute: false }) api: ApiClient | null = null;
  @property({ attribute: false }) texts: Texts | null = null;
  @property({ attribute: false }) step: StepOf<"done"> | null = null;
  @property({ attribute: false }) provider = "";
  /** A connection that existed before was renewed, or got another file. */
  @property({ type: Boolean }) again = false;
  /** Name of another connection to the same account; null: there is none. */
  @property({ attribute: false }) twin: string | null = null;
  @property({ attribute: false }) see: () => void = () => {};
  @property({ attribute: false }) close: () => void = () => {};

  override render(): TemplateResult | typeof nothing {
    const { texts, step, provider } = this;
    if (!texts || !step) return nothing;
    const summary = step.import;
    const again = summary === undefined ? "drawer.done.again" : "records.import.done.title";
    return html`<section class="step">
      <div class="seal">${tickIcon}</div>
      <div role="status">
        <h2>${texts.t(this.again ? again : "drawer.done.title", { provider })}</h2>
        <p class="lead">${this.#lead(texts, step)}</p>
      </div>
      ${
        step.check === undefined
          ? nothing
          : html`<speedai-checklist
              .texts=${texts}
              .check=${step.check}
              .provider=${provider}
              ?unencrypted=${step.connection.settings["ssl"] === false}
            ></speedai-checklist>`
      }
      ${summary === undefined ? nothing : this.#renderImport(texts, summary, step.connection.id)}
      ${this.twin === null ? nothing : notice(texts.t("drawer.done.twin", { label: this.twin }))}
      <div class="actions">
        <button class="button primary" type="button" @click=${this.close}>${texts.t("drawer.done.close")}</button>
        <button class="button" type="button" @click=${this.see}>
          ${texts.t(summary === undefined ? "drawer.done.see" : "records.import.done.see")}
        </button>
      </div>
    </section>`;
  }

  #lead(texts: Texts, { connection, check, import: summary }: StepOf<"done">): string {
    if (summary !== undefined) {
      return texts.t("records.import.done.lead", { file: summary.file_name, count: summary.counts.rows });
    }
    const account = connection.account?.label ?? check?.account?.label;
    return account === undefined ? texts.t("drawer.done.lead") : texts.t("drawer.done.lead_account", { account });
  }

  #renderImport(texts: Texts, summary: ImportSummary, connectionId: string): TemplateResult {
    const { counts } = summary;
    return html`<div class="panel result">
      <dl class="counts">
        ${rowOutcomes.map(
          (outcome) => html`<div class=${counts[outcome] > 0 ? outcome : nothing}>
            <dt>${texts.t(`records.import.outcome.${outcome}`)}</dt>
            <dd>${texts.number(counts[outcome])}</dd>
          </div>`,
        )}
      </dl>
      ${
        counts.failed === 0
          ? nothing
          : html`<speedai-error-file
                told
                .api=${this.api}
                .texts=${texts}
                .connection=${connectionId}
                .summary=${summary}
                .provider=${this.provider}
              ></speedai-error-file>
              <p class="muted small">${texts.t("records.import.errors_hint")}</p>`
      }
    </div>`;
  }
}
