import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import { property, query, state } from "lit/decorators.js";
import type {
  Check,
  Connection,
  Disconnection,
  Integration,
  LogEntry,
  MethodKind,
  Role,
} from "../../schema/wire/index.ts";
import { type ApiClient, ApiError } from "../api/client.ts";
import type { Texts } from "../i18n/index.ts";
import type { SpeedaiJournal } from "../journal/journal.component.ts";
import { cloudOffIcon, tickIcon } from "../page/icons.ts";
import { statusStyles } from "../page/status/status.ts";
import type { SpeedaiQuestion } from "../records/question/question.component.ts";
import type { Return } from "../speedai-integrations/routing.ts";
import { infoIcon, plusIcon } from "../steps/icons.ts";
import { stepStyles } from "../steps/step.styles.ts";
import { badgeStyles, buttonStyles } from "../styles/controls.ts";
import { tokenStyles } from "../styles/tokens.ts";
import { accessLists, accessStyles } from "./connect/access.ts";
import type { SpeedaiConnect } from "./connect/connect.component.ts";
import { drawerStyles } from "./drawer.styles.ts";
import { send } from "./events.ts";
import { drawerHeader } from "./header.ts";
import type { SpeedaiSettings } from "./settings/settings.component.ts";
import { Swipe } from "./swipe.ts";
import { switcherStyles } from "./switcher.ts";
import { type DrawerView, hasRecords, type Tab, tabOf, tabsFor } from "./views.ts";

