/** zod issues as the field errors of a problem document. */
import type { Hook } from "@hono/zod-openapi";
import type { FieldError, FieldErrorCode } from "../../schema/wire/index.ts";
import { Refusal } from "../errors.ts";
import type { AppEnv } from "../middleware/context.ts";

interface Issue {
  readonly code?: string | undefined;
  readonly path: readonly PropertyKey[];
  readonly keys?: readonly string[];
  readonly input?: unknown;
}

// biome-ignore lint/suspicious/noExplicitAny: the library's own type for the hook of all routes
export const refuseInvalid: Hook<any, AppEnv, any, any> = (result) => {
  if (result.success) return;
  throw new Refusal("invalid_request", { errors: result.error.issues.flatMap(toFieldErrors) });
};

function toFieldErrors(issue: Issue): FieldError[] {
  const path = issue.path.map(String);
  if (issue.code === "unrecognized_keys") {
    return (issue.keys ?? []).map((key) => ({ field: [...path, key].join("."), code: "unknown_field" }));
  }
  return [{ field: path.join(".") || "body", code: toCode(issue) }];
}

function toCode(issue: Issue): FieldErrorCode {
  switch (issue.code) {
    case "invalid_type":
      return issue.input === undefined ? "required" : "wrong_type";
    case "too_small":
      return "too_short";
    case "too_big":
      return "too_long";
    case "invalid_value":
      return "not_an_option";
    default:
      return "wrong_format";
  }
}
