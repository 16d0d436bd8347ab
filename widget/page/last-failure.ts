/** Whether the last check of a connection failed, which a connection survives for a while: its status stays. Pure. */
import type { Connection } from "../../schema/wire/index.ts";

/** The check that failed last, if nothing has passed since: new values that were tried count as well, and leave no line. */
export function lastFailure({ history, last_checked_at }: Connection): Connection["history"][number] | undefined {
  const last = history.at(-1);
  return last === undefined || last.ok || (last_checked_at ?? last.at) > last.at ? undefined : last;
}
