import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import { property, query, state } from "lit/decorators.js";
import type { Connection, Disconnection, Integration, Role } from "../../schema/wire/index.ts";
import type { ApiClient } from "../api/client.ts";
import type { Texts } from "../i18n/index.ts";
import type { SpeedaiJournal } from "../journal/journal.component.ts";
import { cloudOffIcon } from "../page/icons.ts";
import { statusStyles } from "../page/status/status.ts";
import type { Return } from "../speedai-integrations/routing.ts";
import { stepStyles } from "../steps/step.styles.ts";
import { badgeStyles, buttonStyles } from "../styles/controls.ts";
import { tokenStyles } from "../styles/tokens.ts";
import { drawerBar } from "./bar.ts";
import { accessStyles } from "./connect/access.ts";
import type { SpeedaiConnect } from "./connect/connect.component.ts";
import { ConnectionTest } from "./connection-test.ts";
import { drawerStyles } from "./drawer.styles.ts";
import { send } from "./events.ts";
import { farewell, type Goodbye } from "./goodbye.ts";
import { drawerHeader } from "./header.ts";
import { Modal } from "./modal.ts";
import { drawerPanel } from "./panel.ts";
import type { SpeedaiSettings } from "./settings/settings.component.ts";
import { switcherStyles } from "./switcher.styles.ts";
import { type DrawerView, fittingView, hasRecords, isConnecting, type Shown, type Tab, tabOf } from "./views.ts";

/**
 * One tool, opened: its connections, how they are, and everything that can be done with them. A modal `<dialog>` at the
 * side, a sheet from below on phones. It opens when it enters the page and asks to be removed with `drawer-close`.
 *
 * @summary The drawer of an integration.
 * @event drawer-close - It was closed; remove the element.
 * @event view-change - Another view or connection is shown: `{view, connection_id}`.
 * @event connect-start - An attempt began: `{provider, attempt_id}`.
 * @event connection-changed - A connection is new or has changed: `{connection}`.
 * @event connection-removed - A connection was disconnected: `{id}`.
 * @event test-result - A test is over: `{check, connection_id}`.
 * @csspart drawer - The dialog.
 * @csspart drawer-header - Logo, name, state.
 * @csspart drawer-body - What scrolls.
 */
export class SpeedaiDrawer extends LitElement {
  static override styles = [
    tokenStyles,
    buttonStyles,
    badgeStyles,
    statusStyles,
    stepStyles,
    accessStyles,
    switcherStyles,
    drawerStyles,
  ];

  @property({ attribute: false }) integration: Integration | null = null;
  /** Shown first; undefined or null with `view` "connect": a new connection. */
  @property({ attribute: false }) connection: Connection | null | undefined = null;
  @property({ attribute: false }) api: ApiClient | null = null;
  @property({ attribute: false }) texts: Texts | null = null;
  @property({ type: Boolean }) readonly = false;
  /** The browser has no network. */
  @property({ type: Boolean }) offline = false;
  @property() view: DrawerView | null = null;
  /** The page was loaded again while an attempt waited, or with a completion code (same-tab road). */
  @property({ attribute: false }) resume: Return | null | undefined = null;
  /** Role of the session. `role` itself is a property of every element (ARIA). */
  @property({ attribute: false }) userRole: Role | null | undefined = null;
  /** For relative times; read at every change. */
  @property({ attribute: false }) clock: () => Date = () => new Date();

  @state() private selected: string | null = null;
  /** What the API said last, until the page hands it down. */
  @state() private fresh: Connection | null = null;
  @state() private goodbye: Goodbye | null = null;
  @query(".goodbye") private farewellBox: HTMLElement | null | undefined;
  @query(".tab[aria-selected=true]") private tab: HTMLElement | null | undefined;
  @query("#panel") private panel: HTMLElement | null | undefined;
  @query("speedai-connect") private connectPanel: SpeedaiConnect | null | undefined;
  @query("speedai-journal") private journal: SpeedaiJournal | null | undefined;
  @query("speedai-settings") private settings: SpeedaiSettings | null | undefined;

