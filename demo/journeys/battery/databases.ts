/** Direct connections, against real servers. Every induced fault of the network and of TLS is proven beside the sidecar. */
import { createServer } from "node:net";
import { expect, test } from "vitest";
import type { Connection, FieldValues, Reason } from "../../../schema/wire/index.ts";
import { connectionOf } from "../person.ts";
import type { Engine } from "../real-databases.ts";
import { type Bench, expectRemedy, inOrder, personOf, recover, testUntilSaid } from "./bench.ts";

export function batteryOfDatabases(bench: () => Bench, engine: Engine): void {
  let connection: Connection | undefined;
  const present = () => {
    if (!connection) throw new Error(`${engine} is not connected`);
    return connection;
  };
  const person = () => personOf(bench(), engine);
  const database = () => bench().databases[engine];
  const begin = (values: FieldValues) =>
    person().begin(engine, { method: "database", values: { ...database().values, ...values } });

  test("connects to a real server, names the account, and is tested", inOrder, async () => {
    connection = connectionOf(await begin({}));
    bench().connected.add(`${engine} database`);
    expect(connection).toMatchObject({ status: "connected", reason: null });
    expect(connection.account?.label).toContain("maison_lumiere");
    const { steps } = await person().test(connection.id);
    const lines = ["network", "tls", "login", "rights", "sample"];
    expect(steps.map(({ name, ok }) => [name, ok])).toEqual(lines.map((line) => [line, true]));
  });

  const wrongs: readonly (readonly [Reason, FieldValues])[] = [
    ["bad_credentials", { password: "not-the-password" }],
    ["bad_credentials", { user: "nobody" }],
    ["host_unknown", { host: "database.invalid" }],
    ["tls_unknown_authority", { ca_certificate: "" }],
  ];
  test.each(wrongs)("%s for %j, nothing saved", inOrder, async (reason, values) => {
    const attempt = await begin(values);
    expect(attempt).toMatchObject({ state: "open", step: { kind: "form", check: { ok: false, reason } } });
    expectRemedy(reason, engine);
    expect(await person().connections()).toHaveLength(1);
  });

  test("an unknown database is told as such", inOrder, async () => {
    const { step } = await begin({ database: "no_such_database" });
    // MariaDB does not tell a stranger whether a database exists.
    const reasons = engine === "mysql" ? ["database_unknown", "rights_missing"] : ["database_unknown"];
    expect(reasons).toContain(step.kind === "form" ? step.check?.reason : undefined);
  });

  test("a closed port is told as such", inOrder, async () => {
    const attempt = await begin({ port: await findClosedPort() });
    expect(attempt).toMatchObject({ step: { kind: "form", check: { reason: "port_closed" } } });
  });

  test("a password that was changed asks for the person, and heals when it is changed back", inOrder, async () => {
    const { password } = database().values;
    await database().changePassword("another-password");
    const check = await testUntilSaid(bench(), present());
    expect(check).toMatchObject({ status: "action_required", reason: "bad_credentials" });
    await database().changePassword(password);
    await recover(bench(), present());
  });

  test("a new password is tried before it replaces the old one", inOrder, async () => {
    const refused = await person().change(present().id, { password: "not-yet-the-password" });
    expect(refused.status).toBe(422);
    expect(await refused.json()).toMatchObject({ reason: "bad_credentials" });
    await database().changePassword("the-next-password");
    expect((await person().change(present().id, { password: "the-next-password" })).status).toBe(200);
    expect((await person().test(present().id)).ok).toBe(true);
  });
}

/** A port of this machine at which nobody listens. */
async function findClosedPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === "string") throw new Error("no TCP address");
  return address.port;
}
