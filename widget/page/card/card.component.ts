import { css, html, LitElement, type TemplateResult } from "lit";
import { property } from "lit/decorators.js";
import type { Integration } from "../../../schema/wire/index.ts";
import type { ApiClient } from "../../api/client.ts";
import type { Texts } from "../../i18n/index.ts";
import { badgeStyles, buttonStyles } from "../../styles/controls.ts";
import { tokenStyles } from "../../styles/tokens.ts";
import { tickIcon } from "../icons.ts";
import { cardStyles } from "./card.styles.ts";
import { requestOpening } from "./open-request.ts";

/**
 * One tool of the catalogue: logo, name, badge, what it brings, and the way in. A tool that is already connected offers another
 * account; its connections stand in the zone above.
 *
 * @fires open-requested - The person wants to connect this tool.
 * @csspart card - The frame.
 * @csspart card-title - Name of the tool.
 * @csspart badge - Standard, Premium, Sur mesure.
 * @csspart action - The button.
 */
export class SpeedaiCard extends LitElement {
  static override styles = [
    tokenStyles,
    buttonStyles,
    badgeStyles,
    cardStyles,
    css`
      .card {
        grid-template-columns: auto minmax(0, 1fr) auto;
        grid-template-rows: auto 1fr;
        column-gap: 12px;
        row-gap: 10px;
        align-items: start;
        min-block-size: var(--_card-block);
      }
      .summary {
        grid-column: 1 / -1;
        align-self: start;
        display: -webkit-box;
        margin: 0;
        overflow: hidden;
        color: var(--_color-muted);
        font-size: calc(var(--_font-size) * 0.9286);
        line-height: 1.45;
        -webkit-box-orient: vertical;
        -webkit-line-clamp: 2;
        line-clamp: 2;
      }
      .accounts {
        display: inline-flex;
        align-items: center;
        gap: 4px;
        color: var(--_color-ok);
        font-weight: 550;
        white-space: nowrap;
      }
      .accounts .icon {
        inline-size: 13px;
        block-size: 13px;
        stroke-width: 2;
      }
      /* Beside its neighbours each name, and each button, stands on one line. */
      .action {
        margin-block-start: 3px;
      }
      .heading {
        display: grid;
        gap: 4px;
        min-inline-size: 0;
      }
      /* A narrow card: the number of accounts goes below the badge, not under the button. */
      .heading .line {
        flex-wrap: wrap;
        row-gap: 2px;
      }
      .unavailable {
        background: var(--_color-sunken);
        border-style: dashed;
        box-shadow: none;
      }
      .unavailable speedai-logo {
        opacity: 0.65;
        filter: grayscale(1);
      }
      .state {
        color: var(--_color-muted);
        font-size: var(--_text-s);
        font-weight: 600;
      }
      /* Narrow page: a dense row. */
      @container (inline-size < 560px) {
        .card {
          display: flex;
          flex-wrap: wrap;
          align-items: center;
          min-block-size: var(--_row-block);
          padding: 12px 0;
          border-width: 0 0 1px;
          border-radius: 0;
          box-shadow: none;
          background: none;
        }
        .card:not(.unavailable) .summary {
          display: none;
        }
        .summary {
          margin-inline-start: 56px;
        }
        /* A word that is too long for its place takes the button's: it is not torn. */
        .heading {
          flex: 1 1 0;
          min-inline-size: min-content;
        }
        .action {
          margin-block-start: 0;
          margin-inline-start: auto;
          padding-inline: 11px;
        }
        .action::after {
          inset: 0 -8px;
          border-radius: var(--_radius-control);
        }
      }
    `,
  ];

  @property({ attribute: false }) integration: Integration | null = null;
  @property({ attribute: false }) api: ApiClient | null = null;
  @property({ attribute: false }) texts: Texts | null = null;
  /** Looking only. */
  @property({ type: Boolean }) readonly = false;

  override focus(options?: FocusOptions): void {
    this.renderRoot.querySelector("button")?.focus(options);
  }

  protected override render() {
    const { integration, texts } = this;
    if (!integration || !texts) return null;
    const { id, name, badge, available, connections, unavailable_reason } = integration;
    const badgeName = texts.t(`page.badge.${badge}`);
    const summary = available
      ? texts.prose(integration.summary)
      : texts.t(`page.card.unavailable.${unavailable_reason ?? "adapter_missing"}`, { name });
    return html`<article class="card ${available ? "" : "unavailable"}" part="card">
      <speedai-logo .api=${this.api} .path=${integration.logo_url} .name=${name}></speedai-logo>
      <div class="heading">
        <h3 class="name" part="card-title">${name}</h3>
        <span class="line">
          <span class="badge ${badge}" part="badge" title=${texts.t("page.badge.label", { badge: badgeName })}
            >${badgeName}</span
          >
          ${
            connections.length > 0
              ? html`<span class="accounts" title=${texts.t("page.card.accounts.label", { count: connections.length })}
                  >${tickIcon}${texts.t("page.card.accounts", { count: connections.length })}</span
                >`
              : null
          }
        </span>
      </div>
      ${available ? this.#action(id, name, connections.length > 0, texts) : this.#unavailable(texts)}
      <p class="summary">${summary}</p>
    </article>`;
  }

  #action(id: string, name: string, isConnected: boolean, texts: Texts): TemplateResult {
    const verb = this.readonly ? "view" : isConnected ? "add" : "connect";
    return html`<button
      class="button action"
      part="action"
      type="button"
      aria-label=${texts.t(`page.action.${verb}.label`, { name })}
      @click=${() => requestOpening(this, { integration: id, connection: null, view: this.readonly ? null : "connect" })}
    >
      ${texts.t(`page.action.${verb}`)}
    </button>`;
  }

  #unavailable(texts: Texts): TemplateResult {
    return html`<span class="state">${texts.t("page.card.unavailable")}</span>`;
  }
}