  /** Id of the connection that the way to a connection is meant to renew. */
  #reconnecting: string | null = null;

  /** Id of the connection that was made here just now. */
  #made: string | null = null;

  readonly #test = new ConnectionTest(this, {
    api: () => this.api,
    shown: () => this.#current,
    began: () => this.#go("overview"),
    tested: (check, id) => send(this, "test-result", { check, connection_id: id }),
    changed: (connection) => this.#onChanged(connection),
  });

  readonly #modal = new Modal(this, () => [this.connectPanel, this.settings]);

  /**
   * Closes it as the person would: what would be lost is asked about first. The browser gives the focus back to what had it before;
   * then comes `drawer-close`.
   */
  close(): void {
    this.#modal.close();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    const { integration } = this;
    if (!integration) return;
    const isOtherTool = changed.has("integration") && changed.get("integration")?.id !== integration.id;
    const isOtherConnection = changed.has("connection") && changed.get("connection")?.id !== this.connection?.id;
    if (changed.has("integration") || changed.has("connection")) this.fresh = null;
    const isListed = (tool: Integration | null | undefined) => tool?.connections.some(({ id }) => id === this.selected);
    if (!isOtherTool && isListed(changed.get("integration")) && !isListed(integration)) this.goodbye = "elsewhere";
    if (isOtherTool || isOtherConnection) {
      const wantsNew = this.view === "connect" || this.resume !== null;
      this.#select(this.connection?.id ?? (wantsNew ? null : (integration.connections[0]?.id ?? null)));
      if (isOtherTool) this.goodbye = null;
    }
    // A connection that is gone is no longer shown.
    if (this.selected !== null && this.#current === null) this.#select(integration.connections[0]?.id ?? null);
    if (this.resume && changed.has("resume") && this.view !== "reconnect") this.view = "connect";
    this.view = fittingView(this.view, { connection: this.#current, isReadonly: this.#isReadonly });
    // Other tabs leave an attempt as it is, a reconnection included.
    if (isConnecting(this.view)) this.#reconnecting = this.view === "reconnect" ? this.selected : null;
  }

  protected override updated(changed: PropertyValues<this>): void {
    // On a small phone the tabs are wider than the sheet.
    if (changed.has("view")) this.tab?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  override render(): TemplateResult | typeof nothing {
    const { texts, integration, userRole = null, view } = this;
    if (!texts || !integration || !view) return nothing;
    const shown = {
      api: this.api,
      texts,
      integration,
      connection: this.#current,
      view,
      now: this.clock(),
      isReadonly: this.#isReadonly,
      userRole,
    };
    const { swipe } = this.#modal;
    return html`<dialog
      part="drawer"
      aria-labelledby="name"
      @close=${this.#onClose}
      @cancel=${this.#modal.onCancel}
      @keydown=${this.#modal.onKeyDown}
      @pointerdown=${this.#modal.onPointerDown}
    >
      <div class="sheet">
        <header
          part="drawer-header"
          @pointerdown=${swipe}
          @pointermove=${swipe}
          @pointerup=${swipe}
          @pointercancel=${swipe}
        >${drawerHeader({ ...shown, made: this.#made, test: this.#test, show: this.#show, close: this.#modal.close })}</header>
        ${drawerBar({ ...shown, open: this.#open, add: this.#add })}
        <div class="offline" role="status">
          ${this.offline ? html`<div class="notice">${cloudOffIcon}<span>${texts.t("drawer.offline")}</span></div>` : nothing}
        </div>
        <div class="body" part="drawer-body" id="panel" role="tabpanel" aria-labelledby=${`tab-${tabOf(view)}`}>
          ${farewell(texts, this.goodbye, integration.name)} ${this.#renderConnect(shown)}
          ${
            isConnecting(view)
              ? nothing
              : drawerPanel({
                  ...shown,
                  test: this.#test,
                  changed: this.#onChanged,
                  removed: this.#onRemoved,
                  reconnect: this.#reconnect,
                  correct: this.#correct,
                  replayed: () => this.journal?.reload(),
                })
          }
        </div>
      </div>
      ${this.#modal.renderQuestion(texts, integration.name)}
    </dialog>`;
  }

  /** An attempt under way stays alive behind the other tabs: its values, its window, a secret that is shown once. */
  #renderConnect({ api, texts, integration, connection, view, now, isReadonly, userRole }: Shown) {
    const isShown = isConnecting(view);
    if (isReadonly || !(isShown || connection === null || this.connectPanel?.hasAttempt === true)) return nothing;
    return html`<speedai-connect
      ?hidden=${!isShown}
      .api=${api}
      .texts=${texts}
      .integration=${integration}
      .connection=${this.#reconnecting === null ? null : connection}
      .now=${now}
      .userRole=${userRole}
      .resume=${this.resume ?? null}
      .started=${(attempt: { id: string }) =>
        send(this, "connect-start", { provider: integration.id, attempt_id: attempt.id })}
      .connected=${this.#onConnected}
      .see=${(made: Connection) => this.#show(made.id, hasRecords(made) ? "records" : "overview")}
      .close=${this.#modal.close}
    ></speedai-connect>`;
  }

  get #isReadonly(): boolean {
    return this.readonly || this.userRole === "viewer";
  }

  get #current(): Connection | null {
    const { selected, fresh, connection, integration } = this;
    if (selected === null) return null;
    if (fresh?.id === selected) return fresh;
    return (
      integration?.connections.find((candidate) => candidate.id === selected) ??
      (connection?.id === selected ? connection : null)
    );
  }

  #select(id: string | null): void {
    if (id === this.selected) return;
    this.selected = id;
    this.#test.forget();
  }

  #go(view: DrawerView, connection: string | null = this.selected): void {
    if (view === this.view && connection === this.selected) return;
    this.#select(connection);
    this.view = view;
    send(this, "view-change", { view, connection_id: view === "connect" ? null : connection });
    // What is new is read from its beginning.
    this.panel?.scrollTo({ top: 0 });
  }

  readonly #open = (tab: Tab): void => {
    if (tab !== "connection") this.#go(tab);
    else if (this.connectPanel?.hasAttempt === true) this.#go(this.#reconnecting === null ? "connect" : "reconnect");
    else this.#go(this.#current === null ? "connect" : "overview");
  };

  readonly #show = (id: string, view: DrawerView = "overview"): void => {
    this.goodbye = null;
    this.#go(view, id);
  };

  readonly #add = (): void => {
    this.goodbye = null;
    this.#made = null;
    this.#go("connect");
  };

  readonly #reconnect = (): void => this.#go("reconnect");

  readonly #correct = async (field: string | null): Promise<void> => {
    this.#go("settings");
    await this.updateComplete;
    if (field !== null) await this.settings?.focusField(field);
  };

  readonly #onConnected = (connection: Connection): void => {
    this.selected = connection.id;
    this.#made = connection.id;
    this.#onChanged(connection);
  };

  readonly #onChanged = (connection: Connection): void => {
    if (connection.id === this.selected) this.fresh = connection;
    send(this, "connection-changed", { connection });
  };

  readonly #onRemoved = async (id: string, { revoked }: Disconnection): Promise<void> => {
    this.goodbye = revoked === "unsupported" ? (this.#current?.kind ?? "credentials") : revoked;
    this.fresh = null;
    this.connection = null;
    this.#go("connect", null);
    send(this, "connection-removed", { id });
    await this.updateComplete;
    // The button that asked is gone.
    this.farewellBox?.focus();
  };

  readonly #onClose = (): void => {
    this.connectPanel?.depart();
    send(this, "drawer-close", null);
  };
}
