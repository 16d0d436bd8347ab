/** The time of the machine. In a Worker it stands still between two operations that wait for something. */
import type { Clock } from "./ports.ts";

export const systemClock: Clock = { now: () => new Date() };
