/**
 * The consent that this tab waits for, so that the page finds back to it when it is loaded again. Ids alone are kept, for this tab
 * and the host's own pages: what the consent needs is told by the API, and only to a session of the person who began.
 */
import type { Attempt } from "../../schema/wire/index.ts";
import type { Return } from "../speedai-integrations/routing.ts";

/** Ids: the attempt, its provider, the connection that it renews (empty: a new one). */
type Waiting = readonly [attempt: string, provider: string, connection: string];

/** Whose attempts they are: each API has its own. */
interface Api {
  readonly base: string;
}

/** What follows from a consent is lost without its page as well. */
const kept: readonly string[] = ["redirect", "consent", "commit", "choice"];

/** Attempts that an element of this page has taken up: a second one leaves them to it. */
const taken = new Set<string>();

export function waitingAt(api: Api): Waiting {
  const [attempt = "", provider = "", connection = ""] =
    inStorage((storage) => storage.getItem(keyOf(api)))?.split(" ") ?? [];
  return [attempt, provider, connection];
}

/** What to go on with after the page was loaded. */
export function takeWaiting(api: Api): Return | null {
  const [attempt] = waitingAt(api);
  if (!attempt || taken.has(attempt)) return null;
  taken.add(attempt);
  return { attempt, completion: null };
}

/** Keeps an attempt that waits for a consent, the latest of the tab, and forgets one that does not any more. */
export function keepWaiting(api: Api, { id, provider, state, step, connection }: Attempt): void {
  if (state === "open" && kept.includes(step.kind === "waiting" ? step.for : step.kind))
    inStorage((storage) => storage.setItem(keyOf(api), [id, provider, connection?.id].join(" ")));
  else forgetWaiting(api, id);
}

export function forgetWaiting(api: Api, attempt: string): void {
  if (waitingAt(api)[0] === attempt) inStorage((storage) => storage.removeItem(keyOf(api)));
}

const keyOf = ({ base }: Api) => `speedai-integrations ${base}`;

/** undefined where the visitor has blocked the site's storage, or it is full: the page then does without. */
function inStorage<Answer>(use: (storage: Storage) => Answer): Answer | undefined {
  try {
    return use(sessionStorage);
  } catch (error) {
    if (error instanceof DOMException) return undefined;
    throw error;
  }
}
