/** What stands under the tabs, whichever is open; the way to a connection is the drawer's own. */
import { html, nothing, type TemplateResult } from "lit";
import type { Connection, Disconnection } from "../../schema/wire/index.ts";
import { notice } from "../steps/notice.ts";
import { accessLists } from "./connect/access.ts";
import type { ConnectionTest } from "./connection-test.ts";
import type { Shown } from "./views.ts";

interface Panel extends Shown {
  readonly test: ConnectionTest;
  readonly changed: (connection: Connection) => void;
  readonly removed: (id: string, result: Disconnection) => void;
  /** Leads to a new consent, or to the upload of another file. */
  readonly reconnect: () => void;
  /** Leads to the settings, on a field when one is to blame. */
  readonly correct: (field: string | null) => void;
  /** A message was handed over again: the journal tells of it. */
  readonly replayed: () => void;
}

export function drawerPanel(panel: Panel): TemplateResult {
  const { api, texts, integration, connection, now, isReadonly, test } = panel;
  const mayOnlyLook = panel.userRole === "viewer" && connection === null;
  const access = html`<div class="padded step wide">
    ${
      mayOnlyLook
        ? notice(
            html`${texts.t("reason.problem.forbidden_role.meaning")} ${texts.t("reason.problem.forbidden_role.remedy")}`,
          )
        : nothing
    }
    ${accessLists(texts, integration.access)}
  </div>`;
  // What SpeedAI may do with a tool is known before there is a connection.
  if (connection === null) return access;
  switch (panel.view) {
    case "access":
      return access;
    case "records":
      return html`<speedai-records
        class="padded full"
        .api=${api}
        .texts=${texts}
        .integration=${integration}
        .connection=${connection}
        ?readonly=${isReadonly}
        .now=${now}
        .changed=${panel.changed}
        .importNew=${panel.reconnect}
      ></speedai-records>`;
    case "settings":
      return html`<speedai-settings
        class="padded"
        .api=${api}
        .texts=${texts}
        .integration=${integration}
        .connection=${connection}
        .userRole=${panel.userRole}
        .changed=${panel.changed}
        .test=${test.run}
        .removed=${panel.removed}
        .reconnect=${panel.reconnect}
      ></speedai-settings>`;
    case "journal":
      return journalPanel(panel, connection);
    case "connect":
    case "reconnect":
    case "overview":
      return html`<speedai-overview
        .api=${api}
        .texts=${texts}
        .integration=${integration}
        .connection=${connection}
        .check=${test.check}
        .error=${test.error}
        .delivery=${test.delivery}
        ?testing=${test.isRunning}
        ?readonly=${isReadonly}
        .now=${now}
        .reconnect=${panel.reconnect}
        .correct=${panel.correct}
      ></speedai-overview>`;
  }
}

function journalPanel(panel: Panel, connection: Connection): TemplateResult {
  const { api, texts, integration, now, isReadonly, replayed } = panel;
  // What calls us signs with this secret.
  const hasDeliveries = connection.secrets["webhook_secret"] !== undefined;
  return html`<div class="padded full">
    ${
      hasDeliveries
        ? html`<speedai-deliveries
              .api=${api}
              .texts=${texts}
              .connection=${connection.id}
              .provider=${integration.name}
              ?readonly=${isReadonly}
              .now=${now}
              .replayed=${replayed}
            ></speedai-deliveries>
            <h2 class="minor">${texts.t("drawer.journal.title")}</h2>`
        : nothing
    }
    <speedai-journal
      .api=${api}
      .texts=${texts}
      .connection=${connection.id}
      .provider=${integration.name}
      .now=${now}
    ></speedai-journal>
  </div>`;
}
