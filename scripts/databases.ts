/**
 * Real PostgreSQL and MariaDB servers on temporary folders and free ports of 127.0.0.1, for tests and the demonstration.
 * `stop()` ends the server and removes its folder.
 */
import { readdirSync } from "node:fs";
import { join } from "node:path";
import type { ServerCertificate } from "./certificates.ts";
import { findProgram, installPackage } from "./debian.ts";
import { reservePort } from "./own-port.ts";
import { createServerFolder, findServerAccount, runCommand, type ServerFolder, startServer } from "./server-process.ts";

export interface DatabaseOptions {
  /** The server offers TLS with this certificate; without it, it has none. */
  readonly tls?: ServerCertificate;
  /** Password logins without TLS are refused. */
  readonly requireTls?: boolean;
  /** PostgreSQL: at least 1. MariaDB: at least 10. */
  readonly maxConnections?: number;
  /**
   * Run once by the superuser before anybody can connect. PostgreSQL: psql's language, `\connect name` changes the
   * database. MariaDB: the mariadb client's, `USE name` does.
   */
  readonly sql?: string;
}

export interface PostgresOptions extends DatabaseOptions {
  /** Lines of pg_hba.conf before the general rule, e.g. `host all banned 127.0.0.1/32 reject`. */
  readonly hba?: readonly string[];
}

export interface DatabaseServer {
  readonly host: "127.0.0.1";
  readonly port: number;
  /** Runs SQL as the superuser through the server's socket; gives the client's output. */
  run(sql: string): Promise<string>;
  stop(): Promise<void>;
}

interface Programs {
  /** Full path of a program that belongs to the server. */
  find(name: string): string;
}

const postgresPrograms = {
  needed: ["initdb", "postgres", "psql"],
  aptPackage: "postgresql",
  folders: findPostgresFolders,
};
const mariaDbPrograms = {
  needed: ["mariadb-install-db", "mariadbd", "mariadb"],
  aptPackage: "mariadb-server",
  folders: () => ["/usr/sbin", "/usr/local/sbin", "/opt/homebrew/bin"],
};

/** Whether `startPostgres` would have to install nothing. */
export function hasPostgres(): boolean {
  return findPrograms(postgresPrograms.needed, postgresPrograms.folders()) !== undefined;
}

/** Whether `startMariaDb` would have to install nothing. */
export function hasMariaDb(): boolean {
  return findPrograms(mariaDbPrograms.needed, mariaDbPrograms.folders()) !== undefined;
}

/** Finds PostgreSQL's programs, or installs Debian's package when we are root; else throws with the command to type. */
export function ensurePostgres(): Promise<Programs> {
  return ensurePrograms(postgresPrograms);
}

/** Finds MariaDB's programs, or installs Debian's package when we are root; else throws with the command to type. */
export function ensureMariaDb(): Promise<Programs> {
  return ensurePrograms(mariaDbPrograms);
}

/** A PostgreSQL server with SCRAM-SHA-256 logins. */
export async function startPostgres(options: PostgresOptions = {}): Promise<DatabaseServer> {
  const programs = await ensurePostgres();
  const account = findServerAccount(["postgres"]);
  const folder = createServerFolder("postgres-", account);
  const data = join(folder.path, "data");
  const port = await reservePort();
  await runCommand(
    programs.find("initdb"),
    ["-D", data, "-U", "postgres", "--auth=trust", "--encoding=UTF8", "--no-locale", "--no-sync"],
    { account },
  );
  const general = `${options.requireTls ? "hostssl" : "host"} all all 127.0.0.1/32 scram-sha-256`;
  const hba = folder.write("hba", ["local all postgres trust", ...(options.hba ?? []), general, ""].join("\n"));
  const start = (more: readonly string[]) =>
    startServer({
      command: programs.find("postgres"),
      parameters: [
        ["-D", data, "-k", folder.path, "-p", String(port)],
        setting("hba_file", hba),
        setting("fsync", "off"),
        setting("superuser_reserved_connections", "0"),
        setting("max_wal_senders", "0"),
        ...more.map((line) => ["-c", line]),
      ].flat(),
      account,
      ready: /database system is ready to accept connections/,
      stopSignal: "SIGINT",
    });
  const run = (sql: string) =>
    runCommand(
      programs.find("psql"),
      [
        "-X",
        "-q",
        "-A",
        "-t",
        "-v",
        "ON_ERROR_STOP=1",
        "-h",
        folder.path,
        "-p",
        String(port),
        "-U",
        "postgres",
        "-d",
        "postgres",
      ],
      { account, input: sql },
    );
  // First without TCP, so that nobody sees a server that is half set up.
  if (options.sql !== undefined) {
    const setup = await start(["listen_addresses="]);
    await run(options.sql).finally(() => setup.stop());
  }
  const limit = `max_connections=${options.maxConnections ?? 20}`;
  const server = await start(["listen_addresses=127.0.0.1", limit, ...postgresTlsSettings(folder, options.tls)]);
  return { host: "127.0.0.1", port, run, stop: () => stopAndRemove(server, folder) };
}

