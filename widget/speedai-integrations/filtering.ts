/** The filter of one page: it stands in the element's attributes and, where the host wants it, in the address. */
import type { Category } from "../../schema/wire/index.ts";
import {
  type Filtered,
  filterIntegrations,
  noFilter,
  type PageFilter,
  showsConnection,
  showsTool,
} from "../page/filter.ts";
import { readAddress, readFilter, writeAddress, writeFilter } from "../page/filter-address.ts";
import type { HostFilter, Searchable } from "../page/search.ts";

/** What the element lends. */
export interface FilterHost {
  query: string | null;
  category: Category | null;
  badge: string | null;
  status: string | null;
  readonly filter: HostFilter;
  readonly routing: "hash" | "none";
}

/** After the last letter, in milliseconds: Safari refuses more than a hundred changes of the address in half a minute. */
const typingMs = 300;

export class Filtering {
  readonly #host: FilterHost;
  /** Words that the address has, or will have. */
  #written = "";
  #typing: ReturnType<typeof setTimeout> | undefined;
  #known: { readonly asked: readonly unknown[]; readonly filtered: Filtered } | null = null;

  constructor(host: FilterHost) {
    this.#host = host;
    this.#take(readAddress(location.hash));
  }

  get filter(): PageFilter {
    return readFilter(this.#host);
  }

  /** `?category=hotel`, or nothing: what stands behind a route. */
  get address(): string {
    return this.#host.routing === "hash" ? writeAddress(this.filter) : "";
  }

  /** What answers now; the same object until something that it depends on changes. */
  find(index: readonly Searchable[]): Filtered {
    const { query, category, badge, status, filter: hostFilter } = this.#host;
    const asked = [index, hostFilter, query, category, badge, status];
    const known = this.#known;
    if (known && asked.every((one, at) => one === known.asked[at])) return known.filtered;
    const filtered = filterIntegrations(index, hostFilter, this.filter);
    this.#known = { asked, filtered };
    return filtered;
  }

  /** Ids of the cards that answer: tools and connections. */
  cardsOf({ found }: Filtered): ReadonlySet<string> {
    const { filter } = this;
    return new Set([
      ...found.filter((tool) => showsTool(filter, tool)).map(({ id }) => id),
      ...found.flatMap(({ connections }) =>
        connections.filter((one) => showsConnection(filter, one)).map(({ id }) => id),
      ),
    ]);
  }

  /** The person's choice. The way back in the browser's history is not filled with filters. */
  choose(filter: PageFilter): void {
    const isTyping = filter.query !== this.#written && filter.query !== "";
    this.#written = filter.query;
    Object.assign(this.#host, writeFilter(filter));
    this.stop();
    if (isTyping) this.#typing = setTimeout(() => this.#write(), typingMs);
    else this.#write();
  }

  /** The address is another one: a page without filters in it has none. A fragment of the host page says nothing. */
  follow(hash: string): void {
    if (hash === "" || hash.startsWith("#/")) this.#take(readAddress(hash) ?? noFilter);
  }

  /** Nothing is written any more. */
  stop(): void {
    clearTimeout(this.#typing);
  }

  #take(filter: PageFilter | null): void {
    if (!filter || this.#host.routing !== "hash") return;
    this.stop();
    Object.assign(this.#host, writeFilter(filter));
  }

  #write(): void {
    if (this.#host.routing !== "hash") return;
    const { address } = this;
    const [route] = /^#\/[\w/-]*/.exec(location.hash) ?? [];
    // A fragment of the host page stays until there is something to say.
    if (!route && !address) return;
    const fragment = `${route ?? "#/"}${address}`;
    history.replaceState(history.state, "", fragment === "#/" ? location.pathname + location.search : fragment);
  }
}
