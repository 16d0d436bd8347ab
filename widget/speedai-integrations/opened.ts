/** Which integration and connection an address or a card means. */
import type { Connection, Integration } from "../../schema/wire/index.ts";
import type { Return, Route } from "./routing.ts";
import { sortConnections } from "./sections.ts";

/** What the drawer shows. */
export interface Opened {
  readonly integration: Integration;
  /** null: a new connection. */
  readonly connection: Connection | null;
  readonly view: string | null;
  /** The attempt to finish on the way back from a provider. */
  readonly resume: Return | null;
}

/**
 * A connection's id means that connection. A provider's id means its most troubled connection, or a new one when there is none
 * or when the view says so. null: nothing of that name is on the page.
 */
export function findOpened(
  { target, view }: Route,
  integrations: readonly Integration[],
  locale: string,
): Omit<Opened, "resume"> | null {
  for (const integration of integrations) {
    const named = integration.connections.find(({ id }) => id === target);
    if (named) return { integration, connection: named, view };
    if (integration.id === target) {
      const [first] = view === "connect" ? [] : sortConnections([integration], locale);
      return { integration, connection: first?.connection ?? null, view };
    }
  }
  return null;
}
