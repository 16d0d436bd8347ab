/** Checks against real PostgreSQL servers. */
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { DatabaseCheckAnswer, DatabaseCheckRequest } from "../schema/wire/index.ts";
import { createAuthority } from "../scripts/certificates.ts";
import { type DatabaseServer, startPostgres } from "../scripts/databases.ts";
import { checkDatabase } from "./check.ts";
import type { SidecarConfig } from "./config.ts";
import { type FilteredPort, startFilteredPort } from "./testing/filtered-port.ts";
import { outline } from "./testing/outline.ts";
import { resolveFrom, testSettings } from "./testing/settings.ts";

const password = "correct horse é 電池";
const authority = createAuthority();
const resolve = resolveFrom({
  localhost: ["::1", "127.0.0.1"],
  "db.example.com": ["127.0.0.1"],
  "other.example.com": ["127.0.0.1"],
  "inside.example.com": ["10.0.0.5"],
});

const accounts = `
  CREATE USER app PASSWORD '${password}';
  CREATE USER stranger PASSWORD '${password}';
  CREATE USER tls_only PASSWORD '${password}';
  CREATE USER banned PASSWORD '${password}';
  CREATE USER clear PASSWORD '${password}';
  CREATE USER frozen NOLOGIN PASSWORD '${password}';
  SET password_encryption = 'md5';
  CREATE USER legacy PASSWORD '${password}';
  CREATE DATABASE shop;
  CREATE DATABASE closed;
  REVOKE CONNECT ON DATABASE closed FROM PUBLIC;
  CREATE DATABASE empty;
  \\connect shop
  CREATE TABLE customers (name text, phone text);
  GRANT SELECT (name) ON customers TO app, tls_only, legacy;
  CREATE USER misled PASSWORD '${password}';
  CREATE SCHEMA trap;
  GRANT USAGE ON SCHEMA trap TO misled;
  CREATE SEQUENCE trap.touched;
  CREATE FUNCTION trap.has_any_column_privilege(oid, text) RETURNS boolean LANGUAGE sql SECURITY DEFINER
    AS $$ SELECT nextval('trap.touched') > 0 $$;
  ALTER USER misled SET search_path = trap, pg_catalog;`;

const hba = [
  "hostnossl all tls_only 127.0.0.1/32 reject",
  "host all banned 127.0.0.1/32 reject",
  "host all legacy 127.0.0.1/32 md5",
  "host all clear 127.0.0.1/32 password",
];

let server: DatabaseServer;
/** No TLS, room for one connection. */
let small: DatabaseServer;
/** TLS alone, with a certificate that has expired. */
let expired: DatabaseServer;
let filtered: FilteredPort;

beforeAll(async () => {
  const names = ["db.example.com", "127.0.0.1"];
  [server, small, expired, filtered] = await Promise.all([
    startPostgres({ tls: authority.issue({ names }), hba, sql: accounts }),
    startPostgres({ maxConnections: 1, sql: accounts }),
    startPostgres({ tls: authority.issue({ names, expired: true }), requireTls: true, sql: accounts }),
    startFilteredPort(),
  ]);
});

afterAll(() => Promise.all([server, small, expired, filtered].map((started) => started?.stop())));

function check(
  changes: Partial<DatabaseCheckRequest> = {},
  settings: Partial<SidecarConfig> = {},
): Promise<DatabaseCheckAnswer> {
  const request: DatabaseCheckRequest = {
    engine: "postgresql",
    host: "db.example.com",
    port: server.port,
    database: "shop",
    user: "app",
    password,
    ssl: true,
    ca_certificate: authority.cert,
    ...changes,
  };
  return checkDatabase(request, { ...testSettings, ...settings }, resolve);
}

const inClear = { ssl: false, ca_certificate: undefined };

