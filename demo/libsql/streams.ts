/** Streams that outlive an HTTP call: an interactive transaction is one, named by the baton of its last answer. */
import { randomBytes } from "node:crypto";
import type { ConnectionPool } from "./connection.ts";
import type { Stream } from "./pipeline.ts";
import type { WriteLock } from "./write-lock.ts";

export interface Streams {
  open(): Stream;
  /** The stream of a baton, which is thereby used up; undefined where it is unknown, expired or used. */
  resume(baton: string): Stream | undefined;
  /** A fresh baton, good for one call within the idle time. Afterwards the stream's transaction is rolled back. */
  park(stream: Stream): string;
  /** Rolls back what is open and gives the connection back. */
  close(stream: Stream): void;
  closeAll(): void;
}

export function createStreams(options: {
  readonly pool: ConnectionPool;
  readonly lock: WriteLock;
  readonly idleMs: number;
}): Streams {
  const { pool, lock, idleMs } = options;
  const parked = new Map<string, { readonly stream: Stream; readonly expiry: ReturnType<typeof setTimeout> }>();

  const close = (stream: Stream) => {
    stream.isClosed = true;
    pool.takeBack(stream.connection);
    lock.release(stream);
  };

  const take = (baton: string) => {
    const entry = parked.get(baton);
    if (entry === undefined) return undefined;
    clearTimeout(entry.expiry);
    parked.delete(baton);
    return entry.stream;
  };

  return {
    open: () => ({ connection: pool.lend(), storedSql: new Map(), isClosed: false }),
    resume: take,
    park(stream) {
      const baton = randomBytes(24).toString("base64url");
      const expire = () => {
        parked.delete(baton);
        close(stream);
      };
      parked.set(baton, { stream, expiry: setTimeout(expire, idleMs) });
      return baton;
    },
    close,
    closeAll() {
      for (const baton of [...parked.keys()]) {
        const stream = take(baton);
        if (stream !== undefined) close(stream);
      }
    },
  };
}
