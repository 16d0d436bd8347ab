import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { reason as reasons } from "../../schema/wire/index.ts";
import { nextStatus, type Standing, type StatusEvent, statusOfReason, toleratedFailures } from "./status.ts";

const numRuns = 10_000;
const fresh: Standing = { status: "connected", reason: null, failedChecks: 0 };
const ours = ["sidecar_unavailable", "internal"] as const;
const passing = [
  "rate_limited",
  "quota_exhausted",
  "provider_down",
  "server_silent",
  "connection_lost",
  "too_many_connections",
] as const;

const event: fc.Arbitrary<StatusEvent> = fc.oneof(
  fc.constant({ kind: "check_passed" } as const),
  fc.constant({ kind: "grant_lost" } as const),
  fc.constant({ kind: "secret_unreadable" } as const),
  fc.constantFrom(...reasons.options).map((reason) => ({ kind: "check_failed", reason }) as const),
);
const life = fc.array(event, { maxLength: 30 });

/** Every step of a life with what stood before it. */
function walk(
  events: readonly StatusEvent[],
  judge: (before: Standing, event: StatusEvent, after: Standing) => void,
): Standing {
  return events.reduce((before, next) => {
    const after = nextStatus(before, next);
    judge(before, next, after);
    return after;
  }, fresh);
}

describe("a connection's status, whatever happens in whatever order", () => {
  it("has a reason exactly when it is not well", () => {
    fc.assert(
      fc.property(life, (events) => {
        walk(events, (_before, _event, after) => {
          expect(after.reason === null).toBe(after.status === "connected");
          expect(after.failedChecks).toBeGreaterThanOrEqual(0);
        });
      }),
      { numRuns },
    );
  });

  it("is well after a check that passed, and after nothing else", () => {
    fc.assert(
      fc.property(life, (events) => {
        walk(events, (before, next, after) => {
          if (next.kind === "check_passed") expect(after).toEqual(fresh);
          else if (before.status !== "connected") expect(after.status).not.toBe("connected");
        });
      }),
      { numRuns },
    );
  });

  it("asks for the person until the person has helped: no outage hides a lost grant", () => {
    fc.assert(
      fc.property(life, (events) => {
        walk(events, (before, next, after) => {
          const needsPerson = before.status === "expired" || before.status === "action_required";
          if (needsPerson && next.kind !== "check_passed") expect(after.status).not.toBe("error");
        });
      }),
      { numRuns },
    );
  });

  it("is not changed by faults of ours, nor by a passing fault of the other side before its third time", () => {
    fc.assert(
      fc.property(life, fc.constantFrom(...ours, ...passing), (events, fault) => {
        const before = walk(events, () => undefined);
        const after = nextStatus(before, { kind: "check_failed", reason: fault });
        const isOurs = ours.some((known) => known === fault);
        if (isOurs) expect(after).toEqual(before);
        else if (before.status === "connected" && before.failedChecks + 1 < toleratedFailures) {
          expect(after.status).toBe("connected");
        }
      }),
      { numRuns },
    );
  });
});

describe("who must act", () => {
  it("is known for every reason", () => {
    for (const reason of reasons.options)
      expect(["expired", "error", "action_required"]).toContain(statusOfReason(reason));
    expect(statusOfReason("grant_revoked")).toBe("expired");
    expect(statusOfReason("bad_credentials")).toBe("action_required");
    expect(statusOfReason("provider_down")).toBe("error");
  });
});
