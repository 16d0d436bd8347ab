import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type AddressRules,
  isAddress,
  isAllowedAddress,
  isAllowedName,
  isThisMachine,
  publicInternet,
  readHost,
} from "./address-policy.ts";
import { noHosts, oddSpellings, specialIpv4, specialIpv6, specialNames } from "./testing/special-hosts.ts";

const withLoopback: AddressRules = { ...publicInternet, allowLoopback: true };
const special = [...specialIpv4, ...specialIpv6].flatMap(({ source, addresses }) =>
  addresses.map((address) => [address, source] as const),
);

describe("an address", () => {
  it.each(special)("%s is refused: %s", (address) => {
    expect(isAllowedAddress(address, publicInternet)).toBe(false);
  });

  // The neighbours of the blocks, so that no block is wider than it should be.
  it.each([
    ...["1.0.0.0", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0", "126.255.255.255", "128.0.0.0"],
    ...["168.63.129.15", "168.63.129.17", "169.253.255.255", "169.255.0.0", "172.15.255.255", "172.32.0.0"],
    ...["192.0.1.0", "192.0.3.0", "192.31.195.255", "192.31.197.0", "192.52.192.255", "192.52.194.0"],
    ...["192.88.98.255", "192.88.100.0", "192.167.255.255", "192.169.0.0", "192.175.47.255", "192.175.49.0"],
    ...["198.17.255.255", "198.20.0.0", "198.51.99.255", "198.51.101.0", "203.0.112.255", "203.0.114.0"],
    ...["223.255.255.255", "8.8.8.8", "2001:200::1", "2001:db7::1", "2001:db9::1", "2001:ffff::1", "2003::1"],
    ...["2606:4700::1111", "2620:4f:7fff::1", "2620:4f:8001::1", "2a00:1450::1", "3ffe::1", "3fff:1000::1"],
  ])("%s beside the blocks is allowed", (address) => {
    expect(isAllowedAddress(address, publicInternet)).toBe(true);
  });

  it.each(["127.0.0.1", "127.255.255.255", "::1"])("%s is allowed only where loopback is", (address) => {
    expect(isAllowedAddress(address, withLoopback)).toBe(true);
    expect(isAllowedAddress(address, publicInternet)).toBe(false);
  });

  it.each(["::ffff:127.0.0.1", "0.0.0.0", "::", "10.0.0.1", "169.254.169.254", "64:ff9b::7f00:1"])(
    "%s is refused also where loopback is allowed",
    (address) => {
      expect(isAllowedAddress(address, withLoopback)).toBe(false);
    },
  );

  it.each([
    ...["", "localhost", "1.2.3", "0x8.8.8.8", "134744072", "010.8.8.8", "8.8.8.8 ", "8.8.8.8/32", "8.8.8.8."],
    ...["[2606:4700::1111]", "2606:4700::1111%eth0", "2606:4700::08.8.8.8", "2606:4700::1111/128", "２606:4700::1111"],
  ])("%j is refused, because it is not in its plain form", (text) => {
    expect(isAddress(text)).toBe(false);
    expect(isAllowedAddress(text, publicInternet)).toBe(false);
  });

  it("of our own is refused, however it is written", () => {
    const denied = { ...withLoopback, deniedHosts: ["8.8.8.8", "2a00:1450:0::00ff", "api.example.com"] };
    expect(isAllowedAddress("8.8.8.8", denied)).toBe(false);
    expect(isAllowedAddress("2a00:1450::ff", denied)).toBe(false);
    expect(isAllowedAddress("8.8.4.4", denied)).toBe(true);
  });
});

describe("a name", () => {
  it.each(specialNames)("%s is refused: %s", (name) => {
    expect(isAllowedName(name, publicInternet)).toBe(false);
  });

  it.each([
    ...["db.example.com", "xn--htel-vqa.fr", "local.example.com", "internal.fr", "nowhere.invalid", "notlocalhost.fr"],
    ...["127.0.0.1.example.com", "my_db.example.com", "a-b.example.co.uk", "1.2.3.4.example"],
  ])("%s may be asked for", (name) => {
    expect(isAllowedName(name, publicInternet)).toBe(true);
  });

  it.each([
    ...["", ".", "example.com.", "EXAMPLE.COM", "hôtel.fr", "example..com", ".example.com", "a b.com", "a%2eb.com"],
    ...["8.8.8.8", "example.1", "2606:4700::1111", "[2606:4700::1111]", "user@example.com", "example.com:443"],
    ...[`${"a".repeat(64)}.com`, `${"a.".repeat(126)}com`],
  ])("%j is refused, because it is not in its plain form", (name) => {
    expect(isAllowedName(name, publicInternet)).toBe(false);
    expect(isAllowedName(name, withLoopback)).toBe(false);
  });

  it("of this machine may be asked for only where loopback is allowed", () => {
    expect(isAllowedName("localhost", withLoopback)).toBe(true);
    expect(isAllowedName("db.localhost", withLoopback)).toBe(true);
    expect(isAllowedName("db.internal", withLoopback)).toBe(false);
  });

  it("of our own is refused with everything below it", () => {
    const denied = { ...publicInternet, deniedHosts: ["speedai.example"] };
    expect(isAllowedName("speedai.example", denied)).toBe(false);
    expect(isAllowedName("api.speedai.example", denied)).toBe(false);
    expect(isAllowedName("notspeedai.example", denied)).toBe(true);
  });
});

describe("a typed host", () => {
  it.each(oddSpellings)("%j means %s and is refused like it", (typed, plain) => {
    expect(readHost(typed)).toBe(plain);
    expect(isAllowedAddress(plain, publicInternet) || isAllowedName(plain, publicInternet)).toBe(false);
  });

  it("in whatever way its four bytes are written means the same address", () => {
    const writings: readonly ((byte: number) => string)[] = [
      (byte) => String(byte),
      (byte) => `0x${byte.toString(16)}`,
      (byte) => `0${byte.toString(8)}`,
    ];
    const writing = fc.constantFrom(...writings);
    fc.assert(
      fc.property(
        fc.tuple(fc.nat(255), fc.nat(255), fc.nat(255), fc.nat(255)),
        fc.tuple(writing, writing, writing, writing),
        fc.integer({ min: 1, max: 4 }),
        ([a, b, c, d], [first, second, third, fourth], parts) => {
          // The last part of fewer than four stands for all bytes that are left (inet_aton).
          const rest = [((a * 256 + b) * 256 + c) * 256 + d, (b * 256 + c) * 256 + d, c * 256 + d, d][parts - 1] ?? 0;
          const typed = [first(a), second(b), third(c)]
            .slice(0, parts - 1)
            .concat(fourth(rest))
            .join(".");
          expect(readHost(typed)).toBe(`${a}.${b}.${c}.${d}`);
        },
      ),
      { numRuns: 2_000 },
    );
  });

  it.each(noHosts)("%j is none", (typed) => {
    expect(readHost(typed)).toBeUndefined();
  });

  it.each([
    ["db.example.com", "db.example.com"],
    ["DB.Example.COM.", "db.example.com"],
    ["hôtel.fr", "xn--htel-vqa.fr"],
    ["ｅxample。com", "example.com"],
    ["2606:4700:0::1111", "2606:4700::1111"],
    ["[2606:4700::1111]", "2606:4700::1111"],
    ["0x08080808", "8.8.8.8"],
  ])("%j is read as %s and allowed", (typed, plain) => {
    expect(readHost(typed)).toBe(plain);
    expect(isAllowedAddress(plain, publicInternet) || isAllowedName(plain, publicInternet)).toBe(true);
  });
});

describe("this machine", () => {
  it.each([
    ...["127.0.0.1", "127.255.0.9", "127.1", "0x7f.0.0.1", "2130706433", "0", "[::1]", "[::]", "[::ffff:127.0.0.1]"],
    ...["localhost", "LOCALHOST.", "a.b.localhost", "１２７.0.0.1"],
  ])("is %s", (typed) => {
    expect(isThisMachine(readHost(typed) ?? "")).toBe(true);
  });

  it.each([
    ...["example.com", "127.0.0.1.example.com", "localhost.example.com", "notlocalhost", "10.0.0.1", "[::2]"],
    ...["1.127.0.0", "[7f00:1::]", "[::ffff:8.8.8.8]"],
  ])("is not %s", (typed) => {
    expect(isThisMachine(readHost(typed) ?? "")).toBe(false);
  });
});
