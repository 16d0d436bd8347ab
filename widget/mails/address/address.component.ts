import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import { property, query, state } from "lit/decorators.js";
import type { Connection, Integration } from "../../../schema/wire/index.ts";
import type { ApiClient } from "../../api/client.ts";
import type { Texts } from "../../i18n/index.ts";
import { partStyles } from "../../records/part.styles.ts";
import type { SpeedaiQuestion } from "../../records/question/question.component.ts";
import { copyableStyles } from "../../steps/copy/copyable.styles.ts";
import { copyable } from "../../steps/copy/copyable.ts";
import { chevronIcon } from "../../steps/icons.ts";
import { notice } from "../../steps/notice.ts";
import { stepStyles } from "../../steps/step.styles.ts";
import { buttonStyles } from "../../styles/controls.ts";
import { tokenStyles } from "../../styles/tokens.ts";
import { addressStyles } from "./address.styles.ts";

/**
 * The address that reads a tool's e-mails: to copy, with the guide to forward to it, and to replace.
 *
 * @summary SpeedAI address of a mailbox connection.
 */
export class SpeedaiMailAddress extends LitElement {
  static override styles = [tokenStyles, buttonStyles, stepStyles, partStyles, copyableStyles, addressStyles];

  @property({ attribute: false }) api: ApiClient | null = null;
  @property({ attribute: false }) texts: Texts | null = null;
  @property({ attribute: false }) integration: Integration | null = null;
  @property({ attribute: false }) connection: Connection | null = null;
  @property({ type: Boolean }) readonly = false;
  /** The connection has another address. */
  @property({ attribute: false }) changed: (connection: Connection) => void = () => {};

  @state() private hasRotated = false;
  /** Until a first e-mail has come; what the person opened or closed since stays. */
  private isGuideOpen = false;
  @query("speedai-question") private question: SpeedaiQuestion | null | undefined;

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has("connection") || changed.get("connection")?.id === this.connection?.id) return;
    this.hasRotated = false;
    this.isGuideOpen = this.connection?.status !== "connected";
  }

  override render(): TemplateResult | typeof nothing {
    const { texts, integration, connection } = this;
    if (!texts || !integration || !connection) return nothing;
    const address = connection.settings["mail_address"];
    const name = texts.t("drawer.instructions.mail_address");
    return html`<section class="step" aria-labelledby="title">
      <div>
        <h2 class="minor" id="title">${name}</h2>
        <p class="lead">${texts.t("records.address.lead", { provider: integration.name })}</p>
      </div>
      <div class="news" role="status">
        ${this.hasRotated ? notice(texts.t("records.address.rotated"), "warning") : nothing}
      </div>
      ${
        typeof address === "string"
          ? copyable(texts, name, address)
          : notice(texts.t(this.readonly ? "records.address.hidden" : "records.address.missing"))
      }
      ${this.readonly || typeof address !== "string" ? nothing : this.#renderWays(texts, integration, connection)}
    </section>`;
  }

  #renderWays(texts: Texts, integration: Integration, connection: Connection): TemplateResult {
    const steps = integration.methods.find(({ id }) => id === connection.method)?.steps ?? [];
    return html`<div class="ways">
        ${
          steps.length === 0
            ? nothing
            : html`<details ?open=${this.isGuideOpen}>
                <summary>${texts.t("records.address.guide")}${chevronIcon}</summary>
                <ol class="numbered">
                  ${steps.map((step) => html`<li>${texts.prose(step)}</li>`)}
                </ol>
              </details>`
        }
        <button class="button quiet" type="button" @click=${this.#ask}>${texts.t("records.address.rotate")}</button>
      </div>
      <speedai-question
        .texts=${texts}
        .provider=${integration.name}
        .heading=${texts.t("records.address.ask")}
        .lead=${texts.t("records.address.ask_lead")}
        .points=${(["stops", "forwarding", "kept"] as const).map((point) => texts.t(`records.address.ask_${point}`))}
        .keepLabel=${texts.t("records.address.keep")}
        .confirmLabel=${texts.t("records.address.rotate")}
        .confirm=${this.#rotate}
      ></speedai-question>`;
  }

  readonly #ask = (): void => this.question?.ask();

  readonly #rotate = async (): Promise<void> => {
    const { api, connection } = this;
    if (!api || !connection) return;
    const renewed = await api.rotateMailAddress(connection.id);
    this.hasRotated = true;
    this.question?.close();
    this.changed(renewed);
  };
}
