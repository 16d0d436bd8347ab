/** Checks against real MariaDB servers. What they share with PostgreSQL (names, ports, addresses) is tested there. */
import { type Connection, createConnection } from "mysql2/promise";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { DatabaseCheckAnswer, DatabaseCheckRequest } from "../schema/wire/index.ts";
import { createAuthority } from "../scripts/certificates.ts";
import { type DatabaseServer, startMariaDb } from "../scripts/databases.ts";
import { checkDatabase } from "./check.ts";
import { type FilteredPort, startFilteredPort } from "./testing/filtered-port.ts";
import { outline } from "./testing/outline.ts";
import { resolveFrom, testSettings } from "./testing/settings.ts";

const password = "correct horse é 電池";
const authority = createAuthority();
const resolve = resolveFrom({
  localhost: ["::1", "127.0.0.1"],
  "db.example.com": ["127.0.0.1"],
  "other.example.com": ["127.0.0.1"],
});

const accounts = `
  CREATE DATABASE shop CHARACTER SET utf8mb4;
  CREATE DATABASE empty;
  USE shop;
  CREATE TABLE customers (name varchar(80), phone varchar(20));
  CREATE ROLE readers;
  GRANT SELECT ON shop.* TO readers;
  CREATE USER app IDENTIFIED BY '${password}';
  GRANT SELECT (name) ON shop.customers TO app;
  GRANT SELECT ON empty.* TO app;
  CREATE USER owner IDENTIFIED BY '${password}';
  GRANT ALL ON *.* TO owner;
  CREATE USER by_role IDENTIFIED BY '${password}';
  GRANT readers TO by_role;
  SET DEFAULT ROLE readers FOR by_role;
  CREATE USER stranger IDENTIFIED BY '${password}';
  CREATE USER writer IDENTIFIED BY '${password}';
  GRANT INSERT ON shop.* TO writer;
  CREATE USER caller IDENTIFIED BY '${password}';
  GRANT EXECUTE ON shop.* TO caller;
  CREATE USER tls_only IDENTIFIED BY '${password}' REQUIRE SSL;
  GRANT SELECT ON shop.* TO tls_only;
  CREATE USER frozen IDENTIFIED BY '${password}' ACCOUNT LOCK;
  CREATE USER outdated IDENTIFIED BY '${password}' PASSWORD EXPIRE;
  GRANT SELECT ON shop.* TO outdated;
  CREATE USER single IDENTIFIED BY '${password}' WITH MAX_USER_CONNECTIONS 1;
  GRANT SELECT ON shop.* TO single;`;

/** The fewest that MariaDB can be limited to. */
const fewestConnections = 10;

let server: DatabaseServer;
/** No TLS, room for ten connections. */
let small: DatabaseServer;
/** TLS alone, with a certificate that has expired. */
let expired: DatabaseServer;
let filtered: FilteredPort;

beforeAll(async () => {
  const names = ["db.example.com", "127.0.0.1"];
  [server, small, expired, filtered] = await Promise.all([
    startMariaDb({ tls: authority.issue({ names }), sql: accounts }),
    startMariaDb({ maxConnections: fewestConnections, sql: accounts }),
    startMariaDb({ tls: authority.issue({ names, expired: true }), requireTls: true, sql: accounts }),
    startFilteredPort(),
  ]);
});

afterAll(() => Promise.all([server, small, expired, filtered].map((started) => started?.stop())));

function check(changes: Partial<DatabaseCheckRequest> = {}): Promise<DatabaseCheckAnswer> {
  const request: DatabaseCheckRequest = {
    engine: "mysql",
    host: "db.example.com",
    port: server.port,
    database: "shop",
    user: "app",
    password,
    ssl: true,
    ca_certificate: authority.cert,
    ...changes,
  };
  return checkDatabase(request, testSettings, resolve);
}

const inClear = { ssl: false, ca_certificate: undefined };

describe("a MariaDB server that is well", () => {
  it("passes all five steps over TLS, by the name in its certificate", async () => {
    expect(outline(await check())).toEqual({ ok: true, passed: ["network", "tls", "login", "rights", "sample"] });
  });

  it("passes by the address in its certificate", async () => {
    expect(await check({ host: "127.0.0.1" })).toMatchObject({ ok: true });
  });

  it("passes without TLS when TLS is off", async () => {
    expect(outline(await check(inClear))).toEqual({ ok: true, passed: ["network", "login", "rights", "sample"] });
  });

  it("passes for an account that must use TLS, with TLS", async () => {
    expect(await check({ user: "tls_only" })).toMatchObject({ ok: true });
  });

  it("passes for rights that come by a role", async () => {
    expect(await check({ user: "by_role" })).toMatchObject({ ok: true });
  });

  it("passes when the database has no table yet", async () => {
    expect(await check({ database: "empty" })).toMatchObject({ ok: true });
  });

  it("is left without a connection of ours, after a proper goodbye", async () => {
    await check();
    const open = "SELECT COUNT(*) FROM information_schema.PROCESSLIST WHERE USER = 'app'";
    await expect.poll(() => server.run(open)).toBe("0\n");
    const aborted = await server.run("SHOW GLOBAL STATUS LIKE 'Aborted_clients'");
    await check();
    await expect.poll(() => server.run(open)).toBe("0\n");
    expect(await server.run("SHOW GLOBAL STATUS LIKE 'Aborted_clients'")).toBe(aborted);
  });
});

