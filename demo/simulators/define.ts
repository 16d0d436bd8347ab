/** What a simulated provider is: a small Hono app that answers at a provider's real origins through `ORIGIN_MAP`. */
/**
 * Faults a test or a visitor can order, on any simulator, through `POST <simulators>/faults`
 * `{provider, path?: prefix of the simulated path, kind, times?: how many requests, retry_after?: seconds}`; `DELETE` clears them.
 */
export const faultKinds = [
  "unauthorized",
  "forbidden",
  "rate_limited",
  "server_error",
  "hang",
  "drip",
  "huge_body",
  "html",
  "error_in_200",
  "rotated_token",
  "lost_answer",
  "redirect",
] as const;
export type FaultKind = (typeof faultKinds)[number];

/** A Hono app, or anything that answers requests. */
export interface SimulatedApp {
  fetch(request: Request): Response | Promise<Response>;
}

export interface Simulator {
  /** Provider id. */
  readonly id: string;
  /**
   * Real origin (or pattern with one `*` for one or several labels) → mount name. `https://api.hubapi.com` → `hubspot-api` is served at
   * `<simulators>/hubspot-api/…`; a pattern's host label follows the mount name: `shopify/*`.
   */
  readonly origins: Readonly<Record<string, string>>;
  /**
   * One app per mount name, the keys being the values of `origins` (`"hubspot-api"`, `"shopify/*"`). An app sees the provider's
   * own URL (`https://api.hubapi.com/oauth/…`) and, in `x-simulated-host`, its host.
   */
  readonly mounts: Readonly<Record<string, SimulatedApp>>;
  /** Values that this simulator accepts, per method id: shown beside the demo page. */
  readonly samples: Readonly<Record<string, Readonly<Record<string, string | number | boolean>>>>;
  /** Variables that the Worker needs to accept this simulator, besides the OAuth client of a method named `oauth2`. */
  readonly variables?: Readonly<Record<string, string>>;
  /** The provider's own way of failing where it is odd (a body inside a 200); undefined: the shared one. `path` is the provider's own. */
  readonly fault?: (kind: FaultKind, path: string) => Response | undefined;
  /** Forgets grants and counters. */
  readonly reset: () => void;
}

export function defineSimulator(simulator: Simulator): Simulator {
  return simulator;
}
