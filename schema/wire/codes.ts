/**
 * Every closed list of words that crosses HTTP. The page translates them; nobody else invents new ones.
 */
import { z } from "zod";

/** State of a connection, in the words of the page: connecté, expiré, erreur, action requise (and en cours). */
export const connectionStatus = z.enum(["pending", "connected", "expired", "error", "action_required"]);
export type ConnectionStatus = z.infer<typeof connectionStatus>;

export const category = z.enum(["crm", "restaurant", "hotel", "ecommerce", "database", "custom"]);
export type Category = z.infer<typeof category>;

/** `custom` is « Sur mesure ». */
export const badge = z.enum(["standard", "premium", "custom"]);
export type Badge = z.infer<typeof badge>;

export const methodKind = z.enum(["oauth2", "credentials", "csv", "mailbox", "database", "webhook"]);
export type MethodKind = z.infer<typeof methodKind>;

export const role = z.enum(["viewer", "manager", "admin"]);
export type Role = z.infer<typeof role>;

/** The five named lines of a test, in the order in which they are proven. */
export const checkStepName = z.enum(["network", "tls", "login", "rights", "sample"]);
export type CheckStepName = z.infer<typeof checkStepName>;

/**
 * Why a connection, a check or an attempt is not well. One sentence and one remedy per code stand in the page's dictionary.
 */
export const reason = z.enum([
  // reaching the other side
  "host_unknown",
  "address_refused",
  "port_closed",
  "port_filtered",
  "server_silent",
  "connection_lost",
  // transport security
  "tls_required_by_server",
  "tls_unsupported_by_server",
  "tls_unknown_authority",
  "tls_wrong_host",
  "tls_certificate_expired",
  "tls_failed",
  // logging in
  "bad_credentials",
  "credentials_expired",
  "login_method_refused",
  "host_not_allowed",
  // rights and targets
  "database_unknown",
  "rights_missing",
  "too_many_connections",
  "unknown_id",
  "account_frozen",
  "service_disabled",
  // provider's answers
  "quota_exhausted",
  "rate_limited",
  "provider_down",
  "unexpected_answer",
  "answer_too_large",
  "redirect_refused",
  // OAuth
  "consent_denied",
  "consent_incomplete",
  "grant_revoked",
  "client_rejected",
  "different_account",
  "issuer_mismatch",
  "attempt_expired",
  "wrong_browser",
  // inside SpeedAI
  "secret_unreadable",
  "sidecar_unavailable",
  "webhook_never_called",
  "mail_never_received",
  "file_unreadable",
  "file_too_large",
  "internal",
]);
export type Reason = z.infer<typeof reason>;

/** `code` of a problem document (RFC 9457), see problem.ts. */
export const problemCode = z.enum([
  "invalid_request",
  "invalid_json",
  "body_too_large",
  "unsupported_media_type",
  "unauthenticated",
  "session_expired",
  "https_required",
  "forbidden_origin",
  "forbidden_role",
  "not_found",
  "method_not_allowed",
  "conflict",
  "attempt_closed",
  "provider_unavailable",
  "too_many_requests",
  "signature_invalid",
  "signature_stale",
  "dependency_unavailable",
  "internal",
]);
export type ProblemCode = z.infer<typeof problemCode>;

/** What is wrong with one field; the page puts the sentence under the field. */
export const fieldErrorCode = z.enum([
  "required",
  "unknown_field",
  "wrong_type",
  "too_short",
  "too_long",
  "wrong_format",
  "not_an_option",
  "out_of_range",
  "https_required",
  "masked_value",
  "publishable_key",
  "admin_only",
  "rejected_by_provider",
]);
export type FieldErrorCode = z.infer<typeof fieldErrorCode>;

/** Lines of a connection's journal. */
export const journalCode = z.enum([
  "connected",
  "reconnected",
  "updated",
  "renamed",
  "test_passed",
  "test_failed",
  "background_check_failed",
  "recovered",
  "token_refreshed",
  "token_refresh_failed",
  "grant_revoked_by_provider",
  "secret_unreadable",
  "webhook_received",
  "webhook_duplicate",
  "webhook_refused",
  "webhook_replayed",
  "webhook_secret_rotated",
  "import_finished",
  "import_undone",
  "import_failed",
  "mail_address_rotated",
  "mail_received",
  "mail_to_review",
  "mail_refused",
  "proxied",
]);
export type JournalCode = z.infer<typeof journalCode>;
