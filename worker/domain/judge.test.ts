import { describe, expect, test } from "vitest";
import type { ProbeCall } from "../providers/define.ts";
import { toAnswer } from "./exchange.ts";
import { judgeAnswer, judgeCall, readRetryAfter } from "./judge.ts";
import { toValues } from "./values.ts";

const now = new Date("2026-11-23T12:00:00Z");
const json = '{"a":1}';

describe("the table of statuses", () => {
  test.each<[number, string]>([
    [300, "redirect_refused"],
    [302, "redirect_refused"],
    [307, "redirect_refused"],
    [400, "unexpected_answer"],
    [401, "bad_credentials"],
    [402, "account_frozen"],
    [403, "rights_missing"],
    [404, "unknown_id"],
    [408, "provider_down"],
    [409, "unexpected_answer"],
    [418, "unexpected_answer"],
    [429, "rate_limited"],
    [500, "provider_down"],
    [503, "provider_down"],
    [599, "provider_down"],
  ])("%i is %s", (status, reason) => {
    expect(judgeAnswer(toAnswer(status, {}, json), undefined, now)?.reason).toBe(reason);
  });

  test.each([200, 201, 204, 299])("%i is good", (status) => {
    expect(judgeAnswer(toAnswer(status, {}, status === 204 ? "" : json), undefined, now)).toBeUndefined();
  });

  test("a missing right fails on its own line", () => {
    expect(judgeAnswer(toAnswer(403, {}, json), undefined, now)).toEqual({ reason: "rights_missing", step: "rights" });
  });
});

describe("the body", () => {
  test.each(["", "<!doctype html><p>Log in", "<html></html>", "OK", "{", "\uFEFF"])("%j is not JSON", (text) => {
    expect(judgeAnswer(toAnswer(200, {}, text), undefined, now)).toEqual({ reason: "unexpected_answer" });
  });

  test("JSON null is JSON", () => {
    expect(judgeAnswer(toAnswer(200, {}, "null"), undefined, now)).toBeUndefined();
  });

  test.each(['<?xml version="1.0"?><a/>', " \n<prestashop><api/></prestashop>", "\uFEFF<a/>"])("%j is XML", (text) => {
    expect(judgeAnswer(toAnswer(200, {}, text), undefined, now, "xml")).toBeUndefined();
  });

  test.each(["", json, "<!DOCTYPE html><html>", "<HTML>", " <html lang='fr'>", "text"])("%j is not XML", (text) => {
    expect(judgeAnswer(toAnswer(200, {}, text), undefined, now, "xml")).toEqual({ reason: "unexpected_answer" });
  });

  test("any body will do where none is asked for", () => {
    expect(judgeAnswer(toAnswer(200, {}, "<html>"), undefined, now, "any")).toBeUndefined();
  });
});

describe("the provider's own reading", () => {
  test("comes first, also inside a 200", () => {
    const explain = () => ({ reason: "quota_exhausted" }) as const;
    expect(judgeAnswer(toAnswer(200, {}, json), explain, now)).toEqual({ reason: "quota_exhausted" });
    expect(judgeAnswer(toAnswer(401, {}, json), explain, now)).toEqual({ reason: "quota_exhausted" });
  });

  test("leaves the rest to the table", () => {
    expect(judgeAnswer(toAnswer(401, {}, json), () => undefined, now)).toEqual({ reason: "bad_credentials" });
  });

  test("keeps the provider's own wait", () => {
    const explain = () => ({ reason: "rate_limited", retryAfter: 7 }) as const;
    expect(judgeAnswer(toAnswer(429, { "retry-after": "60" }, json), explain, now)).toEqual({
      reason: "rate_limited",
      retryAfter: 7,
    });
  });
});

describe("Retry-After", () => {
  test.each<[string, number | undefined]>([
    ["0", 0],
    ["30", 30],
    [" 30 ", 30],
    ["2.0", 2],
    ["1.2", 2],
    ["Mon, 23 Nov 2026 12:01:30 GMT", 90],
    ["Monday, 23-Nov-26 12:00:10 GMT", 10],
    ["Mon Nov 23 12:00:10 2026 GMT", 10],
    ["Mon, 23 Nov 2026 11:00:00 GMT", 0],
    ["", undefined],
    ["-5", undefined],
    ["1e9", undefined],
    ["soon", undefined],
    ["2027", 2027],
    ["2026-11-23T12:01:00Z", undefined],
    ["Mon, 99 Foo", undefined],
    ["9".repeat(400), undefined],
  ])("%j is %s seconds", (value, seconds) => {
    expect(readRetryAfter({ "retry-after": value }, now)).toBe(seconds);
  });

  test("is told where waiting helps", () => {
    for (const status of [429, 503, 408]) {
      expect(judgeAnswer(toAnswer(status, { "retry-after": "5" }, json), undefined, now)?.retryAfter).toBe(5);
    }
  });

  test("is not told where it does not", () => {
    for (const status of [401, 403, 404, 302]) {
      expect(judgeAnswer(toAnswer(status, { "retry-after": "5" }, json), undefined, now)).not.toHaveProperty(
        "retryAfter",
      );
    }
  });
});

describe("one line of a test", () => {
  const call: ProbeCall = {
    step: "login",
    proves: "The key is accepted.",
    request: () => ({ method: "GET", path: "/" }),
    tolerates: [403],
    judge: (answer) => ({ ok: true, finding: { accountLabel: `seen ${answer.status}` } }),
  };
  const context = { explain: () => undefined, now };

  test("the call's judge reads a good answer", () => {
    const judgement = judgeCall(call, toAnswer(200, {}, json), toValues(), context);
    expect(judgement).toEqual({ ok: true, finding: { accountLabel: "seen 200" } });
  });

  test("and the statuses it tolerates, whatever their body", () => {
    const judgement = judgeCall(call, toAnswer(403, {}, "<html>"), toValues(), context);
    expect(judgement).toEqual({ ok: true, finding: { accountLabel: "seen 403" } });
  });

  test.each([302, 401, 404, 429, 500])("but no other refusal (%i)", (status) => {
    expect(judgeCall(call, toAnswer(status, {}, json), toValues(), context).ok).toBe(false);
  });

  test("nor a page in place of data", () => {
    expect(judgeCall(call, toAnswer(200, {}, "<html>"), toValues(), context)).toEqual({
      ok: false,
      failure: { reason: "unexpected_answer" },
    });
  });
});
