/** The one place that decides a connection's status. Pure: a status, what happened, the new status. */
import type { ConnectionStatus, Reason } from "../../schema/wire/index.ts";

export interface Standing {
  readonly status: ConnectionStatus;
  readonly reason: Reason | null;
  /** Checks in a row that failed; zero after a success. */
  readonly failedChecks: number;
}

export type StatusEvent =
  | { readonly kind: "check_passed" }
  | { readonly kind: "check_failed"; readonly reason: Reason }
  /** The provider refuses the grant for good; only a person can renew it. */
  | { readonly kind: "grant_lost" }
  | { readonly kind: "secret_unreadable" };

/** Faults of ours or passing ones: a connection that works is not called broken for the first of them. */
const passing: ReadonlySet<Reason> = new Set([
  "rate_limited",
  "quota_exhausted",
  "provider_down",
  "server_silent",
  "connection_lost",
  "too_many_connections",
]);

/** Nothing is wrong with the customer's side: never changes what the customer sees. */
const ours: ReadonlySet<Reason> = new Set(["sidecar_unavailable", "internal"]);

const expired: ReadonlySet<Reason> = new Set(["credentials_expired", "grant_revoked", "attempt_expired"]);

/** The other side may come back without anybody's doing. */
const outage: ReadonlySet<Reason> = new Set([
  ...passing,
  "host_unknown",
  "port_closed",
  "port_filtered",
  "unexpected_answer",
  "answer_too_large",
  "redirect_refused",
]);

/** A passing fault becomes « erreur » at this many failed checks in a row. */
export const toleratedFailures = 3;

/** Who must act on a reason: the clock (`error`), or the customer (`expired`, `action_required`). */
export function statusOfReason(reason: Reason): "expired" | "error" | "action_required" {
  if (expired.has(reason)) return "expired";
  return outage.has(reason) || ours.has(reason) ? "error" : "action_required";
}

export function nextStatus(current: Standing, event: StatusEvent): Standing {
  switch (event.kind) {
    case "check_passed":
      return { status: "connected", reason: null, failedChecks: 0 };
    case "grant_lost":
      return { status: "expired", reason: "grant_revoked", failedChecks: current.failedChecks + 1 };
    case "secret_unreadable":
      return { status: "action_required", reason: "secret_unreadable", failedChecks: current.failedChecks + 1 };
    case "check_failed":
      return afterFailure(current, event.reason);
    default:
      return event satisfies never;
  }
}

function afterFailure(current: Standing, reason: Reason): Standing {
  if (ours.has(reason)) return current;
  const failedChecks = current.failedChecks + 1;
  // A known need for the person outlives an outage seen while it stands.
  const needsPerson = current.status === "action_required" || current.status === "expired";
  if (outage.has(reason) && needsPerson) return { ...current, failedChecks };
  if (passing.has(reason) && current.status === "connected" && failedChecks < toleratedFailures) {
    return { ...current, failedChecks };
  }
  return { status: statusOfReason(reason), reason, failedChecks };
}
