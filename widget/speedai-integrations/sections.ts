/** The lists of the page: connections first, then the catalogue by category. */
import { html, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import type { Category, Connection, Integration } from "../../schema/wire/index.ts";
import type { ApiClient } from "../api/client.ts";
import type { Texts } from "../i18n/index.ts";
import { chevronIcon } from "../page/icons.ts";
import { statusOrder } from "../page/search.ts";
import { isFolded } from "./folds.ts";

export interface Shown {
  readonly texts: Texts;
  readonly api: ApiClient | null;
  readonly isReadonly: boolean;
  readonly now: Date;
  /** The first cards are drawn: what takes long follows a frame later. */
  readonly isEarly: boolean;
}

export interface ConnectionOf {
  readonly integration: Integration;
  readonly connection: Connection;
}

/** Problems first, then by name. */
export function sortConnections(integrations: readonly Integration[], locale: string): ConnectionOf[] {
  return integrations
    .flatMap((integration) => integration.connections.map((connection) => ({ integration, connection })))
    .sort(
      (left, right) =>
        statusOrder.indexOf(left.connection.status) - statusOrder.indexOf(right.connection.status) ||
        left.integration.name.localeCompare(right.integration.name, locale) ||
        left.connection.label.localeCompare(right.connection.label, locale),
    );
}

export function connectedSection(
  connections: readonly ConnectionOf[],
  { texts, api, isReadonly, now, isEarly }: Shown,
) {
  return html`<section aria-labelledby="connected" part="section">
    <h2 class="section-title" id="connected" part="section-title">
      ${texts.t("page.section.connected")}<span class="section-count">${connections.length}</span>
    </h2>
    <ul class="grid" role="list">
      ${repeat(
        connections,
        ({ connection }) => connection.id,
        ({ integration, connection }) => html`<li>
          <speedai-connection-card
            id=${connection.id}
            data-provider=${integration.id}
            exportparts="card, card-title, badge, status, history, action"
            .integration=${integration}
            .connection=${connection}
            .api=${api}
            .texts=${texts}
            .now=${now}
            .early=${isEarly}
            ?readonly=${isReadonly}
          ></speedai-connection-card>
        </li>`,
      )}
    </ul>
  </section>`;
}

/** `limit`: cards that are drawn at most; `space`: cards that have their place at least. `fold`: on a narrow page the list can be folded away; null: it is always open. */
export function categorySection(
  category: Category,
  integrations: readonly Integration[],
  shown: Shown,
  limit: number,
  space: number,
  fold: (() => void) | null,
): TemplateResult {
  const { texts } = shown;
  const id = `category-${category}`;
  const isOpen = !(fold && isFolded(category));
  return html`<section
    class="${integrations.length > longList ? "long" : ""} ${isOpen ? "" : "folded"}"
    aria-labelledby=${id}
    part="section"
  >
    <div class="head">
      <h2 class="section-title rows-title" id=${id} part="section-title">
        ${texts.t(`page.category.${category}`)}<span class="section-count">${integrations.length}</span>
      </h2>
      ${
        fold
          ? html`<button class="fold" type="button" aria-expanded=${isOpen} aria-labelledby=${id} @click=${fold}>
              ${chevronIcon}
            </button>`
          : null
      }
    </div>
    ${cardGrid(integrations.slice(0, Math.max(limit, 0)), shown, Math.min(integrations.length, space))}
  </section>`;
}

/** Above this, cards far below the visible part are not laid out. */
const longList = 60;

/** `space`: cards that have their place, drawn or not. */
export function cardGrid(
  integrations: readonly Integration[],
  { texts, api, isReadonly }: Shown,
  space = integrations.length,
): TemplateResult {
  return html`<ul class="grid rows" role="list">
    ${repeat(
      integrations,
      ({ id }) => id,
      (integration) => html`<li>
        <speedai-card
          id=${integration.id}
          exportparts="card, card-title, badge, action"
          .integration=${integration}
          .api=${api}
          .texts=${texts}
          ?readonly=${isReadonly}
        ></speedai-card>
      </li>`,
    )}
    ${Array.from({ length: space - integrations.length }, () => html`<li class="skeleton" aria-hidden="true"></li>`)}
  </ul>`;
}
