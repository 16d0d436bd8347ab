/**
 * From what a person typed to the addresses that may be connected to. The name is resolved once, every answer is checked,
 * and the caller connects to a checked address: asking again later would let a resolver answer differently (DNS rebinding).
 */
import { lookup } from "node:dns/promises";
import { type AddressRules, isAddress, isAllowedAddress, isAllowedName } from "../network/address-policy.ts";
import { fail, type Outcome, succeed } from "./outcome.ts";

/** All A and AAAA answers for a name. Rejects when there are none. */
export type Resolve = (name: string) => Promise<readonly string[]>;

export interface Target {
  /** Name or address in its plain form: what the server's certificate must be for. IPv6 without brackets. */
  readonly host: string;
  /** All allowed, in the resolver's order of preference (RFC 6724). Never empty. */
  readonly addresses: readonly string[];
}

/** A name with more answers than this is not a database server. */
const maxAddresses = 32;

/** The system's resolver: both families, its order of preference. */
export const resolveBySystem: Resolve = async (name) => {
  const answers = await lookup(name, { all: true, order: "verbatim" });
  return answers.map((answer) => answer.address);
};

/** Checked addresses of a host as `readHost` gives it. Fails with `address_refused` or `host_unknown`. */
export async function findTarget(host: string, rules: AddressRules, resolve: Resolve): Promise<Outcome<Target>> {
  if (isAddress(host)) {
    return isAllowedAddress(host, rules) ? succeed({ host, addresses: [host] }) : fail("address_refused", "host");
  }
  if (!isAllowedName(host, rules)) return fail("address_refused", "host");
  const addresses = await resolveOrNothing(host, resolve);
  // One refused answer among good ones refuses the name. It looks like an unknown name, so that nobody can ask the
  // sidecar which names exist inside of a network.
  const usable = addresses.length <= maxAddresses && addresses.every((address) => isAllowedAddress(address, rules));
  return usable && addresses.length > 0 ? succeed({ host, addresses }) : fail("host_unknown", "host");
}

/** Every failure of a resolver means the same to the customer: this name leads nowhere today. */
async function resolveOrNothing(name: string, resolve: Resolve): Promise<readonly string[]> {
  try {
    return await resolve(name);
  } catch (error) {
    if (error instanceof Error) return [];
    throw error;
  }
}
