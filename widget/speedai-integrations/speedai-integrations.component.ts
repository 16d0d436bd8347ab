import { html, LitElement, type PropertyValues } from "lit";
import { property, state } from "lit/decorators.js";
import type { Catalogue, Category, Check, Connection } from "../../schema/wire/index.ts";
import { type ApiClient, ApiError } from "../api/client.ts";
import { announce } from "../events.ts";
import type { Texts } from "../i18n/index.ts";
import { createSentences, languageOf, type Messages, type Sentences } from "../i18n/sentences.ts";
import { hasWords, loadWords, type Part } from "../i18n/words.ts";
import type { OpenRequest } from "../page/card/open-request.ts";
import type { PageFilter } from "../page/filter.ts";
import type { HostFilter, Searchable } from "../page/search.ts";
import type { GetSession } from "../session.ts";
import type { Appearance } from "../styles/appearance.ts";
import { buttonStyles } from "../styles/controls.ts";
import { rootStyles, tokenStyles } from "../styles/tokens.ts";
import { Asking } from "./asking.ts";
import { failureState, reportFailure } from "./failure.ts";
import type { Filtering } from "./filtering.ts";
import { Navigation } from "./navigation.ts";
import { OtherTabs } from "./other-tabs.ts";
import type { PageDrawer } from "./page-drawer.ts";
import { closingRule } from "./rule.ts";
import { skeletonSections } from "./skeleton.ts";
import { pageStyles } from "./speedai-integrations.styles.ts";
import { findConnection, PageController, type PageState } from "./state.ts";

/** Cards that take the place of the first skeletons. The others follow a frame later, in the places that are kept for them. */
const firstRow = 3;
/** An API that has not answered by then is slow, in milliseconds: the rest of the page is drawn before the cards. */
const slowMs = 500;
/** Cards that answer to a letter at once: more than a screen shows. */
const firstCards = 12;
/** Cards that have a place: a thousand would take longer than a frame. Today's catalogue is far below. */
const partOfList = 30;

/** Answer of `getState()`: no secret, no account name. */
export interface ElementState {
  readonly phase: "loading" | "ready" | "failed";
  /** Provider id or connection id that is open. */
  readonly integration: string | null;
  readonly view: string | null;
  readonly category: Category | null;
  /** Offers and states that are shown, as in the attributes. */
  readonly badge: string | null;
  readonly status: string | null;
  readonly connections: readonly Pick<Connection, "id" | "provider" | "status" | "reason">[];
}

/**
 * The Integrations page: connects a company's tools to SpeedAI and shows how each connection is.
 *
 * @tag speedai-integrations
 * @fires {CustomEvent<SpeedaiEventDetails["speedai-ready"]>} speedai-ready - First catalogue on screen.
 * @fires {CustomEvent<SpeedaiEventDetails["speedai-session-required"]>} speedai-session-required - `getSession` failed: sign the person in, then call `refresh()`.
 * @fires {CustomEvent<SpeedaiEventDetails["speedai-connect-start"]>} speedai-connect-start - An attempt to connect began.
 * @fires {CustomEvent<SpeedaiEventDetails["speedai-connected"]>} speedai-connected - A new connection stands.
 * @fires {CustomEvent<SpeedaiEventDetails["speedai-reconnected"]>} speedai-reconnected - A connection works again.
 * @fires {CustomEvent<SpeedaiEventDetails["speedai-disconnected"]>} speedai-disconnected - A connection is gone.
 * @fires {CustomEvent<SpeedaiEventDetails["speedai-status-change"]>} speedai-status-change - A connection changed status.
 * @fires {CustomEvent<SpeedaiEventDetails["speedai-test-result"]>} speedai-test-result - A test ended.
 * @fires {CustomEvent<SpeedaiEventDetails["speedai-action-required"]>} speedai-action-required - A connection waits for the person; also once for each found on the first load.
 * @fires {CustomEvent<SpeedaiEventDetails["speedai-import-progress"]>} speedai-import-progress - A file is being read.
 * @fires {CustomEvent<SpeedaiEventDetails["speedai-import-done"]>} speedai-import-done - A file was read.
 * @fires {CustomEvent<SpeedaiEventDetails["speedai-navigate"]>} speedai-navigate - The drawer opens or closes; `preventDefault()` keeps the page as it is.
 * @fires {CustomEvent<SpeedaiEventDetails["speedai-error"]>} speedai-error - The page could not load or refresh, or a part of the script did not come.
 * @csspart page - Everything.
 * @csspart intro - The block at the top.
 * @csspart intro-title - Its headline.
 * @csspart search - The search box.
 * @csspart filter - One category beside the search.
 * @csspart attention - The band over connections that wait for the person.
 * @csspart section - A list with its title.
 * @csspart section-title - Title of a list.
 * @csspart card - Frame of a tool or of a connection.
 * @csspart card-title - Name of the tool.
 * @csspart badge - Standard, Premium, Sur mesure.
 * @csspart status - State of a connection: icon and word.
 * @csspart history - Strip of the last checks.
 * @csspart action - Button of a card.
 * @csspart closing-rule - The sentence at the end.
 * @csspart drawer - The dialog of a tool.
 * @csspart drawer-header - Logo, name, state.
 * @csspart drawer-body - What scrolls.
 */
