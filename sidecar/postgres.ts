/**
 * The check of a PostgreSQL server (protocol 3, https://www.postgresql.org/docs/current/protocol.html): TLS before
 * anything else when it is wanted, one login, one read-only transaction with a fixed question.
 *
 * Ways to log in: without TLS only SCRAM-SHA-256, which shows the password to nobody; with verified TLS also MD5. A
 * request for the password in clear is refused in both: a server has no need to learn it. So are GSSAPI, SSPI and others
 * that pg does not speak.
 */
import type { Socket } from "node:net";
import type { Duplex } from "node:stream";
import pg from "pg";
import { codeOf, dial, readOpening, secure } from "./dial.ts";
import { createDriverLink, write } from "./driver-link.ts";
import { type Failure, fail, type Outcome, succeed } from "./outcome.ts";
import { createPostgresFilter } from "./postgres-filter.ts";
import type { Probe, ProbeRequest } from "./probe.ts";

/** SSLRequest: its length, and 1234 5679 in place of a protocol version. */
const sslRequest = Buffer.from([0, 0, 0, 8, 0x04, 0xd2, 0x16, 0x2f]);

/** Well below the whole check's deadline, so that a slow catalogue is named before it. */
const statementTimeoutMs = 4_000;

/**
 * Whether there is a table at all, and one that this user may read. System catalogues and what extensions bring along do not
 * count: everybody may read those.
 */
const rightsQuestion = `
  SELECT count(*) > 0 AS has_tables,
         coalesce(bool_or(has_schema_privilege(n.oid, 'USAGE') AND has_any_column_privilege(c.oid, 'SELECT')), false) AS can_read
    FROM pg_catalog.pg_class c
    JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
   WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f')
     AND n.nspname NOT IN ('pg_catalog', 'information_schema')
     AND n.nspname NOT LIKE 'pg\\_%'
     AND NOT EXISTS (SELECT 1 FROM pg_catalog.pg_depend d
                      WHERE d.classid = 'pg_catalog.pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')`;

export const probePostgres: Probe = async (request, steps) => {
  steps.begin("network");
  const dialed = await dial(request.target, request.port, request.connectTimeoutMs);
  if (!dialed.ok) return dialed.failure;
  let wire: Duplex = dialed.value;
  if (request.ssl) {
    steps.begin("tls");
    const secured = await negotiateTls(dialed.value, request);
    if (!secured.ok) return secured.failure;
    wire = secured.value;
  }
  steps.begin("login");
  const session = openSession(wire, request);
  try {
    const login = await session.attempt(() => session.client.connect());
    // The server looks at the database only after it has accepted the login.
    const isRefusedLater = !login.ok && ["database_unknown", "rights_missing"].includes(login.failure.code);
    if (!login.ok && !isRefusedLater) return login.failure;
    steps.begin("rights");
    if (!login.ok) return login.failure;
    const rights = await session.attempt(() => askRights(session.client));
    if (!rights.ok) return rights.failure;
    if (rights.value) return rights.value;
    steps.begin("sample");
    const sample = await session.attempt(() => session.client.query("SELECT 1 AS one"));
    if (!sample.ok) return sample.failure;
    if (firstRow(sample.value.rows)["one"] !== 1) return { code: "unexpected_answer" };
    const end = await session.attempt(() => session.client.query("ROLLBACK"));
    return end.ok ? undefined : end.failure;
  } finally {
    session.close();
  }
};

/** A server that says no gets nothing more: not the user's name, and certainly not the password. */
async function negotiateTls(socket: Socket, { target, ca_certificate }: ProbeRequest): Promise<Outcome<Duplex>> {
  await write(socket, sslRequest);
  const answer = await readOpening(socket, (bytes) => bytes.length > 0);
  if (!answer.ok) return answer;
  // Bytes after the letter were put there by somebody who hopes that we take them for the server's (CVE-2021-23222).
  const word = answer.value.toString("latin1");
  if (word === "N") return fail("tls_unsupported_by_server", "ssl");
  return word === "S" ? secure(socket, target.host, ca_certificate) : fail("unexpected_answer");
}

interface Session {
  readonly client: pg.Client;
  /** Runs one exchange with the server and judges its failure. */
  attempt<Value>(work: () => Promise<Value>): Promise<Outcome<Value>>;
  close(): void;
}

