/** What the set-up that runs in Node (global-setup.ts, hostile-servers.ts) hands to the tests in workerd through `inject`. */

declare module "vitest" {
  interface ProvidedContext {
    /** POST answers `{url, authToken}` of a new database. */
    databaseFactory: string;
    hostileServers: HostileServers;
    /** How many random lives of a connection are lived (state-machine.test.ts). */
    lives: number;
  }
}

/** Origins on loopback. */
export interface HostileServers {
  /** Answers JSON `{method, path, headers, body}` of each request; `/status/<n>` with that status. */
  readonly echo: string;
  /** JSON number of requests that `echo` has had for the path in `?path=`. */
  readonly hits: string;
  readonly redirect: string;
  /** Headers at once, then a byte now and then, for ever. */
  readonly drip: string;
  /** Never says a word. */
  readonly silent: string;
  /** A body without end and without a length. */
  readonly endless: string;
  /** 8 MiB in a few kilobytes of gzip. */
  readonly bomb: string;
  /** Promises more than it sends. */
  readonly truncated: string;
  readonly reset: string;
  /** Speaks another protocol. */
  readonly garbage: string;
  readonly closed: string;
  /** Has a certificate that nobody trusts. */
  readonly tls: string;
}
