/** How the page's connections change, as pure functions of what it knows. */
import type { Connection, ConnectionStatus } from "../../schema/wire/index.ts";
import { connectionsOf, findConnection, type PageState } from "./state.ts";

/** Something happened to a connection between two states of the page. */
export interface Change {
  readonly connection: Connection;
  /** null: it is new. */
  readonly from: ConnectionStatus | null;
  /** null: it is gone. */
  readonly to: ConnectionStatus | null;
}

/** Puts in a new connection or replaces the one with the same id. */
export function withConnection(state: PageState, connection: Connection): PageState {
  return mapConnections(state, connection.provider, (connections) =>
    connections.some(({ id }) => id === connection.id)
      ? connections.map((known) => (known.id === connection.id ? connection : known))
      : [...connections, connection],
  );
}

export function withoutConnection(state: PageState, id: string): PageState {
  const connection = findConnection(state, id);
  if (!connection) return state;
  return mapConnections(state, connection.provider, (connections) => connections.filter((known) => known.id !== id));
}

/** Connections that came, went or changed status. */
export function changesBetween(before: PageState, after: PageState): Change[] {
  const changes: Change[] = [];
  const previous = new Map(connectionsOf(before).map((connection) => [connection.id, connection]));
  for (const connection of connectionsOf(after)) {
    const from = previous.get(connection.id)?.status ?? null;
    previous.delete(connection.id);
    if (from !== connection.status) changes.push({ connection, from, to: connection.status });
  }
  for (const connection of previous.values()) changes.push({ connection, from: connection.status, to: null });
  return changes;
}

function mapConnections(
  state: PageState,
  provider: string,
  change: (connections: readonly Connection[]) => Connection[],
): PageState {
  if (!state.integrations) return state;
  return {
    ...state,
    integrations: state.integrations.map((integration) =>
      integration.id === provider ? { ...integration, connections: change(integration.connections) } : integration,
    ),
  };
}
