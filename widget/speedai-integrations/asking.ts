/** How the element comes to its API: over HTTP with a session of the host, or through a client that the host brings. */
import { type ApiClient, ApiError } from "../api/client.ts";
import type { GetSession, SessionReason } from "../session.ts";
import type { Source } from "./source.ts";

/** What the host chose, as it stands in the element. */
export interface Ways {
  readonly client: ApiClient | null;
  readonly apiBase: string;
  readonly getSession: GetSession | null;
  readonly sessionEndpoint: string | null;
  /** The element was drawn once. */
  readonly hasUpdated: boolean;
}

/** What the element lends. */
export interface AskingLinks {
  /** BCP 47: the language of what the API says. */
  locale(): string;
  /** The host gave no session. */
  lost(reason: SessionReason): void;
}

export class Asking {
  readonly #ways: Ways;
  readonly #links: AskingLinks;
  #source: Source | null = null;
  /** The first question, until its answer is wanted. */
  #first: Promise<ApiClient> | null = null;
  /** What it was made of. */
  #firstOf: readonly unknown[] = [];

  constructor(ways: Ways, links: AskingLinks) {
    this.#ways = ways;
    this.#links = links;
  }

  /** The host left a way to the API. */
  get isPossible(): boolean {
    const { client, getSession, sessionEndpoint } = this.#ways;
    return Boolean(client || getSession || sessionEndpoint);
  }

  /**
   * Drawing takes longer than asking: the host is asked for a session before the first drawing. Where it chose something before this
   * script came, which Lit learns while it draws, it is asked then. Resolves when the question is on its way, after a frame at the latest.
   */
  async ahead(): Promise<void> {
    if (!this.isPossible || this.#ways.client) return;
    this.#firstOf = this.#chosen;
    const source = this.#load();
    this.#first = source.then((source) => source.connect());
    // Who wants the answer hears of a failure.
    this.#first.catch(() => {});
    await Promise.race([source.catch(() => {}), new Promise((oneFrame) => setTimeout(oneFrame, 16))]);
  }

  /** The host chose another way, or has another visitor: nothing of what was given before is used again. */
  startAnew(): void {
    if (!this.#ways.hasUpdated && this.#chosen.every((one, at) => one === this.#firstOf[at])) return;
    this.#source = null;
    this.#first = null;
  }

  /** Rejects with `ApiError` when the host gives no session, or a part of the script does not come. */
  connect(signal?: AbortSignal): Promise<ApiClient> {
    const connecting = this.#first ?? this.#load(signal).then((source) => source.connect());
    this.#first = null;
    return connecting;
  }

  /** The tab is seen again. */
  async wake(): Promise<void> {
    await this.#source?.session?.wake();
  }

  get #chosen(): readonly unknown[] {
    const { client, apiBase, getSession, sessionEndpoint } = this.#ways;
    return [client, apiBase, getSession, sessionEndpoint, this.#links.locale()];
  }

  async #load(signal?: AbortSignal): Promise<Source> {
    try {
      const { createSource } = await import("./source.ts");
      signal?.throwIfAborted();
      const ways = this.#ways;
      this.#source ??= createSource({
        client: ways.client,
        base: ways.apiBase,
        locale: this.#links.locale(),
        getSession: () => ways.getSession,
        sessionEndpoint: ways.sessionEndpoint,
        lost: (reason) => ways.hasUpdated && this.#links.lost(reason),
      });
      return this.#source;
    } catch (cause) {
      throw new ApiError(null, { cause });
    }
  }
}
