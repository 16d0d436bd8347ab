/**
 * The configuration, parsed once. Fails closed: with anything missing, malformed or weak there is no Config, and every
 * problem is named at once by its variable, never with its value. Variables: docs/operating.md.
 */
import { isThisMachine, readHost } from "../network/address-policy.ts";
import { decodeBase64 } from "./domain/base64.ts";
import { findWeakKey, isPlaceholder, type WeakKey } from "./domain/key-quality.ts";
import { err, ok, type Result } from "./domain/result.ts";
import {
  type InternalKey,
  type KeyListProblem,
  type PartnerKey,
  parseInternalKeys,
  parseKeyList,
  parsePartnerKeys,
} from "./platform/key-list.ts";
import { emptyOriginMap, type OriginMap, type OriginMapProblem, parseOriginMap } from "./platform/origin-map.ts";
import type { Secret } from "./platform/ports.ts";
import { type NamedKey, type SecretBytes, toSecret, toSecretBytes } from "./platform/secret.ts";

/** A closed list: a mistyped `prod` must not be taken for a place without rules. */
const environments = ["production", "staging", "development", "test"] as const;

export interface OAuthClientConfig {
  readonly id: string;
  readonly secret: Secret;
  /** Secrets that replace the first one, by the suffix of their variable (`OAUTH_ZOHO_CLIENT_SECRET_EU` → `EU`). */
  readonly variants: ReadonlyMap<string, Secret>;
}

export interface Config {
  readonly environment: (typeof environments)[number];
  /** Origin of this API as browsers see it, without a trailing slash. */
  readonly publicUrl: string;
  readonly libsql: { readonly url: string; readonly authToken: Secret | undefined };
  /** Key-encryption keys, 32 bytes each; the first is current, the others only open. */
  readonly vaultKeys: readonly NamedKey[];
  /** Keys for session tokens; the first is current. */
  readonly sessionKeys: readonly NamedKey[];
  /** Of the vault's keyed hashes. Apart from `vaultKeys`, because it must not change when they do. */
  readonly fingerprintKey: SecretBytes;
  readonly internalKeys: readonly InternalKey[];
  readonly partnerKeys: readonly PartnerKey[];
  readonly sidecar: { readonly url: string; readonly keys: readonly NamedKey[] };
  /** Undefined: connections by mail are not offered. */
  readonly inboundMailDomain: string | undefined;
  /** By provider id. */
  readonly oauthClients: ReadonlyMap<string, OAuthClientConfig>;
  /** Empty in production. */
  readonly originMap: OriginMap;
}

export interface ConfigProblem {
  readonly variable: string;
  readonly problem:
    | "missing"
    | "malformed"
    | "https_required"
    | "refused_in_production"
    | "half_a_pair"
    | KeyListProblem["problem"]
    | OriginMapProblem["problem"]
    | WeakKey;
  /** Place in a list from 1, or an origin of `ORIGIN_MAP`. */
  readonly entry?: string | number | undefined;
}

/** `bindings` is what the runtime gives: unknown values by name. Names that are not ours are left alone. */
export async function parseEnv(
  bindings: Readonly<Record<string, unknown>>,
): Promise<Result<Config, readonly ConfigProblem[]>> {
  const problems: ConfigProblem[] = [];
  const texts = new Map(
    Object.entries(bindings).flatMap(([name, value]) =>
      typeof value === "string" && value.trim() !== "" ? [[name, value.trim()] as const] : [],
    ),
  );

  /** The parsed variable; undefined when it is absent or wrong, and then, unless it is optional, a problem is noted. */
  async function read<Value>(name: string, parse: Parse<Value>, optional = false): Promise<Value | undefined> {
    const text = texts.get(name);
    if (text === undefined) {
      if (!optional) problems.push({ variable: name, problem: "missing" });
      return undefined;
    }
    const parsed = await parse(text);
    if (parsed.ok) return parsed.value;
    problems.push(...parsed.failure.map((failure) => ({ variable: name, ...failure })));
    return undefined;
  }

  const environment = await read("ENVIRONMENT", parseEnvironment);
  // Without a known environment the strictest rules hold, so that the other problems are complete.
  const isProduction = environment === undefined || environment === "production";
  const publicUrl = await read("PUBLIC_URL", (text) => parseOrigin(text, isProduction));
  const libsqlUrl = await read("LIBSQL_URL", (text) => parseDatabaseUrl(text, isProduction));
  const libsqlToken = await read("LIBSQL_AUTH_TOKEN", parseSecret, !isProduction);
  const vaultKeys = await read("VAULT_KEYS", (text) => parseKeyList(text, "cipher"));
  const sessionKeys = await read("SESSION_KEYS", (text) => parseKeyList(text, "mac"));
  const fingerprintKey = await read("FINGERPRINT_KEY", parseKey);
  const internalKeys = await read("INTERNAL_KEYS", parseInternalKeys);
  const partnerKeys = await read("PARTNER_KEYS", parsePartnerKeys);
  const sidecarUrl = await read("SIDECAR_URL", (text) => parseOrigin(text, isProduction));
  const sidecarKeys = await read("SIDECAR_KEYS", (text) => parseKeyList(text, "mac"));
  const inboundMailDomain = await read("INBOUND_MAIL_DOMAIN", parseDomain, true);
  const originMap = await read("ORIGIN_MAP", (text) => parseMapOutsideProduction(text, isProduction), true);
  const oauthClients = readOAuthClients(texts, isProduction, problems);

  if (
    problems.length > 0 ||
    environment === undefined ||
    publicUrl === undefined ||
    libsqlUrl === undefined ||
    vaultKeys === undefined ||
    sessionKeys === undefined ||
    fingerprintKey === undefined ||
    internalKeys === undefined ||
    partnerKeys === undefined ||
    sidecarUrl === undefined ||
    sidecarKeys === undefined
  ) {
    return err(problems);
  }
  return ok({
    environment,
    publicUrl,
    libsql: { url: libsqlUrl, authToken: libsqlToken },
    vaultKeys,
    sessionKeys,
    fingerprintKey,
    internalKeys,
    partnerKeys,
    sidecar: { url: sidecarUrl, keys: sidecarKeys },
    inboundMailDomain,
    oauthClients,
    originMap: originMap ?? emptyOriginMap,
  });
}

