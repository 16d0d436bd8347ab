/**
 * SQLite has one writer at a time, and a connection that waits for it inside SQLite stops the whole process. So writers
 * wait here, in order of arrival, and a connection asks SQLite only when nobody else of this process writes.
 */

export interface WriteLock {
  /**
   * True once `owner` holds the lock; an owner that holds it already goes straight on. False when the time is up or
   * `signal` is aborted: a write that nobody would learn of is not made.
   */
  acquire(owner: object, signal: AbortSignal): Promise<boolean>;
  /** Hands the lock to the next in line. Without effect when `owner` does not hold it. */
  release(owner: object): void;
}

export function createWriteLock(waitMs: number): WriteLock {
  const waiting: { readonly owner: object; readonly admit: () => void }[] = [];
  let holder: object | undefined;

  return {
    acquire(owner, signal) {
      if (signal.aborted) return Promise.resolve(false);
      holder ??= owner;
      if (holder === owner) return Promise.resolve(true);
      return new Promise((resolve) => {
        const leave = (isAdmitted: boolean) => {
          clearTimeout(timer);
          signal.removeEventListener("abort", giveUp);
          resolve(isAdmitted);
        };
        const giveUp = () => {
          waiting.splice(waiting.indexOf(entry), 1);
          leave(false);
        };
        const entry = { owner, admit: () => leave(true) };
        const timer = setTimeout(giveUp, waitMs);
        signal.addEventListener("abort", giveUp);
        waiting.push(entry);
      });
    },
    release(owner) {
      if (holder !== owner) return;
      const next = waiting.shift();
      holder = next?.owner;
      next?.admit();
    },
  };
}