export class SpeedaiIntegrations extends LitElement {
  static override styles = [rootStyles, tokenStyles, buttonStyles, pageStyles];

  /** Origin and path prefix of the API; the page's own origin when empty. */
  @property({ attribute: "api-base" }) apiBase = "";
  /** BCP 47; the language of the surrounding document when absent. */
  @property() locale: string | null = null;
  /** Absent: the host page's own colour scheme. `auto`: the visitor's system. */
  @property({ reflect: true }) theme: "light" | "dark" | "auto" | null = null;
  /** Provider id or connection id that is open in the drawer. */
  @property({ reflect: true }) integration: string | null = null;
  /** Part of the drawer. */
  @property({ reflect: true }) view: string | null = null;
  /** Category that is shown; all when absent. */
  @property({ reflect: true }) category: Category | null = null;
  /** Offers that are shown, with spaces between: `standard premium custom`; all when absent. */
  @property({ reflect: true }) badge: string | null = null;
  /** States that are shown, with spaces between: `attention connected pending none`; all when absent. */
  @property({ reflect: true }) status: string | null = null;
  /** What stands in the search. */
  @property() query: string | null = null;
  /** Looking only. */
  @property({ type: Boolean, reflect: true }) readonly = false;
  /** `hash`: what is open and what is filtered stand in the address (`#/shopify`, `#/?status=attention`). */
  @property() routing: "hash" | "none" = "none";
  /** Same-origin address of the host that answers `POST` with `{token, expires_at}`. */
  @property({ attribute: "session-endpoint" }) sessionEndpoint: string | null = null;
  /** Asks the host for a session. Wins over `session-endpoint`. */
  @property({ attribute: false }) getSession: GetSession | null = null;
  /** Design tokens by name. */
  @property({ attribute: false }) appearance: Appearance = {};
  /** Texts that replace the element's own, or bring another language. */
  @property({ attribute: false }) messages: Messages = {};
  /** Limits what is listed. */
  @property({ attribute: false }) filter: HostFilter = {};
  /** Takes the place of HTTP: for a gallery, or a host with a transport of its own. */
  @property({ attribute: false }) client: ApiClient | null = null;

  @state() private space = partOfList;
  @state() private limit = firstRow;
  /** Cards come first: drawing, toolbar and dates follow a frame after them, or when the API takes its time. */
  @state() private isEarly = true;
  @state() private spoken = "";

