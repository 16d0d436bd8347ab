/** The drawer in the page: how it is drawn, and what it says. It comes with the lists, before which nothing opens. */
import { html, type TemplateResult } from "lit";
import type { Check, Connection } from "../../schema/wire/index.ts";
import { withConnection, withoutConnection } from "./changes.ts";
import type { Opened } from "./opened.ts";
import type { OtherTabs } from "./other-tabs.ts";
import type { Shown } from "./sections.ts";
import { findConnection, type PageController } from "./state.ts";

/** Where the page is, as it stands in the element. */
interface Place {
  integration: string | null;
  view: string | null;
}

/** What the element lends. */
export interface DrawerLinks {
  readonly page: PageController;
  readonly tabs: OtherTabs;
  opened(): Opened | null;
  /** It has closed itself, as the person wished. */
  closed(): void;
  tested(connectionId: string, check: Check): void;
}

export class PageDrawer {
  readonly #place: Place;
  readonly #links: DrawerLinks;

  constructor(place: Place, links: DrawerLinks) {
    this.#place = place;
    this.#links = links;
  }

  draw(
    { integration, connection, view, resume }: Opened,
    { texts, api, isReadonly }: Pick<Shown, "texts" | "api" | "isReadonly">,
  ): TemplateResult {
    const { role, failure } = this.#links.page.state;
    return html`<speedai-drawer
      exportparts="drawer, drawer-header, drawer-body"
      lang=${texts.locale}
      .integration=${integration}
      .connection=${connection}
      .view=${view}
      .resume=${resume}
      .api=${api}
      .texts=${texts}
      .readonly=${isReadonly}
      .userRole=${role ?? null}
      .offline=${failure?.kind === "offline"}
      @drawer-close=${this.#close}
      @connect-start=${stop}
      @connection-changed=${this.#changeConnection}
      @connection-removed=${this.#removeConnection}
      @test-result=${this.#tellTest}
      @view-change=${this.#changeView}
    ></speedai-drawer>`;
  }

  readonly #close = (event: Event): void => {
    stop(event);
    this.#links.closed();
  };

  readonly #changeConnection = (event: CustomEvent<{ connection: Connection }>): void => {
    stop(event);
    const { page, tabs } = this.#links;
    const { connection } = event.detail;
    const known = findConnection(page.state, connection.id);
    page.apply((state) => withConnection(state, connection));
    // Only news: two tabs that read the same would never stop telling each other.
    if (JSON.stringify(known) !== JSON.stringify(connection)) tabs.tell();
  };

  readonly #removeConnection = (event: CustomEvent<{ id: string }>): void => {
    stop(event);
    const { page, tabs } = this.#links;
    const { id } = event.detail;
    const opened = this.#links.opened();
    if (opened?.connection?.id === id) this.#place.integration = opened.integration.id;
    page.apply((state) => withoutConnection(state, id));
    tabs.tell();
  };

  readonly #tellTest = (event: CustomEvent<{ check: Check; connection_id: string }>): void => {
    stop(event);
    this.#links.tested(event.detail.connection_id, event.detail.check);
  };

  readonly #changeView = (event: CustomEvent<{ view: string; connection_id: string | null }>): void => {
    stop(event);
    const opened = this.#links.opened();
    // The drawer knows which of several connections is shown; a provider's id would mean the most troubled one.
    if (opened) this.#place.integration = event.detail.connection_id ?? opened.integration.id;
    this.#place.view = event.detail.view;
  };
}

/** The element tells the host page in its own words; the drawer's stay inside. */
function stop(event: Event): void {
  event.stopPropagation();
}
