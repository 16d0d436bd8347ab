/**
 * What « most trusted » means here, requirement by requirement: where it is kept, and the tests that fail when it is not.
 * docs/threats.md is made from this list, `npm run trust` counts it in a real run, and requirements.test.ts holds it to the
 * files that are there.
 */

export const promises = {
  P1: "No secret leaves in clear",
  P2: "A stored secret opens only for the tenant, connection and field it was stored for",
  P3: "Only the person and tenant who began a connection can own its result",
  P4: "A forged, stale or repeated inbound message changes nothing",
  P5: "Our servers cannot be made to reach, or tell about, places the customer should not reach",
  P6: "No grant is lost, doubled or left half-made by a crash or a slow provider",
  P7: "What is claimed can be verified",
} as const;
export type PromiseId = keyof typeof promises;

/** Tests of one file: those whose whole title (`describe > test`) contains one of the texts; all of them without texts. */
export interface TestsOf {
  readonly file: string;
  readonly titles?: readonly string[];
}

export interface Requirement {
  readonly id: string;
  readonly promise: PromiseId;
  /** What must hold. */
  readonly says: string;
  /** Files that keep it. */
  readonly where: readonly string[];
  readonly tests: readonly TestsOf[];
  /** What is not met, and why. */
  readonly gap?: string;
}

const consentTest = "worker/routes/consent.test.ts";
const ownershipTest = "worker/routes/ownership.test.ts";
const vaultTest = "worker/platform/vault.test.ts";
const tokensTest = "worker/services/tokens.test.ts";
const inboundTest = "worker/routes/inbound.test.ts";
const standardTest = "worker/domain/standard-webhooks.test.ts";
const stripeTest = "worker/domain/stripe-signature.test.ts";
const addressesTest = "network/address-policy.test.ts";
const egressTest = "sidecar/egress.test.ts";
const outboundTest = "worker/platform/outbound.test.ts";
const rogueMysqlTest = "sidecar/hostile-mysql.test.ts";
const roguePostgresTest = "sidecar/hostile-postgres.test.ts";
const edgeTest = "worker/routes/edge.test.ts";
const sweepTest = "worker/routes/sweep.test.ts";