/** How a connection went: what the provider answered, what is left to do where it cannot be asked, or from another page. */
type Goodbye = "revoked" | "failed" | "elsewhere" | MethodKind;

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
  @state() private check: Check | null = null;
  @state() private delivery: LogEntry | null = null;
  @state() private testError: ApiError | null = null;
  @state() private isTesting = false;
  @state() private goodbye: Goodbye | null = null;
  /** What the question before closing is about. */
  @state() private loss: "secret" | "typed" | null = null;
  @query(".goodbye") private farewell: HTMLElement | null | undefined;
  @query(".tab[aria-selected=true]") private tab: HTMLElement | null | undefined;
  @query("#panel") private panel: HTMLElement | null | undefined;
  @query("speedai-question.leaving") private question: SpeedaiQuestion | null | undefined;
  @query("dialog") private dialog: HTMLDialogElement | null | undefined;
  @query("speedai-connect") private connectPanel: SpeedaiConnect | null | undefined;
  @query("speedai-journal") private journal: SpeedaiJournal | null | undefined;
  @query("speedai-settings") private settings: SpeedaiSettings | null | undefined;

  /** Id of the connection that the way to a connection is meant to renew. */
  #reconnecting: string | null = null;

  /** Id of the connection that was made here just now. */
  #made: string | null = null;

  readonly #swipe = new Swipe({
    dialog: () => this.dialog,
    dismiss: () => this.#dismiss(),
  });

  /**
   * Closes it as the person would: what would be lost is asked about first. The browser gives the focus back to what had it before;
   * then comes `drawer-close`.
   */
  close(): void {
    if (!this.#ask()) this.dialog?.close();
  }

  override connectedCallback(): void {
    super.connectedCallback();
    if (!this.hasUpdated || !this.dialog) return;
    // A dialog that was taken out of the page while open is open still, but no longer modal.
    this.dialog.open = false;
    this.dialog.showModal();
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
    this.view = this.#fittingView();
    // Other tabs leave an attempt as it is, a reconnection included.
    if (this.#isConnecting) this.#reconnecting = this.view === "reconnect" ? this.selected : null;
  }

  protected override firstUpdated(): void {
    this.dialog?.showModal();
  }

  protected override updated(changed: PropertyValues<this>): void {
    // On a small phone the tabs are wider than the sheet.
    if (changed.has("view")) this.tab?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  override render(): TemplateResult | typeof nothing {
    const { texts, integration } = this;
    if (!texts || !integration) return nothing;
    const connection = this.#current;
    const tabs = tabsFor({ connection, isReadonly: this.#isReadonly });
    const active = tabOf(this.view ?? "connect");
    return html`<dialog
      part="drawer"
      aria-labelledby="name"
      @close=${this.#onClose}
      @cancel=${this.#onCancel}
      @keydown=${this.#onEscape}
      @pointerdown=${this.#onPointerDown}
    >
      <div class="sheet">
        <header
          part="drawer-header"
          @pointerdown=${this.#swipe}
          @pointermove=${this.#swipe}
          @pointerup=${this.#swipe}
          @pointercancel=${this.#swipe}
        >${this.#renderHeader(texts, integration, connection)}</header>
        <div class="bar">
        <div class="tabs" role="tablist" aria-label=${texts.t("drawer.tabs")} @keydown=${this.#onTabKey}>
          ${tabs.map(
            (tab) => html`<button
              class="tab"
              type="button"
              role="tab"
              id=${`tab-${tab}`}
              aria-selected=${tab === active ? "true" : "false"}
              aria-controls="panel"
              tabindex=${tab === active ? "0" : "-1"}
              @click=${() => this.#open(tab)}
            >${texts.t(`drawer.tab.${tab}`)}</button>`,
          )}
        </div>
        ${
          connection !== null && !this.#isReadonly && !this.#isConnecting
            ? html`<button class="button quiet" type="button" aria-label=${texts.t("drawer.add")} @click=${this.#add}>
                ${plusIcon}<span class="words">${texts.t("drawer.add")}</span>
              </button>`
            : nothing
        }
        </div>
        <div class="offline" role="status">
          ${this.offline ? html`<div class="notice">${cloudOffIcon}<span>${texts.t("drawer.offline")}</span></div>` : nothing}
        </div>
        <div class="body" part="drawer-body" id="panel" role="tabpanel" aria-labelledby=${`tab-${active}`}>
          ${this.#renderGoodbye(texts, integration)} ${this.#renderPanels(texts, integration, connection)}
        </div>
      </div>
      ${this.#renderLeaving(texts, integration)}
    </dialog>`;
  }

  /** The connection whose state stands in the header, and those to go to instead. */
  #renderHeader(texts: Texts, integration: Integration, connection: Connection | null): TemplateResult {
    const isNew = this.view === "connect";
    const shown = this.#isConnecting ? null : connection;
    // The one that was made just now is announced below.
    const others = integration.connections.filter(({ id }) => id !== (isNew ? this.#made : shown?.id));
    return drawerHeader({
      api: this.api,
      texts,
      integration,
      connection: shown,
      others: this.view === "reconnect" ? [] : others,
      now: this.clock(),
      isReadonly: this.#isReadonly,
      isTesting: this.isTesting,
      show: (id) => this.#show(id),
      test: this.#test,
      close: () => this.close(),
    });
  }

  #renderGoodbye(texts: Texts, integration: Integration): TemplateResult {
    return html`<div class="goodbye" role="status" tabindex="-1">
      ${
        this.goodbye === null
          ? nothing
          : html`<div class="notice ${this.goodbye === "failed" ? "warning" : this.goodbye === "elsewhere" ? "" : "ok"}">
              ${this.goodbye === "elsewhere" ? infoIcon : tickIcon}
              <div>
                <strong>${texts.t("drawer.disconnected.title")}</strong>
                <p>${texts.t(`drawer.disconnected.${this.goodbye}`, { provider: integration.name })}</p>
              </div>
            </div>`
      }
    </div>`;
  }

  #renderLeaving(texts: Texts, integration: Integration): TemplateResult {
    const { loss } = this;
    return html`<speedai-question
      class="leaving"
      .texts=${texts}
      .provider=${integration.name}
      .heading=${texts.t(`drawer.leave.${loss ?? "typed"}`)}
      .lead=${loss && texts.t(loss === "secret" ? "drawer.instructions.once" : "drawer.failed.lead")}
      .keepLabel=${texts.t("drawer.cancel")}
      .confirmLabel=${texts.t("drawer.leave.go")}
      .confirm=${() => {
        this.question?.close();
        this.dialog?.close();
      }}
    ></speedai-question>`;
  }

  #renderPanels(texts: Texts, integration: Integration, connection: Connection | null): TemplateResult {
    const { api } = this;
    const isConnecting = this.#isConnecting;
    // An attempt under way stays alive behind the other tabs: its values, its window, a secret that is shown once.
    const hasForm =
      !this.#isReadonly && (isConnecting || connection === null || this.connectPanel?.hasAttempt === true);
    return html`
      ${
        hasForm
          ? html`<speedai-connect
              ?hidden=${!isConnecting}
              .api=${api}
              .texts=${texts}
              .integration=${integration}
              .connection=${this.#reconnecting === null ? null : connection}
              .now=${this.clock()}
              .userRole=${this.userRole ?? null}
              .resume=${this.resume ?? null}
              .started=${(attempt: { id: string }) =>
                send(this, "connect-start", { provider: integration.id, attempt_id: attempt.id })}
              .connected=${this.#onConnected}
              .see=${(made: Connection) => this.#show(made.id, hasRecords(made) ? "records" : "overview")}
              .close=${() => this.close()}
            ></speedai-connect>`
          : nothing
      }
      ${isConnecting && !this.#isReadonly ? nothing : this.#renderView(texts, integration, connection)}
    `;
  }

  #renderView(texts: Texts, integration: Integration, connection: Connection | null): TemplateResult | typeof nothing {
    const access = html`<div class="padded step wide">${accessLists(texts, integration.access)}</div>`;
    if (connection === null) return access;
    // What calls us signs with this secret.
    const hasDeliveries = connection.secrets["webhook_secret"] !== undefined;
    switch (this.view) {
      case "access":
        return access;
      case "records":
        return html`<speedai-records
          class="padded full"
          .api=${this.api}
          .texts=${texts}
          .integration=${integration}
          .connection=${connection}
          ?readonly=${this.#isReadonly}
          .now=${this.clock()}
          .changed=${this.#onChanged}
          .importNew=${() => this.#go("reconnect")}
        ></speedai-records>`;
      case "settings":
        return html`<speedai-settings
          class="padded"
          .api=${this.api}
          .texts=${texts}
          .integration=${integration}
          .connection=${connection}
          .userRole=${this.userRole ?? null}
          .changed=${this.#onChanged}
          .test=${this.#test}
          .removed=${this.#onRemoved}
          .reconnect=${() => this.#go("reconnect")}
        ></speedai-settings>`;
      case "journal":
        return html`<div class="padded full">
          ${
            !hasDeliveries
              ? nothing
              : html`<speedai-deliveries
                  .api=${this.api}
                  .texts=${texts}
                  .connection=${connection.id}
                  .provider=${integration.name}
                  ?readonly=${this.#isReadonly}
                  .now=${this.clock()}
                  .replayed=${() => this.journal?.reload()}
                ></speedai-deliveries>`
          }
          ${hasDeliveries ? html`<h2 class="minor">${texts.t("drawer.journal.title")}</h2>` : nothing}
          <speedai-journal
            .api=${this.api}
            .texts=${texts}
            .connection=${connection.id}
            .provider=${integration.name}
            .now=${this.clock()}
          ></speedai-journal>
        </div>`;
      case "connect":
      case "reconnect":
      case "overview":
      case null:
        return html`<speedai-overview
          .api=${this.api}
          .texts=${texts}
          .integration=${integration}
          .connection=${connection}
          .check=${this.check}
          .error=${this.testError}
          .delivery=${this.delivery}
          ?testing=${this.isTesting}
          ?readonly=${this.#isReadonly}
          .now=${this.clock()}
          .reconnect=${() => this.#go("reconnect")}
          .correct=${this.#correct}
        ></speedai-overview>`;
    }
  }

  /** What closing would lose: a secret that was not copied, or typed values. */
  get #underWay(): "secret" | "typed" | null {
    if (this.connectPanel?.hasSecret === true || this.settings?.hasSecret === true) return "secret";
    return this.connectPanel?.isDirty === true || this.settings?.isDirty === true ? "typed" : null;
  }

  /** Asks before something is lost; false: nothing is. */
  #ask(): boolean {
    const loss = this.#underWay;
    if (loss === null) return false;
    this.loss = loss;
    this.question?.ask();
    return true;
  }

  get #isReadonly(): boolean {
    return this.readonly || this.userRole === "viewer";
  }

  get #isConnecting(): boolean {
    return this.view === "connect" || this.view === "reconnect";
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

  /** The view that was asked for, as far as there is something to show. */
  #fittingView(): DrawerView {
    const wanted = this.view;
    if (this.#current === null) return wanted === "access" || this.#isReadonly ? "access" : "connect";
    if (this.#isReadonly && (wanted === "connect" || wanted === "reconnect" || wanted === "settings"))
      return "overview";
    if (wanted === "records" && !hasRecords(this.#current)) return "overview";
    return wanted ?? "overview";
  }

  #select(id: string | null): void {
    if (id === this.selected) return;
    this.selected = id;
    this.check = null;
    this.delivery = null;
    this.testError = null;
  }

  #go(view: DrawerView, connection: string | null = this.selected): void {
    if (view === this.view && connection === this.selected) return;
    this.#select(connection);
    this.view = view;
    send(this, "view-change", { view, connection_id: view === "connect" ? null : connection });
    // What is new is read from its beginning.
    this.panel?.scrollTo({ top: 0 });
  }

  #open(tab: Tab): void {
    if (tab !== "connection") this.#go(tab);
    else if (this.connectPanel?.hasAttempt === true) this.#go(this.#reconnecting === null ? "connect" : "reconnect");
    else this.#go(this.#current === null ? "connect" : "overview");
  }

  #show(id: string, view: DrawerView = "overview"): void {
    this.goodbye = null;
    this.#go(view, id);
  }

  readonly #add = (): void => {
    this.goodbye = null;
    this.#made = null;
    this.#go("connect");
  };

  readonly #correct = async (field: string | null): Promise<void> => {
    this.#go("settings");
    await this.updateComplete;
    if (field !== null) await this.settings?.focusField(field);
  };

  readonly #test = async (): Promise<void> => {
    const { api } = this;
    const connection = this.#current;
    if (!api || !connection || this.isTesting) return;
    this.isTesting = true;
    this.testError = null;
    this.delivery = null;
    this.#go("overview");
    try {
      const check = await api.testConnection(connection.id);
      send(this, "test-result", { check, connection_id: connection.id });
      const isShown = this.selected === connection.id;
      if (isShown) this.check = check;
      if (isShown && connection.kind === "webhook") this.delivery = await this.#lastDelivery(api, connection.id);
      this.#onChanged(await api.connection(connection.id));
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (this.selected === connection.id) this.testError = error;
    } finally {
      this.isTesting = false;
    }
  };

  async #lastDelivery(api: ApiClient, id: string): Promise<LogEntry | null> {
    const { entries } = await api.logs(id);
    return entries.find((entry) => entry.code.startsWith("webhook_")) ?? null;
  }

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
    this.farewell?.focus();
  };

  readonly #onTabKey = (event: KeyboardEvent): void => {
    const keys = ["ArrowLeft", "ArrowRight", "Home", "End"];
    if (!keys.includes(event.key)) return;
    event.preventDefault();
    const tabs = [...this.renderRoot.querySelectorAll<HTMLButtonElement>(".tab")];
    const at = tabs.findIndex((tab) => tab.getAttribute("aria-selected") === "true");
    const step = event.key === "ArrowRight" ? 1 : -1;
    const to =
      event.key === "Home" ? 0 : event.key === "End" ? tabs.length - 1 : (at + step + tabs.length) % tabs.length;
    tabs[to]?.click();
    tabs[to]?.focus();
  };

  /** A click beside the drawer or a pull closes it, unless work is under way; what was typed is asked about. */
  #dismiss(): void {
    if (this.#underWay !== null || this.connectPanel?.isBusy !== true) this.close();
  }

  readonly #onPointerDown = (event: PointerEvent): void => {
    if (event.target === this.dialog) this.#dismiss();
  };

  /** The browser lets a page hold `cancel` back once per act of the person (HTML, close watchers); the key can be held back always. */
  readonly #onEscape = (event: KeyboardEvent): void => {
    if (event.key !== "Escape" || event.isComposing) return;
    const inner = event.composedPath().find((target) => target instanceof HTMLDialogElement);
    if (inner === this.dialog && this.#ask()) event.preventDefault();
  };

  /** The way back of a phone. A cancelled choice of a file bubbles as far as here and is none. */
  readonly #onCancel = (event: Event): void => {
    if (event.target === this.dialog && this.#ask()) event.preventDefault();
  };

  readonly #onClose = (): void => {
    this.connectPanel?.depart();
    send(this, "drawer-close", null);
  };
}
