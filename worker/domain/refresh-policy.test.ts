import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { nextCheckAt } from "./check-schedule.ts";
import { decideRefresh, expiryOf, leaseSeconds, refreshNotBefore } from "./refresh-policy.ts";

const now = new Date("2026-11-23T08:00:00Z");
const after = (seconds: number) => new Date(now.getTime() + seconds * 1000);
const state = { now, receivedAt: after(-1500), expiresAt: after(300), notBefore: null };

describe("whether a token is refreshed", () => {
  it.each([
    ["has time", { ...state, expiresAt: after(1200) }, "use"],
    ["is inside the margin", { ...state, expiresAt: after(200) }, "refresh"],
    ["has ended", { ...state, expiresAt: after(-1) }, "refresh"],
    ["has no known end", { ...state, expiresAt: null }, "use"],
    [
      "is inside the margin while the last try cools down",
      { ...state, expiresAt: after(200), notBefore: after(30) },
      "use",
    ],
    [
      "has ended while the last try cools down",
      { ...state, expiresAt: after(-1), notBefore: after(30) },
      "cooling_down",
    ],
    ["has ended and the pause is over", { ...state, expiresAt: after(-1), notBefore: after(-1) }, "refresh"],
    ["lives a minute and was just received", { ...state, receivedAt: now, expiresAt: after(60) }, "use"],
  ] as const)("when it %s", (_name, given, decision) => {
    expect(decideRefresh(given, 0)).toBe(decision);
  });

  it("a token that was just received is always used, however short its life: no refresh can loop", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 90 * 86_400 }),
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        (life, chance) => {
          expect(decideRefresh({ now, receivedAt: now, expiresAt: after(life), notBefore: null }, chance)).toBe("use");
        },
      ),
    );
  });

  it("pauses grow, end at an hour, and never fall short of what the provider asked", () => {
    expect(refreshNotBefore(now, 1)).toEqual(after(30));
    expect(refreshNotBefore(now, 3)).toEqual(after(120));
    expect(refreshNotBefore(now, 50)).toEqual(after(3600));
    expect(refreshNotBefore(now, 1, 600)).toEqual(after(600));
  });

  it("the end is counted from our receipt, else from the provider's known life, else unknown", () => {
    expect(expiryOf(now, 1800, 3600)).toEqual(after(1800));
    expect(expiryOf(now, undefined, 3600)).toEqual(after(3600));
    expect(expiryOf(now, undefined, null)).toBeNull();
  });

  it("a lease outlives the deadline of a token request", () => {
    expect(leaseSeconds).toBeGreaterThan(10);
  });
});

describe("when the next background check is due", () => {
  it("is some hours away after a success, minutes after a failure, a day at the most", () => {
    expect(nextCheckAt({ now, failedChecks: 0, chance: 0.5 })).toEqual(after(6 * 3600));
    expect(nextCheckAt({ now, failedChecks: 1, chance: 0.5 })).toEqual(after(300));
    expect(nextCheckAt({ now, failedChecks: 3, chance: 0.5 })).toEqual(after(1200));
    expect(nextCheckAt({ now, failedChecks: 99, chance: 0.5 })).toEqual(after(86_400));
  });

  it("keeps what the provider asked for, and spreads connections apart", () => {
    expect(nextCheckAt({ now, failedChecks: 1, retryAfter: 7200, chance: 0 })).toEqual(after(7200));
    const early = nextCheckAt({ now, failedChecks: 0, chance: 0 });
    expect(nextCheckAt({ now, failedChecks: 0, chance: 0.99 }).getTime()).toBeGreaterThan(early.getTime());
  });
});
