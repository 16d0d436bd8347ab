/** Pieces that route descriptions share. */
import { z } from "@hono/zod-openapi";
import { problem } from "../../schema/wire/index.ts";

export function json<Schema extends z.ZodType>(schema: Schema, description: string) {
  return { description, content: { "application/json": { schema } } };
}

export function jsonBody<Schema extends z.ZodType>(schema: Schema) {
  return { required: true as const, content: { "application/json": { schema } } };
}

/** Every refusal has the same form; `code` tells them apart. */
export const refusals = {
  default: { description: "Refused (RFC 9457)", content: { "application/problem+json": { schema: problem } } },
} as const;

export const idParameter = z.object({ id: z.string().min(1).max(64) });
export const sessionSecurity = [{ session: [] }];
export const partnerSecurity = [{ partner: [] }];
export const internalSecurity = [{ internal: [] }];
