/** What is at rest, as Drizzle tables. docs/storage.md explains each. */
export * from "./access.ts";
export * from "./connections.ts";
export * from "./limits.ts";
export * from "./records.ts";
