/** Access tokens of a client credentials grant (RFC 6749 §4.4): no refresh, a life by the clock. */
import { randomBytes } from "node:crypto";

export interface TokenMint {
  /** `holder` says whose token it is, where one simulator knows several clients. */
  issue(holder?: string): string;
  isLiving(token: string): boolean;
  holderOf(token: string): string | undefined;
  reset(): void;
}

export function createTokenMint(options: {
  readonly lifetimeSeconds: number;
  readonly prefix?: string;
  /** Milliseconds since the epoch. */
  readonly now?: () => number;
}): TokenMint {
  const now = options.now ?? Date.now;
  const tokens = new Map<string, { readonly holder: string; readonly expiresAt: number }>();
  return {
    issue: (holder = "") => {
      const token = (options.prefix ?? "") + randomBytes(24).toString("base64url");
      tokens.set(token, { holder, expiresAt: now() + options.lifetimeSeconds * 1000 });
      return token;
    },
    isLiving: (token) => (tokens.get(token)?.expiresAt ?? 0) > now(),
    holderOf: (token) => tokens.get(token)?.holder,
    reset: () => tokens.clear(),
  };
}
