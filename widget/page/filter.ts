/**
 * What the person asked to see: words, a category, offers and states together. One pass over the catalogue finds the answers and
 * counts, for each choice, how many cards it would show beside the others. Pure, so that a thousand integrations can be measured.
 */
import type { Badge, Category, Connection, ConnectionStatus, Integration } from "../../schema/wire/index.ts";
import { categories, createMatcher, type HostFilter, matchesHost, needsAttention, type Searchable } from "./search.ts";

/** How a tool stands, in the words of the page: `attention` is any state that waits for the person, `none` is not connected. */
export type Standing = "attention" | "connected" | "pending" | "none";

export const badges: readonly Badge[] = ["standard", "premium", "custom"];
export const standings: readonly Standing[] = ["attention", "connected", "pending", "none"];

export interface PageFilter {
  readonly query: string;
  /** null: all. */
  readonly category: Category | null;
  /** Any of them; empty: all. */
  readonly badges: readonly Badge[];
  /** Any of them; empty: all. */
  readonly statuses: readonly Standing[];
}

export const noFilter: PageFilter = { query: "", category: null, badges: [], statuses: [] };

/** One part of a filter that can be taken back. */
export type Facet = keyof PageFilter;

/** Cards for each choice; only choices that the catalogue has, 0 included. */
export interface Counts {
  readonly all: number;
  readonly category: ReadonlyMap<Category, number>;
  readonly badge: ReadonlyMap<Badge, number>;
  readonly status: ReadonlyMap<Standing, number>;
}

export const noCounts: Counts = { all: 0, category: new Map(), badge: new Map(), status: new Map() };

export interface Filtered {
  /** What the host lets through. */
  readonly listed: readonly Integration[];
  /** What answers everything, in the order of the catalogue. */
  readonly found: readonly Integration[];
  /** Cards of `found`. */
  readonly total: number;
  readonly counts: Counts;
  /** Cards that would answer with one part of the filter taken back. */
  readonly without: Readonly<Record<Facet, number>>;
  /** Tools that answer the words alone. */
  readonly byWords: number;
}

export function standingOf(status: ConnectionStatus): Standing {
  return needsAttention(status) ? "attention" : status === "connected" ? "connected" : "pending";
}

export function showsConnection({ statuses }: PageFilter, { status }: Connection): boolean {
  return statuses.length === 0 || statuses.includes(standingOf(status));
}

/** Its card in the catalogue: a chosen state of connections leaves only connections. */
export function showsTool({ statuses }: PageFilter, { connections }: Integration): boolean {
  return statuses.length === 0 || (statuses.includes("none") && connections.length === 0);
}

export function filterIntegrations(index: readonly Searchable[], hostFilter: HostFilter, filter: PageFilter): Filtered {
  const matches = createMatcher(filter.query);
  const listed: Integration[] = [];
  const found: Integration[] = [];
  const category = new Map<Category, number>();
  const badge = new Map<Badge, number>();
  const status = new Map<Standing, number>();
  const without: Record<Facet, number> = { query: 0, category: 0, badges: 0, statuses: 0 };
  let total = 0;
  let byWords = 0;

  for (const entry of index) {
    const { integration } = entry;
    if (!matchesHost(integration, hostFilter)) continue;
    listed.push(integration);
    const answersWords = matches(entry);
    const isOfCategory = filter.category === null || filter.category === integration.category;
    const isOfBadge = filter.badges.length === 0 || filter.badges.includes(integration.badge);
    const standingsOfTool: Standing[] =
      integration.connections.length > 0 ? integration.connections.map((one) => standingOf(one.status)) : ["none"];
    // Without a chosen state a tool is one card, however many accounts it has.
    const cards =
      filter.statuses.length === 0 ? 1 : standingsOfTool.filter((one) => filter.statuses.includes(one)).length;

    add(category, integration.category, answersWords && isOfBadge ? cards : 0);
    add(badge, integration.badge, answersWords && isOfCategory ? cards : 0);
    for (const one of standingsOfTool) add(status, one, answersWords && isOfCategory && isOfBadge ? 1 : 0);
    if (answersWords) {
      byWords += 1;
      if (isOfBadge) without.category += cards;
      if (isOfCategory) without.badges += cards;
      if (isOfCategory && isOfBadge) without.statuses += 1;
    }
    if (isOfCategory && isOfBadge) {
      without.query += cards;
      if (answersWords && cards > 0) {
        found.push(integration);
        total += cards;
      }
    }
  }
  const counts: Counts = {
    all: without.category,
    category: inOrder(categories, category),
    badge: inOrder(badges, badge),
    status: inOrder(standings, status),
  };
  return { listed, found, total, counts, without, byWords };
}

/** Parts that limit what is shown, besides the words. */
export function activeFacets(filter: PageFilter): Facet[] {
  const facets: Facet[] = [];
  if (filter.category !== null) facets.push("category");
  if (filter.badges.length > 0) facets.push("badges");
  if (filter.statuses.length > 0) facets.push("statuses");
  return facets;
}

/** Chosen, or no longer chosen; in the order of `all`. */
export function toggle<Choice>(all: readonly Choice[], chosen: readonly Choice[], choice: Choice): Choice[] {
  return all.filter((one) => (one === choice) !== chosen.includes(one));
}

function add<Key>(counts: Map<Key, number>, key: Key, count: number): void {
  counts.set(key, (counts.get(key) ?? 0) + count);
}

function inOrder<Key>(keys: readonly Key[], counts: ReadonlyMap<Key, number>): Map<Key, number> {
  return new Map(keys.flatMap((key): [Key, number][] => (counts.has(key) ? [[key, counts.get(key) ?? 0]] : [])));
}
