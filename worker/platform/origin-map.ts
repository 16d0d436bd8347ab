/**
 * Outside production, the providers' real origins are replaced by those of simulators and test rigs. Provider files know
 * nothing of it. Pure.
 *
 * A map is JSON: `{"https://api.hubapi.com": "http://127.0.0.1:8791/hubspot-api", "https://*.myshopify.com":
 * "http://127.0.0.1:8791/shopify/*"}`. The left side is an origin; one label of its host may be `*`, which stands for one
 * or several labels and is put in place of the `*` on the right. The right side may have a path, to which the request's
 * own path is appended.
 */
import { z } from "zod";
import { parseJson } from "../domain/json.ts";
import { err, ok, type Result } from "../domain/result.ts";

export interface OriginMapEntry {
  /** Scheme and host up to `*`, and what follows it; a whole origin has no `after`. */
  readonly before: string;
  readonly after: string | undefined;
  readonly replacement: string;
}

/** The most exact entries first. */
export type OriginMap = readonly OriginMapEntry[];

export const emptyOriginMap: OriginMap = [];

export interface OriginMapProblem {
  /** The left side of the entry, as written; undefined when the whole text is not a map. */
  readonly entry: string | undefined;
  readonly problem:
    | "not_a_json_object_of_texts"
    | "not_an_https_origin"
    | "more_than_one_star"
    | "star_is_not_a_whole_label"
    | "replacement_is_not_an_http_url"
    | "replacement_has_query_or_credentials"
    | "replacement_star_without_star";
}

/** Parses the text of `ORIGIN_MAP`; every wrong entry is named. */
export function parseOriginMap(text: string): Result<OriginMap, readonly OriginMapProblem[]> {
  const entries = z.record(z.string(), z.string()).safeParse(parseJson(text));
  if (!entries.success) return err([{ entry: undefined, problem: "not_a_json_object_of_texts" }]);
  const judged = Object.entries(entries.data).map(([from, to]) => ({ from, result: parseEntry(from, to) }));
  const problems = judged.flatMap(({ from, result }) => (result.ok ? [] : [{ entry: from, problem: result.failure }]));
  if (problems.length > 0) return err(problems);
  return ok(judged.flatMap(({ result }) => (result.ok ? [result.value] : [])).toSorted(byExactness));
}

/** The URL to use instead, or undefined when no entry covers the origin. */
export function replaceOrigin(map: OriginMap, url: URL): URL | undefined {
  for (const { before, after, replacement } of map) {
    const star = matchOrigin(url.origin, before, after);
    if (star === undefined) continue;
    return new URL(replacement.replace("*", star) + url.pathname + url.search);
  }
  return undefined;
}

/** The text of a URL after the map; the same text when no entry covers it. For what is not sent here, but by a browser. */
export function mapOrigin(map: OriginMap, url: string): string {
  return (URL.canParse(url) ? replaceOrigin(map, new URL(url))?.href : undefined) ?? url;
}

/** The text under `*` (empty for a whole origin), or undefined without a match. */
function matchOrigin(origin: string, before: string, after: string | undefined): string | undefined {
  if (after === undefined) return origin === before ? "" : undefined;
  if (!origin.startsWith(before) || !origin.endsWith(after) || origin.length <= before.length + after.length)
    return undefined;
  const star = origin.slice(before.length, origin.length - after.length);
  // Labels only: without this a star at the end would also match a port.
  return /^[a-z0-9_-]+(?:\.[a-z0-9_-]+)*$/.test(star) ? star : undefined;
}

/** Stands in for `*` while the left side goes through the URL parser: a label that nobody has. */
const starLabel = "x--origin-map-star--x";

function parseEntry(from: string, to: string): Result<OriginMapEntry, OriginMapProblem["problem"]> {
  const stars = from.split("*").length - 1;
  if (stars > 1) return err("more_than_one_star");
  if (stars === 1 && !/^https:\/\/(?:[^*/]*\.)?\*(?:[.:][^*/]*)?\/?$/.test(from))
    return err("star_is_not_a_whole_label");
  const origin = parseUrl(from.replace("*", starLabel));
  if (origin?.protocol !== "https:" || origin.href !== `${origin.origin}/`) return err("not_an_https_origin");

  const target = parseUrl(to.replace("*", starLabel));
  if (target === undefined || !["http:", "https:"].includes(target.protocol))
    return err("replacement_is_not_an_http_url");
  if (target.search || target.hash || target.username || target.password || /[?#]/.test(to)) {
    return err("replacement_has_query_or_credentials");
  }
  const targetStars = to.split("*").length - 1;
  if (targetStars > stars) return err("replacement_star_without_star");

  const [before = "", after] = origin.origin.split(starLabel);
  return ok({ before, after, replacement: target.href.replace(starLabel, "*").replace(/\/$/, "") });
}

/** Whole origins, then patterns by the number of characters they fix. */
function byExactness(left: OriginMapEntry, right: OriginMapEntry): number {
  const exactness = ({ before, after }: OriginMapEntry) =>
    after === undefined ? Number.POSITIVE_INFINITY : before.length + after.length;
  return exactness(left) === exactness(right) ? 0 : exactness(right) - exactness(left);
}

function parseUrl(text: string): URL | undefined {
  return URL.canParse(text) ? new URL(text) : undefined;
}
