/**
 * The check of a MySQL or MariaDB server (https://dev.mysql.com/doc/dev/mysql-server/latest/PAGE_PROTOCOL.html): its
 * greeting, TLS before the user's name when it is wanted, one login, one read-only transaction with a fixed question.
 *
 * Ways to log in: `mysql_native_password` and the short form of `caching_sha2_password` always, as they show the password to
 * nobody. The long form of `caching_sha2_password`, and `sha256_password`, hand the password itself to the server: only
 * inside verified TLS. Without TLS mysql2 would encrypt it with a key that the server sends in clear, which anybody on the
 * way can replace by their own. `mysql_clear_password` and methods that mysql2 does not speak are refused.
 *
 * LOCAL INFILE is not announced (a server may answer any statement by asking for a file of the client), statements cannot be
 * joined, and rows are read without generated code.
 */
import type { Socket } from "node:net";
import { type AuthPlugin, authPlugins, type Connection, createConnection } from "mysql2";
import { dial, readOpening, secure } from "./dial.ts";
import { createDriverLink, type DriverLink, write } from "./driver-link.ts";
import { judgeMysqlError } from "./mysql-errors.ts";
import { createTlsUpgrade, type Greeting, isGreetingRead, readGreeting } from "./mysql-handshake.ts";
import { fail, type Outcome, succeed } from "./outcome.ts";
import type { Probe, ProbeRequest } from "./probe.ts";

/** Well below the whole check's deadline, so that a slow catalogue is named before it. */
const statementTimeoutMs = 4_000;

/**
 * Columns that this account knows of, and those it may read, all ways of granting included; then grants on the database as a
 * whole, which show the difference between an empty database and one in which nothing may be read.
 */
const rightsQuestion = `
  SELECT /*+ MAX_EXECUTION_TIME(${statementTimeoutMs}) */
    (SELECT COUNT(*) FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = DATABASE()) AS known,
    (SELECT COUNT(*) FROM information_schema.COLUMNS
      WHERE TABLE_SCHEMA = DATABASE() AND FIND_IN_SET('select', PRIVILEGES) > 0) AS readable,
    (SELECT COUNT(*) FROM information_schema.SCHEMA_PRIVILEGES WHERE DATABASE() LIKE TABLE_SCHEMA) AS grants,
    (SELECT COUNT(*) FROM information_schema.SCHEMA_PRIVILEGES
      WHERE DATABASE() LIKE TABLE_SCHEMA AND PRIVILEGE_TYPE = 'SELECT') AS read_grants`;

export const probeMysql: Probe = async (request, steps) => {
  steps.begin("network");
  const dialed = await dial(request.target, request.port, request.connectTimeoutMs);
  if (!dialed.ok) return dialed.failure;
  const opening = await readOpening(dialed.value, isGreetingRead);
  if (!opening.ok) return opening.failure;
  const greeting = readGreeting(opening.value);
  if (!greeting.ok) return greeting.failure;
  if (request.ssl) steps.begin("tls");
  // A server that says no gets nothing more: not the user's name, and certainly not the password.
  if (request.ssl && !greeting.value.offersTls) return { code: "tls_unsupported_by_server", field: "ssl" };
  const session = openSession(dialed.value, opening.value, request);
  try {
    const connecting = session.connect();
    const secured = await Promise.race([session.secured, connecting]);
    if (!secured.ok) return secured.failure;
    steps.begin("login");
    const login = await connecting;
    // The server looks at the database only after it has accepted the login.
    const isRefusedLater = !login.ok && ["database_unknown", "rights_missing"].includes(login.failure.code);
    if (!login.ok && !isRefusedLater) return login.failure;
    steps.begin("rights");
    if (!login.ok) return login.failure;
    const rights = await askRights(session, greeting.value);
    if (!rights.ok) return rights.failure;
    steps.begin("sample");
    const sample = await session.ask("SELECT 1 AS one");
    if (!sample.ok) return sample.failure;
    if (sample.value["one"] !== 1) return { code: "unexpected_answer" };
    const end = await session.ask("ROLLBACK");
    return end.ok ? undefined : end.failure;
  } finally {
    session.close();
  }
};

type Row = Readonly<Record<string, unknown>>;

interface Session {
  /** Settles when the wire is ready for the login: with TLS where it is wanted. */
  readonly secured: Promise<Outcome<unknown>>;
  connect(): Promise<Outcome<unknown>>;
  /** Runs one statement; gives the first row. */
  ask(statement: string): Promise<Outcome<Row>>;
  close(): void;
}

