/**
 * Whether a mail provably comes from one of a provider's domains. The receiving platform checked the signatures; here its
 * word is found, told apart from words that the sender wrote into the mail, and weighed. A name on the From line proves
 * nothing, and neither does SPF, which every forwarding breaks and which says nothing about the From line.
 */
import { type AuthenticationResults, type MethodResult, readAuthenticationResults } from "./authentication-results.ts";
import { type MailHeader, readTags, valuesOf } from "./headers.ts";
import { isWithin, type Sender } from "./sender.ts";

export type Proof = "dkim" | "arc";

/**
 * Cloudflare Email Routing. On top of what arrives it puts its own Received line, its ARC set, Received-SPF and then
 * `Authentication-Results: mx.cloudflare.net; dkim=…; dmarc=…; spf=…; arc=…` (seen in mails that others published in 2026).
 */
export const platform = {
  server: "mx.cloudflare.net",
  receivedBy: "cloudflare-email.net",
} as const;

/**
 * Forwarders whose ARC seal is believed (RFC 8617 §9.2: trust in a sealer is local policy). Both write down what they found on
 * arrival and seal it. `leads`: their DKIM results stand first, so that a sender's address in the SPF comment cannot add one.
 */
const trustedSealers: readonly { readonly domain: string; readonly server: string; readonly leads: boolean }[] = [
  // Gmail and Google Workspace: `mx.google.com; dkim=pass header.i=@…; arc=…; spf=… (…)`.
  { domain: "google.com", server: "mx.google.com", leads: true },
  // Outlook.com and Microsoft 365: `mx.microsoft.com 1; spf=…; dmarc=…; dkim=pass header.d=…; arc=…`.
  { domain: "microsoft.com", server: "mx.microsoft.com", leads: false },
];

/** RFC 5322 §3.6: at most one of each. A second one may be the one that a mail reader shows while the first was signed. */
const singletons = [
  "from",
  "sender",
  "reply-to",
  "to",
  "subject",
  "date",
  "message-id",
  "mime-version",
  "content-type",
  "content-transfer-encoding",
];

/** RFC 8617 §4.2.1. */
const maxArcInstances = 50;

/** The provider's domain that stands behind the mail and what proves it; undefined when nothing does. */
export function proveSender(
  headers: readonly MailHeader[],
  sender: Sender | undefined,
  domains: readonly string[],
): { readonly domain: string; readonly proof: Proof } | undefined {
  const domain = domains.find((candidate) => sender !== undefined && isWithin(sender.domain, candidate));
  if (domain === undefined || singletons.some((name) => valuesOf(headers, name).length > 1)) return undefined;
  const stamped = splitStamp(headers);
  if (!stamped) return undefined;
  const { results, rest } = stamped;
  if (hasAlignedPass(results, domain, { leads: true }) && !signsOnlyAPart(rest, domain)) {
    return { domain, proof: "dkim" };
  }
  return isVouchedFor(results, rest, domain) ? { domain, proof: "arc" } : undefined;
}

/**
 * The platform's own headers stand above everything that the sender wrote and begin with its Received line. They end at the
 * next Received line or at the first header that it does not write. What it sealed into its ARC set must be what it says
 * outside: an `Authentication-Results` that the sender put first would differ.
 */
function splitStamp(
  headers: readonly MailHeader[],
): { readonly results: AuthenticationResults; readonly rest: readonly MailHeader[] } | undefined {
  const [received, ...below] = headers;
  if (received?.name !== "received" || !receivedBy.test(received.value)) return undefined;
  const foreign = below.findIndex(({ name }) => !stampNames.has(name));
  const own = foreign === -1 ? below : below.slice(0, foreign);
  const stampAt = own.findIndex(({ name }) => name === "authentication-results");
  const above = own.slice(0, Math.max(0, stampAt));
  const results = readAuthenticationResults(own[stampAt]?.value ?? "");
  if (results?.server !== platform.server) return undefined;
  const sealed = above.find(({ name }) => name === "arc-authentication-results");
  if (sealed && !saySame(readSealedResults(sealed.value), results)) return undefined;
  return { results, rest: below.slice(stampAt + 1) };
}

function saySame(sealed: AuthenticationResults | undefined, outside: AuthenticationResults): boolean {
  const essence = (said: AuthenticationResults) =>
    said.results
      .filter(({ method }) => method === "dkim" || method === "arc")
      .map(({ method, result, properties }) => [method, result, properties.get("header.d")].join(" "))
      .join("; ");
  return sealed?.server === outside.server && essence(sealed) === essence(outside);
}

const receivedBy = new RegExp(`\\sby ${platform.receivedBy.replaceAll(".", "\\.")}[\\s(]`);