/** A MariaDB server with `mysql_native_password` logins. */
export async function startMariaDb(options: DatabaseOptions = {}): Promise<DatabaseServer> {
  const programs = await ensureMariaDb();
  const account = findServerAccount(["mysql"]);
  const folder = createServerFolder("mariadb-", account);
  const socket = join(folder.path, "socket");
  // Temporary tables of servers that start at the same time meet in /tmp.
  const folders = [`--datadir=${join(folder.path, "data")}`, `--tmpdir=${folder.path}`];
  const port = await reservePort();
  await runCommand(
    programs.find("mariadb-install-db"),
    ["--no-defaults", ...folders, "--auth-root-authentication-method=normal", "--skip-test-db"],
    { account },
  );
  const start = (more: readonly string[]) =>
    startServer({
      command: programs.find("mariadbd"),
      parameters: [
        "--no-defaults",
        ...folders,
        `--socket=${socket}`,
        `--pid-file=${join(folder.path, "pid")}`,
        "--innodb-flush-log-at-trx-commit=0",
        "--innodb-buffer-pool-size=16M",
        "--skip-name-resolve",
        ...more,
      ],
      account,
      ready: /ready for connections/,
      stopSignal: "SIGTERM",
    });
  const run = (sql: string) =>
    runCommand(programs.find("mariadb"), ["--no-defaults", "-N", "-B", "-u", "root", `--socket=${socket}`], {
      account,
      input: sql,
    });
  if (options.sql !== undefined) {
    const setup = await start(["--skip-networking"]);
    await run(options.sql).finally(() => setup.stop());
  }
  const network = ["--bind-address=127.0.0.1", `--port=${port}`, `--max-connections=${options.maxConnections ?? 50}`];
  const server = await start([...network, ...mariaDbTlsSettings(folder, options)]);
  return { host: "127.0.0.1", port, run, stop: () => stopAndRemove(server, folder) };
}

async function stopAndRemove(server: { stop(): Promise<void> }, folder: ServerFolder): Promise<void> {
  await server.stop();
  folder.remove();
}

function setting(name: string, value: string): readonly string[] {
  return ["-c", `${name}=${value}`];
}

function postgresTlsSettings(folder: ServerFolder, tls: ServerCertificate | undefined): readonly string[] {
  if (!tls) return ["ssl=off"];
  return [
    "ssl=on",
    `ssl_cert_file=${folder.write("server.pem", tls.cert)}`,
    `ssl_key_file=${folder.write("server.key", tls.key)}`,
  ];
}

function mariaDbTlsSettings(folder: ServerFolder, { tls, requireTls }: DatabaseOptions): readonly string[] {
  const offered = tls
    ? [`--ssl-cert=${folder.write("server.pem", tls.cert)}`, `--ssl-key=${folder.write("server.key", tls.key)}`]
    : ["--skip-ssl"];
  return requireTls ? [...offered, "--require-secure-transport"] : offered;
}

/** Debian keeps each major version apart and leaves the server programs out of PATH. The newest comes first. */
function findPostgresFolders(): readonly string[] {
  const versions = readFolder("/usr/lib/postgresql").sort((one, other) => Number(other) - Number(one));
  return [...versions.map((version) => `/usr/lib/postgresql/${version}/bin`), "/opt/homebrew/bin", "/usr/pgsql/bin"];
}

async function ensurePrograms(options: {
  readonly needed: readonly string[];
  readonly aptPackage: string;
  readonly folders: () => readonly string[];
}): Promise<Programs> {
  const search = () => findPrograms(options.needed, options.folders());
  const found = search();
  if (found) return found;
  await installPackage(options.aptPackage);
  const installed = search();
  if (!installed)
    throw new Error(`Debian's package ${options.aptPackage} has not brought ${options.needed.join(", ")}`);
  return installed;
}

function findPrograms(names: readonly string[], folders: readonly string[]): Programs | undefined {
  const paths = new Map<string, string>();
  for (const name of names) {
    const path = findProgram(name, folders);
    if (path === undefined) return undefined;
    paths.set(name, path);
  }
  return {
    find(name) {
      const path = paths.get(name);
      if (path === undefined) throw new Error(`${name} was not looked for`);
      return path;
    },
  };
}

function readFolder(path: string): string[] {
  try {
    return readdirSync(path);
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return [];
    throw error;
  }
}