function openSession(socket: Socket, greeting: Buffer, request: ProbeRequest): Session {
  const { link, secured } = request.ssl ? linkWithTls(socket, request) : linkInClear(socket);
  const connection = createConnection({
    stream: link.stream,
    user: request.user,
    password: request.password,
    database: request.database,
    // SSL only tells the server that its packets come through TLS; the link does it.
    flags: ["-LOCAL_FILES", ...(request.ssl ? ["SSL"] : [])],
    authPlugins: {
      caching_sha2_password: cachingSha2(request.ssl),
      sha256_password: passwordInTls(request),
    },
    multipleStatements: false,
    disableEval: true,
    // The whole check has one deadline.
    connectTimeout: 0,
  });
  let lost: unknown;
  connection.on("error", (error) => {
    lost ??= error;
  });
  // Packets out of order: mysql2 would go on, and write a line about each.
  connection.on("warn", () => link.refuse({ code: "unexpected_answer" }));
  link.receive(greeting);
  const judge = (error: unknown) => ({ ok: false, failure: link.refusal() ?? judgeMysqlError(lost ?? error) }) as const;
  return {
    secured,
    connect: () =>
      new Promise((resolve) => {
        connection.connect((error) => resolve(error ? judge(error) : succeed(undefined)));
      }),
    ask: (statement) =>
      new Promise((resolve) => {
        connection.query(statement, (error: unknown, rows: unknown) =>
          resolve(error ? judge(error) : succeed(firstRow(rows))),
        );
      }),
    close: () => sayGoodbye(connection, link),
  };
}

function linkInClear(socket: Socket): { readonly link: DriverLink; readonly secured: Promise<Outcome<unknown>> } {
  const link = createDriverLink({ filter: succeed, send: (packet) => write(socket, packet) });
  link.listen(socket);
  return { link, secured: Promise.resolve(succeed(undefined)) };
}

/** The socket stays paused until TLS reads from it: nothing that comes in clear after the greeting reaches the driver. */
function linkWithTls(
  socket: Socket,
  { target, ca_certificate }: ProbeRequest,
): { readonly link: DriverLink; readonly secured: Promise<Outcome<unknown>> } {
  const { promise: secured, resolve: settle } = Promise.withResolvers<Outcome<unknown>>();
  const upgrade = createTlsUpgrade(socket, async () => {
    const outcome = await secure(socket, target.host, ca_certificate);
    if (outcome.ok) link.listen(outcome.value);
    else link.refuse(outcome.failure);
    settle(outcome);
    return outcome.ok ? outcome.value : undefined;
  });
  const link = createDriverLink(upgrade);
  return { link, secured };
}

/** AuthMoreData with which the server asks for the long form. */
const fullAuthentication = Buffer.from([4]);

function cachingSha2(encrypted: boolean): AuthPlugin {
  const standard = authPlugins.caching_sha2_password({ overrideIsSecure: encrypted });
  return (metadata) => {
    const answer = standard(metadata);
    return (data) => {
      if (!encrypted && fullAuthentication.equals(data)) throw new Error("the password is not sent without TLS");
      return answer(data);
    };
  };
}

function passwordInTls({ ssl, password }: ProbeRequest): AuthPlugin {
  return () => () => {
    if (!ssl) throw new Error("the password is not sent without TLS");
    return Buffer.from(`${password}\0`, "utf8");
  };
}

/** Fails with `rights_missing` when there is something to read and the account may read none of it. */
async function askRights(session: Session, greeting: Greeting): Promise<Outcome<unknown>> {
  if (greeting.isMariaDb) {
    const limited = await session.ask(`SET SESSION max_statement_time = ${statementTimeoutMs / 1000}`);
    if (!limited.ok) return limited;
  }
  const begun = await session.ask("START TRANSACTION READ ONLY");
  if (!begun.ok) return begun;
  const answer = await session.ask(rightsQuestion);
  if (!answer.ok) return answer;
  const { known, readable, grants, read_grants } = answer.value;
  const isDenied = known === 0 ? grants !== 0 && read_grants === 0 : readable === 0;
  return isDenied ? fail("rights_missing", "user") : succeed(undefined);
}

/** The server decides what it answers; a row it did not send is an empty one. */
function firstRow(rows: unknown): Row {
  const [row]: readonly unknown[] = Array.isArray(rows) ? rows : [];
  return typeof row === "object" && row !== null ? { ...row } : {};
}

/** Says goodbye when it still can; the thread's end closes the socket in any case. */
function sayGoodbye(connection: Connection, link: DriverLink): void {
  connection.end((error) => {
    if (error) link.stream.destroy();
  });
}
