/** A filter as attributes and in the address: `category=hotel&badge=premium+custom&status=attention&q=caisse`. */
import { badges, noFilter, type PageFilter, standings } from "./filter.ts";
import { isCategory } from "./search.ts";

/** A filter as the element's attributes have it: lists are words with spaces between them. */
export interface WrittenFilter {
  readonly query: string | null;
  readonly category: string | null;
  readonly badge: string | null;
  readonly status: string | null;
}

/** What is not known counts as not written. */
export function readFilter({ query, category, badge, status }: WrittenFilter): PageFilter {
  return {
    query: query ?? "",
    category: isCategory(category) ? category : null,
    badges: choicesIn(badge, badges),
    statuses: choicesIn(status, standings),
  };
}

export function writeFilter({ query, category, badges, statuses }: PageFilter) {
  return {
    query: query || null,
    category,
    badge: badges.join(" ") || null,
    status: statuses.join(" ") || null,
  } satisfies WrittenFilter;
}

/** null: the fragment is not one of ours, or says nothing about filters. */
export function readAddress(hash: string): PageFilter | null {
  const [, query] = /^#\/[\w/-]*\?(.*)$/.exec(hash) ?? [];
  if (query === undefined) return null;
  const asked = new URLSearchParams(query);
  return readFilter({
    query: asked.get("q")?.slice(0, longestQuery) ?? null,
    category: asked.get("category"),
    badge: asked.get("badge"),
    status: asked.get("status"),
  });
}

/** `?category=hotel`, or nothing. */
export function writeAddress(filter: PageFilter): string {
  const { query, ...rest } = writeFilter(filter);
  const asked = new URLSearchParams();
  for (const [name, value] of Object.entries({ ...rest, q: query })) if (value) asked.set(name, value);
  return asked.size > 0 ? `?${asked}` : "";
}

export function isFiltered(filter: PageFilter): boolean {
  return writeAddress(filter) !== writeAddress(noFilter);
}

/** As many letters as the search takes. */
export const longestQuery = 80;

function choicesIn<Choice extends string>(written: string | null, all: readonly Choice[]): Choice[] {
  const words = (written ?? "").split(/[\s,]+/);
  return all.filter((one) => words.includes(one));
}
