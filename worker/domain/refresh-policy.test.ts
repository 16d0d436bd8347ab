import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decideRefresh, expiryOf, leaseSeconds, refreshNotBefore, waitSeconds } from "./refresh-policy.ts";

const numRuns = 10_000;
const start = Date.parse("2026-11-23T08:00:00Z");
const at = (seconds: number) => new Date(start + seconds * 1_000);

/** Lives from half a minute to a day, looked at from an hour before their receipt to an hour after their end. */
const moment = fc
  .record({
    life: fc.integer({ min: 30, max: 86_400 }),
    look: fc.integer({ min: -3_600, max: 90_000 }),
    pause: fc.option(fc.integer({ min: -3_600, max: 90_000 })),
    chance: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
  })
  .map(({ life, look, pause, chance }) => ({
    life,
    look,
    chance,
    state: { now: at(look), receivedAt: at(0), expiresAt: at(life), notBefore: pause === null ? null : at(pause) },
  }));

describe("whether a token is renewed", () => {
  it("a token that has ended is never used", () => {
    fc.assert(
      fc.property(moment, ({ state, chance }) => {
        if (state.now >= state.expiresAt) expect(decideRefresh(state, chance)).not.toBe("use");
      }),
      { numRuns },
    );
  });

  it("nobody waits while the token still lives", () => {
    fc.assert(
      fc.property(moment, ({ state, chance }) => {
        if (state.now < state.expiresAt) expect(decideRefresh(state, chance)).not.toBe("cooling_down");
      }),
      { numRuns },
    );
  });

  it("nobody renews during a pause", () => {
    fc.assert(
      fc.property(moment, ({ state, chance }) => {
        if (state.notBefore !== null && state.now < state.notBefore) {
          expect(decideRefresh(state, chance)).not.toBe("refresh");
        }
      }),
      { numRuns },
    );
  });

  it("a token is renewed before its end, and not in the first three quarters of its life", () => {
    fc.assert(
      fc.property(moment, ({ state, life, look, chance }) => {
        const decision = decideRefresh({ ...state, notBefore: null }, chance);
        if (look < life * 0.75) expect(decision).toBe("use");
        if (life - look <= Math.min(300, life / 4) && look >= 0) expect(decision).toBe("refresh");
      }),
      { numRuns },
    );
  });

  it("a token without an end is used until it is refused", () => {
    const state = { now: at(10 ** 9), receivedAt: at(0), expiresAt: null, notBefore: null };
    expect(decideRefresh(state, 0)).toBe("use");
  });

  it("is the same for all callers of one connection", () => {
    fc.assert(
      fc.property(moment, ({ state, chance }) => {
        expect(decideRefresh(state, chance)).toBe(decideRefresh(state, chance));
      }),
      { numRuns: 1_000 },
    );
  });
});

describe("the pause after a failed refresh", () => {
  it("grows with every failure, is never shorter than the provider asked, and has an end", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1_000 }), fc.integer({ min: 0, max: 7_200 }), (failures, asked) => {
        const pause = (count: number, wait = 0) => refreshNotBefore(at(0), count, wait).getTime() - start;
        expect(pause(failures + 1)).toBeGreaterThanOrEqual(pause(failures));
        expect(pause(failures, asked)).toBeGreaterThanOrEqual(asked * 1_000);
        expect(pause(failures)).toBeLessThanOrEqual(3_600_000);
        expect(pause(failures)).toBeGreaterThanOrEqual(30_000);
      }),
      { numRuns },
    );
  });
});

describe("a lease", () => {
  it("outlives the deadline of the request that its holder makes, and the patience of who waits for it", () => {
    // worker/platform/ports.ts: ten seconds for a request unless told, and nobody tells a token request otherwise.
    expect(leaseSeconds).toBeGreaterThanOrEqual(15);
    expect(leaseSeconds).toBeGreaterThan(waitSeconds);
  });
});

describe("the end of a token", () => {
  it.each([
    [1_800, 3_600, at(1_800)],
    [undefined, 3_600, at(3_600)],
    [undefined, null, null],
  ])("with expires_in %s and a known life of %s counts from our own receipt", (expiresIn, fact, end) => {
    expect(expiryOf(at(0), expiresIn, fact)).toEqual(end);
  });
});
