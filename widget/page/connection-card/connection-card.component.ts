import { css, html, LitElement, type TemplateResult } from "lit";
import { property } from "lit/decorators.js";
import type { Connection, Integration } from "../../../schema/wire/index.ts";
import type { ApiClient } from "../../api/client.ts";
import type { Texts } from "../../i18n/index.ts";
import { badgeStyles, buttonStyles } from "../../styles/controls.ts";
import { tokenStyles } from "../../styles/tokens.ts";
import { cardStyles } from "../card/card.styles.ts";
import { requestOpening } from "../card/open-request.ts";
import { historyStrip, historyStyles } from "../history/history.ts";
import { lastFailure } from "../last-failure.ts";
import { needsAttention } from "../search.ts";
import { statusChip, statusStyles } from "../status/status.ts";
import { verbFor } from "./verb.ts";

/**
 * One connection: which account, how it is, how its last checks went, and the one thing to do.
 *
 * @fires open-requested - The person wants to see or repair this connection.
 * @csspart card - The frame.
 * @csspart card-title - Name of the tool.
 * @csspart badge - Standard, Premium, Sur mesure.
 * @csspart status - Status chip.
 * @csspart history - Strip of the last checks.
 * @csspart action - The button.
 */
export class SpeedaiConnectionCard extends LitElement {
  static override styles = [
    tokenStyles,
    buttonStyles,
    badgeStyles,
    statusStyles,
    historyStyles,
    cardStyles,
    css`
      .card {
        grid-template-rows: auto auto 1fr;
        gap: 13px;
      }
      .top {
        display: grid;
        grid-template-columns: auto minmax(0, 1fr);
        gap: 2px 12px;
        align-items: center;
      }
      /* A long name keeps its line; the state goes below it. */
      .title {
        display: flex;
        flex-wrap: wrap;
        gap: 3px 8px;
        align-items: center;
        justify-content: space-between;
      }
      speedai-logo {
        grid-row: span 2;
      }
      .bottom {
        display: flex;
        align-items: center;
        align-self: end;
        justify-content: space-between;
        gap: 12px;
      }
      .when {
        color: var(--_color-muted);
        font-size: calc(var(--_font-size) * 0.8929);
      }
      .ill {
        border-color: color-mix(in oklab, var(--_color-error) 34%, var(--_color-line));
      }
      .action {
        flex: none;
        min-inline-size: 96px;
      }
    `,
  ];

  @property({ attribute: false }) integration: Integration | null = null;
  @property({ attribute: false }) connection: Connection | null = null;
  @property({ attribute: false }) api: ApiClient | null = null;
  @property({ attribute: false }) texts: Texts | null = null;
  /** For « vérifiée il y a 4 min ». */
  @property({ attribute: false }) now: Date = new Date();
  @property({ type: Boolean }) readonly = false;
  /** Without what takes the browser long: its formats of dates, and the strip of checks. Their places are kept. */
  @property({ attribute: false }) early = false;

  override focus(options?: FocusOptions): void {
    this.renderRoot.querySelector("button")?.focus(options);
  }

  protected override render() {
    const { integration, connection, texts } = this;
    if (!integration || !connection || !texts) return null;
    const { name, badge } = integration;
    const isIll = needsAttention(connection.status);
    const verb = verbFor(connection, this.readonly);
    const account = accountOf(connection, name);
    const badgeName = texts.t(`page.badge.${badge}`);
    return html`<article class="card ${isIll ? "ill" : ""}" part="card">
      <div class="top">
        <speedai-logo .api=${this.api} .path=${integration.logo_url} .name=${name}></speedai-logo>
        <div class="title">
          <h3 class="name" part="card-title">${name}</h3>
          ${statusChip(texts, connection.status)}
        </div>
        <span class="line">
          <span class="badge ${badge}" part="badge" title=${texts.t("page.badge.label", { badge: badgeName })}
            >${badgeName}</span
          >
          <span class="clip" title=${account}>${account}</span>
        </span>
      </div>
      ${this.early ? html`<span class="history"></span>` : historyStrip(texts, connection.history)}
      <div class="bottom">
        ${this.early ? html`<span class="when"></span>` : this.#when(connection, isIll, texts)}
        <button
          class="button action ${isIll ? "primary" : ""}"
          part="action"
          type="button"
          aria-label=${texts.t(`page.action.${verb.name}.label`, { name: account ? `${name}, ${account}` : name })}
          @click=${() =>
            requestOpening(this, { integration: integration.id, connection: connection.id, view: verb.view })}
        >
          ${texts.t(`page.action.${verb.name}`)}
        </button>
      </div>
    </article>`;
  }

  #when(connection: Connection, isIll: boolean, texts: Texts): TemplateResult {
    const { status_since, last_checked_at } = connection;
    if (isIll) {
      return html`<time class="when" datetime=${status_since} title=${texts.dateTime(status_since)}
        >${texts.t("page.card.since", { when: texts.moment(status_since, this.now) })}</time
      >`;
    }
    if (!last_checked_at) return html`<span class="when">${texts.t("page.card.unchecked")}</span>`;
    return html`<time
      class="when"
      datetime=${last_checked_at}
      title=${texts.t("page.card.checked.label", { date: texts.dateTime(last_checked_at) })}
      >${texts.t(lastFailure(connection) ? "page.card.tried" : "page.card.checked", { when: texts.relativeTime(last_checked_at, this.now) })}</time
    >`;
  }
}

/** The account at the provider, after the name that the person gave it, if any. */
function accountOf({ label, account }: Connection, integrationName: string): string {
  const given = label === integrationName ? "" : label;
  return [...new Set([given, account?.label ?? ""])].filter(Boolean).join(" · ");
}
