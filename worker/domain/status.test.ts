import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { connectionStatus, reason } from "../../schema/wire/index.ts";
import { nextStatus, type Standing, type StatusEvent, statusOfReason, toleratedFailures } from "./status.ts";

const connected: Standing = { status: "connected", reason: null, failedChecks: 0 };
const failed = (code: (typeof reason.options)[number]): StatusEvent => ({ kind: "check_failed", reason: code });

describe("the status after an event", () => {
  it.each([
    ["bad_credentials", "action_required"],
    ["rights_missing", "action_required"],
    ["unknown_id", "action_required"],
    ["account_frozen", "action_required"],
    ["tls_wrong_host", "action_required"],
    ["database_unknown", "action_required"],
    ["credentials_expired", "expired"],
    ["grant_revoked", "expired"],
    ["host_unknown", "error"],
    ["port_closed", "error"],
    ["unexpected_answer", "error"],
  ] as const)("%s is %s at once", (code, status) => {
    expect(nextStatus(connected, failed(code))).toEqual({ status, reason: code, failedChecks: 1 });
  });

  it.each([
    "rate_limited",
    "quota_exhausted",
    "provider_down",
    "server_silent",
    "connection_lost",
    "too_many_connections",
  ] as const)("%s is tolerated twice and an error the third time", (code) => {
    let standing = connected;
    const seen: string[] = [];
    for (let run = 0; run < toleratedFailures; run += 1) {
      standing = nextStatus(standing, failed(code));
      seen.push(standing.status);
    }
    expect(seen).toEqual(["connected", "connected", "error"]);
  });

  it.each(["sidecar_unavailable", "internal"] as const)(
    "%s is ours and changes nothing that the customer sees",
    (code) => {
      for (const status of connectionStatus.options) {
        const standing: Standing = { status, reason: null, failedChecks: 2 };
        expect(nextStatus(standing, failed(code))).toEqual(standing);
      }
    },
  );

  it("an outage does not hide that the person must act", () => {
    const refused = nextStatus(connected, failed("bad_credentials"));
    expect(nextStatus(refused, failed("provider_down"))).toMatchObject({
      status: "action_required",
      reason: "bad_credentials",
    });
  });

  it("one success clears everything", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...connectionStatus.options),
        fc.constantFrom(...reason.options),
        fc.nat(50),
        (status, code, failedChecks) => {
          expect(nextStatus({ status, reason: code, failedChecks }, { kind: "check_passed" })).toEqual(connected);
        },
      ),
    );
  });

  it("is never connected with a reason, and never bad without one, whatever happens in whatever order", () => {
    const event = fc.oneof(
      fc.constant<StatusEvent>({ kind: "check_passed" }),
      fc.constant<StatusEvent>({ kind: "grant_lost" }),
      fc.constant<StatusEvent>({ kind: "secret_unreadable" }),
      fc.constantFrom(...reason.options).map(failed),
    );
    fc.assert(
      fc.property(fc.array(event, { maxLength: 40 }), (events) => {
        const end = events.reduce(nextStatus, connected);
        expect(end.status === "connected").toBe(end.reason === null);
      }),
      { numRuns: 2_000 },
    );
  });

  it("every reason belongs to one of the three groups", () => {
    for (const code of reason.options) expect(["expired", "error", "action_required"]).toContain(statusOfReason(code));
  });
});
