/** What the drawer can show, and the tab under which it stands. Pure. */
import type { Connection } from "../../schema/wire/index.ts";

export type DrawerView = "connect" | "reconnect" | "overview" | "records" | "access" | "settings" | "journal";
export type Tab = "connection" | "records" | "access" | "settings" | "journal";

export function tabOf(view: DrawerView): Tab {
  return view === "connect" || view === "reconnect" || view === "overview" ? "connection" : view;
}

/** Files and e-mails become records; the other kinds are asked when their data are needed. */
export function hasRecords(connection: Connection | null): boolean {
  return connection?.kind === "csv" || connection?.kind === "mailbox";
}

/** Without a connection there is nothing to set and nothing to tell. */
export function tabsFor(shown: { connection: Connection | null; isReadonly: boolean }): readonly Tab[] {
  const { connection, isReadonly } = shown;
  if (connection === null) return isReadonly ? ["access"] : ["connection", "access"];
  return [
    "connection",
    ...(hasRecords(connection) ? (["records"] as const) : []),
    "access",
    ...(isReadonly ? [] : (["settings"] as const)),
    "journal",
  ];
}