const stampNames = new Set([
  "arc-seal",
  "arc-message-signature",
  "arc-authentication-results",
  "received-spf",
  "authentication-results",
]);

/**
 * A DKIM pass whose domain lies within the provider's (relaxed alignment, RFC 7489 §3.1.1; the provider's domains are
 * organizational ones). The DKIM results must stand together: one that stands apart was smuggled in.
 */
function hasAlignedPass({ results }: AuthenticationResults, domain: string, { leads }: { leads: boolean }): boolean {
  const start = results.findIndex(({ method }) => method === "dkim");
  if (start === -1 || (leads && start > 0)) return false;
  const after = results.findIndex(({ method }, at) => at > start && method !== "dkim");
  const run = results.slice(start, after === -1 ? undefined : after);
  if (run.length !== results.filter(({ method }) => method === "dkim").length) return false;
  return run.some((result) => result.result === "pass" && isSignedBy(result, domain));
}

function isSignedBy({ properties }: MethodResult, domain: string): boolean {
  // The identity lies within the signing domain (RFC 6376 §3.5, tag i); some servers name only the identity.
  const named = properties.get("header.d") ?? properties.get("header.i")?.replace(/^[^@]*@/, "");
  return named !== undefined && isWithin(named.toLowerCase(), domain);
}

/** A signature with `l=` covers the beginning of the body: whoever passes the mail on may add to it (RFC 6376 §8.2). */
function signsOnlyAPart(headers: readonly MailHeader[], domain: string): boolean {
  return valuesOf(headers, "dkim-signature").some((value) => {
    const tags = readTags(value);
    return !tags || (isWithin(tags.get("d")?.toLowerCase() ?? "", domain) && tags.has("l"));
  });
}

interface ArcSet {
  readonly sealer: string;
  readonly results: AuthenticationResults | undefined;
}

/**
 * The platform found the ARC chain whole, a trusted forwarder wrote down an aligned DKIM pass when the mail reached it, and
 * only trusted forwarders sealed after it.
 */
function isVouchedFor(verdict: AuthenticationResults, headers: readonly MailHeader[], domain: string): boolean {
  const arc = verdict.results.find(({ method }) => method === "arc");
  // It stands last and alone; a second one would be the sender's.
  if (arc?.result !== "pass" || verdict.results.at(-1) !== arc) return false;
  const sets = readChain(headers);
  for (const set of sets?.toReversed() ?? []) {
    const sealer = trustedSealers.find(({ domain: trusted }) => isWithin(set.sealer, trusted));
    if (!sealer || set.results?.server !== sealer.server) return false;
    if (hasAlignedPass(set.results, domain, sealer)) return true;
  }
  return false;
}

/** Instances 1 to n, each with its three headers once (RFC 8617 §5.2); undefined when the chain is not so. */
function readChain(headers: readonly MailHeader[]): ArcSet[] | undefined {
  const seals = byInstance(valuesOf(headers, "arc-seal"));
  const signatures = byInstance(valuesOf(headers, "arc-message-signature"));
  const found = byInstance(valuesOf(headers, "arc-authentication-results"));
  if (!seals || !signatures || !found || seals.size === 0 || seals.size > maxArcInstances) return undefined;
  if (signatures.size !== seals.size || found.size !== seals.size) return undefined;
  const sets: ArcSet[] = [];
  for (let instance = 1; instance <= seals.size; instance += 1) {
    const tags = readTags(seals.get(instance) ?? "");
    const results = found.get(instance);
    if (!tags || results === undefined || !signatures.has(instance)) return undefined;
    if (tags.get("cv") !== (instance === 1 ? "none" : "pass")) return undefined;
    sets.push({
      sealer: tags.get("d")?.toLowerCase() ?? "",
      results: readSealedResults(results),
    });
  }
  return sets;
}

/** `ARC-Authentication-Results`: the same after its instance (RFC 8617 §4.1.1). */
function readSealedResults(value: string): AuthenticationResults | undefined {
  return readAuthenticationResults(value.replace(/^[^;]*;/, "").trim());
}

/** Undefined when an instance is missing its number or stands twice. */
function byInstance(values: readonly string[]): ReadonlyMap<number, string> | undefined {
  const map = new Map<number, string>();
  for (const value of values) {
    const [, digits] = /(?:^|;)\s{0,100}i\s{0,10}=\s{0,10}([0-9]{1,2})\s{0,10}(?:;|$)/.exec(value) ?? [];
    const instance = Number(digits);
    if (digits === undefined || map.has(instance)) return undefined;
    map.set(instance, value);
  }
  return map;
}
