/**
 * What a host name says about itself, without asking a resolver. `hostname` is always that of a parsed `URL`, which has
 * already turned every way of writing an IPv4 address (`0x7f.1`, `2130706433`) into four decimal numbers.
 */

/** An address instead of a name. */
export function isAddress(hostname: string): boolean {
  return hostname.startsWith("[") || /^\d+\.\d+\.\d+\.\d+$/.test(hostname);
}

/** This machine: `localhost` and its subdomains (RFC 6761 §6.3), 127.0.0.0/8, `::1` and the unspecified addresses. */
export function isLoopback(hostname: string): boolean {
  const name = withoutRootDot(hostname);
  return (
    name === "localhost" ||
    name.endsWith(".localhost") ||
    /^(?:127|0)\.\d+\.\d+\.\d+$/.test(name) ||
    ["[::1]", "[::]"].includes(name)
  );
}

/** Suffixes that no public name has: RFC 6761, RFC 6762, RFC 8375 and ICANN's reservation of `.internal`. */
const privateSuffixes = [".localhost", ".local", ".internal", ".home.arpa", ".intranet", ".lan"];

/** A name that may be looked up in the public DNS: several labels, not an address, no private suffix, no root dot. */
export function isPublicName(hostname: string): boolean {
  return (
    !isAddress(hostname) &&
    !hostname.endsWith(".") &&
    hostname.includes(".") &&
    !privateSuffixes.some((suffix) => hostname.endsWith(suffix))
  );
}

function withoutRootDot(hostname: string): string {
  return hostname.endsWith(".") ? hostname.slice(0, -1) : hostname;
}
