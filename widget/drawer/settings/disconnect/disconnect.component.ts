import { html, LitElement, nothing, type TemplateResult } from "lit";
import { property, query } from "lit/decorators.js";
import type { Connection, Disconnection, Integration, MethodKind } from "../../../../schema/wire/index.ts";
import type { ApiClient } from "../../../api/client.ts";
import type { Texts } from "../../../i18n/index.ts";
import type { SpeedaiQuestion } from "../../../records/question/question.component.ts";
import { stepStyles } from "../../../steps/step.styles.ts";
import { buttonStyles } from "../../../styles/controls.ts";
import { tokenStyles } from "../../../styles/tokens.ts";

/** What was read of a file or of mails is kept here, and goes. */
const keepsAll: readonly MethodKind[] = ["oauth2", "credentials", "database"];

/**
 * The end of a connection, after saying what stops with it.
 *
 * @summary « Déconnecter ».
 */
export class SpeedaiDisconnect extends LitElement {
  static override styles = [tokenStyles, buttonStyles, stepStyles];

  @property({ attribute: false }) api: ApiClient | null = null;
  @property({ attribute: false }) texts: Texts | null = null;
  @property({ attribute: false }) integration: Integration | null = null;
  @property({ attribute: false }) connection: Connection | null = null;
  @property({ attribute: false }) removed: (id: string, result: Disconnection) => void = () => {};

  @query("speedai-question") private question: SpeedaiQuestion | null | undefined;

  override render(): TemplateResult | typeof nothing {
    const { texts, integration, connection } = this;
    if (!texts || !integration || !connection) return nothing;
    const { access, name: provider } = integration;
    const lead = texts.t(`drawer.disconnect.${connection.kind}`, { provider });
    return html`<section class="step">
        <div>
          <h2>${texts.t("drawer.disconnect.action")}</h2>
          <p class="lead">${lead}</p>
        </div>
        <div class="actions">
          <button class="button danger" type="button" @click=${this.#ask}>${texts.t("drawer.disconnect.action")}</button>
        </div>
      </section>
      <speedai-question
        .texts=${texts}
        .provider=${provider}
        .heading=${texts.t("drawer.disconnect.ask", { label: connection.label.replaceAll(" · ", "\u00a0· ") })}
        .lead=${`${lead} ${texts.t("drawer.disconnect.final")}`}
        .points=${[
          ...(["reads", "writes"] as const)
            .filter((kind) => access[kind].length > 0)
            .map((kind) => texts.t(`drawer.disconnect.${kind}`, { items: access[kind].map(texts.prose).join("\n") })),
          ...(keepsAll.includes(connection.kind) ? [texts.t("drawer.disconnect.intact", { provider })] : []),
        ]}
        .keepLabel=${texts.t("drawer.disconnect.keep")}
        .confirmLabel=${texts.t("drawer.disconnect.action")}
        .confirm=${this.#disconnect}
      ></speedai-question>`;
  }

  readonly #ask = (): void => this.question?.ask();

  readonly #disconnect = async (): Promise<void> => {
    const { api, connection } = this;
    if (!api || !connection) return;
    const result = await api.disconnect(connection.id);
    this.question?.close();
    this.removed(connection.id, result);
  };
}