/** One line per problem, for the operator. No value of any variable is in it. */
export function describeConfigProblem({ variable, problem, entry }: ConfigProblem): string {
  const place = entry === undefined ? "" : `, entry ${entry}`;
  return `${variable}${place}: ${problem.replaceAll("_", " ")}`;
}

type Parsed<Value> = Result<Value, readonly Omit<ConfigProblem, "variable">[]>;
type Parse<Value> = (text: string) => Parsed<Value> | Promise<Parsed<Value>>;

function refuse(problem: ConfigProblem["problem"]): {
  readonly ok: false;
  readonly failure: readonly [{ readonly problem: typeof problem }];
} {
  return err([{ problem }]);
}

function parseEnvironment(text: string): Parsed<Config["environment"]> {
  const environment = environments.find((name) => name === text);
  return environment === undefined ? refuse("malformed") : ok(environment);
}

/** Scheme, host and port. In production over TLS and not on this machine. */
function parseOrigin(text: string, isProduction: boolean): Parsed<string> {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !["https:", "http:"].includes(url.protocol)) return refuse("malformed");
  // A path, query, fragment or credentials would be lost in silence later.
  if (url.href !== `${url.origin}/`) return refuse("malformed");
  return judgeReach(url, isProduction) ?? ok(url.origin);
}

/** `libsql:` means TLS to @libsql/client; its switch `?tls=0` is refused with every other query. */
function parseDatabaseUrl(text: string, isProduction: boolean): Parsed<string> {
  // Judged as https, because a URL parser reads the host of a scheme that it does not know without normalising it.
  const judged = text.replace(/^libsql:/, "https:");
  const url = URL.canParse(judged) ? new URL(judged) : undefined;
  if (url === undefined || !["https:", "http:"].includes(url.protocol)) return refuse("malformed");
  if (url.username || url.password || url.search || url.hash) return refuse("malformed");
  return judgeReach(url, isProduction) ?? ok(text);
}

function judgeReach(url: URL, isProduction: boolean) {
  if (!isProduction) return undefined;
  if (isThisMachine(readHost(url.hostname) ?? "")) return refuse("refused_in_production");
  return url.protocol === "http:" ? refuse("https_required") : undefined;
}

function parseSecret(text: string): Parsed<Secret> {
  return /^[!-~]+$/.test(text) ? ok(toSecret(text)) : refuse("malformed");
}

function parseKey(text: string): Parsed<SecretBytes> {
  const bytes = decodeBase64(text);
  if (bytes === undefined) return refuse("malformed");
  const weak = findWeakKey(bytes, text);
  return weak === undefined ? ok(toSecretBytes(bytes)) : refuse(weak);
}

function parseDomain(text: string): Parsed<string> {
  const isDomain = /^(?=.{1,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9-]{2,63}$/i.test(text);
  return isDomain ? ok(text.toLowerCase()) : refuse("malformed");
}

function parseMapOutsideProduction(text: string, isProduction: boolean): Parsed<OriginMap> {
  return isProduction ? refuse("refused_in_production") : parseOriginMap(text);
}

const clientVariable = /^OAUTH_([A-Z0-9_]+?)_CLIENT_(?:(ID)|SECRET(?:_([A-Z0-9_]+))?)$/;
/** Providers choose the shape of their secrets; less than this, without the words of samples, none of them issues. */
const leastOfClientSecret = 8;

interface OAuthClientParts {
  id?: string;
  secret?: Secret;
  readonly variants: Map<string, Secret>;
}

/** `OAUTH_<PROVIDER>_CLIENT_ID`, `…_CLIENT_SECRET` and variants of the secret `…_CLIENT_SECRET_<VARIANT>`. */
function readOAuthClients(
  texts: ReadonlyMap<string, string>,
  isProduction: boolean,
  problems: ConfigProblem[],
): Config["oauthClients"] {
  const found = new Map<string, OAuthClientParts>();
  for (const [variable, text] of texts) {
    const [matched, provider = "", isId, variant] = clientVariable.exec(variable) ?? [];
    if (matched === undefined) continue;
    const client: OAuthClientParts = found.get(provider) ?? { variants: new Map() };
    found.set(provider, client);
    if (!/^[!-~]+$/.test(text)) problems.push({ variable, problem: "malformed" });
    else if (isProduction && isPlaceholder(text, leastOfClientSecret))
      problems.push({ variable, problem: "placeholder" });
    if (isId) client.id = text;
    else if (variant === undefined) client.secret = toSecret(text);
    else client.variants.set(variant, toSecret(text));
  }
  const clients = new Map<string, OAuthClientConfig>();
  for (const [provider, { id, secret, variants }] of found) {
    if (id === undefined) problems.push({ variable: `OAUTH_${provider}_CLIENT_ID`, problem: "half_a_pair" });
    if (secret === undefined) problems.push({ variable: `OAUTH_${provider}_CLIENT_SECRET`, problem: "half_a_pair" });
    if (id !== undefined && secret !== undefined) clients.set(provider.toLowerCase(), { id, secret, variants });
  }
  return clients;
}
