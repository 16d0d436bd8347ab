/** What the address says: a deep link (`#/shopify/journal`), or the way back from a provider on the same-tab road. */
import type { returnFragment as wireReturnFragment } from "../../schema/wire/index.ts";

/** The wire's names, held to them by type; the schema itself stays out of the page. */
const returnFragment = {
  attempt: "speedai_attempt",
  completion: "speedai_completion",
} as const satisfies typeof wireReturnFragment;

export interface Route {
  /** Provider id, or id of a connection. */
  readonly target: string;
  readonly view: string | null;
}

/** null: the fragment is not one of ours. */
export function readRoute(hash: string): Route | null {
  const [, target, view] = /^#\/([\w-]{1,64})(?:\/([\w-]{1,32}))?$/.exec(hash) ?? [];
  return target ? { target, view: view ?? null } : null;
}

export function writeRoute({ target, view }: Route): string {
  return `#/${target}${view ? `/${view}` : ""}`;
}

/** The attempt to go on with. */
export interface Return {
  readonly attempt: string;
  /** One-time code of the same-tab road; null: the consent failed there, or is still awaited. */
  readonly completion: string | null;
}

export function readReturn(hash: string): Return | null {
  const fragment = new URLSearchParams(hash.slice(1));
  const attempt = fragment.get(returnFragment.attempt);
  return attempt ? { attempt, completion: fragment.get(returnFragment.completion) } : null;
}
