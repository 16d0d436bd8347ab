/**
 * The one rule about where our servers may connect: only addresses and names of the public internet. A host that a customer
 * typed is hostile input; a server that connects wherever it is told reaches metadata services, neighbours and itself.
 *
 * The Worker and the sidecar both judge by this file. It runs in workerd and in Node, asks no resolver and opens nothing.
 * The Worker cannot pin the address of a `fetch`, so it goes to names only; the sidecar resolves, judges every answer
 * and connects to what it judged.
 *
 * Whole special-purpose blocks are refused, also the few parts of them that are globally reachable: no customer's server
 * lives there. Addresses that carry another address inside (mapped, compatible, NAT64, 6to4, Teredo) are refused without
 * looking at the inner one, because who translates them decides where they lead.
 */
import ipaddr from "ipaddr.js";

export interface AddressRules {
  /** Development: 127.0.0.0/8, `::1` and `localhost` may be reached. */
  readonly allowLoopback: boolean;
  /** Our own hosts, lower case, without a root dot: names (with everything below them) and addresses. */
  readonly deniedHosts: readonly string[];
}

/** What holds where nothing else is configured. */
export const publicInternet: AddressRules = { allowLoopback: false, deniedHosts: [] };

/** Block and the document that sets it apart. */
type Block = readonly [block: string, source: string];

/** IANA IPv4 Special-Purpose Address Registry and IPv4 Multicast, then clouds' addresses outside of it. */
export const refusedIpv4Blocks: readonly Block[] = [
  ["0.0.0.0/8", "this network, RFC 791 §3.2"],
  ["10.0.0.0/8", "private use, RFC 1918"],
  ["100.64.0.0/10", "shared address space, RFC 6598; 100.100.100.200 is Alibaba Cloud's metadata service"],
  ["127.0.0.0/8", "loopback, RFC 1122 §3.2.1.3"],
  ["169.254.0.0/16", "link local, RFC 3927; 169.254.169.254 is most clouds' metadata service"],
  ["172.16.0.0/12", "private use, RFC 1918"],
  ["192.0.0.0/24", "IETF protocol assignments, RFC 6890 §2.1; 192.0.0.192 is Oracle Cloud's metadata service"],
  ["192.0.2.0/24", "documentation, RFC 5737"],
  ["192.31.196.0/24", "AS112-v4, RFC 7535"],
  ["192.52.193.0/24", "AMT, RFC 7450"],
  ["192.88.99.0/24", "6to4 relay anycast, RFC 7526"],
  ["192.168.0.0/16", "private use, RFC 1918"],
  ["192.175.48.0/24", "direct delegation AS112, RFC 7534"],
  ["198.18.0.0/15", "benchmarking, RFC 2544"],
  ["198.51.100.0/24", "documentation, RFC 5737"],
  ["203.0.113.0/24", "documentation, RFC 5737"],
  ["224.0.0.0/4", "multicast, RFC 5771"],
  ["240.0.0.0/4", "reserved, RFC 1112 §4; 255.255.255.255 is the limited broadcast, RFC 8190"],
  ["168.63.129.16/32", "Azure's platform address: public by its range, reachable from every Azure machine"],
];

/** IANA IPv6 Special-Purpose Address Registry inside 2000::/3. What is outside is refused by `globalUnicast`. */
export const refusedIpv6Blocks: readonly Block[] = [
  ["2001::/23", "IETF protocol assignments, RFC 2928: Teredo (RFC 4380), benchmarking (RFC 5180), ORCHID (RFC 7343)"],
  ["2001:db8::/32", "documentation, RFC 3849"],
  ["2002::/16", "6to4, RFC 3056"],
  ["2620:4f:8000::/48", "direct delegation AS112, RFC 7534"],
  ["3fff::/20", "documentation, RFC 9637"],
];

/**
 * The only IPv6 block that IANA gives out for public hosts (RFC 4291 §2.4). Outside of it lie `::` and `::1` (RFC 4291),
 * mapped and compatible addresses (RFC 4291 §2.5.5), NAT64 64:ff9b::/96 (RFC 6052) and 64:ff9b:1::/48 (RFC 8215), discard
 * 100::/64 (RFC 6666), SRv6 5f00::/16 (RFC 9602), unique local fc00::/7 (RFC 4193; fd00:ec2::254 is Amazon's metadata
 * service), link local fe80::/10, site local fec0::/10 (RFC 3879) and multicast ff00::/8.
 */
export const globalUnicast = "2000::/3";

