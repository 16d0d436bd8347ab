/** A card or the banner asks the page to open the drawer. */

/** What the drawer should show first; the drawer decides when it is left out. */
export type View = "connect" | "reconnect" | "overview" | "access" | "settings" | "journal";

export interface OpenRequest {
  /** Provider id. */
  readonly integration: string;
  /** null: a new connection. */
  readonly connection: string | null;
  readonly view: View | null;
}

export function requestOpening(element: EventTarget, detail: OpenRequest): void {
  element.dispatchEvent(new CustomEvent<OpenRequest>("open-requested", { detail, bubbles: true, composed: true }));
}

declare global {
  interface HTMLElementEventMap {
    "open-requested": CustomEvent<OpenRequest>;
  }
}
