/** Refusals at the edge: thrown by routes and services, turned into RFC 9457 documents by the app's one `onError`. */
import type { FieldError, Problem, ProblemCode, Reason } from "../schema/wire/index.ts";

interface Kind {
  readonly status: 400 | 401 | 403 | 404 | 405 | 409 | 410 | 413 | 415 | 422 | 429 | 500 | 503;
  readonly title: string;
  readonly detail: string;
}

/** Status, title and remedy per code. The page translates by code; these words are for whoever reads the answer. */
const kinds = {
  invalid_request: {
    status: 422,
    title: "Invalid request",
    detail: "Correct the fields named in `errors` and send the request again.",
  },
  invalid_json: {
    status: 400,
    title: "Body is not JSON",
    detail: "Send a JSON object with content type application/json.",
  },
  body_too_large: { status: 413, title: "Body too large", detail: "Send a smaller body." },
  unsupported_media_type: {
    status: 415,
    title: "Unsupported media type",
    detail: "Send the content type that this call documents.",
  },
  unauthenticated: {
    status: 401,
    title: "Not authenticated",
    detail: "Send a valid key or session token in the Authorization header.",
  },
  session_expired: {
    status: 401,
    title: "Session ended",
    detail: "Ask the host page for a new session and try again.",
  },
  https_required: {
    status: 403,
    title: "HTTPS required",
    detail: "Call the same address with https. What was sent travelled in clear: replace the key or token it carried.",
  },
  forbidden_origin: { status: 403, title: "Origin not allowed", detail: "This session is not valid on this origin." },
  forbidden_role: { status: 403, title: "Not allowed", detail: "The session's role or scope does not allow this." },
  not_found: { status: 404, title: "Not found", detail: "There is no such thing, or it is not yours." },
  method_not_allowed: { status: 405, title: "Method not allowed", detail: "This path does not take this method." },
  conflict: { status: 409, title: "Conflict", detail: "It was changed meanwhile. Read it again and retry." },
  attempt_closed: { status: 409, title: "Attempt closed", detail: "This attempt has ended. Begin a new one." },
  provider_unavailable: {
    status: 409,
    title: "Method unavailable",
    detail: "This method is not available in this deployment.",
  },
  too_many_requests: { status: 429, title: "Too many requests", detail: "Wait for the time given in Retry-After." },
  signature_invalid: {
    status: 401,
    title: "Signature refused",
    detail: "The signature does not match the body and the secret.",
  },
  signature_stale: {
    status: 401,
    title: "Timestamp refused",
    detail: "The signed time is more than five minutes away from now.",
  },
  dependency_unavailable: {
    status: 503,
    title: "Temporarily unavailable",
    detail: "A part of the service does not answer. Try again shortly.",
  },
  internal: { status: 500, title: "Internal error", detail: "The error was recorded under the request id." },
} as const satisfies Record<ProblemCode, Kind>;

export class Refusal extends Error {
  override readonly name = "Refusal";
  readonly code: ProblemCode;
  readonly errors: readonly FieldError[] | undefined;
  readonly retryAfter: number | undefined;
  /** Why the provider refused the values. */
  readonly reason: Reason | undefined;
  /** What a refused caller must show instead of a bare token (RFC 9449 §7.1). */
  readonly challenge: "proof" | undefined;

  constructor(
    code: ProblemCode,
    details: {
      errors?: readonly FieldError[];
      retryAfter?: number;
      reason?: Reason;
      challenge?: Refusal["challenge"];
      cause?: unknown;
    } = {},
  ) {
    super(code, details.cause === undefined ? undefined : { cause: details.cause });
    this.code = code;
    this.errors = details.errors;
    this.retryAfter = details.retryAfter;
    this.reason = details.reason;
    this.challenge = details.challenge;
  }
}

/** To whoever sent a good token and no proof, or one that is worth nothing. */
const proofDetail =
  'Send a proof of possession in the DPoP header (RFC 9449). Pages need https for it; programs use a session that was minted without `proof: "required"`, and never prove.';
const challenges = { token: "Bearer", proof: 'DPoP error="invalid_dpop_proof", algs="ES256"' } as const;

export function statusOf({ code }: Refusal): Kind["status"] {
  return kinds[code].status;
}

/** The `application/problem+json` answer. `type` is the documentation anchor of the code. */
export function problemResponse(refusal: Refusal, publicUrl: string, requestId: string, now: Date): Response {
  const kind = kinds[refusal.code];
  const body: Problem = {
    type: `${publicUrl}/docs#${refusal.code}`,
    title: kind.title,
    status: kind.status,
    code: refusal.code,
    detail: refusal.challenge === "proof" ? proofDetail : kind.detail,
    request_id: requestId,
    ...(refusal.errors && { errors: [...refusal.errors] }),
    ...(refusal.reason && { reason: refusal.reason }),
  };
  const headers = new Headers({ "content-type": "application/problem+json", "cache-control": "no-store" });
  if (kind.status === 401) headers.set("www-authenticate", challenges[refusal.challenge ?? "token"]);
  // A page whose clock is wrong learns the time from it and proves again.
  if (refusal.challenge === "proof") headers.set("date", now.toUTCString());
  if (refusal.retryAfter !== undefined) headers.set("retry-after", String(refusal.retryAfter));
  return new Response(JSON.stringify(body), { status: kind.status, headers });
}
