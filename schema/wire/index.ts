/** Everything that crosses HTTP, as zod schemas and the types inferred from them. Imports nothing but zod. */
export * from "./attempt.ts";
export * from "./catalogue.ts";
export * from "./codes.ts";
export * from "./connection.ts";
export * from "./internal.ts";
export * from "./popup.ts";
export * from "./problem.ts";
export * from "./records.ts";
export * from "./session.ts";
export * from "./sidecar.ts";
export * from "./text.ts";
