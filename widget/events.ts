/**
 * Events of `<speedai-integrations>`: they bubble and cross shadow roots; no detail carries a secret. Listen with
 * `element.addEventListener("speedai-connected", (event) => event.detail.connection_id)`.
 */
import type { ConnectionStatus, ProblemCode, Reason } from "../schema/wire/index.ts";

interface ConnectionNamed {
  readonly provider: string;
  readonly connection_id: string;
}

export interface SpeedaiEventDetails {
  /** First catalogue on screen. */
  "speedai-ready": { readonly integrations: number; readonly connections: number };
  /** `getSession` failed: sign the person in, then call `refresh()`. */
  "speedai-session-required": { readonly reason: "start" | "renewal" | "unauthorized" | "wake" };
  /** An attempt began. `connection_id` is null for a new connection. */
  "speedai-connect-start": {
    readonly provider: string;
    readonly method: string;
    readonly connection_id: string | null;
  };
  "speedai-connected": ConnectionNamed;
  "speedai-reconnected": ConnectionNamed;
  "speedai-disconnected": ConnectionNamed;
  "speedai-status-change": ConnectionNamed & {
    readonly from: ConnectionStatus;
    readonly to: ConnectionStatus;
    readonly reason: Reason | null;
  };
  "speedai-test-result": ConnectionNamed & {
    readonly ok: boolean;
    readonly status: ConnectionStatus;
    readonly reason: Reason | null;
  };
  /** A connection now waits for the person; also sent once for those found on the first load. */
  "speedai-action-required": ConnectionNamed & { readonly reason: Reason | null };
  "speedai-import-progress": {
    readonly provider: string;
    readonly attempt_id: string;
    readonly done: number;
    readonly total: number | null;
  };
  "speedai-import-done": { readonly provider: string; readonly attempt_id: string; readonly ok: boolean };
  /** The drawer opens (`integration` set) or closes (null). Cancelable: `preventDefault()` keeps the page as it is. */
  "speedai-navigate": { readonly integration: string | null; readonly view: string | null };
  "speedai-error": {
    /** null: no answer at all. */
    readonly code: ProblemCode | "session" | null;
    readonly request_id: string | null;
    readonly retryable: boolean;
  };
}

export type SpeedaiEventName = keyof SpeedaiEventDetails;

declare global {
  interface HTMLElementEventMap extends SpeedaiEventMap {}
}

type SpeedaiEventMap = { [Name in SpeedaiEventName]: CustomEvent<SpeedaiEventDetails[Name]> };

/** Sends the event; false when a listener called `preventDefault()`. */
export function announce<Name extends SpeedaiEventName>(
  element: EventTarget,
  name: Name,
  detail: SpeedaiEventDetails[Name],
): boolean {
  const cancelable = name === "speedai-navigate";
  return element.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true, cancelable }));
}
