/**
 * The consent that this tab waits for, so that the page finds back to it when it is loaded again. Ids alone are kept, for this tab
 * and the host's own pages: what the consent needs is told by the API, and only to a session of the person who began.
 */
import type { Attempt } from "../../schema/wire/index.ts";
import { OtherTabs } from "../speedai-integrations/other-tabs.ts";
import type { Return } from "../speedai-integrations/routing.ts";

/** Ids: the attempt, its provider, the connection that it renews (empty: a new one). `left`: the person has closed its drawer. */
type Waiting = readonly [attempt: string, provider: string, connection: string, left: string];

/** Whose attempts they are: each API has its own. */
interface Api {
  readonly base: string;
}

/** What follows from a consent is lost without its page as well. */
const kept: readonly string[] = ["redirect", "consent", "commit", "choice"];

/** Attempts that an element of this page has taken up: a second one leaves them to it. */
const taken = new Set<string>();

export function waitingAt(api: Api): Waiting {
  const [attempt = "", provider = "", connection = "", left = ""] =
    inStorage((storage) => storage.getItem(keyOf(api)))?.split(" ") ?? [];
  return [attempt, provider, connection, left];
}

/** What to go on with after the page was loaded. A drawer that was closed stays closed: back from the window, the page asks anew. */
export function takeWaiting(api: Api): Return | null {
  const [attempt, , , left] = waitingAt(api);
  if (!attempt || taken.has(attempt)) return null;
  taken.add(attempt);
  if (!left) return { attempt, completion: null };
  const page = new OtherTabs(() => {});
  page.join(api.base);
  addEventListener("focus", () => waitingAt(api)[0] === attempt && page.tell());
  return null;
}

/** Keeps an attempt that waits for a consent, the latest of the tab, and forgets one that does not any more. */
export function keepWaiting(api: Api, { id, provider, state, step, connection }: Attempt, isLeft: boolean): void {
  if (state === "open" && kept.includes(step.kind === "waiting" ? step.for : step.kind))
    inStorage((storage) => storage.setItem(keyOf(api), [id, provider, connection?.id, isLeft ? "left" : ""].join(" ")));
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
