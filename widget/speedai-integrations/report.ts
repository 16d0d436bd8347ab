/** What the host page is told, and the words for the live region, when the page learns something. */
import type { Check, Connection } from "../../schema/wire/index.ts";
import { announce } from "../events.ts";
import type { Sentences } from "../i18n/sentences.ts";
import { needsAttention } from "../page/search.ts";
import { type Change, changesBetween } from "./changes.ts";
import { connectionsOf, type PageState } from "./state.ts";

/** Events for everything that differs; gives the sentences a screen reader should say. */
export function reportChanges(element: EventTarget, before: PageState, after: PageState, texts: Sentences): string[] {
  if (!after.integrations) return [];
  if (!before.integrations) {
    reportFirst(element, after);
    return [];
  }
  const names = new Map([...before.integrations, ...after.integrations].map(({ id, name }) => [id, name]));
  return changesBetween(before, after).map((change) => {
    reportChange(element, change);
    const name = names.get(change.connection.provider) ?? change.connection.provider;
    return change.to === null
      ? texts.t("page.live.removed", { name })
      : texts.t("page.live.status", { name, status: texts.t(`page.status.${change.to}`) });
  });
}

function reportFirst(element: EventTarget, state: PageState): void {
  const connections = connectionsOf(state);
  announce(element, "speedai-ready", {
    integrations: state.integrations?.length ?? 0,
    connections: connections.length,
  });
  for (const connection of connections) if (needsAttention(connection.status)) reportAttention(element, connection);
}

function reportChange(element: EventTarget, { connection, from, to }: Change): void {
  const named = { provider: connection.provider, connection_id: connection.id };
  if (to === null) {
    announce(element, "speedai-disconnected", named);
    return;
  }
  if (from) announce(element, "speedai-status-change", { ...named, from, to, reason: connection.reason });
  if (to === "connected") {
    const wasWorkingOnce = from !== null && from !== "pending";
    announce(element, wasWorkingOnce ? "speedai-reconnected" : "speedai-connected", named);
  }
  if (needsAttention(to) && !(from && needsAttention(from))) reportAttention(element, connection);
}

function reportAttention(element: EventTarget, { id, provider, reason }: Connection): void {
  announce(element, "speedai-action-required", { provider, connection_id: id, reason });
}

export function reportTest(element: EventTarget, { ok, status, reason }: Check, connection: Connection): void {
  announce(element, "speedai-test-result", {
    provider: connection.provider,
    connection_id: connection.id,
    ok,
    status,
    reason,
  });
}
