import { describe, expect, it } from "vitest";
import { isAllowedAddress, isAllowedName } from "./addresses.ts";
import type { AddressRules } from "./config.ts";

const rules: AddressRules = { allowLoopback: false, deniedHosts: [] };
const withLoopback: AddressRules = { ...rules, allowLoopback: true };

/** First and last address of every block, with the registry or document that sets it apart. */
const refused: readonly (readonly [source: string, ...addresses: string[]])[] = [
  ["this network (RFC 791)", "0.0.0.0", "0.255.255.255"],
  ["private use (RFC 1918)", "10.0.0.0", "10.255.255.255"],
  ["private use (RFC 1918)", "172.16.0.0", "172.31.255.255"],
  ["private use (RFC 1918)", "192.168.0.0", "192.168.255.255"],
  ["shared address space (RFC 6598)", "100.64.0.0", "100.127.255.255"],
  ["Alibaba Cloud metadata", "100.100.100.200"],
  ["loopback (RFC 1122)", "127.0.0.0", "127.0.0.1", "127.255.255.255"],
  ["link local (RFC 3927)", "169.254.0.0", "169.254.255.255"],
  ["cloud metadata", "169.254.169.254", "169.254.170.2"],
  ["IETF protocol assignments (RFC 6890)", "192.0.0.0", "192.0.0.255"],
  ["Oracle Cloud metadata", "192.0.0.192"],
  ["documentation (RFC 5737)", "192.0.2.0", "192.0.2.255"],
  ["documentation (RFC 5737)", "198.51.100.0", "198.51.100.255"],
  ["documentation (RFC 5737)", "203.0.113.0", "203.0.113.255"],
  ["AS112-v4 (RFC 7535)", "192.31.196.0", "192.31.196.255"],
  ["AMT (RFC 7450)", "192.52.193.0", "192.52.193.255"],
  ["6to4 relay anycast (RFC 7526)", "192.88.99.0", "192.88.99.255"],
  ["direct delegation AS112 (RFC 7534)", "192.175.48.0", "192.175.48.255"],
  ["benchmarking (RFC 2544)", "198.18.0.0", "198.19.255.255"],
  ["multicast (RFC 5771)", "224.0.0.0", "239.255.255.255"],
  ["reserved (RFC 1112)", "240.0.0.0", "255.255.255.254"],
  ["limited broadcast (RFC 8190)", "255.255.255.255"],
  ["Azure platform address, public by its range", "168.63.129.16"],
  ["unspecified (RFC 4291)", "::"],
  ["loopback (RFC 4291)", "::1"],
  ["IPv4-mapped (RFC 4291 §2.5.5.2)", "::ffff:0:0", "::ffff:127.0.0.1", "::ffff:8.8.8.8", "::ffff:ffff:ffff"],
  ["IPv4-compatible (RFC 4291 §2.5.5.1)", "::7f00:1", "::8.8.8.8"],
  ["IPv4-translated (RFC 2765)", "::ffff:0:127.0.0.1"],
  ["NAT64 (RFC 6052)", "64:ff9b::", "64:ff9b::7f00:1", "64:ff9b::8.8.8.8"],
  ["local NAT64 (RFC 8215)", "64:ff9b:1::", "64:ff9b:1:ffff:ffff:ffff:ffff:ffff"],
  ["discard (RFC 6666)", "100::", "100::ffff:ffff:ffff:ffff"],
  ["dummy (RFC 9780)", "100:0:0:1::1"],
  ["IETF protocol assignments (RFC 2928)", "2001::", "2001:1ff:ffff:ffff:ffff:ffff:ffff:ffff"],
  ["Teredo (RFC 4380)", "2001:0:7f00:1::", "2001::ffff"],
  ["benchmarking (RFC 5180)", "2001:2::1"],
  ["ORCHID (RFC 4843, RFC 7343)", "2001:10::1", "2001:20::1"],
  ["documentation (RFC 3849)", "2001:db8::", "2001:db8:ffff:ffff:ffff:ffff:ffff:ffff"],
  ["6to4 (RFC 3056)", "2002::", "2002:7f00:1::", "2002:ffff:ffff:ffff:ffff:ffff:ffff:ffff"],
  ["direct delegation AS112 (RFC 7534)", "2620:4f:8000::", "2620:4f:8000:ffff:ffff:ffff:ffff:ffff"],
  ["documentation (RFC 9637)", "3fff::", "3fff:fff:ffff:ffff:ffff:ffff:ffff:ffff"],
  ["segment routing (RFC 9602)", "5f00::1"],
  ["not given out (RFC 4291 §2.4)", "4000::1", "8000::1", "e000::1"],
  ["unique local (RFC 4193)", "fc00::", "fdff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"],
  ["Amazon metadata", "fd00:ec2::254"],
  ["link local (RFC 4291)", "fe80::1", "febf::1", "fe80::1%eth0"],
  ["site local (RFC 3879)", "fec0::1", "feff::1"],
  ["multicast (RFC 4291)", "ff00::", "ff02::1", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"],
];

describe("isAllowedAddress", () => {
  it.each(refused.flatMap(([source, ...addresses]) => addresses.map((address) => [address, source] as const)))(
    "refuses %s: %s",
    (address) => {
      expect(isAllowedAddress(address, rules)).toBe(false);
    },
  );

  // The neighbours of the blocks above, so that no block is wider than it should be.
  it.each([
    ...["1.0.0.0", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0", "126.255.255.255", "128.0.0.0"],
    ...["168.63.129.15", "168.63.129.17", "169.253.255.255", "169.255.0.0", "172.15.255.255", "172.32.0.0"],
    ...["192.0.1.0", "192.0.3.0", "192.88.98.255", "192.88.100.0", "192.167.255.255", "192.169.0.0", "198.17.255.255"],
    ...["198.20.0.0", "198.51.99.255", "198.51.101.0", "203.0.112.255", "203.0.114.0", "223.255.255.255", "8.8.8.8"],
    ...["2001:200::1", "2001:db7::1", "2001:db9::1", "2003::1", "2606:4700::1111", "2620:4f:7fff::1", "2a00:1450::1"],
    ...["3ffe::1", "3fff:1000::1"],
  ])("allows %s", (address) => {
    expect(isAllowedAddress(address, rules)).toBe(true);
  });

  it.each(["127.0.0.1", "127.255.255.255", "::1"])("allows %s only when loopback is allowed", (address) => {
    expect(isAllowedAddress(address, withLoopback)).toBe(true);
    expect(isAllowedAddress(address, rules)).toBe(false);
  });

  it.each(["::ffff:127.0.0.1", "0.0.0.0", "::", "10.0.0.1", "169.254.169.254", "64:ff9b::7f00:1"])(
    "refuses %s also when loopback is allowed",
    (address) => {
      expect(isAllowedAddress(address, withLoopback)).toBe(false);
    },
  );

  it.each(["", "localhost", "1.2.3", "0x7f.0.0.1", "2130706433", "017700000001", "8.8.8.8 ", "8.8.8.8/32", "[::1]"])(
    "refuses %j, which is not the plain form of an address",
    (text) => {
      expect(isAllowedAddress(text, rules)).toBe(false);
    },
  );

  it("refuses our own addresses, however they are written", () => {
    const denied = { ...withLoopback, deniedHosts: ["8.8.8.8", "2a00:1450:0::00ff", "api.example.com"] };
    expect(isAllowedAddress("8.8.8.8", denied)).toBe(false);
    expect(isAllowedAddress("2a00:1450::ff", denied)).toBe(false);
    expect(isAllowedAddress("8.8.4.4", denied)).toBe(true);
  });
});

describe("isAllowedName", () => {
  it.each([
    ["localhost", "RFC 6761"],
    ["db.localhost", "RFC 6761"],
    ["printer.local", "RFC 6762"],
    ["local", "RFC 6762"],
    ["router.home.arpa", "RFC 8375"],
    ["1.0.0.127.in-addr.arpa", "RFC 1035"],
    ["metadata.google.internal", "Google Cloud metadata"],
    ["instance-data.ec2.internal", "Amazon metadata"],
    ["db.internal", "ICANN"],
    ["hidden.onion", "RFC 7686"],
    ["db.corp", "RFC 6762 appendix G"],
    ["db.home", "RFC 6762 appendix G"],
    ["db.lan", "RFC 6762 appendix G"],
    ["db.intranet", "RFC 6762 appendix G"],
    ["db.private", "RFC 6762 appendix G"],
    ["host.localdomain", "default domain of many systems"],
    ["metadata.goog", "Google Cloud metadata"],
    ["metadata.tencentyun.com", "Tencent Cloud metadata"],
    ["postgres", "one label: a neighbour's container"],
    ["metadata", "one label"],
  ])("refuses %s (%s)", (name) => {
    expect(isAllowedName(name, rules)).toBe(false);
  });

  it.each(["db.example.com", "xn--htel-vqa.fr", "local.example.com", "internal.fr", "nowhere.invalid"])(
    "lets %s be resolved",
    (name) => {
      expect(isAllowedName(name, rules)).toBe(true);
    },
  );

  it("lets localhost be resolved only when loopback is allowed", () => {
    expect(isAllowedName("localhost", withLoopback)).toBe(true);
    expect(isAllowedName("db.localhost", withLoopback)).toBe(true);
    expect(isAllowedName("db.internal", withLoopback)).toBe(false);
  });

  it("refuses our own hosts and everything below them", () => {
    const denied = { ...rules, deniedHosts: ["speedai.example"] };
    expect(isAllowedName("speedai.example", denied)).toBe(false);
    expect(isAllowedName("api.speedai.example", denied)).toBe(false);
    expect(isAllowedName("notspeedai.example", denied)).toBe(true);
  });
});