/**
 * Names that never mean a public host: RFC 6761 (localhost), RFC 6762 (local), RFC 8375 (home.arpa), RFC 7686 (onion), ICANN's
 * reservation of internal, the private suffixes of RFC 6762 appendix G, and all of arpa. Test names such as `.invalid` are
 * left to the resolver, which says that they do not exist (RFC 6761 §6.4).
 */
const refusedSuffixes = [
  "localhost",
  "localdomain",
  "local",
  "internal",
  "intranet",
  "private",
  "corp",
  "home",
  "lan",
  "arpa",
  "onion",
];

/** Metadata services that have a public name. */
const refusedNames = [
  "metadata.goog",
  "metadata.tencentyun.com",
  "metadata.packet.net",
  "metadata.platformequinix.com",
];

/**
 * The plain form of a typed host, by the rules of the WHATWG URL parser: `0x7f.1` and `2130706433` become the address that
 * every resolver takes them for, international names become ASCII, the root dot and brackets go. Undefined when it is no host.
 */
export function readHost(typed: string): string | undefined {
  const ipv6 = readIpv6(/^\[.*\]$/.test(typed) ? typed.slice(1, -1) : typed);
  if (ipv6 !== undefined) return ipv6;
  // Characters that end the host inside of a URL, that the parser decodes or silently removes, or that begin a zone (%).
  if (/[\s/?#@:%\\[\]]/.test(typed)) return undefined;
  const host = parseUrl(`https://${typed}`)?.hostname.replace(/\.$/, "");
  return host?.split(".").includes("") ? undefined : host;
}

/** Whether this is an address in its plain notation: four decimal numbers, or IPv6 without brackets and zone. */
export function isAddress(host: string): boolean {
  return ipaddr.IPv4.isValidFourPartDecimal(host) || readIpv6(host) !== undefined;
}

/** Whether a host as `readHost` gives it is this machine: loopback, the unspecified addresses, `localhost` (RFC 6761 §6.3). */
export function isThisMachine(host: string): boolean {
  if (!isAddress(host)) return isWithin(host, "localhost");
  const parsed = ipaddr.process(host);
  const own = parsed instanceof ipaddr.IPv4 ? ["127.0.0.0/8", "0.0.0.0/8"] : ["::/127"];
  return own.some((block) => parsed.match(ipaddr.parseCIDR(block)));
}

/** Whether a connection to this IP address may be made. Text that is not a plain address is refused. */
export function isAllowedAddress(address: string, rules: AddressRules): boolean {
  if (!isAddress(address)) return false;
  const parsed = ipaddr.parse(address);
  const denied = rules.deniedHosts.filter(isAddress);
  if (denied.some((host) => ipaddr.parse(host).toString() === parsed.toString())) return false;
  if (parsed instanceof ipaddr.IPv4) {
    if (rules.allowLoopback && parsed.match(ipaddr.IPv4.parseCIDR("127.0.0.0/8"))) return true;
    return !refusedIpv4Blocks.some(([block]) => parsed.match(ipaddr.IPv4.parseCIDR(block)));
  }
  if (rules.allowLoopback && parsed.match(ipaddr.IPv6.parseCIDR("::1/128"))) return true;
  return (
    parsed.match(ipaddr.IPv6.parseCIDR(globalUnicast)) &&
    !refusedIpv6Blocks.some(([block]) => parsed.match(ipaddr.IPv6.parseCIDR(block)))
  );
}

/** Letters, digits and hyphens (RFC 1123 §2.1), the underscore of some hosts, two labels; no number last, no root dot. */
const plainName = /^(?=.{1,253}$)(?:[a-z0-9_-]{1,63}\.)+[a-z][a-z0-9-]{0,62}$/;

/** Whether this name may be given to a resolver or to `fetch`. Text that is not a name in its plain form is refused. */
export function isAllowedName(name: string, rules: AddressRules): boolean {
  if (isWithin(name, "localhost")) return rules.allowLoopback;
  return (
    plainName.test(name) &&
    !refusedSuffixes.some((suffix) => isWithin(name, suffix)) &&
    !refusedNames.some((refused) => isWithin(name, refused)) &&
    !rules.deniedHosts.some((denied) => isWithin(name, denied))
  );
}

function isWithin(name: string, parent: string): boolean {
  return name === parent || name.endsWith(`.${parent}`);
}

/** The shortest form of an IPv6 address (RFC 5952), or undefined. */
function readIpv6(text: string): string | undefined {
  return /^[\da-f:.]+$/i.test(text) ? parseUrl(`https://[${text}]/`)?.hostname.slice(1, -1) : undefined;
}

function parseUrl(text: string): URL | undefined {
  return URL.canParse(text) ? new URL(text) : undefined;
}
