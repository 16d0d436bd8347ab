/** Errors on the wire: RFC 9457 `application/problem+json`. */
import { z } from "zod";
import { fieldErrorCode, problemCode, reason } from "./codes.ts";

export const fieldError = z.strictObject({
  /** Path of the field as the client sent it, e.g. `values.api_token`. */
  field: z.string(),
  code: fieldErrorCode,
});
export type FieldError = z.infer<typeof fieldError>;

export const problem = z.strictObject({
  /** A URL that identifies the kind of problem; ends with `code`. */
  type: z.string(),
  title: z.string(),
  status: z.int().min(400).max(599),
  code: problemCode,
  detail: z.string(),
  request_id: z.string(),
  errors: z.array(fieldError).optional(),
  /** Why the provider refused the values, with `rejected_by_provider`. */
  reason: reason.optional(),
});
export type Problem = z.infer<typeof problem>;
