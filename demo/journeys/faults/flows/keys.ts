/** Flows with typed keys: connected, tested, changed; and the key that seals them, rotated. */
import type { Attempt, Connection, FieldValues } from "../../../../schema/wire/index.ts";
import { connectionOf } from "../../person.ts";
import type { Flow, Run } from "../flow.ts";
import { countOwn, type Scene } from "../scene.ts";

/** A form, filled in by a person who sends it again when nothing came of it. */
function byForm(scene: Scene, provider: string, method: string, values: FieldValues): Run {
  const { person } = scene;
  let attempt: Attempt | undefined;
  let made: Connection | undefined;
  return {
    act: async () => {
      attempt = await person.begin(provider, { method });
      await person.submit(attempt.id, values);
    },
    find: async () => {
      const { length } = await person.connections();
      if (length > 1) throw new Error(`${length} connections`);
      return length === 1 ? "done" : "clean_failure";
    },
    goOn: async () => {
      [made] = await person.connections();
      if (made) return;
      const now = attempt && (await person.attempt(attempt.id));
      const open = now?.state === "open" ? now : await person.begin(provider, { method });
      made = connectionOf(await person.submit(open.id, values));
    },
    connectionId: () => made?.id,
  };
}

const connecting: Flow = {
  name: "connect by keys",
  sides: ["libsql", "provider"],
  journal: { connected: 1 },
  audit: { "connection.connect": 1 },
  prepare: async (scene) => byForm(scene, "airtable", "credentials", scene.sampleOf("airtable", "credentials")),
};

const connectingDatabase: Flow = {
  name: "connect a database",
  sides: ["libsql", "sidecar"],
  journal: { connected: 1 },
  audit: { "connection.connect": 1 },
  prepare: async (scene) => byForm(scene, "postgresql", "database", { ...scene.postgresql.values }),
};

async function connectPipedrive({ person, sampleOf }: Scene): Promise<Connection> {
  const values = sampleOf("pipedrive", "credentials");
  return connectionOf(await person.begin("pipedrive", { method: "credentials", values }));
}

const testing: Flow = {
  name: "test",
  sides: ["libsql", "provider"],
  journal: { connected: 1, test_passed: "some" },
  audit: { "connection.connect": 1, "connection.check": "some" },
  prepare: async (scene) => {
    const { person } = scene;
    const { id } = await connectPipedrive(scene);
    return {
      act: () => person.test(id),
      find: async () => {
        const { status, reason } = await person.connection(id);
        // One failure that passes by itself is forgiven.
        if (status !== "connected") throw new Error(`the connection is ${status} (${reason})`);
        return (await countOwn(scene, "journal", "code = 'test_passed'")) > 0 ? "done" : "clean_failure";
      },
      goOn: () => person.test(id),
      connectionId: () => id,
    };
  },
};

const editing: Flow = {
  name: "change a key",
  sides: ["libsql", "provider"],
  journal: { connected: 1, updated: 1 },
  audit: { "connection.connect": 1, "connection.update": 1 },
  prepare: async (scene) => {
    const { person, sampleOf } = scene;
    const { id } = await connectPipedrive(scene);
    const isChanged = async () => (await countOwn(scene, "audit", "action = 'connection.update'")) > 0;
    const change = async () => {
      const answer = await person.change(id, sampleOf("pipedrive", "credentials"));
      if (!answer.ok) throw new Error(`refused: ${answer.status}`);
    };
    return {
      act: change,
      find: async () => ((await isChanged()) ? "done" : "clean_failure"),
      goOn: async () => {
        if (!(await isChanged())) await change();
      },
      connectionId: () => id,
    };
  },
};

const renaming: Flow = {
  name: "rename",
  sides: ["libsql"],
  journal: { connected: 1, renamed: 1 },
  audit: { "connection.connect": 1, "connection.rename": 1 },
  prepare: async (scene) => {
    const { person } = scene;
    const { id } = await connectPipedrive(scene);
    const isRenamed = async () => (await person.connection(id)).label === "Caisse";
    const rename = async () => {
      const answer = await person.call("PATCH", `/api/connections/${id}`, { label: "Caisse" });
      if (!answer.ok) throw new Error(`refused: ${answer.status}`);
    };
    return {
      act: rename,
      find: async () => ((await isRenamed()) ? "done" : "clean_failure"),
      goOn: async () => {
        if (!(await isRenamed())) await rename();
      },
      connectionId: () => id,
    };
  },
};

const rotating: Flow = {
  name: "rotate the vault's key",
  sides: ["libsql"],
  journal: { connected: 1 },
  audit: { "connection.connect": 1 },
  prepare: async (scene) => {
    const { inside, vaults, tenant } = scene;
    const { id } = await connectPipedrive(scene);
    const keyOf = async () => {
      const [row] = await inside.rows("select wrapped_key, key_id from connections where id = ?", id);
      return { wrapped: String(row?.["wrapped_key"]), keyId: String(row?.["key_id"]) };
    };
    // As if it had been sealed before the key that is current now.
    const former = await vaults.former.rewrap(await keyOf(), { tenant, connection: id });
    if (!former.ok) throw new Error("the data key does not open");
    await inside.rows(
      "update connections set wrapped_key = ?, key_id = ? where id = ?",
      former.value.wrapped,
      former.value.keyId,
      id,
    );
    const rotate = async () => {
      const answer = await scene.askAsService("POST", "/internal/vault/rotate");
      await scene.listen({ method: "POST", path: "/internal/vault/rotate" }, answer.clone());
      if (!answer.ok) throw new Error(`refused: ${answer.status}`);
    };
    const isRotated = async () => (await keyOf()).keyId === vaults.current.currentKeyId;
    return {
      act: rotate,
      find: async () => ((await isRotated()) ? "done" : "clean_failure"),
      goOn: async () => {
        if (!(await isRotated())) await rotate();
        if (!(await isRotated())) throw new Error("a rotation in calm left the former key");
      },
      connectionId: () => id,
    };
  },
};

export const keyFlows: readonly Flow[] = [connecting, connectingDatabase, testing, editing, renaming, rotating];
