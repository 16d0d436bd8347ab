import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import { property, query, state } from "lit/decorators.js";
import type { WebhookSecret } from "../../../../schema/wire/index.ts";
import type { ApiClient } from "../../../api/client.ts";
import type { Texts } from "../../../i18n/index.ts";
import type { SpeedaiQuestion } from "../../../records/question/question.component.ts";
import { copyItemStyles } from "../../../steps/instructions/copy-items.styles.ts";
import { copyItems, hasUncopied } from "../../../steps/instructions/copy-items.ts";
import { notice } from "../../../steps/notice.ts";
import { stepStyles } from "../../../steps/step.styles.ts";
import { buttonStyles } from "../../../styles/controls.ts";
import { tokenStyles } from "../../../styles/tokens.ts";
import { secretStyles } from "./secret.styles.ts";

/**
 * The secret of a webhook, replaced without losing a message: the one before is taken for a day more. The new one is held by this
 * element only, and is gone with it.
 *
 * @summary « Remplacer le secret ».
 */
export class SpeedaiWebhookSecret extends LitElement {
  static override styles = [tokenStyles, buttonStyles, stepStyles, copyItemStyles, secretStyles];

  @property({ attribute: false }) api: ApiClient | null = null;
  @property({ attribute: false }) texts: Texts | null = null;
  /** Id of the connection. */
  @property({ attribute: false }) connection = "";
  @property({ attribute: false }) provider = "";
  /** The connection has another secret. */
  @property({ attribute: false }) changed: () => void = () => {};

  @state() private made: WebhookSecret | null = null;
  @query("speedai-question") private question: SpeedaiQuestion | null | undefined;
  @query(".news") private news: HTMLElement | null | undefined;
  @query(".replace") private button: HTMLElement | null | undefined;

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("connection")) this.made = null;
  }

  /** The new secret is shown and was not copied. */
  get hasSecret(): boolean {
    return this.made !== null && hasUncopied(this.renderRoot);
  }

  override render(): TemplateResult | typeof nothing {
    const { texts } = this;
    if (!texts) return nothing;
    return html`<section class="step">
        <div>
          <h2>${texts.t("drawer.instructions.webhook_secret")}</h2>
          <p class="lead">${texts.t("drawer.secret.lead")}</p>
        </div>
        <div class="news" tabindex="-1">${this.made === null ? nothing : this.#renderMade(this.made, texts)}</div>
        ${
          this.made === null
            ? html`<div class="actions">
                <button class="button replace" type="button" @click=${this.#ask}>${texts.t("drawer.secret.replace")}</button>
              </div>`
            : nothing
        }
      </section>
      <speedai-question
        .texts=${texts}
        .provider=${this.provider}
        .heading=${texts.t("drawer.secret.ask")}
        .lead=${texts.t("drawer.secret.ask_lead")}
        .points=${(["once", "day", "again"] as const).map((point) => texts.t(`drawer.secret.ask_${point}`))}
        .keepLabel=${texts.t("drawer.secret.keep")}
        .confirmLabel=${texts.t("drawer.secret.replace")}
        .confirm=${this.#replace}
      ></speedai-question>`;
  }

  #renderMade({ items, previous_valid_until: until }: WebhookSecret, texts: Texts): TemplateResult {
    return html`<div class="step">
      ${copyItems(texts, items)}
      ${until === null ? nothing : notice(texts.t("drawer.secret.until", { date: texts.dateTime(until) }))}
      <div class="actions">
        <button class="button primary" type="button" @click=${this.#kept}>${texts.t("drawer.instructions.kept")}</button>
      </div>
    </div>`;
  }

  readonly #ask = (): void => this.question?.ask();

  readonly #replace = async (): Promise<void> => {
    const { api, connection } = this;
    if (!api) return;
    const made = await api.replaceWebhookSecret(connection);
    // The person went to another connection meanwhile: its secret is not shown there.
    if (connection !== this.connection) return;
    this.made = made;
    this.question?.close();
    this.changed();
    await this.updateComplete;
    // The button that asked is gone.
    this.news?.focus();
  };

  readonly #kept = async (): Promise<void> => {
    this.made = null;
    await this.updateComplete;
    this.button?.focus();
  };
}
