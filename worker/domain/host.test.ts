import { describe, expect, it } from "vitest";
import { isAddress, isLoopback, isPublicName } from "./host.ts";

const hostname = (authority: string) => new URL(`https://${authority}/`).hostname;

describe("a host name", () => {
  it.each([
    "127.0.0.1",
    "127.255.0.9",
    "127.1",
    "0x7f.0.0.1",
    "017700000001",
    "2130706433",
    "0",
    "0.0.0.0",
    "[::1]",
    "[0:0:0:0:0:0:0:1]",
    "[::]",
    "localhost",
    "LOCALHOST",
    "localhost.",
    "a.localhost",
    "a.b.localhost.",
    "127.0.0.1:8080",
    "１２７.0.0.1",
  ])("is this machine: %s", (authority) => {
    expect(isLoopback(hostname(authority))).toBe(true);
    expect(isPublicName(hostname(authority))).toBe(false);
  });

  it.each(["example.com", "127.0.0.1.example.com", "localhost.example.com", "notlocalhost", "10.0.0.1", "[::2]"])(
    "is not this machine: %s",
    (authority) => {
      expect(isLoopback(hostname(authority))).toBe(false);
    },
  );

  it.each(["10.0.0.1", "8.8.8.8", "1.1", "[2606:4700::1111]", "[::ffff:8.8.8.8]", "3232235777"])(
    "is an address: %s",
    (authority) => {
      expect(isAddress(hostname(authority))).toBe(true);
      expect(isPublicName(hostname(authority))).toBe(false);
    },
  );

  it.each([
    "db",
    "printer.local",
    "metadata.google.internal",
    "nas.home.arpa",
    "wiki.intranet",
    "box.lan",
    "example.com.",
  ])("is no public name: %s", (authority) => {
    expect(isPublicName(hostname(authority))).toBe(false);
  });

  it.each(["api.hubapi.com", "a-b.example.co.uk", "xn--bcher-kva.example", "1.2.3.4.example"])(
    "is a public name: %s",
    (authority) => {
      expect(isPublicName(hostname(authority))).toBe(true);
      expect(isAddress(hostname(authority))).toBe(false);
    },
  );
});
