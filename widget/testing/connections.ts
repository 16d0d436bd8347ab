/** A connection, its checks and its journal as the API would send them, for tests and the gallery. */
import type { Check, CheckStepName, Connection, LogEntry, Reason } from "../../schema/wire/index.ts";
import { minutesAgo } from "./now.ts";

export function connection(facts: Partial<Connection> = {}): Connection {
  return {
    id: "con_4f2a",
    provider: "pipedrive",
    method: "credentials",
    kind: "credentials",
    label: "Agence de Lyon",
    status: "connected",
    reason: null,
    status_since: minutesAgo(60 * 24 * 12),
    account: { id: "acc_1", label: "Maison Lumière" },
    settings: {},
    secrets: { api_token: { set_at: minutesAgo(60 * 24 * 12) } },
    created_at: minutesAgo(60 * 24 * 12),
    last_checked_at: minutesAgo(4),
    last_used_at: minutesAgo(38),
    expires_at: null,
    history: Array.from({ length: 24 }, (_, at) => ({
      at: minutesAgo(60 * (24 - at)),
      ok: at !== 17,
      reason: at === 17 ? "provider_down" : null,
    })),
    ...facts,
  };
}

const order: readonly CheckStepName[] = ["network", "tls", "login", "rights", "sample"];

/** A check that passes, or that fails at the named line. */
export function check(failing?: { step: CheckStepName; code: Reason; field?: string; retry_after?: number }): Check {
  const steps = order.slice(0, failing === undefined ? 5 : order.indexOf(failing.step) + 1).map((name, at) => ({
    name,
    ok: name !== failing?.step,
    ...(name === failing?.step ? { code: failing.code } : {}),
    ms: [38, 61, 112, 84, 140][at] ?? 0,
  }));
  return {
    ok: failing === undefined,
    status: failing === undefined ? "connected" : "error",
    reason: failing?.code ?? null,
    steps,
    ...(failing?.field === undefined ? {} : { field: failing.field }),
    ...(failing?.retry_after === undefined ? {} : { retry_after: failing.retry_after }),
    account: { id: "acc_1", label: "Maison Lumière · Lyon" },
    checked_at: minutesAgo(0),
  };
}

export const entries: readonly LogEntry[] = [
  {
    id: "log_5",
    at: minutesAgo(4),
    level: "info",
    code: "test_passed",
    params: {},
    request_id: "req_7c1f0a52d94b49b2",
  },
  {
    id: "log_4",
    at: minutesAgo(63),
    level: "error",
    code: "background_check_failed",
    params: { reason: "provider_down" },
    request_id: null,
  },
  {
    id: "log_3",
    at: minutesAgo(600),
    level: "warning",
    code: "webhook_refused",
    params: { reason: "signature_invalid" },
    request_id: "req_81ab",
  },
  {
    id: "log_2",
    at: minutesAgo(2000),
    level: "info",
    code: "webhook_received",
    params: { event_id: "msg_2Lh9", event_type: "booking.created" },
    request_id: null,
  },
  { id: "log_1", at: minutesAgo(60 * 24 * 12), level: "info", code: "connected", params: {}, request_id: null },
];
