/** What React and Vue components take: the element's properties, and its events as `onConnected`, `onStatusChange`, … */
import type { SpeedaiEventDetails, SpeedaiEventName } from "../events.ts";
import type { SpeedaiIntegrations } from "../index.ts";

/** Properties of the element that a host page sets. */
type Settable =
  | "apiBase"
  | "appearance"
  | "badge"
  | "category"
  | "client"
  | "filter"
  | "getSession"
  | "integration"
  | "locale"
  | "messages"
  | "query"
  | "readonly"
  | "routing"
  | "sessionEndpoint"
  | "status"
  | "theme"
  | "view";

type Pascal<Name extends string> = Name extends `${infer Head}-${infer Rest}`
  ? `${Capitalize<Head>}${Pascal<Rest>}`
  : Capitalize<Name>;

type Handlers = {
  [Name in SpeedaiEventName as Name extends `speedai-${infer Rest}` ? `on${Pascal<Rest>}` : never]?: (
    event: CustomEvent<SpeedaiEventDetails[Name]>,
  ) => void;
};

export type SpeedaiIntegrationsProps = {
  readonly [Name in Settable]?: SpeedaiIntegrations[Name] | undefined;
} & Handlers;

/** `onStatusChange` → `speedai-status-change`; null for anything else. */
export function eventOf(prop: string): string | null {
  return /^on[A-Z]/.test(prop)
    ? `speedai${prop.slice(2).replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`
    : null;
}
