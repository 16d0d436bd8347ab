/** When the next background check is due. Pure; `chance` is a number in [0, 1) for the jitter. */

const quietSeconds = 6 * 3600;
const firstRetrySeconds = 5 * 60;
const longestRetrySeconds = 24 * 3600;
/** Spread that keeps connections made in the same minute from being checked in the same minute. */
const jitter = 0.2;

export interface ScheduleInput {
  readonly now: Date;
  readonly failedChecks: number;
  /** What the provider asked for, in seconds. */
  readonly retryAfter?: number | undefined;
  readonly chance: number;
}

export function nextCheckAt({ now, failedChecks, retryAfter = 0, chance }: ScheduleInput): Date {
  const base =
    failedChecks === 0
      ? quietSeconds
      : Math.min(longestRetrySeconds, firstRetrySeconds * 2 ** Math.min(failedChecks - 1, 12));
  const spread = base * (1 - jitter / 2 + jitter * chance);
  return new Date(now.getTime() + Math.round(Math.max(spread, retryAfter) * 1000));
}
