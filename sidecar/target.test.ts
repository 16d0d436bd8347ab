import { describe, expect, it } from "vitest";
import type { AddressRules } from "./config.ts";
import { findTarget, readHost } from "./target.ts";
import { resolveFrom } from "./testing/settings.ts";

const rules: AddressRules = { allowLoopback: false, deniedHosts: [] };
const unasked = () => Promise.reject(new TypeError("the resolver must not be asked"));

describe("readHost", () => {
  it.each([
    ["db.example.com", "db.example.com"],
    ["DB.Example.COM.", "db.example.com"],
    ["hôtel.fr", "xn--htel-vqa.fr"],
    ["ｅxample。com", "example.com"],
    ["2001:DB8::1", "2001:DB8::1"],
    ["[2001:db8::1]", "2001:db8::1"],
    ["127.0.0.1", "127.0.0.1"],
    ["127.1", "127.0.0.1"],
    ["0x7f000001", "127.0.0.1"],
    ["2130706433", "127.0.0.1"],
    ["0177.0.0.01", "127.0.0.1"],
    ["①②⑦.0.0.1", "127.0.0.1"],
    ["127.0.0.1.", "127.0.0.1"],
  ])("reads %j as %s", (typed, host) => {
    expect(readHost(typed)).toBe(host);
  });

  it.each([
    ...[
      "",
      " ",
      ".",
      "a b.com",
      "db.example.com:5432",
      "user@db.example.com",
      "db.example.com/path",
      "db.example.com?x",
    ],
    ...["db.example.com#x", "http://db.example.com", "db\\example.com", "a\tb.com", "a\nb.com", "%31%32%37.0.0.1"],
    ...["fe80::1%eth0", "[fe80::1%25eth0]", "[127.0.0.1]x", "256.1.1.1", "1.2.3.4.5", "a..b/", "[::1"],
  ])("takes %j for no host", (typed) => {
    expect(readHost(typed)).toBeUndefined();
  });
});

describe("findTarget", () => {
  it("gives every address of a name, in the resolver's order", async () => {
    const resolve = resolveFrom({ "db.example.com": ["2a00:1450::1", "8.8.8.8"] });
    expect(await findTarget("db.example.com", rules, resolve)).toEqual({
      ok: true,
      value: { host: "db.example.com", addresses: ["2a00:1450::1", "8.8.8.8"] },
    });
  });

  it("takes a public address as it is, without asking", async () => {
    expect(await findTarget("8.8.8.8", rules, unasked)).toEqual({
      ok: true,
      value: { host: "8.8.8.8", addresses: ["8.8.8.8"] },
    });
  });

  it.each(["127.0.0.1", "::1", "::ffff:7f00:1", "169.254.169.254", "localhost", "db.internal", "postgres"])(
    "refuses %s without asking a resolver",
    async (host) => {
      expect(await findTarget(host, rules, unasked)).toEqual({
        ok: false,
        failure: { code: "address_refused", field: "host" },
      });
    },
  );

  it.each([
    ["a private answer", ["10.0.0.1"]],
    ["one private answer among public ones", ["8.8.8.8", "10.0.0.1"]],
    ["a private IPv6 answer behind a public IPv4 one", ["8.8.8.8", "fd00::1"]],
    ["a mapped answer", ["::ffff:8.8.8.8"]],
    ["a link-local answer with its zone", ["fe80::1%eth0"]],
    ["no answer", []],
    ["more answers than any server has", Array.from({ length: 33 }, (_, index) => `8.8.8.${index}`)],
  ])("says the same of %s as of an unknown name", async (_case, addresses) => {
    const resolve = resolveFrom({ "db.example.com": addresses });
    const unknown = await findTarget("unknown.example.com", rules, resolve);
    expect(unknown).toEqual({ ok: false, failure: { code: "host_unknown", field: "host" } });
    expect(await findTarget("db.example.com", rules, resolve)).toEqual(unknown);
  });

  it("asks once and gives what it has checked, whatever the resolver would say next", async () => {
    let asked = 0;
    const rebinding = async () => {
      asked += 1;
      return asked === 1 ? ["8.8.8.8"] : ["127.0.0.1"];
    };
    const found = await findTarget("db.example.com", rules, rebinding);
    expect(found).toMatchObject({ value: { addresses: ["8.8.8.8"] } });
    expect(asked).toBe(1);
  });
});
