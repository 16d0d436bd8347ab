/** Lists that come page by page, as a controller of the element that shows them. */
import type { ReactiveController, ReactiveControllerHost } from "lit";
import { ApiError } from "../api/client.ts";

export interface Page<Item> {
  readonly items: readonly Item[];
  /** Where the next page begins; null after the last one. */
  readonly next: string | null;
}

export class PageLoader<Item extends { readonly id: string }> implements ReactiveController {
  items: readonly Item[] = [];
  next: string | null = null;
  isLoading = false;
  error: ApiError | null = null;
  /** The first answer is there, or the first refusal. */
  isSettled = false;

  readonly #host: ReactiveControllerHost;
  readonly #read: (before: string | undefined, signal: AbortSignal) => Promise<Page<Item>>;
  #loading: AbortController | null = null;

  constructor(
    host: ReactiveControllerHost,
    read: (before: string | undefined, signal: AbortSignal) => Promise<Page<Item>>,
  ) {
    this.#host = host;
    this.#read = read;
    host.addController(this);
  }

  hostConnected(): void {}

  hostDisconnected(): void {
    this.#loading?.abort();
    this.isLoading = false;
  }

  /** From the beginning, for another subject: nothing of the old one stays. */
  async start(): Promise<void> {
    this.items = [];
    this.next = null;
    this.isSettled = false;
    await this.#load(undefined);
  }

  /** From the beginning; what is shown stays until the answer is there. */
  async refresh(): Promise<void> {
    await this.#load(undefined);
  }

  /** The next page, or again the one that failed. */
  async more(): Promise<void> {
    if (!this.isLoading) await this.#load(this.next ?? undefined);
  }

  replace(item: Item): void {
    this.items = this.items.map((known) => (known.id === item.id ? item : known));
    this.#host.requestUpdate();
  }

  async #load(before: string | undefined): Promise<void> {
    this.#loading?.abort();
    const loading = new AbortController();
    this.#loading = loading;
    this.isLoading = true;
    this.error = null;
    this.#host.requestUpdate();
    try {
      const page = await this.#read(before, loading.signal);
      if (loading.signal.aborted) return;
      this.items = before === undefined ? page.items : [...this.items, ...page.items];
      this.next = page.next;
    } catch (error) {
      if (loading.signal.aborted) return;
      if (!(error instanceof ApiError)) throw error;
      this.error = error;
    } finally {
      if (this.#loading === loading && !loading.signal.aborted) {
        this.isLoading = false;
        this.isSettled = true;
        this.#host.requestUpdate();
      }
    }
  }
}