describe("a PostgreSQL server that is well", () => {
  it("passes all five steps over TLS, by the name in its certificate", async () => {
    const answer = await check();
    expect(outline(answer)).toEqual({ ok: true, passed: ["network", "tls", "login", "rights", "sample"] });
    expect(answer.steps.every((step) => step.ms >= 0)).toBe(true);
  });

  it("passes by the address in its certificate", async () => {
    expect(await check({ host: "127.0.0.1" })).toMatchObject({ ok: true });
  });

  it("passes without TLS when TLS is off, by SCRAM", async () => {
    expect(outline(await check(inClear))).toEqual({ ok: true, passed: ["network", "login", "rights", "sample"] });
  });

  it("passes by MD5 inside of TLS", async () => {
    expect(await check({ user: "legacy" })).toMatchObject({ ok: true });
  });

  it("passes when the database has no table yet", async () => {
    expect(await check({ user: "stranger", database: "empty" })).toMatchObject({ ok: true });
  });

  it("passes at the second address of a name when nobody listens at the first", async () => {
    expect(await check({ host: "localhost", ...inClear })).toMatchObject({ ok: true });
  });

  it("is left without a change, even where our question runs a function that would make one", async () => {
    // A sequence is the one thing that a rollback does not put back.
    expect(await check({ user: "misled" })).toMatchObject({ ok: false });
    expect(await server.run("\\connect shop\nSELECT is_called FROM trap.touched")).toMatch(/^f$/m);
  });

  it("is left without a connection of ours", async () => {
    await check();
    const open = "SELECT count(*) FROM pg_stat_activity WHERE usename = 'app'";
    await expect.poll(() => server.run(open)).toBe("0\n");
  });
});

describe("a PostgreSQL server that cannot be reached", () => {
  it.each([
    ["an unknown name", "unknown.example.com"],
    ["a name that leads inside", "inside.example.com"],
    ["no name at all", "not a host"],
  ])("is host_unknown for %s", async (_case, host) => {
    expect(outline(await check({ host }))).toEqual({
      ok: false,
      passed: [],
      failed: "host_unknown",
      code: "host_unknown",
      field: "host",
    });
  });

  it.each(["10.0.0.5", "169.254.169.254", "::ffff:127.0.0.1", "postgres"])(
    "is address_refused for %s",
    async (host) => {
      expect(outline(await check({ host }))).toMatchObject({ code: "address_refused", field: "host" });
    },
  );

  it("is address_refused for this machine when loopback is not allowed", async () => {
    const answer = await check({ host: "127.0.0.1" }, { allowLoopback: false });
    expect(outline(answer)).toMatchObject({ code: "address_refused", field: "host" });
  });

  it("is address_refused for a port that is no database's", async () => {
    const answer = await check({}, { databasePorts: new Set([5432]) });
    expect(outline(answer)).toMatchObject({ passed: [], code: "address_refused", field: "port" });
  });

  it("is port_closed when nobody listens", async () => {
    expect(outline(await check({ port: 1 }))).toMatchObject({ passed: [], code: "port_closed", field: "port" });
  });

  it("is port_filtered when packets are dropped", async () => {
    expect(outline(await check({ port: filtered.port }))).toMatchObject({
      passed: [],
      code: "port_filtered",
      field: "port",
    });
  });

  it("is host_unknown within the deadline when the resolver does not answer", async () => {
    const request = { engine: "postgresql", host: "db.example.com", port: 5432, database: "d", user: "u" } as const;
    const silence = () => new Promise<never>(() => {});
    const answer = await checkDatabase(
      { ...request, password, ssl: true },
      { ...testSettings, deadlineMs: 100 },
      silence,
    );
    expect(answer).toMatchObject({ ok: false, code: "host_unknown" });
  });
});

