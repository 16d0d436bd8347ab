/** From a refused call to the words for it. */
import type { Problem, Reason } from "../../../schema/wire/index.ts";
import type { ApiError } from "../../api/client.ts";
import { SessionError } from "../../session-error.ts";
import type { Explained } from "./explanation.component.ts";

export function explainError(error: ApiError): { readonly code: Explained; readonly requestId: string | null } {
  const { problem } = error;
  if (problem) return { code: refusedFile(problem) ?? `problem.${problem.code}`, requestId: problem.request_id };
  // The host gave no session: the call never left, and only signing in again helps.
  if (error.cause instanceof SessionError) return { code: "problem.session_expired", requestId: null };
  return { code: "problem.no_answer", requestId: null };
}

/** A file that cannot be taken has no field to write under: it is explained as what it is. */
function refusedFile({ errors }: Problem): Reason | undefined {
  const code = errors?.find(({ field }) => field === "file")?.code;
  if (code === "wrong_format") return "file_unreadable";
  return code === "too_long" ? "file_too_large" : undefined;
}
