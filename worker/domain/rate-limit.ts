/**
 * How many requests are taken, from whom and of which class. Each limit is a bucket: `requests` at once, filled again evenly
 * over `perSeconds` (the generic cell rate algorithm, ITU-T I.371: one number per bucket, and no double portion where two
 * windows meet).
 */

export interface Limit {
  readonly requests: number;
  readonly perSeconds: number;
}

/** Whose requests a bucket counts. */
export type Scope = "session" | "tenant" | "address" | "partner" | "service" | "endpoint";

/**
 * By class of route. A class without a scope is not counted for it.
 *
 * - `read`: one or two round trips to the database. A page that polls makes about two a second; twenty are ten open tabs.
 * - `act`: may call a provider or a customer's server. Nobody fills forms faster than twice a second; a tenant is a few people.
 * - `upload`: up to 10 MiB are decoded and sealed.
 * - `mint`: a host's back end, for all its users; a page asks for one session in a quarter of an hour.
 * - `consent`: pages of a browser that has no session to count by; an office shares an address.
 * - `internal`: SpeedAI's own services, so that a loop in one of them does not take the database from the customers.
 * - `inbound`: events of one sender. Twenty a second is far above a shop's busiest minute, and senders repeat what is refused.
 * - `health`: asks the database and the sidecar without a key.
 */
export const limits = {
  read: {
    session: { requests: 1_200, perSeconds: 60 },
    tenant: { requests: 6_000, perSeconds: 60 },
    address: { requests: 6_000, perSeconds: 60 },
  },
  act: {
    session: { requests: 120, perSeconds: 60 },
    tenant: { requests: 600, perSeconds: 60 },
    address: { requests: 1_200, perSeconds: 60 },
  },
  upload: {
    session: { requests: 30, perSeconds: 600 },
    tenant: { requests: 60, perSeconds: 600 },
    address: { requests: 120, perSeconds: 600 },
  },
  mint: { partner: { requests: 6_000, perSeconds: 60 }, tenant: { requests: 600, perSeconds: 60 } },
  consent: { address: { requests: 300, perSeconds: 60 } },
  internal: { service: { requests: 6_000, perSeconds: 60 } },
  inbound: { endpoint: { requests: 1_200, perSeconds: 60 } },
  health: { address: { requests: 300, perSeconds: 60 } },
} as const satisfies Record<string, Partial<Record<Scope, Limit>>>;

export type RouteClass = keyof typeof limits;

/**
 * Different servers (host and port) that people of one tenant may type and have us call within an hour. A company has a
 * handful; at this rate the ports of one machine take six weeks.
 */
export const targetLimit: Limit = { requests: 60, perSeconds: 3_600 };

/** Milliseconds by which one request moves a bucket, and how far ahead it may be moved. */
export function paceOf(limit: Limit): { readonly intervalMs: number; readonly spanMs: number } {
  const spanMs = limit.perSeconds * 1_000;
  return { intervalMs: spanMs / limit.requests, spanMs };
}

/** Whole seconds until a refused request would be taken. `freeAtMs`: when its bucket is full again. */
export function retryAfterSeconds(limit: Limit, freeAtMs: number, nowMs: number): number {
  const { intervalMs, spanMs } = paceOf(limit);
  return Math.max(1, Math.ceil((freeAtMs + intervalMs - spanMs - nowMs) / 1_000));
}

/**
 * What counts as one client address: IPv4 whole; of IPv6 the first 64 bits, because every customer of a provider has a whole
 * /64 to choose from (RFC 4291 §2.5.4). Undefined: not an address.
 */
export function addressBlock(address: string): string | undefined {
  const text = address.trim().toLowerCase();
  if (/^(?:\d{1,3}\.){3}\d{1,3}$/.test(text)) return text;
  const mapped = /^::ffff:((?:\d{1,3}\.){3}\d{1,3})$/.exec(text);
  if (mapped?.[1]) return mapped[1];
  if (!/^[0-9a-f:.]{2,45}$/.test(text) || !text.includes(":")) return undefined;
  const [head = "", tail] = text.split("::");
  const groups = head === "" ? [] : head.split(":");
  // What `::` stands for is zeros; they may reach into the first half.
  const missing = tail === undefined ? 0 : 8 - groups.length - (tail === "" ? 0 : tail.split(":").length);
  const whole = [...groups, ...Array.from({ length: Math.max(0, missing) }, () => "0"), ...(tail?.split(":") ?? [])];
  return whole
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(":");
}