export const requirements: readonly Requirement[] = [
  // A. Who owns a connection.
  {
    id: "A1",
    promise: "P3",
    says: "`state`: 256 random bits, stored as a hash, good for ten minutes, deleted by the statement that reads it",
    where: ["worker/services/consent.ts", "worker/platform/store/attempts.ts"],
    tests: [
      { file: ownershipTest, titles: ["has 256 random bits", "is spent by"] },
      { file: consentTest, titles: ["uses a state once", "asks for no token", "makes the earlier state worthless"] },
    ],
  },
  {
    id: "A2",
    promise: "P3",
    says: "The state's row binds tenant, person, provider, issuer, redirect URI, verifier and browser; the query decides nothing",
    where: ["schema/tables/access.ts", "worker/services/consent.ts", "worker/services/code-exchange.ts"],
    tests: [{ file: ownershipTest, titles: ["decides everything that the query could claim"] }],
  },
  {
    id: "A3",
    promise: "P3",
    says: "The callback needs the `__Host-` cookie of the browser that left from our start page",
    where: ["worker/routes/consent.ts", "worker/services/consent.ts"],
    tests: [
      {
        file: consentTest,
        titles: ["a cookie of this host only", "gives nothing to whoever finishes in another browser"],
      },
      { file: ownershipTest, titles: ["gains nothing by the provider's link"] },
    ],
  },
  {
    id: "A4",
    promise: "P3",
    says: "Before the provider: a handshake with the page that began; on the same-tab road the grant waits for that page's code",
    where: ["worker/pages/assets.ts", "worker/services/consent.ts", "widget/connect/popup.ts"],
    tests: [
      { file: ownershipTest, titles: ["an attacker who began a consent"] },
      {
        file: consentTest,
        titles: ["stops before the provider", "commits for the person who began", "gives back and erases"],
      },
      { file: "worker/pages/assets.test.ts", titles: ["the start page"] },
      { file: "widget/connect/popup.test.ts", titles: ["gives nothing to", "hands the handshake"] },
    ],
    gap: "A partner's own page is trusted to begin consents only for its visitor: one that lies to a visitor about whose session it uses is stopped by the start page's text alone (A5).",
  },
  {
    id: "A5",
    promise: "P3",
    says: "The start page names the company and the site that will receive the access",
    where: ["worker/routes/consent.ts", "worker/pages/texts.ts"],
    tests: [{ file: consentTest, titles: ["names the company, the site and the provider"] }],
  },
  {
    id: "A6",
    promise: "P3",
    says: "One redirect URI per provider; `iss` compared as plain text and missed where it is promised",
    where: ["worker/methods/oauth2.ts", "worker/services/consent.ts"],
    tests: [
      { file: consentTest, titles: ["refuses a callback on another provider's path"] },
      { file: "worker/methods/oauth2.test.ts", titles: ["the issuer of a callback"] },
    ],
  },
  {
    id: "A7",
    promise: "P3",
    says: "PKCE by S256, its verifier sealed and sent once",
    where: ["worker/methods/oauth2.ts", "worker/services/code-exchange.ts"],
    tests: [
      { file: ownershipTest, titles: ["stands for a PKCE challenge by S256"] },
      { file: "worker/methods/oauth2.test.ts", titles: ["a consent at"] },
    ],
    gap: "Zoho, Shopify, Notion, Cloudbeds and Lightspeed document no PKCE for this grant; there `state` and the browser's cookie stand alone, and Shopify signs its callback.",
  },
  {
    id: "A8",
    promise: "P3",
    says: "The redirect URI is configuration; our way back is on the session's list of origins",
    where: ["worker/services/consent.ts", "worker/services/attempts.ts"],
    tests: [{ file: ownershipTest, titles: ["does not depend on the names", "a way back"] }],
  },
  {
    id: "A9",
    promise: "P3",
    says: "A refused callback spends the state as well; a provider's text is neither shown nor logged",
    where: ["worker/services/consent.ts", "worker/methods/oauth2.ts"],
    tests: [
      { file: consentTest, titles: ["says that the person declined"] },
      { file: ownershipTest, titles: ["is spent by"] },
    ],
  },
  {
    id: "A10",
    promise: "P1",
    says: "Callback pages: not stored, no referrer, a strict policy, nothing foreign, 303; code and state leave the address",
    where: ["worker/pages/layout.ts", "worker/pages/assets.ts", "worker/middleware/security-headers.ts"],
    tests: [
      { file: ownershipTest, titles: ["our pages on the way", "sees a code in no place"] },
      { file: "worker/pages/assets.test.ts", titles: ["takes code and state out of the address"] },
      { file: "worker/routes/consent-failures.test.ts" },
    ],
  },
  {
    id: "A11",
    promise: "P3",
    says: "Messages between windows have one exact target and tell no result; the receiver checks origin, window and attempt",
    where: ["worker/pages/assets.ts", "widget/connect/popup.ts"],
    tests: [
      { file: "worker/pages/assets.test.ts" },
      { file: "widget/connect/popup.test.ts", titles: ["gives nothing to", "reads the two messages"] },
    ],
  },
  {
    id: "A12",
    promise: "P6",
    says: "Our pages do not cut their opener; a closed window is a hint, the server's state is the verdict; a page that is loaded again finds back to its consent by the attempt's id alone",
    where: ["worker/pages/layout.ts", "widget/connect/machine.ts", "widget/connect/waiting.ts"],
    tests: [
      { file: ownershipTest, titles: ["stay reachable for the page that opened them"] },
      { file: "widget/connect/machine.test.ts", titles: ["takes a closed window as a hint only"] },
      { file: "widget/connect/popup.test.ts", titles: ["keeps asking when the window looks closed"] },
      { file: "demo/page/walk.test.ts", titles: ["a window that the person closes is no verdict"] },
      { file: "demo/page/embed.test.ts", titles: ["windows"] },
      { file: "demo/page/waiting.test.ts" },
      { file: "widget/drawer/connect/waiting.test.ts", titles: ["leaves in the tab's memory ids alone"] },
      { file: "widget/speedai-integrations/waiting.test.ts", titles: ["is not this person's"] },
    ],
  },
  {
    id: "A13",
    promise: "P3",
    says: "A reconnect that came back with another account is the person's decision; an account may belong to several tenants and moves between none",
    where: ["worker/services/settlement.ts", "worker/services/commit.ts"],
    tests: [
      { file: consentTest, titles: ["another account is asked about"] },
      { file: ownershipTest, titles: ["one provider account"] },
      { file: "worker/testing/state-machine.test.ts" },
      { file: "worker/testing/lives/one-after-another.test.ts" },
      { file: "worker/testing/lives/side-by-side.test.ts" },
    ],
  },
  {
    id: "A14",
    promise: "P6",
    says: "Disconnecting revokes at the provider where possible, erases here at once, keeps the record, and nothing brings the connection back",
    where: ["worker/services/connections.ts", "worker/services/revocation.ts", "worker/platform/store/connections.ts"],
    tests: [
      { file: consentTest, titles: ["disconnecting revokes at the provider"] },
      { file: tokensTest, titles: ["does not bring a disconnected connection back"] },
      { file: "worker/routes/records.test.ts", titles: ["go with the connection when it is disconnected"] },
      { file: "worker/testing/state-machine.test.ts" },
      { file: "worker/testing/lives/one-after-another.test.ts" },
      { file: "worker/testing/lives/side-by-side.test.ts" },
    ],
  },

  // B. Secrets at rest.
  {
    id: "B1",
    promise: "P2",
    says: "AES-256-GCM, a random IV of 96 bits for every seal, the full tag",
    where: ["worker/platform/vault.ts", "worker/platform/envelope.ts"],
    tests: [
      {
        file: vaultTest,
        titles: ["never has the same IV", "is refused for every single bit", "is refused for every shorter form"],
      },
    ],
  },
  {
    id: "B2",
    promise: "P2",
    says: "Far from 2³² encryptions under one key: a data key per connection, attempt and consent",
    where: ["worker/platform/vault.ts", "docs/storage.md"],
    tests: [
      {
        file: vaultTest,
        titles: ["is refused under the data key of another connection", "is refused under a second data key"],
      },
    ],
    gap: "The number is bounded by reasoning (docs/storage.md, Limits), not counted, and no key changes by itself: operators rotate once a year.",
  },
  {
    id: "B3",
    promise: "P2",
    says: "Data keys are wrapped by a key that is never in the database; an inventory knows ids, states and check values",
    where: ["worker/platform/vault.ts", "worker/services/vault-keys.ts", "worker/platform/store/vault-keys.ts"],
    tests: [
      { file: vaultTest, titles: ["stay in the vault", "prove themselves by a check value"] },
      { file: "worker/routes/internal.test.ts", titles: ["wraps every data key anew"] },
    ],
  },
  {
    id: "B4",
    promise: "P2",
    says: "A ciphertext is bound to tenant, connection, field, key and generation, each with its length",
    where: ["worker/platform/vault.ts", "worker/services/secrets.ts"],
    tests: [
      { file: vaultTest, titles: ["an envelope in a place that is not its own", "texts are joined in a way"] },
      { file: "worker/routes/tampering.test.ts", titles: ["put into another place", "of before"] },
      { file: "worker/routes/rollback.test.ts" },
    ],
    gap: "An older draft of an open attempt that is put back together with its wrapped key opens (docs/storage.md).",
  },
  {
    id: "B5",
    promise: "P2",
    says: "The key's id comes from row and envelope together; exactly one key is tried, and the ciphertext commits to it",
    where: ["worker/platform/vault.ts"],
    tests: [
      {
        file: vaultTest,
        titles: ["come from the row and the envelope together", "that are not configured open nothing"],
      },
      { file: "worker/routes/tampering.test.ts", titles: ["a label that was changed"] },
    ],
  },
  {
    id: "B6",
    promise: "P2",
    says: "Rotation online, row by row by compare-and-swap, resumable, with nothing unreadable at any moment",
    where: ["worker/services/vault-rotation.ts", "worker/platform/store/vault-keys.ts"],
    tests: [
      { file: "worker/routes/internal.test.ts", titles: ["wraps every data key anew"] },
      { file: "worker/services/vault-rotation.test.ts" },
      { file: vaultTest, titles: ["rotate: a rewrapped data key opens", "are not rewrapped for another owner"] },
    ],
  },
  {
    id: "B7",
    promise: "P2",
    says: "What does not open is told in card, journal and trail, is not retried and has no way around",
    where: ["worker/services/secrets.ts", "worker/services/checks.ts", "worker/domain/status.ts"],
    tests: [{ file: "worker/routes/tampering.test.ts" }],
  },
  {
    id: "B8",
    promise: "P2",
    says: "No start with a missing, short, default or wrong key",
    where: ["worker/env.ts", "worker/domain/key-quality.ts", "worker/services/vault-keys.ts"],
    tests: [
      { file: "worker/env.test.ts", titles: ["a weak or malformed key is refused", "what is missing"] },
      { file: "worker/domain/key-quality.test.ts" },
      { file: "worker/routes/internal.test.ts", titles: ["a start with another key under a known id is refused"] },
    ],
  },
  {
    id: "B9",
    promise: "P2",
    says: "Equality of secrets and accounts is asked by keyed hashes, apart by purpose",
    where: ["worker/platform/vault.ts"],
    tests: [{ file: vaultTest, titles: ["fingerprints"] }],
  },
  {
    id: "B10",
    promise: "P1",
    says: "An opened value lives in one variable, prints as [secret] everywhere and reaches no error, URL or log",
    where: ["worker/platform/secret.ts", "worker/services/secrets.ts"],
    tests: [
      { file: vaultTest, titles: ["a secret in memory"] },
      { file: "worker/env.test.ts", titles: ["shows no secret when it is printed", "no problem repeats a value"] },
      { file: "demo/journeys/canaries.test.ts" },
    ],
  },

  // C. Tokens.
  {
    id: "C1",
    promise: "P6",
    says: "One refresh per connection over all isolates: a lease in the row, with a fencing number",
    where: ["worker/services/tokens.ts", "worker/platform/store/refresh-leases.ts"],
    tests: [{ file: tokensTest, titles: ["of 200 callers after its end", "that comes late does not overwrite"] }],
  },
  {
    id: "C2",
    promise: "P6",
    says: "The lease outlives the deadline of a token request; no redirect, 64 KiB, no word of the provider in an error",
    where: ["worker/domain/refresh-policy.ts", "worker/platform/outbound.ts", "worker/methods/oauth2.ts"],
    tests: [
      { file: "worker/domain/refresh-policy.test.ts", titles: ["a lease"] },
      { file: outboundTest, titles: ["a server that misbehaves"] },
    ],
  },
  {
    id: "C3",
    promise: "P6",
    says: "A new pair is written before it is used, both tokens in one update for one generation; the old refresh token stays where the answer has none",
    where: ["worker/services/tokens.ts"],
    tests: [
      { file: tokensTest, titles: ["is refreshed again and again as the pairs rotate", "keeps the old refresh token"] },
    ],
  },
  {
    id: "C4",
    promise: "P6",
    says: "A lost answer is tried once more with the old token, and ends in connected or « expiré », never in a loop",
    where: ["worker/services/tokens.ts"],
    tests: [
      { file: tokensTest, titles: ["that died leaves the lease", "cools down instead of looping"] },
      { file: "demo/journeys/crash.test.ts" },
      { file: "worker/testing/state-machine.test.ts" },
      { file: "worker/testing/lives/one-after-another.test.ts" },
      { file: "worker/testing/lives/side-by-side.test.ts" },
    ],
  },
  {
    id: "C5",
    promise: "P6",
    says: "`invalid_grant` is final only for the newest generation",
    where: ["worker/services/tokens.ts"],
    tests: [{ file: tokensTest, titles: ["that comes late does not overwrite", "for good ends in"] }],
  },
  {
    id: "C6",
    promise: "P6",
    says: "429 and 5xx cool down, longer each time, honouring Retry-After, without a word to the customer while the token lasts",
    where: ["worker/domain/refresh-policy.ts", "worker/domain/status.ts"],
    tests: [
      { file: tokensTest, titles: ["cools down instead of looping", "before the token's end leaves the old token"] },
      { file: "worker/domain/refresh-policy.test.ts" },
    ],
    gap: "The pause is per connection; there is no circuit breaker over all connections of one provider.",
  },
  {
    id: "C7",
    promise: "P6",
    says: "Lives count from our own receipt, with a margin; a refused fresh token is renewed once",
    where: ["worker/domain/refresh-policy.ts", "worker/services/checks.ts"],
    tests: [
      { file: tokensTest, titles: ["by the clock of the provider"] },
      { file: "worker/domain/refresh-policy.test.ts" },
    ],
  },
  {
    id: "C8",
    promise: "P6",
    says: "Cut off at any call, each flow is done, or leaves nothing behind, or asks for a new consent; every living grant is held once or given back",
    where: [
      "worker/services/consent.ts",
      "worker/services/revocation.ts",
      "worker/services/connections.ts",
      "worker/services/tokens.ts",
      "worker/services/background.ts",
    ],
    tests: [
      { file: "demo/journeys/faults.test.ts" },
      { file: "demo/journeys/crash.test.ts" },
      { file: "worker/services/unkept-grants.test.ts" },
    ],
    gap: "A grant whose answer is lost on its way, or dies with the Worker before its first write, is unknown to us and cannot be given back; a provider that cannot be reached for a day keeps what it granted.",
  },

  // D. Inbound webhooks.
  {
    id: "D1",
    promise: "P4",
    says: "Signatures are verified over the raw bytes before anything is parsed, in constant time",
    where: ["worker/services/inbound.ts", "worker/domain/standard-webhooks.ts", "worker/domain/hash.ts"],
    tests: [
      { file: standardTest, titles: ["is verified over the bytes as they came", "a forged delivery"] },
      { file: inboundTest, titles: ["is verified over the raw body"] },
      { file: "worker/domain/hash.test.ts", titles: ["comparison"] },
    ],
  },
  {
    id: "D2",
    promise: "P4",
    says: "Digits only, five minutes to either side",
    where: ["worker/domain/signed-time.ts"],
    tests: [
      { file: standardTest, titles: ["is accepted at both ends of the window", "even when it is signed"] },
      { file: stripeTest, titles: ["a day ahead is refused", "is accepted at both ends", "without a time in digits"] },
    ],
  },
  {
    id: "D3",
    promise: "P4",
    says: "Standard Webhooks: any right v1 signature, unknown versions skipped, secrets of 24 to 64 bytes, an empty one never",
    where: ["worker/domain/standard-webhooks.ts"],
    tests: [{ file: standardTest, titles: ["several signatures and secrets", "a secret that is none"] }],
  },
  {
    id: "D4",
    promise: "P4",
    says: "Stripe: several v1 while a secret is rolled, other schemes are nothing, no event without an id",
    where: ["worker/domain/stripe-signature.ts", "worker/services/inbound.ts"],
    tests: [
      {
        file: stripeTest,
        titles: ["is accepted while a secret is rolled", "may carry other schemes", "a forged event"],
      },
      { file: inboundTest, titles: ["a Stripe event"] },
    ],
  },
  {
    id: "D5",
    promise: "P4",
    says: "Shopify: the signed callback of this shop alone, fresh to either side, no parameter twice; an anchored shop name",
    where: ["worker/providers/shopify.ts"],
    tests: [{ file: "worker/providers/shopify.test.ts", titles: ["the callback", "a person gives the shop"] }],
    gap: "No webhooks of Shopify are taken, so there is no body signature to check.",
  },
  {
    id: "D6",
    promise: "P4",
    says: "One effect per endpoint and event id, stored before the 2xx; a duplicate is thanked and counted, no more; ids are kept 90 days; the customer sees each delivery, and a replay hands it on once",
    where: ["worker/platform/store/inbound.ts", "worker/services/deliveries.ts", "worker/services/background.ts"],
    tests: [
      {
        file: inboundTest,
        titles: ["has one effect when it comes 50 times at once", "one event has one effect whichever secret"],
      },
      { file: "worker/routes/deliveries.test.ts" },
    ],
  },
  {
    id: "D7",
    promise: "P4",
    says: "Unguessable endpoints, a secret each, two while it is replaced, the tenant from the endpoint",
    where: ["worker/services/endpoints.ts", "worker/services/webhook-secret.ts"],
    tests: [{ file: inboundTest, titles: ["of two tenants are two addresses", "a replaced secret"] }],
  },
  {
    id: "D8",
    promise: "P4",
    says: "A megabyte, counted while it streams; compressed bodies refused; depth, repeated and prototype keys harmless",
    where: ["worker/routes/inbound.ts", "worker/platform/limited-body.ts", "worker/domain/json.ts"],
    tests: [
      { file: "worker/platform/limited-body.test.ts" },
      { file: inboundTest, titles: ["is refused with a"] },
      { file: "worker/domain/strict-json.test.ts" },
    ],
    gap: "A signed delivery's own JSON may be as deep as its megabyte: two fields of it are read by name, nothing walks it.",
  },

  // E. Addresses that people type.
  {
    id: "E1",
    promise: "P5",
    says: "Parsed once; https alone, no userinfo, listed ports",
    where: ["sidecar/egress.ts", "sidecar/target.ts", "worker/domain/form.ts"],
    tests: [
      { file: egressTest, titles: ["is refused for a port that is not listed"] },
      { file: outboundTest, titles: ["an address that must not be reached"] },
      { file: "worker/domain/form.test.ts", titles: ["addresses"] },
    ],
  },
  {
    id: "E2",
    promise: "P5",
    says: "Every special-purpose range of the IANA registries and every way to write it, metadata services, our own hosts",
    where: ["network/address-policy.ts", "sidecar/target.ts", "worker/platform/outbound.ts"],
    tests: [
      { file: addressesTest },
      { file: "sidecar/target.test.ts", titles: ["without asking a resolver", "finds nothing behind a name"] },
      { file: outboundTest, titles: ["is refused without a fetch"] },
    ],
  },
  {
    id: "E3",
    promise: "P5",
    says: "All answers of the resolver are checked and the checked address is the one that is called",
    where: ["sidecar/target.ts", "sidecar/dial.ts", "sidecar/egress.ts"],
    tests: [
      { file: "sidecar/target.test.ts", titles: ["asks once and gives what it has checked"] },
      {
        file: egressTest,
        titles: ["is not reached by a resolver that changes its mind", "is refused without a packet"],
      },
    ],
  },
  {
    id: "E4",
    promise: "P5",
    says: "Nobody follows a redirect",
    where: ["worker/platform/outbound.ts", "sidecar/egress.ts"],
    tests: [
      { file: outboundTest, titles: ["by redirecting is not followed", "is not followed to where it redirects"] },
      { file: egressTest, titles: ["and nobody follows"] },
    ],
  },
  {
    id: "E5",
    promise: "P5",
    says: "A place that may not be reached looks like a name that is not there; no body, banner or address comes back",
    where: ["sidecar/target.ts", "sidecar/check.ts"],
    tests: [
      { file: "sidecar/target.test.ts", titles: ["as of an unknown name"] },
      { file: egressTest, titles: ["looks like an unknown name"] },
    ],
    gap: "Public hosts are told apart (closed, filtered, wrong protocol), because that is what a person needs to know about their own server. Time is bounded by the same deadline, not made equal.",
  },
  {
    id: "E6",
    promise: "P5",
    says: "Deadlines, sizes, and so many different servers an hour for a tenant",
    where: ["worker/services/limits.ts", "worker/domain/rate-limit.ts", "sidecar/probe.ts", "sidecar/egress.ts"],
    tests: [
      { file: "worker/routes/limits.test.ts", titles: ["servers that people type"] },
      { file: egressTest, titles: ["is server_silent", "is answer_too_large"] },
    ],
  },

  // F. Database checks.
  {
    id: "F1",
    promise: "P5",
    says: "TLS with chain and host name, by our own settings and not by a URL",
    where: ["sidecar/postgres.ts", "sidecar/mysql.ts"],
    tests: [
      { file: "sidecar/postgres.test.ts", titles: ["TLS with PostgreSQL"] },
      { file: "sidecar/mysql.test.ts", titles: ["TLS with MariaDB"] },
      { file: rogueMysqlTest, titles: ["fails by address when its certificate"] },
    ],
  },
  {
    id: "F2",
    promise: "P1",
    says: "A server without TLS gets nothing, and nothing goes on in clear by itself",
    where: ["sidecar/postgres.ts", "sidecar/mysql.ts", "sidecar/mysql-handshake.ts"],
    tests: [
      { file: roguePostgresTest, titles: ["a rogue PostgreSQL server and TLS"] },
      { file: rogueMysqlTest, titles: ["a rogue MySQL server and TLS"] },
    ],
  },
  {
    id: "F3",
    promise: "P1",
    says: "One attempt, one connection, and no password for whoever asks for it in clear or by MD5",
    where: ["sidecar/postgres-filter.ts", "sidecar/mysql-handshake.ts", "sidecar/probe.ts"],
    tests: [
      { file: roguePostgresTest, titles: ["that asks for the password"] },
      { file: rogueMysqlTest, titles: ["that asks for the password"] },
      { file: "sidecar/postgres-filter.test.ts" },
    ],
    gap: "Inside of verified TLS a MySQL server whose method needs the password itself gets it, as that method is made; PostgreSQL's MD5 is answered inside of TLS.",
  },
  {
    id: "F4",
    promise: "P1",
    says: "No file is read, at any stage, and the server was never told that one could be",
    where: ["sidecar/mysql.ts", "sidecar/mysql-handshake.ts"],
    tests: [{ file: rogueMysqlTest, titles: ["asks for a file of ours"] }],
  },
  {
    id: "F5",
    promise: "P5",
    says: "A fixed question in a read-only transaction within ten seconds; bytes and rows are capped, server texts become codes",
    where: ["sidecar/probe.ts", "sidecar/postgres.ts", "sidecar/mysql.ts", "sidecar/mysql-errors.ts"],
    tests: [
      { file: roguePostgresTest, titles: ["wears us out"] },
      { file: rogueMysqlTest, titles: ["wears us out"] },
      { file: "sidecar/postgres.test.ts", titles: ["without a change"] },
    ],
  },
  {
    id: "F6",
    promise: "P5",
    says: "The sidecar takes signed requests once, within their time, a bounded number at once, and keeps nothing",
    where: ["sidecar/signature.ts", "sidecar/app.ts", "sidecar/config.ts"],
    tests: [
      { file: "sidecar/signature.test.ts" },
      { file: "sidecar/server.test.ts" },
      { file: "sidecar/config.test.ts" },
    ],
    gap: "A read-only file system, a user of its own and rules for the way out are the operator's to set (docs/operating.md); the program works under them and does not check them.",
  },

  // G. Files.
  {
    id: "G1",
    promise: "P6",
    says: "Ten megabytes, 100 000 rows, 64 KiB a cell, counted while they are read; an unclosed quote is an error",
    where: ["worker/services/import-files.ts", "worker/domain/csv/rows.ts", "worker/domain/csv/encoding.ts"],
    tests: [
      {
        file: "worker/routes/records.test.ts",
        titles: ["over 10 MiB is refused while it streams", "is refused by its name"],
      },
      {
        file: "worker/domain/csv/booking-row.test.ts",
        titles: ["the encoding of a file", "with a cell over 64 KiB", "with a quote that nothing closes"],
      },
    ],
  },
  {
    id: "G2",
    promise: "P4",
    says: "Cells that a spreadsheet would run are shown as text when they leave again",
    where: ["worker/domain/csv/rows.ts", "worker/services/import-errors.ts"],
    tests: [
      { file: "worker/domain/csv/booking-row.test.ts", titles: ["a file for people's spreadsheets"] },
      { file: "worker/routes/records.test.ts", titles: ["formulas shown as text"] },
    ],
  },
  {
    id: "G3",
    promise: "P4",
    says: "Header names that would reach a prototype are only names",
    where: ["worker/domain/csv/columns.ts"],
    tests: [{ file: "worker/domain/csv/booking-row.test.ts", titles: ["dangerous names are only names"] }],
  },
  {
    id: "G4",
    promise: "P6",
    says: "Millions of quotes, commas and line ends come to an end in linear time",
    where: ["worker/domain/csv/rows.ts"],
    tests: [{ file: "worker/domain/csv/booking-row.test.ts", titles: ["come to an end"] }],
  },

  // H. Mail.
  {
    id: "H1",
    promise: "P4",
    says: "A sender is who the platform's own verdict proves, aligned with the From line; anything else waits for a person",
    where: ["worker/domain/mail/authentication.ts", "worker/domain/mail/judge-mail.ts"],
    tests: [
      { file: "worker/domain/mail/authentication.test.ts" },
      { file: "worker/domain/mail/authentication-results.test.ts" },
      { file: "worker/domain/mail/sender.test.ts" },
      { file: "worker/routes/unproven-mails.test.ts", titles: ["a mail that nobody vouches for"] },
    ],
  },
  {
    id: "H2",
    promise: "P4",
    says: "An address is a capability of 160 bits, kept as a hash, and can be replaced at once",
    where: ["worker/services/mailbox.ts", "worker/services/mails.ts"],
    tests: [
      {
        file: "worker/routes/mailboxes.test.ts",
        titles: ["another address", "keeps no address in clear", "an address that is not ours"],
      },
    ],
  },
  {
    id: "H3",
    promise: "P6",
    says: "Size, parts, headers, depth and time of a mail are bounded before and while it is read",
    where: ["worker/domain/mail/message.ts", "worker/domain/mail/headers.ts"],
    tests: [{ file: "worker/domain/mail/message.test.ts", titles: ["limits", "a MiB of anything", "headers >"] }],
  },
  {
    id: "H4",
    promise: "P4",
    says: "HTML becomes words, nothing is fetched, no attachment is opened",
    where: ["worker/domain/mail/html-text.ts", "worker/domain/mail/message.ts"],
    tests: [
      {
        file: "worker/domain/mail/message.test.ts",
        titles: ["the words of HTML", "and no attachment", "a mail inside the mail stays closed"],
      },
    ],
  },
  {
    id: "H5",
    promise: "P4",
    says: "Automatic answers are refused, a mail counts once, and we answer none",
    where: ["worker/domain/mail/judge-mail.ts", "worker/services/mailbox.ts"],
    tests: [
      { file: "worker/domain/mail/judge-mail.test.ts", titles: ["automatic mail"] },
      {
        file: "worker/routes/mails.test.ts",
        titles: ["has exactly one effect when it arrives many times", "is written once"],
      },
      { file: "worker/index.test.ts", titles: ["neither answers nor forwards"] },
    ],
  },

  // I. The page, its session and the edge.
  {
    id: "I1",
    promise: "P3",
    says: "A session is short, made server to server, bound to tenant, person, role, tools and origins, revocable at once, and bound to a key of the browser that cannot be copied",
    where: ["worker/services/sessions.ts", "worker/domain/proof.ts", "widget/session.ts", "widget/proof.ts"],
    tests: [
      { file: "worker/routes/sessions.test.ts" },
      { file: "worker/domain/proof.test.ts" },
      { file: "worker/routes/proof.test.ts" },
      { file: "widget/proof.test.ts" },
      { file: "widget/proof-key.test.ts" },
      { file: sweepTest, titles: ["a token without a proof"] },
    ],
    gap: 'Who steals a token before the page\'s first request binds a key of their own first. Sessions minted without `proof: "required"` are good with the token alone until a key is shown, because programs without a browser use the same API. What a session may do is said by its role, not action by action.',
  },
  {
    id: "I2",
    promise: "P3",
    says: "Origins are compared whole, for the preflight and for the session; no credentials mode, no `null`, no reflection",
    where: ["worker/middleware/cors.ts", "worker/services/sessions.ts"],
    tests: [{ file: "worker/routes/sessions.test.ts", titles: ["cross-origin answers", "is refused on an origin"] }],
  },
  {
    id: "I3",
    promise: "P1",
    says: "Text stays text on every page of ours, and the element breaks no strict policy and no Trusted Types",
    where: ["worker/pages/layout.ts", "widget/drawer", "widget/styles/appearance.ts"],
    tests: [
      { file: edgeTest, titles: ["text from outside"] },
      { file: "widget/drawer/strict-policy.test.ts" },
      { file: "demo/page/embed.test.ts", titles: ["whoever breaks the policy is heard"] },
      { file: "widget/styles/appearance.test.ts", titles: ["nothing that would leave its declaration"] },
      { file: "scripts/build-widget.test.ts", titles: ["asks the browser for nothing that a strict policy refuses"] },
    ],
  },
  {
    id: "I4",
    promise: "P1",
    says: "What is typed is in no event, attribute, storage or address, and is forgotten once it is stored",
    where: ["widget/drawer", "widget/steps/form"],
    tests: [
      { file: "widget/drawer/strict-policy.test.ts", titles: ["a secret that was typed"] },
      {
        file: "demo/journeys/canaries.test.ts",
        titles: ["in an event of the element", "left in the page", "in the browser's storage"],
      },
    ],
    gap: "The element lives in the host's page: scripts of that page can read what is typed there while it is typed. Hosts whose own scripts are not trusted with keys should offer OAuth tools only.",
  },
  {
    id: "I5",
    promise: "P3",
    says: "None of our pages stands in a frame",
    where: ["worker/middleware/security-headers.ts", "worker/pages/layout.ts"],
    tests: [
      { file: edgeTest, titles: ["has the security headers"] },
      { file: ownershipTest, titles: ["and for no frame"] },
    ],
  },
  {
    id: "I6",
    promise: "P1",
    says: "HSTS for two years, nosniff, no referrer on every answer; production speaks https alone",
    where: ["worker/middleware/security-headers.ts", "worker/middleware/https-only.ts", "worker/env.ts"],
    tests: [
      { file: edgeTest, titles: ["has the security headers", "over https alone"] },
      { file: "worker/env.test.ts", titles: ["of production has TLS everywhere"] },
    ],
  },
  {
    id: "I7",
    promise: "P6",
    says: "Limits per session, tenant, address and class of route, counted in the database before any work",
    where: ["worker/domain/rate-limit.ts", "worker/platform/store/limits.ts", "worker/middleware/limits.ts"],
    tests: [{ file: "worker/routes/limits.test.ts" }, { file: "worker/domain/rate-limit.test.ts" }],
  },
  {
    id: "I8",
    promise: "P3",
    says: "Bodies are small, flat and known; every id is asked for together with its tenant",
    where: ["worker/middleware/json-body.ts", "worker/domain/strict-json.ts", "worker/platform/store"],
    tests: [
      { file: edgeTest, titles: ["a JSON body"] },
      { file: "worker/domain/strict-json.test.ts" },
      { file: sweepTest },
      { file: "worker/platform/store/tenancy.test.ts" },
    ],
  },
  {
    id: "I9",
    promise: "P1",
    says: "Refusals are a code, a sentence of ours and a request id; not yours and not there are the same",
    where: ["worker/errors.ts", "worker/app.ts"],
    tests: [
      { file: edgeTest, titles: ["that refuses is a problem document", "to a fault of ours"] },
      { file: sweepTest, titles: ["a stranger finds nothing at"] },
    ],
  },
  {
    id: "I10",
    promise: "P7",
    says: "Exact versions in a lock file, install scripts by name, licences by list, a bill of materials, a hash of the element, no secret in the repository",
    where: ["package-lock.json", "scripts/supply-chain.ts", "scripts/build.ts"],
    tests: [
      { file: "scripts/supply-chain.test.ts" },
      { file: "scripts/build-widget.test.ts", titles: ["says its size and its integrity hash"] },
    ],
    gap: "Provenance of packages (signed attestations) is not checked at install.",
  },

  // J. The trail and the logs.
  {
    id: "J1",
    promise: "P7",
    says: "One record of each session, consent, connection, use, check, refresh, change, refusal, read by a service and rotation, with no secret in it",
    where: ["worker/platform/store/audit.ts", "worker/services/trail.ts"],
    tests: [
      { file: "worker/routes/audit.test.ts" },
      {
        file: "worker/routes/mail-secrecy.test.ts",
        titles: ["every verdict and every decision is in the audit trail"],
      },
    ],
    gap: "Refused deliveries are recorded once a minute and connection, so that a flood fills no trail.",
  },
  {
    id: "J2",
    promise: "P7",
    says: "One chain of hashes per tenant that anybody can check, each record sealed with our key, signed heads in the log, a table that refuses changes; a changed, missing, moved or cut-off record is named",
    where: [
      "worker/domain/audit-chain.ts",
      "worker/platform/store/audit.ts",
      "worker/services/audit-trail.ts",
      "schema/migrations/0002_audit_append_only.sql",
      "scripts/audit/verify.ts",
    ],
    tests: [
      { file: "worker/routes/audit-chain.test.ts" },
      { file: "scripts/audit/verify.test.ts" },
      { file: "demo/journeys/audit.test.ts" },
      { file: "worker/routes/internal.test.ts", titles: ["the audit trail"] },
      { file: "worker/routes/audit.test.ts", titles: ["holds together after all of it"] },
    ],
    gap: "Heads are not signed by a third party: who holds the database, FINGERPRINT_KEY and the log can write a new chain. What was recorded since the last head, a quarter of an hour at most, can be cut off without a trace outside the database.",
  },
  {
    id: "J3",
    promise: "P1",
    says: "A log line has fields of a list and no line break; queries, headers, bodies and addresses with secrets are never logged",
    where: ["worker/platform/log.ts", "worker/middleware/request-log.ts", "worker/platform/database.ts"],
    tests: [
      { file: "worker/platform/log.test.ts" },
      { file: "worker/platform/database.test.ts", titles: ["no query is logged"] },
      { file: "demo/journeys/canaries.test.ts", titles: ["in a log"] },
    ],
  },
];
