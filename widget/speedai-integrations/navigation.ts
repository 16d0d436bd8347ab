/** Where the page is: what is open, as the element's attributes, the address and the way back from a provider say. */
import type { ReactiveController, ReactiveControllerHost } from "lit";
import { type ApiClient, ApiError } from "../api/client.ts";
import { announce } from "../events.ts";
import type { Filtering } from "./filtering.ts";
import type { Opened } from "./opened.ts";
import { type Return, type Route, readReturn, readRoute, writeRoute } from "./routing.ts";
import { findConnection, type PageState } from "./state.ts";

/** The element. */
interface Place extends ReactiveControllerHost, EventTarget {
  integration: string | null;
  view: string | null;
  readonly routing: "hash" | "none";
}

/** What the element lends. */
export interface NavigationLinks {
  /** null until they have come. */
  lists(): typeof import("./lists.ts") | null;
  filtering(): Filtering | null;
  api(): ApiClient | null;
  page(): PageState;
  /** BCP 47. */
  locale(): string;
  /** Something is open: its script is wanted. False when that does not come. */
  loadDrawer(): Promise<boolean>;
}

export class Navigation implements ReactiveController {
  readonly #place: Place;
  readonly #links: NavigationLinks;
  #opened: Opened | null = null;
  #cannotResume = false;
  #return: Return | null = null;
  /** Focus goes back here when the drawer closes. */
  opener: HTMLElement | null = null;

  constructor(place: Place, links: NavigationLinks) {
    this.#place = place;
    this.#links = links;
    place.addController(this);
  }

  get opened(): Opened | null {
    return this.#opened;
  }

  /** What was begun before the page was loaded cannot be gone on with, which it says. */
  get cannotResume(): boolean {
    return this.#cannotResume;
  }

  set cannotResume(cannot: boolean) {
    this.#cannotResume = cannot;
    this.#place.requestUpdate();
  }

  hostConnected(): void {
    window.addEventListener("hashchange", this.readAddress);
    this.#takeReturn();
  }

  hostDisconnected(): void {
    window.removeEventListener("hashchange", this.readAddress);
  }

  readonly readAddress = (): void => {
    if (this.#place.routing !== "hash") return;
    this.#show(readRoute(location.hash));
    this.#links.filtering()?.follow(location.hash);
  };

  /** Asks the host page, then goes there and writes it in the address. `isDone`: the host page hears of it and cannot hold it. */
  navigate(route: Route | null, { isDone = false } = {}): void {
    const detail = { integration: route?.target ?? null, view: route?.view ?? null };
    if (!announce(this.#place, "speedai-navigate", detail) && !isDone) return;
    this.#show(route);
    if (this.#place.routing !== "hash") return;
    const filters = this.#links.filtering()?.address ?? "";
    const fragment = route ? writeRoute(route) + filters : filters && `#/${filters}`;
    history.pushState(history.state, "", fragment || location.pathname + location.search);
  }

  /** The page learned something: what is open shows it, and the first catalogue goes on with what waits. */
  learn(before: PageState, after: PageState): void {
    // Disconnected elsewhere: the drawer stays with its tool, and says so.
    const shown = this.#opened?.connection;
    if (shown && this.#place.integration === shown.id && !findConnection(after, shown.id))
      this.#place.integration = shown.provider;
    const api = this.#links.api();
    const waiting =
      after.integrations && !before.integrations
        ? (this.#return ?? (api && this.#links.lists()?.takeWaiting(api)))
        : null;
    if (waiting) void this.#resume(waiting);
    else if (after.integrations !== before.integrations) this.follow();
  }

  /** Opens what `integration` and `view` say, with the newest facts. */
  follow(resume: Return | null = this.#opened?.resume ?? null): void {
    const { integration: target, view } = this.#place;
    const found = target
      ? this.#links.lists()?.findOpened({ target, view }, this.#links.page().integrations ?? [], this.#links.locale())
      : null;
    if (!found && !this.#opened) return;
    this.#opened = found ? { ...found, resume } : null;
    this.#place.requestUpdate();
    if (found) void this.#loadDrawer();
  }

  async #loadDrawer(): Promise<void> {
    if (!(await this.#links.loadDrawer())) this.#show(null);
  }

  #show(route: Route | null, resume: Return | null = null): void {
    this.#place.integration = route?.target ?? null;
    this.#place.view = route?.view ?? null;
    const wasOpen = this.#opened !== null;
    this.follow(resume);
    if (wasOpen && !this.#opened) void this.#restoreFocus();
  }

  /** The way back from a provider: the code leaves the address before anything else can read or keep it. */
  #takeReturn(): void {
    const found = readReturn(location.hash);
    if (!found) return;
    this.#return = found;
    history.replaceState(history.state, "", location.pathname + location.search);
  }

  async #resume(found: Return): Promise<void> {
    this.#return = null;
    try {
      const attempt = await this.#links.api()?.attempt(found.attempt);
      if (!attempt) return;
      const { connection, provider, state } = attempt;
      const view = connection && state === "open" ? "reconnect" : "connect";
      this.#show({ target: connection?.id ?? provider, view }, found);
      this.cannotResume = this.#opened === null;
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      // What only this tab remembered may be another person's: nobody asked for it.
      this.cannotResume = found.completion !== null;
    }
  }

  async #restoreFocus(): Promise<void> {
    const { opener } = this;
    this.opener = null;
    await this.#place.updateComplete;
    if (opener?.isConnected) opener.focus();
  }
}
