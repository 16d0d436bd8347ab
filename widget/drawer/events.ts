/** Events of the drawer. They bubble, cross shadow roots, and carry no secret. */
import type { Check, Connection } from "../../schema/wire/index.ts";
import type { DrawerView } from "./views.ts";

export interface DrawerEvents {
  "drawer-close": null;
  /** `connection_id` is null for a new connection. */
  "view-change": { readonly view: DrawerView; readonly connection_id: string | null };
  "connect-start": { readonly provider: string; readonly attempt_id: string };
  "connection-changed": { readonly connection: Connection };
  "connection-removed": { readonly id: string };
  "test-result": { readonly check: Check; readonly connection_id: string };
}

type DrawerEventMap = { [Name in keyof DrawerEvents]: CustomEvent<DrawerEvents[Name]> };

declare global {
  interface HTMLElementEventMap extends DrawerEventMap {}
}

export function send<Name extends keyof DrawerEvents>(from: EventTarget, name: Name, detail: DrawerEvents[Name]): void {
  from.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true }));
}
