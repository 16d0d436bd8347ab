/**
 * Settings of the sidecar, read from the environment once. Anything missing, weak or contradictory stops the start with a
 * message that names the variable.
 *
 * | Variable | Meaning | Default |
 * |---|---|---|
 * | `SIDECAR_KEYS` | `id:base64,id:base64`, at least 32 bytes each. The API signs with the first; all of them verify, so a new key is put first here and there, and the old one removed later | none: required |
 * | `ENVIRONMENT` | `production` forbids the two settings marked * | `production` |
 * | `HOST`, `PORT` | where the sidecar listens; port 0 takes a free one | `127.0.0.1`, `8790` |
 * | `ALLOW_LOOPBACK` * | `true` lets checks and fetches reach this machine (127.0.0.0/8, `::1`, `localhost`), and plain http there | `false` |
 * | `SIDECAR_DATABASE_PORTS` | database ports that may be reached, comma separated; `*` * for all | `defaultDatabasePorts` |
 * | `SIDECAR_EGRESS_PORTS` | ports that fetches may reach, comma separated; `*` * for all | `443` |
 * | `SIDECAR_DENIED_HOSTS` | our own hosts: names (with everything below them) and addresses that are never reached | none |
 */
import type { AddressRules } from "../network/address-policy.ts";

/** Shared with the API; the id only names it to people. */
export interface SigningKey {
  readonly id: string;
  readonly bytes: Uint8Array;
}

/** Ports that may be reached. */
export type Ports = ReadonlySet<number> | "any";

export interface SidecarConfig extends AddressRules {
  readonly keys: readonly SigningKey[];
  readonly host: string;
  readonly port: number;
  readonly databasePorts: Ports;
  readonly egressPorts: Ports;
  /** A whole check, in milliseconds. */
  readonly deadlineMs: number;
  /** The TCP connection alone, in milliseconds. */
  readonly connectTimeoutMs: number;
}

/** HMAC-SHA-256 keys as long as its output (RFC 2104 §3). */
const minKeyBytes = 32;
/** 32 random bytes have 30 different values on average, 64 hexadecimal digits 16; fewer than 9 do not happen by chance. */
const fewestDistinctBytes = 9;
/** Words of instructions and samples, looked for in keys that are text. */
const placeholderWords = /change|replace|placeholder|example|sample|secret|password|your/i;

/**
 * PostgreSQL: 5432, 5433 (second cluster, Yugabyte), 6432 (PgBouncer), 6543 (Supabase's pooler), 26257 (CockroachDB).
 * MySQL and MariaDB: 3306, 3307, 3308 (further servers), 4000 (TiDB Cloud). Both: 25060, 25061 (DigitalOcean).
 */
export const defaultDatabasePorts: ReadonlySet<number> = new Set([
  5432, 5433, 6432, 6543, 26257, 3306, 3307, 3308, 4000, 25060, 25061,
]);

const defaultEgressPorts: ReadonlySet<number> = new Set([443]);

/** Security rules E6 and F5: 5 s to connect, 10 s in total. */
const connectTimeoutMs = 5_000;
const deadlineMs = 10_000;

type Environment = Readonly<Record<string, string | undefined>>;

export function parseConfig(environment: Environment): SidecarConfig {
  const { SIDECAR_KEYS, ENVIRONMENT = "production", HOST = "127.0.0.1", PORT = "8790" } = environment;
  const {
    ALLOW_LOOPBACK = "false",
    SIDECAR_DATABASE_PORTS,
    SIDECAR_EGRESS_PORTS,
    SIDECAR_DENIED_HOSTS = "",
  } = environment;
  if (!/^[a-z][a-z-]*$/.test(ENVIRONMENT)) throw refuse("ENVIRONMENT", "must be a lower-case word such as production");
  const production = ENVIRONMENT === "production";
  return {
    keys: parseKeys(SIDECAR_KEYS),
    host: HOST === "" ? "127.0.0.1" : HOST,
    port: parsePort("PORT", PORT, 0),
    allowLoopback: parseAllowLoopback(ALLOW_LOOPBACK, production),
    databasePorts: parsePorts("SIDECAR_DATABASE_PORTS", SIDECAR_DATABASE_PORTS, defaultDatabasePorts, production),
    egressPorts: parsePorts("SIDECAR_EGRESS_PORTS", SIDECAR_EGRESS_PORTS, defaultEgressPorts, production),
    deniedHosts: parseDeniedHosts(SIDECAR_DENIED_HOSTS),
    connectTimeoutMs,
    deadlineMs,
  };
}

function parseKeys(text: string | undefined): readonly SigningKey[] {
  const name = "SIDECAR_KEYS";
  if (text === undefined || text.trim() === "") throw refuse(name, "is missing; write id:base64 with 32 random bytes");
  const keys = text.split(",").map((entry, index) => parseKey(entry.trim(), `entry ${index + 1}`));
  if (new Set(keys.map((key) => key.id)).size < keys.length) throw refuse(name, "names a key id twice");
  return keys;
}

/** The place in the list names a key: somebody who forgets the id writes the key in its place. */
function parseKey(entry: string, place: string): SigningKey {
  const name = "SIDECAR_KEYS";
  const [, id, written] = /^([A-Za-z0-9_-]{1,64}):([A-Za-z0-9+/]+={0,2})$/.exec(entry) ?? [];
  if (id === undefined || written === undefined) throw refuse(name, `must be id:base64: ${place}`);
  const bytes = Buffer.from(written, "base64");
  if (bytes.length < minKeyBytes) throw refuse(name, `has a key shorter than ${minKeyBytes} bytes: ${place}`);
  if (new Set(bytes).size < fewestDistinctBytes) throw refuse(name, `has a key that is not random: ${place}`);
  const isText = bytes.every((byte) => byte >= 0x20 && byte < 0x7f);
  if (placeholderWords.test(isText ? bytes.toString("latin1") : "")) throw refuse(name, `has a placeholder: ${place}`);
  return { id, bytes };
}

function parseAllowLoopback(text: string, production: boolean): boolean {
  if (text !== "true" && text !== "false" && text !== "") throw refuse("ALLOW_LOOPBACK", "must be true or false");
  if (text === "true" && production) throw refuse("ALLOW_LOOPBACK", "must not be true when ENVIRONMENT is production");
  return text === "true";
}

function parsePorts(name: string, text: string | undefined, absent: ReadonlySet<number>, production: boolean): Ports {
  if (text === undefined || text.trim() === "") return absent;
  if (text.trim() !== "*") return new Set(text.split(",").map((port) => parsePort(name, port.trim(), 1)));
  if (production) throw refuse(name, "must list its ports when ENVIRONMENT is production");
  return "any";
}

function parsePort(name: string, text: string, lowest: number): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (!(port >= lowest && port <= 65_535)) throw refuse(name, "must hold port numbers");
  return port;
}

function parseDeniedHosts(text: string): readonly string[] {
  const hosts = text.split(",").map((host) => host.trim().toLowerCase().replace(/\.$/, ""));
  const named = hosts.filter((host) => host !== "");
  if (named.some((host) => !/^[a-z0-9.:_-]+$/.test(host))) {
    throw refuse("SIDECAR_DENIED_HOSTS", "must hold host names or addresses, without scheme, port or path");
  }
  return named;
}

/** The message never repeats a value: it may be a key. */
function refuse(name: string, problem: string): Error {
  return new Error(`${name} ${problem}`);
}