describe("a MariaDB server that cannot be reached", () => {
  it.each([
    ["an unknown name", () => ({ host: "unknown.example.com" }), "host_unknown", "host"],
    ["a private address", () => ({ host: "192.168.1.10" }), "address_refused", "host"],
    ["a port where nobody listens", () => ({ port: 1 }), "port_closed", "port"],
    ["a port whose packets are dropped", () => ({ port: filtered.port }), "port_filtered", "port"],
  ] as const)("says so for %s", async (_case, changes, code, field) => {
    expect(outline(await check(changes()))).toEqual({ ok: false, passed: [], failed: code, code, field });
  });
});

describe("TLS with MariaDB", () => {
  it.each([
    ["an authority we do not know", { ca_certificate: undefined }, "tls_unknown_authority", "ca_certificate"],
    ["another authority", { ca_certificate: createAuthority().cert }, "tls_unknown_authority", "ca_certificate"],
    ["another name in the certificate", { host: "other.example.com" }, "tls_wrong_host", "host"],
    ["a name where the certificate has an address", { host: "localhost" }, "tls_wrong_host", "host"],
  ] as const)("fails for %s", async (_case, changes, code, field) => {
    expect(outline(await check(changes))).toEqual({ ok: false, passed: ["network"], failed: code, code, field });
  });

  it("fails for a certificate that has expired", async () => {
    expect(outline(await check({ port: expired.port }))).toMatchObject({
      passed: ["network"],
      code: "tls_certificate_expired",
    });
  });

  it("fails for a server without TLS, and never goes on without it", async () => {
    expect(outline(await check({ port: small.port }))).toMatchObject({
      passed: ["network"],
      code: "tls_unsupported_by_server",
      field: "ssl",
    });
  });

  // MySQL says 3159 (hostile-mysql.test.ts); MariaDB uses one word for both, so the sentence must speak of both.
  it.each([
    ["a server", () => ({ port: expired.port })],
    ["an account", () => ({ user: "tls_only" })],
  ])("is asked for by %s of MariaDB in the words of a wrong password", async (_case, changes) => {
    const answer = await check({ ...inClear, ...changes() });
    expect(outline(answer)).toMatchObject({ passed: ["network"], code: "bad_credentials" });
  });
});

describe("the login to MariaDB", () => {
  it.each([
    ["a wrong password", { password: "wrong" }, "bad_credentials", "password"],
    ["an empty password", { password: "" }, "bad_credentials", "password"],
    ["an unknown user", { user: "nobody" }, "bad_credentials", "password"],
    ["a locked account", { user: "frozen" }, "account_frozen", "user"],
  ] as const)("fails for %s", async (_case, changes, code, field) => {
    for (const secured of [{}, inClear]) {
      const answer = await check({ ...changes, ...secured });
      expect(answer.steps.at(-1)).toMatchObject({ name: "login", ok: false, code });
      expect(answer).toMatchObject({ code, field });
    }
  });

  it.each([
    ["a database that does not exist", { user: "owner", database: "nowhere" }, "database_unknown", "database"],
    ["a database to which the account has no right", { user: "stranger" }, "rights_missing", "database"],
    ["a database of which nothing may be read", { user: "writer" }, "rights_missing", "user"],
    ["a database in which only procedures may be called", { user: "caller" }, "rights_missing", "user"],
  ] as const)("passes for %s, the rights do not", async (_case, changes, code, field) => {
    expect(outline(await check(changes))).toEqual({
      ok: false,
      passed: ["network", "tls", "login"],
      failed: code,
      code,
      field,
    });
  });

  it("passes for a password that has expired, but nothing may be asked", async () => {
    const answer = await check({ user: "outdated" });
    expect(answer.steps.at(-1)).toMatchObject({ name: "rights", ok: false, code: "credentials_expired" });
    expect(answer).toMatchObject({ code: "credentials_expired", field: "password" });
  });

  it("fails for too many connections of one account", async () => {
    const login = { host: small.host, port: small.port, user: "single", password, database: "shop" };
    const holder = await createConnection(login);
    const answer = await check({ port: small.port, user: "single", ...inClear });
    await holder.end();
    expect(answer.steps.at(-1)).toMatchObject({ name: "login", code: "too_many_connections" });
  });

  it("fails for too many connections of all accounts", async () => {
    const login = { host: small.host, port: small.port, user: "app", password, database: "shop" };
    // Connections of other tests that the server is still closing.
    const open = "SHOW GLOBAL STATUS LIKE 'Threads_connected'";
    await expect.poll(() => small.run(open)).toBe("Threads_connected\t1\n");
    const holders: Connection[] = [];
    const holdAll = async () => {
      for (;;) holders.push(await createConnection(login));
    };
    await expect(holdAll()).rejects.toMatchObject({ errno: 1040 });
    const answer = await check({ port: small.port, ...inClear });
    await Promise.all(holders.map((holder) => holder.end()));
    expect(answer).toMatchObject({ ok: false, code: "too_many_connections" });
  });
});

describe("a host that a MariaDB server does not allow", () => {
  it("is host_not_allowed", async () => {
    const onlyElsewhere = await startMariaDb({ sql: "DROP USER root@127.0.0.1" });
    const answer = await check({ port: onlyElsewhere.port, ...inClear });
    await onlyElsewhere.stop();
    expect(answer).toMatchObject({ ok: false, code: "host_not_allowed" });
  });
});
