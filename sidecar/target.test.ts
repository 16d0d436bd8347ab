import { describe, expect, it } from "vitest";
import { publicInternet as rules } from "../network/address-policy.ts";
import { oddSpellings, specialIpv4, specialIpv6, specialNames } from "../network/testing/special-hosts.ts";
import { findTarget } from "./target.ts";
import { resolveFrom } from "./testing/settings.ts";

const specialAddresses = [...specialIpv4, ...specialIpv6].flatMap(({ addresses }) => addresses);
const unasked = () => Promise.reject(new TypeError("the resolver must not be asked"));

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

  it.each([...specialAddresses, ...specialNames.map(([name]) => name), ...oddSpellings.map(([, plain]) => plain)])(
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

  it.each(specialAddresses)("finds nothing behind a name that leads to %s", async (address) => {
    const resolve = resolveFrom({ "db.example.com": ["8.8.8.8", address] });
    expect(await findTarget("db.example.com", rules, resolve)).toMatchObject({ failure: { code: "host_unknown" } });
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
