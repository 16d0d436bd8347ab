/** The top of the drawer: whose it is, how the connection is, and the test. */
import { html, nothing, type TemplateResult } from "lit";
import type { Connection } from "../../schema/wire/index.ts";
import { closeIcon } from "../page/icons.ts";
import { lastFailure } from "../page/last-failure.ts";
import { statusChip } from "../page/status/status.ts";
import { refreshIcon } from "../steps/icons.ts";
import type { ConnectionTest } from "./connection-test.ts";
import { nameOf, switcher } from "./switcher.ts";
import { hasRecords, isConnecting, type Shown } from "./views.ts";

interface Header extends Shown {
  /** Id of the connection that was made just now: how it is, is told below. */
  readonly made: string | null;
  readonly test: ConnectionTest;
  readonly show: (id: string) => void;
  readonly close: () => void;
}

export function drawerHeader(header: Header): TemplateResult {
  const { api, texts, integration, view, made } = header;
  const connection = isConnecting(view) ? null : header.connection;
  const here = view === "connect" ? made : connection?.id;
  const others = view === "reconnect" ? [] : integration.connections.filter(({ id }) => id !== here);
  const badge = texts.t(`page.badge.${integration.badge}`);
  return html`<speedai-logo .api=${api} .path=${integration.logo_url} .name=${integration.name}></speedai-logo>
    <div class="identity">
      <h1 id="name" tabindex="-1" autofocus>${integration.name}</h1>
      <p class="line">
        <span>${texts.t(`page.category.${integration.category}`)}</span>
        <span class="badge ${integration.badge}">
          ${integration.badge === "premium" ? texts.t("page.badge.label", { badge }) : badge}
        </span>
      </p>
    </div>
    <button class="icon-button close" type="button" aria-label=${texts.t("drawer.close")} @click=${header.close}>
      ${closeIcon}
    </button>
    ${
      connection === null && others.length === 0
        ? nothing
        : html`<div class="state">
            ${connection === null ? nothing : statusChip(texts, connection.status)}
            ${
              connection !== null && others.length === 0
                ? html`<span class="account">${nameOf(connection)}</span>`
                : switcher({ ...header, current: here ?? null, choose: header.show })
            }
            ${connection === null ? nothing : lastCheck(header, connection)}
          </div>`
    }`;
}

/** What hands its data over, files and e-mails, has nobody to be asked. */
function lastCheck(header: Header, connection: Connection): TemplateResult | typeof nothing {
  if (hasRecords(connection)) return nothing;
  const { texts, test } = header;
  const { last_checked_at: checked } = connection;
  return html`<span class="muted small">
      ${
        checked === null
          ? texts.t("page.card.unchecked")
          : html`<time datetime=${checked} title=${texts.dateTime(checked)}>
              ${texts.t(lastFailure(connection) ? "page.card.tried" : "page.card.checked", { when: texts.relativeTime(checked, header.now) })}
            </time>`
      }
    </span>
    ${
      header.isReadonly
        ? nothing
        : html`<button class="button test" type="button" aria-disabled=${test.isRunning ? "true" : nothing} @click=${test.run}>
            ${test.isRunning ? html`<span class="spinner"></span>` : refreshIcon}
            ${texts.t(connection.kind === "webhook" ? "drawer.test_webhook" : "drawer.test")}
          </button>`
    }`;
}
