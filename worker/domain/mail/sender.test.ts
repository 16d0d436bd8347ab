import { describe, expect, test } from "vitest";
import { isWithin, readSender } from "./sender.ts";

const read = (...lines: string[]) => readSender(lines.map((value) => ({ name: "from", value })))?.address;

describe("the one mailbox of the one From line", () => {
  test.each([
    ["no-reply@thefork.com", "no-reply@thefork.com"],
    ["<No-Reply@TheFork.COM>", "no-reply@thefork.com"],
    ["TheFork <no-reply@thefork.com>", "no-reply@thefork.com"],
    ['"Fork, The <evil@evil.example>" <no-reply@thefork.com>', "no-reply@thefork.com"],
    ['"a \\" b" <no-reply@mail.thefork.com>', "no-reply@mail.thefork.com"],
    ["=?utf-8?q?La_Fourchette?= <no-reply@thefork.com>", "no-reply@thefork.com"],
    ["no-reply@thefork.com <evil@evil.example>", "evil@evil.example"],
  ])("%s", (line, address) => {
    expect(read(line)).toBe(address);
  });

  test.each([
    ["two mailboxes", "a@thefork.com, b@evil.example"],
    ["a mailbox before the bracket", "a@evil.example, TheFork <a@thefork.com>"],
    ["two brackets", "<a@thefork.com> <b@evil.example>"],
    ["a group", "TheFork: a@thefork.com;"],
    ["a bracket that stays open", "TheFork <a@thefork.com"],
    ["a quote that stays open", '"TheFork <a@thefork.com>'],
    ["words after the bracket", "TheFork <a@thefork.com> b"],
    ["a comment in the address", "<a@thefork.com(x)>"],
    ["a quoted local part", '<"a b"@thefork.com>'],
    ["no domain", "TheFork <a>"],
    ["a domain of one label", "a@localhost"],
    ["a domain that is an address", "a@[192.0.2.1]"],
    ["letters that only look alike", "a@thefоrk.com"],
    ["two at signs", "a@thefork.com@evil.example"],
    ["a thousand characters", `${"a".repeat(1000)}@thefork.com`],
    ["nothing", ""],
  ])("none for %s", (_name, line) => {
    expect(read(line)).toBeUndefined();
  });

  test("none for two lines, equal or not, and none for no line", () => {
    expect(read("a@thefork.com", "a@thefork.com")).toBeUndefined();
    expect(read("a@thefork.com", "b@evil.example")).toBeUndefined();
    expect(read()).toBeUndefined();
  });
});

test("a domain lies within itself and within those above, and nowhere else", () => {
  expect(isWithin("thefork.com", "thefork.com")).toBe(true);
  expect(isWithin("mail.thefork.com", "thefork.com")).toBe(true);
  expect(isWithin("notthefork.com", "thefork.com")).toBe(false);
  expect(isWithin("com", "thefork.com")).toBe(false);
  expect(isWithin("thefork.com.evil.example", "thefork.com")).toBe(false);
});