function openSession(wire: Duplex, request: ProbeRequest): Session {
  const link = createDriverLink({
    filter: createPostgresFilter({ encrypted: request.ssl }),
    send: (chunk) => write(wire, chunk),
  });
  link.listen(wire);
  const client = new pg.Client({
    host: request.target.host,
    port: request.port,
    database: request.database,
    user: request.user,
    // A function, because pg takes an empty text for "look in the environment and in ~/.pgpass".
    password: () => request.password,
    stream: () => link.stream,
    ssl: false,
  });
  let lost: unknown;
  client.on("error", (error) => {
    lost = error;
  });
  return {
    client,
    async attempt(work) {
      try {
        return succeed(await work());
      } catch (error) {
        return { ok: false, failure: link.refusal() ?? judgePostgresError(lost ?? error, request.ssl) };
      }
    },
    close() {
      // Says goodbye when it still can; the thread's end closes the socket in any case.
      client.end().catch(() => link.stream.destroy());
    },
  };
}

/** Undefined: the user may read something, or there is nothing to read yet. */
async function askRights(client: pg.Client): Promise<Failure | undefined> {
  await client.query("BEGIN TRANSACTION READ ONLY");
  await client.query(`SET LOCAL statement_timeout = ${statementTimeoutMs}`);
  const { rows } = await client.query(rightsQuestion);
  const { has_tables, can_read } = firstRow(rows);
  return has_tables === true && can_read !== true ? { code: "rights_missing", field: "user" } : undefined;
}

/** The server decides what it answers; a row it did not send is an empty one. */
function firstRow(rows: readonly unknown[]): Readonly<Record<string, unknown>> {
  const [row] = rows;
  return typeof row === "object" && row !== null ? { ...row } : {};
}

/** By SQLSTATE (https://www.postgresql.org/docs/current/errcodes-appendix.html), never by the text: it is translated. */
function judgePostgresError(error: unknown, encrypted: boolean): Failure {
  if (!(error instanceof pg.DatabaseError)) return judgeBrokenSession(error);
  const state = error.code ?? "";
  switch (state) {
    case "28P01":
      return { code: "bad_credentials", field: "password" };
    case "28000":
      return judgeRefusedLogin(error.routine, encrypted);
    case "3D000":
      return { code: "database_unknown", field: "database" };
    case "42501":
      return { code: "rights_missing", field: "user" };
    case "53300":
      return { code: "too_many_connections" };
    case "57014":
      return { code: "server_silent" };
    case "57P01":
    case "57P02":
      return { code: "connection_lost" };
    case "57P03":
      return { code: "provider_down" };
    default:
      return { code: "unexpected_answer" };
  }
}

/**
 * 28000 has two meanings, told apart by the name of the server's own function, which is not translated.
 * `ClientAuthentication`: no line of pg_hba.conf lets this host, user, database and kind of connection in. The server does
 * not say which of them is to blame; without TLS it nearly always is that (it is how hosted PostgreSQL enforces TLS), and
 * with TLS it is the host. Everything else: this user may not log in at all.
 */
function judgeRefusedLogin(routine: string | undefined, encrypted: boolean): Failure {
  if (routine !== "ClientAuthentication") return { code: "bad_credentials", field: "user" };
  return encrypted ? { code: "host_not_allowed" } : { code: "tls_required_by_server", field: "ssl" };
}

/** Not the server's word: the connection or the driver gave up. */
function judgeBrokenSession(error: unknown): Failure {
  if (codeOf(error).startsWith("ERR_SSL")) return { code: "tls_failed" };
  const message = error instanceof Error ? error.message : "";
  if (message.startsWith("SASL:")) return judgeSaslError(message);
  const isLost = message.startsWith("Connection terminated") || ["ECONNRESET", "EPIPE"].includes(codeOf(error));
  return { code: isLost ? "connection_lost" : "unexpected_answer" };
}

/** pg has no codes for these (pg 8.23, lib/crypto/sasl.js). */
function judgeSaslError(message: string): Failure {
  return message.includes("non-empty string")
    ? { code: "bad_credentials", field: "password" }
    : { code: "unexpected_answer" };
}
