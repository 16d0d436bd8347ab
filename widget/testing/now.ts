/** The moment at which the fixtures are looked at. */
export const now = new Date("2026-10-14T09:30:00Z");
export const minutesAgo = (minutes: number): string => new Date(now.getTime() - minutes * 60_000).toISOString();
