/** What the drawer can show, and the tab under which it stands. Pure. */
export type DrawerView = "connect" | "reconnect" | "overview" | "access" | "settings" | "journal";
export type Tab = "connection" | "access" | "settings" | "journal";

export function tabOf(view: DrawerView): Tab {
  return view === "connect" || view === "reconnect" || view === "overview" ? "connection" : view;
}

/** Without a connection there is nothing to set and nothing to tell. */
export function tabsFor({ isConnected, isReadonly }: { isConnected: boolean; isReadonly: boolean }): readonly Tab[] {
  if (!isConnected) return isReadonly ? ["access"] : ["connection", "access"];
  return isReadonly ? ["connection", "access", "journal"] : ["connection", "access", "settings", "journal"];
}