  readonly #page = new PageController(this, {
    api: () => this.#asked,
    changed: (before, after) => this.#learned(before, after),
    wake: () => this.#asking.wake(),
  });
  readonly #asking = new Asking(this, {
    locale: () => this.#sentences.locale,
    lost: (reason) => this.#page.loseSession(reason),
  });
  readonly #navigation = new Navigation(this, {
    lists: () => this.#lists,
    filtering: () => this.#filtering,
    api: () => this.#api,
    page: () => this.#page.state,
    locale: () => this.#sentences.locale,
    loadDrawer: () => this.#loadDrawer(),
  });
  readonly #tabs = new OtherTabs(() => void this.refresh());
  #asked: Pick<ApiClient, "catalogue"> | null = null;
  /** Here before the first catalogue, as are the lists. */
  #api: ApiClient | null = null;
  #lists: typeof import("./lists.ts") | null = null;
  #sentences: Sentences = createSentences();
  /** Here with the lists. */
  #texts: Texts | null = null;
  #index: readonly Searchable[] = [];
  #filtering: Filtering | null = null;
  #drawer: PageDrawer | null = null;
  /** The next drawing moves cards that were there before. */
  #glides = false;
  /** For hosts that choose an appearance. */
  #looks: typeof import("../styles/appearance.ts") | null = null;
  #appearanceSheet: CSSStyleSheet | null = null;
  /** The frame after which all places are filled. */
  #filling: Promise<void> | null = null;

  /** Opens the drawer of a provider (`shopify`) or of one connection (`con_…`). */
  open(target: string, view: string | null = null): void {
    this.#navigation.navigate({ target, view });
  }

  /** Closes the drawer. */
  close(): void {
    this.#navigation.navigate(null);
  }

  /** Asks the API again; never rejects, see `speedai-error`. */
  refresh(): Promise<void> {
    return this.#page.refresh();
  }

  /** Tests a connection now. Rejects with `ApiError`. */
  async test(connectionId: string): Promise<Check> {
    if (!this.#api) throw new Error("speedai-integrations has no session yet");
    const check = await this.#api.testConnection(connectionId);
    this.#tested(connectionId, check);
    return check;
  }

  /** What is shown and which connections are known: no secret, no account name. */
  getState(): ElementState {
    const { integrations, failure } = this.#page.state;
    return {
      phase: integrations ? "ready" : failure ? "failed" : "loading",
      integration: this.integration,
      view: this.view,
      category: this.category,
      badge: this.badge,
      status: this.status,
      connections: this.#page.integrations.flatMap(({ connections }) =>
        connections.map(({ id, provider, status, reason }) => ({ id, provider, status, reason })),
      ),
    };
  }

  override connectedCallback(): void {
    super.connectedCallback();
    fetchAhead();
    document.addEventListener("keydown", this.#onDocumentKey);
    // Taken out of the document and put back: what is shown may be old.
    if (!this.hasUpdated) return;
    this.#joinTabs();
    void this.refresh();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    document.removeEventListener("keydown", this.#onDocumentKey);
    this.#tabs.join(null);
    this.#filtering?.stop();
  }

  /** Nothing is drawn before its words and the host's own colours are here. */
  protected override async scheduleUpdate(): Promise<unknown> {
    if (!this.hasUpdated) {
      this.#chooseTexts();
      await this.#asking.ahead();
    }
    const part = this.#lists ? "lists" : "page";
    if (!this.#hasWords(part)) await this.#load(() => this.#loadWords(part));
    if (!this.#looks && Object.keys(this.appearance).length > 0)
      await this.#load(async () => {
        this.#looks = await import("../styles/appearance.ts");
      });
    if (!this.#glides || !this.#lists || !this.#filtering) return super.scheduleUpdate();
    this.#glides = false;
    const staying = this.#filtering.cardsOf(this.#filtering.find(this.#index));
    return this.#lists.glide(this.renderRoot.querySelector(".lists"), staying, async () => super.scheduleUpdate());
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("locale") || changed.has("messages")) this.#chooseTexts();
    if (changed.has("appearance")) this.#applyAppearance();
    if (changed.has("routing")) this.#navigation.readAddress();
    // A host that renders again gives a new function each time: only its coming and going matters.
    const sessionCameOrWent = changed.has("getSession") && !this.getSession !== !changed.get("getSession");
    const sources = ["client", "apiBase", "sessionEndpoint", "locale"] as const;
    if (sessionCameOrWent || sources.some((name) => changed.has(name))) this.#connectApi();
    else if (changed.has("integration") || changed.has("view")) this.#navigation.follow();
  }

  protected override updated(): void {
    const { integrations, failure } = this.#page.state;
    if (!(integrations || failure) || (this.limit >= this.space && !this.isEarly)) return;
    this.#filling ??= nextFrame().then(() => {
      this.#filling = null;
      this.isEarly = false;
      this.limit = this.space;
    });
  }

  protected override async getUpdateComplete(): Promise<boolean> {
    const isDone = await super.getUpdateComplete();
    if (!this.#filling) return isDone;
    await this.#filling;
    return super.getUpdateComplete();
  }

  #chooseTexts(): void {
    this.#sentences = createSentences(this.#chosenLocale, this.messages);
    this.#texts = this.#lists?.createTexts(this.#chosenLocale, this.messages) ?? null;
  }

  get #chosenLocale(): string {
    return this.locale || this.closest<HTMLElement>("[lang]")?.lang || "fr";
  }

  #hasWords(part: Part): boolean {
    return hasWords(languageOf(this.#chosenLocale), part);
  }

  #loadWords(part: Part): Promise<void> {
    return loadWords(languageOf(this.#chosenLocale), part);
  }

  #adopt(sheet: CSSStyleSheet | undefined): void {
    if (sheet) this.shadowRoot?.adoptedStyleSheets.push(sheet);
  }

  #applyAppearance(): void {
    if (!this.#looks) return;
    if (!this.#appearanceSheet) {
      this.#appearanceSheet = new CSSStyleSheet();
      this.#adopt(this.#appearanceSheet);
    }
    const corrected = this.#looks.writeAppearance(this.#appearanceSheet, this.appearance);
    if (corrected.length > 0)
      console.warn(`speedai-integrations: too little contrast, corrected: ${corrected.join(", ")}`);
  }

  #connectApi(): void {
    this.#page.reset();
    this.#api = null;
    this.#asking.startAnew();
    this.#joinTabs();
    this.#asked = this.#asking.isPossible ? { catalogue: (signal) => this.#askCatalogue(signal) } : null;
    void this.refresh();
  }

  /** The catalogue counts as answered when what shows it is here, too. */
  async #askCatalogue(signal?: AbortSignal): Promise<Catalogue> {
    const connecting = this.#asking.connect(signal);
    const [api, catalogue, lists] = await Promise.all([
      connecting,
      connecting.then((connected) => connected.catalogue(signal)),
      this.#loadLists(),
    ]);
    signal?.throwIfAborted();
    this.#filtering ??= new lists.Filtering(this);
    this.#drawer ??= new lists.PageDrawer(this, {
      page: this.#page,
      tabs: this.#tabs,
      opened: () => this.#navigation.opened,
      closed: () => this.#navigation.navigate(null, { isDone: true }),
      tested: (connectionId, check) => this.#tested(connectionId, check),
    });
    this.#api ??= lists.watchAttempts(api, (name, detail) => announce(this, name, detail));
    return catalogue;
  }

  async #loadLists(): Promise<typeof import("./lists.ts")> {
    try {
      const [lists] = await Promise.all([import("./lists.ts"), this.#loadWords("lists")]);
      if (!this.#texts) {
        this.#lists = lists;
        this.#adopt(lists.listStyles.styleSheet);
        this.#chooseTexts();
        setTimeout(() => {
          this.isEarly = false;
        }, slowMs);
      }
      return lists;
    } catch (cause) {
      throw new ApiError(null, { cause });
    }
  }

  // What the page learns

  #learned(before: PageState, after: PageState): void {
    const texts = this.#sentences;
    const lists = this.#lists;
    if (before.integrations !== after.integrations)
      this.#index =
        lists?.indexIntegrations(this.#page.integrations, (category) => texts.t(`page.category.${category}`)) ?? [];
    const sentences = lists?.reportChanges(this, before, after, texts) ?? [];
    if (sentences.length > 0) {
      this.spoken = sentences.join(" ");
      this.#glides = true;
    }
    if (after.failure && after.failure !== before.failure) reportFailure(this, after.failure);
    this.#navigation.learn(before, after);
  }

  #tested(connectionId: string, check: Check): void {
    const connection = findConnection(this.#page.state, connectionId);
    if (connection) this.#lists?.reportTest(this, check, connection);
    void this.refresh();
  }

  /** A client of the host reaches what it likes: other tabs cannot know whether it is the same. */
  #joinTabs(): void {
    this.#tabs.join(this.client ? null : this.apiBase);
  }

  async #loadDrawer(): Promise<boolean> {
    const hadWords = this.#hasWords("inside");
    const isHere = await this.#load(() => Promise.all([import("../drawer/drawer.ts"), this.#loadWords("inside")]));
    if (isHere && !hadWords) this.requestUpdate();
    return isHere;
  }

  /** False, and the host page hears of it, when a part of the script does not come; the next press asks for it again. */
  async #load(part: () => Promise<unknown>): Promise<boolean> {
    try {
      await part();
      return true;
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
      announce(this, "speedai-error", { code: null, request_id: null, retryable: true });
      return false;
    }
  }

  // What the person does

  readonly #onDocumentKey = (event: KeyboardEvent): void => {
    if (this.#navigation.opened || !this.#lists?.asksForSearch(event, this)) return;
    event.preventDefault();
    this.renderRoot.querySelector("speedai-toolbar")?.focusSearch();
  };

  #onKey(event: KeyboardEvent): void {
    this.#lists?.followArrow(event, this.renderRoot);
  }

  #onOpenRequest(event: CustomEvent<OpenRequest>): void {
    event.stopPropagation();
    const { integration, connection, view } = event.detail;
    this.#navigation.opener = event.target instanceof HTMLElement ? event.target : null;
    this.open(connection ?? integration, view);
  }

  async #onWhy(event: Event): Promise<void> {
    event.stopPropagation();
    if (!(await this.#load(() => import("../page/why/why.ts")))) return;
    const why = this.renderRoot.querySelector("speedai-why");
    await why?.updateComplete;
    why?.show();
  }

  #onFilter(event: CustomEvent<PageFilter>): void {
    event.stopPropagation();
    this.#choose(event.detail);
    void this.#lists?.showFound(this.renderRoot.querySelector("speedai-toolbar"), this.updateComplete);
  }

  #choose(filter: PageFilter): void {
    // Letters come faster than anything could glide.
    this.#glides = filter.query === (this.query ?? "");
    this.space = partOfList;
    this.limit = this.#glides ? partOfList : firstCards;
    this.query = filter.query;
    this.#filtering?.choose(filter);
    const found = this.#page.state.integrations && this.#filtering?.find(this.#index);
    if (found) this.spoken = this.#sentences.t("page.search.results", { count: found.total });
  }

  #onMore(event: Event): void {
    event.stopPropagation();
    this.space += partOfList;
  }

  async #onJump(event: CustomEvent<string>): Promise<void> {
    event.stopPropagation();
    const find = () => this.renderRoot.querySelector<HTMLElement>(`[id="${CSS.escape(event.detail)}"]`);
    if (!find()) {
      // A filter hides it: what waits for the person comes first.
      this.#choose(noFilter);
      await this.updateComplete;
    }
    const card = find();
    card?.scrollIntoView({ block: "center" });
    card?.focus({ preventScroll: true });
  }

  // What is on screen

  /** The host says so, or the session may only look. */
  get #isReadonly(): boolean {
    return this.readonly || this.#page.state.role === "viewer";
  }

  protected override render() {
    const texts = this.#sentences;
    const { opened } = this.#navigation;
    const { integrations, failure } = this.#page.state;
    return html`<div
        class="page"
        part="page"
        lang=${texts.locale}
        @open-requested=${this.#onOpenRequest}
        @why-requested=${this.#onWhy}
        @filter-changed=${this.#onFilter}
        @jump-requested=${this.#onJump}
        @more-requested=${this.#onMore}
        @keydown=${this.#onKey}
      >
        <div class="inner">
          <speedai-intro
            exportparts="intro, intro-title"
            .integrations=${this.#page.integrations}
            .api=${this.#api}
            .texts=${texts}
            .early=${this.isEarly}
          ></speedai-intro>
          ${!integrations && failure ? failureState(texts, failure, () => void this.refresh()) : this.#body()}
          ${closingRule(texts)}
        </div>
      </div>
      <div class="visually-hidden" role="status">${this.spoken}</div>
      <speedai-why lang=${texts.locale} .texts=${texts}></speedai-why>
      ${
        opened && this.#texts && this.#hasWords("inside")
          ? this.#drawer?.draw(opened, { texts: this.#texts, api: this.#api, isReadonly: this.#isReadonly })
          : null
      }`;
  }

  #body() {
    const texts = this.#texts;
    const { integrations, failure } = this.#page.state;
    const filtering = this.#filtering;
    const body =
      integrations &&
      filtering &&
      texts &&
      this.#lists?.pageBody({
        shown: { texts, api: this.#api, isReadonly: this.#isReadonly, now: new Date(), isEarly: this.isEarly },
        failure,
        filter: filtering.filter,
        filtered: filtering.find(this.#index),
        limit: this.limit,
        space: this.space,
        cannotResume: this.#navigation.cannotResume,
        retry: () => void this.refresh(),
        choose: (filter) => this.#choose(filter),
        dismiss: () => {
          this.#navigation.cannotResume = false;
        },
        redraw: () => this.requestUpdate(),
      });
    return html`<div class="tools">
        ${
          texts && !(this.isEarly && (!body || body.canFollow))
            ? html`<speedai-toolbar
                exportparts="search, filter"
                .texts=${texts}
                .filter=${body ? body.filter : { ...noFilter, query: this.query ?? "" }}
                .counts=${body ? body.counts : null}
              ></speedai-toolbar>`
            : html`<div class="toolbar-space"></div>`
        }
        ${body ? body.notices : null}
      </div>
      ${
        // Two templates: the lists are new, not the skeleton moved, which would count as a shift of the layout.
        body ? html`<div class="lists">${body.lists}</div>` : skeletonSections(this.#sentences)
      }`;
  }
}

/** Resolves when a frame has been painted. */
function nextFrame(): Promise<void> {
  return new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve, 0)));
}

/** Scripts that each page needs, as soon as one stands in the document. Who uses them asks again, and tells of a failure. */
function fetchAhead(): void {
  for (const script of [import("./source.ts"), import("./lists.ts")]) script.catch(() => {});
}

/** Here, because the page is drawn before its filters have come. */
const noFilter: PageFilter = { query: "", category: null, badges: [], statuses: [] };
