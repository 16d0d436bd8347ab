/**
 * Finding an integration: by name, category, what it is for, and the words people use (« caisse », « PMS »). Accents, case and
 * one or two wrong letters do not matter. Pure, so that a thousand integrations can be measured.
 */
import type { Badge, Category, ConnectionStatus, Integration } from "../../schema/wire/index.ts";

/** What the host page limits the list to. */
export interface HostFilter {
  readonly integrations?: readonly string[];
  readonly categories?: readonly Category[];
  readonly badges?: readonly Badge[];
}

/** The order of the page, top to bottom. */
export const categories: readonly Category[] = ["crm", "restaurant", "hotel", "ecommerce", "database", "custom"];

export function isCategory(value: unknown): value is Category {
  return categories.some((category) => category === value);
}

export interface Searchable {
  readonly integration: Integration;
  /** Found when they are first asked for: the page is seen before anybody searches. */
  readonly words: readonly string[];
}

/** `categoryTitle` is in the language of the page. */
export function indexIntegrations(
  integrations: readonly Integration[],
  categoryTitle: (category: Category) => string,
): Searchable[] {
  return integrations.map((integration) => {
    let words: readonly string[] | undefined;
    return {
      integration,
      get words() {
        words ??= [
          ...new Set(
            wordsOf(
              [
                integration.name,
                integration.id,
                categoryTitle(integration.category),
                integration.summary,
                ...integration.synonyms,
                ...integration.connections.flatMap(({ label, account }) => [label, account?.label ?? ""]),
              ].join(" "),
            ),
          ),
        ];
        return words;
      },
    };
  });
}

/** Whether every word of the query is found; an empty query finds all. A word that many integrations share is judged once. */
export function createMatcher(query: string): (entry: Searchable) => boolean {
  const asked = wordsOf(query).map((one) => ({ one, known: new Map<string, boolean>() }));
  return (entry) =>
    asked.every(({ one, known }) =>
      entry.words.some((word) => {
        const answer = known.get(word) ?? resembles(word, one);
        known.set(word, answer);
        return answer;
      }),
    );
}

export function matchesHost(integration: Integration, filter: HostFilter): boolean {
  return (
    (filter.integrations?.includes(integration.id) ?? true) &&
    (filter.categories?.includes(integration.category) ?? true) &&
    (filter.badges?.includes(integration.badge) ?? true)
  );
}

const attention: readonly ConnectionStatus[] = ["action_required", "error", "expired"];

/** The connection is not working until the person does something. */
export function needsAttention(status: ConnectionStatus): boolean {
  return attention.includes(status);
}

/** Problems first. */
export const statusOrder: readonly ConnectionStatus[] = [...attention, "pending", "connected"];

/** Lower case, no accents, no ligatures: « Réservation » → `reservation`, « Œuvre » → `oeuvre`. */
export function fold(text: string): string {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().replaceAll("œ", "oe").replaceAll("æ", "ae");
}

function wordsOf(text: string): string[] {
  return fold(text).match(/[\p{L}\p{N}]+/gu) ?? [];
}

/** The asked word starts the word, stands inside it (three letters at least), or starts it with a slip of the finger. */
function resembles(word: string, asked: string): boolean {
  if (word.startsWith(asked) || (asked.length >= 3 && word.includes(asked))) return true;
  const slips = asked.length >= 8 ? 2 : asked.length >= 4 ? 1 : 0;
  if (slips === 0 || word[0] !== asked[0]) return false;
  for (let length = asked.length - slips; length <= asked.length + slips; length++)
    if (length <= word.length && distance(word.slice(0, length), asked) <= slips) return true;
  return false;
}

/** Optimal string alignment: letters added, lost, changed or swapped with their neighbour. */
function distance(left: string, right: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: right.length + 1 }, (_, column) => column);
  for (let row = 1; row <= left.length; row++) {
    const current = [row];
    for (let column = 1; column <= right.length; column++) {
      const same = left[row - 1] === right[column - 1];
      const swapped =
        row > 1 && column > 1 && left[row - 1] === right[column - 2] && left[row - 2] === right[column - 1];
      current.push(
        Math.min(
          (last[column] ?? 0) + 1,
          (current[column - 1] ?? 0) + 1,
          (last[column - 1] ?? 0) + (same ? 0 : 1),
          swapped ? (beforeLast[column - 2] ?? 0) + 1 : Number.POSITIVE_INFINITY,
        ),
      );
    }
    beforeLast = last;
    last = current;
  }
  return last[right.length] ?? 0;
}
