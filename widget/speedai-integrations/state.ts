/**
 * What the page knows, and how it learns it. The rules are pure functions of a `PageState`; the controller below them fetches,
 * refreshes in place (a page once shown never goes blank again) and asks again while the tab is visible.
 */
import type { ReactiveController, ReactiveControllerHost } from "lit";
import type { Catalogue, Connection, Integration, Role } from "../../schema/wire/index.ts";
import { type ApiClient, ApiError } from "../api/client.ts";
import { SessionError, type SessionReason } from "../session-error.ts";

/** Why the last load failed, by what the person can do about it. */
export type Failure =
  | { readonly kind: "offline" }
  | { readonly kind: "session"; readonly reason: SessionReason }
  | { readonly kind: "forbidden"; readonly error: ApiError }
  | { readonly kind: "unreachable"; readonly error: ApiError };

export interface PageState {
  /** null until the first answer. */
  readonly integrations: readonly Integration[] | null;
  readonly failure: Failure | null;
  /** What the session may do, once the API has said so. */
  readonly role?: Role;
}

export const initialState: PageState = { integrations: null, failure: null };

export function withCatalogue(_state: PageState, { integrations, role }: Catalogue): PageState {
  return { integrations, failure: null, ...(role && { role }) };
}

export function withFailure(state: PageState, failure: Failure): PageState {
  return { ...state, failure };
}

export function connectionsOf(state: PageState): Connection[] {
  return (state.integrations ?? []).flatMap(({ connections }) => connections);
}

export function findConnection(state: PageState, id: string): Connection | undefined {
  return connectionsOf(state).find((connection) => connection.id === id);
}

export function judgeFailure(error: ApiError, isOnline: boolean): Failure {
  if (error.cause instanceof SessionError) {
    // Without a network the host cannot mint a session either: that is not the person's session ending.
    return isOnline ? { kind: "session", reason: error.cause.reason } : { kind: "offline" };
  }
  switch (error.problem?.code) {
    case "unauthenticated":
    case "session_expired":
      return { kind: "session", reason: "unauthorized" };
    case "forbidden_origin":
    case "forbidden_role":
      return { kind: "forbidden", error };
    default:
      return error.problem === null && !isOnline ? { kind: "offline" } : { kind: "unreachable", error };
  }
}

/** Background checks run on the server; this is how soon they show on an open page. */
const pollMs = 60_000;
/** A tab that comes back asks again unless it did so a moment ago. */
const returnMs = 5_000;

/** What the controller needs of its element. */
export interface PageLinks {
  /** null while there is nothing to ask with. */
  api(): Pick<ApiClient, "catalogue"> | null;
  /** The state changed from `before`; the element draws itself again. */
  changed(before: PageState, after: PageState): void;
  /** The tab is seen again, before the page asks. */
  wake(): Promise<void>;
}

/** Time as an argument, so that a test moves it. */
export interface Clock {
  /** Milliseconds. */
  now(): number;
  /** Runs the task later; gives the way to call it off. */
  after(milliseconds: number, task: () => void): () => void;
}

const systemClock: Clock = {
  now: Date.now,
  after(milliseconds, task) {
    const timer = setTimeout(task, milliseconds);
    return () => clearTimeout(timer);
  },
};

export class PageController implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #links: PageLinks;
  #state: PageState = initialState;
  readonly #clock: Clock;
  #cancelPoll: () => void = () => {};
  #loading: { readonly abort: AbortController; readonly done: Promise<void> } | null = null;
  #askedAt = Number.NEGATIVE_INFINITY;
  /** Counts what the person changed, so that an older answer cannot undo it on screen. */
  #edits = 0;

  constructor(host: ReactiveControllerHost, links: PageLinks, clock = systemClock) {
    this.#host = host;
    this.#links = links;
    this.#clock = clock;
    host.addController(this);
  }

  get state(): PageState {
    return this.#state;
  }

  get integrations(): readonly Integration[] {
    return this.#state.integrations ?? [];
  }

  hostConnected(): void {
    document.addEventListener("visibilitychange", this.#onVisibility);
    window.addEventListener("online", this.#onNetwork);
    window.addEventListener("offline", this.#onNetwork);
  }

  hostDisconnected(): void {
    document.removeEventListener("visibilitychange", this.#onVisibility);
    window.removeEventListener("online", this.#onNetwork);
    window.removeEventListener("offline", this.#onNetwork);
    this.stop();
  }

  /** Applies a pure change and tells the host. */
  apply(change: (state: PageState) => PageState): void {
    this.#edits += 1;
    this.#replace(change(this.#state));
    // The API has answered: what failed before may work again.
    if (this.#state.failure) void this.refresh();
  }

  /** The host gave no session for a call of the drawer. A load, also the one that follows a wake, tells of its own. */
  loseSession(reason: SessionReason): void {
    if (this.#loading || reason === "wake" || !navigator.onLine) return;
    this.#replace(withFailure(this.#state, { kind: "session", reason }));
  }

  /** Forgets everything, for another API or another person. */
  reset(): void {
    this.stop();
    this.#replace(initialState);
  }

  stop(): void {
    this.#cancelPoll();
    this.#loading?.abort.abort();
    this.#loading = null;
  }

  /** One load at a time; callers share it. Never rejects: a failure is part of the state. */
  refresh(): Promise<void> {
    const api = this.#links.api();
    if (!api) return Promise.resolve();
    if (!this.#loading) {
      const abort = new AbortController();
      const loading = { abort, done: this.#load(api, abort.signal) };
      this.#loading = loading;
      void loading.done.finally(() => {
        if (this.#loading === loading) this.#loading = null;
      });
    }
    return this.#loading.done;
  }

  async #load(api: Pick<ApiClient, "catalogue">, signal: AbortSignal): Promise<void> {
    this.#cancelPoll();
    this.#askedAt = this.#clock.now();
    const edits = this.#edits;
    try {
      const catalogue = await api.catalogue(signal);
      if (signal.aborted) return;
      if (edits === this.#edits) this.#replace(withCatalogue(this.#state, catalogue));
    } catch (error) {
      if (signal.aborted) return;
      if (!(error instanceof ApiError)) throw error;
      this.#replace(withFailure(this.#state, judgeFailure(error, navigator.onLine)));
    }
    this.#schedule();
  }

  #schedule(): void {
    this.#cancelPoll();
    if (document.visibilityState === "visible") this.#cancelPoll = this.#clock.after(pollMs, () => void this.refresh());
  }

  #replace(next: PageState): void {
    const before = this.#state;
    this.#state = next;
    this.#links.changed(before, next);
    this.#host.requestUpdate();
  }

  readonly #onVisibility = (): void => {
    if (document.visibilityState !== "visible") this.#cancelPoll();
    else if (this.#clock.now() - this.#askedAt > returnMs) this.#wake();
    else this.#schedule();
  };

  /** A host that gives no session now will give none to the refresh either, and that failure is shown. */
  #wake(): void {
    const refresh = (): Promise<void> => this.refresh();
    void this.#links.wake().then(refresh, refresh);
  }

  readonly #onNetwork = (): void => {
    if (navigator.onLine) void this.refresh();
    else this.#replace(withFailure(this.#state, { kind: "offline" }));
  };
}