describe("TLS with PostgreSQL", () => {
  it.each([
    ["an authority we do not know", { ca_certificate: undefined }, "tls_unknown_authority", "ca_certificate"],
    ["another authority", { ca_certificate: createAuthority().cert }, "tls_unknown_authority", "ca_certificate"],
    ["a text that is no certificate", { ca_certificate: "-----BEGIN" }, "tls_unknown_authority", "ca_certificate"],
    ["another name in the certificate", { host: "other.example.com" }, "tls_wrong_host", "host"],
    ["a name where the certificate has an address", { host: "localhost" }, "tls_wrong_host", "host"],
  ] as const)("fails for %s", async (_case, changes, code, field) => {
    expect(outline(await check(changes))).toEqual({ ok: false, passed: ["network"], failed: code, code, field });
  });

  it("fails for a certificate that has expired", async () => {
    expect(outline(await check({ port: expired.port }))).toEqual({
      ok: false,
      passed: ["network"],
      failed: "tls_certificate_expired",
      code: "tls_certificate_expired",
    });
  });

  it("fails for a server without TLS, and never goes on without it", async () => {
    expect(outline(await check({ port: small.port }))).toEqual({
      ok: false,
      passed: ["network"],
      failed: "tls_unsupported_by_server",
      code: "tls_unsupported_by_server",
      field: "ssl",
    });
  });

  it.each([
    ["that has a rule against connections without TLS", () => ({ user: "tls_only" })],
    ["that has no rule for connections without TLS", () => ({ port: expired.port })],
  ])("is asked for by a server %s", async (_case, changes) => {
    expect(outline(await check({ ...inClear, ...changes() }))).toEqual({
      ok: false,
      passed: ["network"],
      failed: "tls_required_by_server",
      code: "tls_required_by_server",
      field: "ssl",
    });
  });
});

describe("the login to PostgreSQL", () => {
  it.each([
    ["a wrong password", { password: "wrong" }, "bad_credentials", "password"],
    ["an empty password", { password: "" }, "bad_credentials", "password"],
    ["an unknown user", { user: "nobody" }, "bad_credentials", "password"],
    ["a user who may not log in", { user: "frozen" }, "bad_credentials", "user"],
    ["a host that is not allowed", { user: "banned" }, "host_not_allowed", undefined],
    ["a request for the password in clear, inside of TLS", { user: "clear" }, "login_method_refused", undefined],
    ["a request for the password in clear", { user: "clear", ...inClear }, "login_method_refused", undefined],
    ["MD5 without TLS", { user: "legacy", ...inClear }, "login_method_refused", undefined],
  ] as const)("fails for %s", async (_case, changes, code, field) => {
    const answer = await check(changes);
    expect(answer.steps.at(-1)).toMatchObject({ name: "login", ok: false, code });
    expect(answer).toMatchObject(field === undefined ? { code } : { code, field });
  });

  it.each([
    ["a database that does not exist", { database: "nowhere" }, "database_unknown", "database"],
    ["a database that may not be connected to", { database: "closed" }, "rights_missing", "user"],
    ["a database of which no table may be read", { user: "stranger" }, "rights_missing", "user"],
  ] as const)("passes for %s, the rights do not", async (_case, changes, code, field) => {
    expect(outline(await check(changes))).toEqual({
      ok: false,
      passed: ["network", "tls", "login"],
      failed: code,
      code,
      field,
    });
  });

  it("fails for too many connections", async () => {
    const holder = new pg.Client({ port: small.port, host: small.host, database: "shop", user: "app", password });
    await holder.connect();
    const answer = await check({ port: small.port, ...inClear });
    await holder.end();
    expect(answer.steps.at(-1)).toMatchObject({ name: "login", ok: false, code: "too_many_connections" });
    expect(answer.code).toBe("too_many_connections");
  });

  it("takes nothing from the environment in place of what was typed", async () => {
    vi.stubEnv("PGPASSWORD", password);
    vi.stubEnv("PGOPTIONS", "-c no.such=setting -z");
    const answers = [await check({ password: "" }), await check()];
    vi.unstubAllEnvs();
    expect(answers).toMatchObject([{ code: "bad_credentials" }, { ok: true }]);
  });
});
