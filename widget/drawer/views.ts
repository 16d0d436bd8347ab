/** What the drawer can show, and the tab under which it stands. Pure. */
import type { Connection, Integration, Role } from "../../schema/wire/index.ts";
import type { ApiClient } from "../api/client.ts";
import type { Texts } from "../i18n/index.ts";

export type DrawerView = "connect" | "reconnect" | "overview" | "records" | "access" | "settings" | "journal";
export type Tab = "connection" | "records" | "access" | "settings" | "journal";

/** What is shown, for every part of the drawer. */
export interface Shown {
  readonly api: ApiClient | null;
  readonly texts: Texts;
  readonly integration: Integration;
  /** null: there is none, or a new one is made. */
  readonly connection: Connection | null;
  readonly view: DrawerView;
  readonly now: Date;
  readonly isReadonly: boolean;
  readonly userRole: Role | null;
}

export function tabOf(view: DrawerView): Tab {
  return isConnecting(view) || view === "overview" ? "connection" : view;
}

/** On the way to a connection, or to another consent of one. */
export function isConnecting(view: DrawerView | null): view is "connect" | "reconnect" {
  return view === "connect" || view === "reconnect";
}

/** Files and e-mails become records; the other kinds are asked when their data are needed. */
export function hasRecords(connection: Connection | null): boolean {
  return connection?.kind === "csv" || connection?.kind === "mailbox";
}

/** Without a connection there is nothing to set and nothing to tell. */
export function tabsFor({ connection, isReadonly }: Pick<Shown, "connection" | "isReadonly">): readonly Tab[] {
  if (connection === null) return isReadonly ? ["access"] : ["connection", "access"];
  return [
    "connection",
    ...(hasRecords(connection) ? (["records"] as const) : []),
    "access",
    ...(isReadonly ? [] : (["settings"] as const)),
    "journal",
  ];
}

/** The view that was asked for, as far as there is something to show. */
export function fittingView(
  wanted: DrawerView | null,
  { connection, isReadonly }: Pick<Shown, "connection" | "isReadonly">,
): DrawerView {
  if (connection === null) return wanted === "access" || isReadonly ? "access" : "connect";
  if (isReadonly && (isConnecting(wanted) || wanted === "settings")) return "overview";
  if (wanted === "records" && !hasRecords(connection)) return "overview";
  return wanted ?? "overview";
}
