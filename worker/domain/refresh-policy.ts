/** Decides about token refreshes. services/tokens.ts acts on it. Pure, clock included. */

/** A token is renewed this long before its end… */
const marginSeconds = 5 * 60;
/** …but never earlier than this share of its life, for providers with very short tokens. */
const shareOfLife = 0.75;
const coolDownSeconds = 30;
const longestCoolDownSeconds = 3600;

/** Longer than the deadline of a token request (10 s), so a lease never ends under a living holder. */
export const leaseSeconds = 20;

/** How long a caller waits for somebody else's refresh before it gives up. */
export const waitSeconds = 15;

export interface TokenState {
  readonly now: Date;
  /** End of the access token; null when the provider does not say (a 401 is the signal). */
  readonly expiresAt: Date | null;
  /** When it was received. */
  readonly receivedAt: Date;
  readonly notBefore: Date | null;
}

export type RefreshDecision = "use" | "refresh" | "cooling_down";

/** `chance` in [0, 1) spreads the moment, so that many connections of one minute do not refresh together. */
export function decideRefresh(state: TokenState, chance: number): RefreshDecision {
  if (state.expiresAt === null) return "use";
  const life = state.expiresAt.getTime() - state.receivedAt.getTime();
  const margin = Math.min(marginSeconds * 1000 * (1 + chance / 2), life * (1 - shareOfLife));
  if (state.now.getTime() < state.expiresAt.getTime() - margin) return "use";
  const stillValid = state.now < state.expiresAt;
  if (state.notBefore !== null && state.now < state.notBefore) return stillValid ? "use" : "cooling_down";
  return "refresh";
}

/** After the n-th failed refresh in a row (n ≥ 1): when the next may start. */
export function refreshNotBefore(now: Date, failures: number, retryAfterSeconds = 0): Date {
  const pause = Math.min(longestCoolDownSeconds, coolDownSeconds * 2 ** Math.min(failures - 1, 10));
  return new Date(now.getTime() + Math.max(pause, retryAfterSeconds) * 1000);
}

/** `expires_in` counts from our receipt; a provider that gives none falls back on the file's fact. */
export function expiryOf(receivedAt: Date, expiresIn: number | undefined, lifetimeFact: number | null): Date | null {
  const seconds = expiresIn ?? lifetimeFact;
  return seconds === null ? null : new Date(receivedAt.getTime() + seconds * 1000);
}
