/**
 * Servers that only pretend to be MySQL, and what MySQL 8 does that MariaDB does not. Whatever they do: one connection, no
 * password in clear, no file of ours, an answer in time.
 */
import { describe, expect, it } from "vitest";
import {
  authority,
  type Circumstances,
  certificate,
  checkPretender,
  type Play,
  password,
  shortDeadlineMs,
} from "./testing/pretender.ts";
import type { RogueConnection } from "./testing/rogue-server.ts";

const checkRogue = (play: Play, circumstances?: Circumstances) => checkPretender("mysql", play, circumstances);

function packet(sequence: number, ...parts: readonly (string | readonly number[])[]): Buffer {
  const body = Buffer.concat(parts.map((part) => (typeof part === "string" ? Buffer.from(part) : Buffer.from(part))));
  const header = Buffer.alloc(4);
  header.writeUIntLE(body.length, 0, 3);
  header.writeUInt8(sequence, 3);
  return Buffer.concat([header, body]);
}

/** LONG_PASSWORD, CONNECT_WITH_DB, LOCAL_FILES, PROTOCOL_41, SECURE_CONNECTION; PLUGIN_AUTH in the upper half. */
const capabilities = { low: 0x0001 | 0x0008 | 0x0080 | 0x0200 | 0x8000, high: 0x0008 };
const tlsCapability = 0x0800;
/** With its header. TLS may begin in the same piece of the network. */
const sslRequestBytes = 36;
const challenge = "12345678901234567890";

function greeting({ tls = false, plugin = "mysql_native_password" } = {}): Buffer {
  const low = capabilities.low | (tls ? tlsCapability : 0);
  return packet(
    0,
    [10],
    "8.4.2\0",
    [1, 0, 0, 0],
    challenge.slice(0, 8),
    [0, low & 0xff, low >> 8, 255, 2, 0, capabilities.high, 0, 21, ...new Array<number>(10).fill(0)],
    `${challenge.slice(8)}\0${plugin}\0`,
  );
}

const okay = (sequence: number) => packet(sequence, [0, 0, 0, 2, 0, 0, 0]);
const refuse = (sequence: number, number: number) =>
  packet(sequence, [0xff, number & 0xff, number >> 8], "#HY000", "text that nobody may see");
const switchTo = (sequence: number, plugin: string) => packet(sequence, [0xfe], `${plugin}\0${challenge}\0`);
const more = (sequence: number, ...bytes: readonly number[]) => packet(sequence, [1, ...bytes]);
const wantFile = (sequence: number) => packet(sequence, [0xfb], "/etc/passwd");

/** Greets, then answers what the client says in turn. */
function answering(...answers: readonly Buffer[]): (connection: RogueConnection) => Promise<void> {
  return async (connection) => {
    connection.send(greeting());
    await answerInTurn(connection, answers);
  };
}

async function answerInTurn(connection: RogueConnection, answers: readonly Buffer[]): Promise<void> {
  for (const answer of answers) {
    if ((await connection.receive()).length === 0) return;
    connection.send(answer);
  }
}

/** Greets, takes the client into TLS, then answers in turn. */
function insideTls(...answers: readonly Buffer[]): (connection: RogueConnection) => Promise<void> {
  return async (connection) => {
    connection.send(greeting({ tls: true, plugin: "caching_sha2_password" }));
    const opening = await connection.receive();
    connection.upgrade(certificate, opening.subarray(sslRequestBytes));
    await answerInTurn(connection, answers);
  };
}

/** Numbers of the packets in what the client has sent, with their sizes. */
function sentPackets(bytes: string): readonly (readonly [sequence: number, size: number])[] {
  const buffer = Buffer.from(bytes, "latin1");
  const packets: [number, number][] = [];
  for (let at = 0; at + 4 <= buffer.length; at += 4 + buffer.readUIntLE(at, 3)) {
    packets.push([buffer.readUInt8(at + 3), buffer.readUIntLE(at, 3)]);
  }
  return packets;
}

describe.concurrent("a rogue MySQL server that asks for the password", () => {
  it.each([
    ["in clear", switchTo(2, "mysql_clear_password")],
    ["encrypted by a key of its own (sha256_password)", switchTo(2, "sha256_password")],
    ["by PAM", switchTo(2, "dialog")],
    ["by a method nobody knows", switchTo(2, "toString")],
    ["by the method of MySQL 4.0", packet(2, [0xfe])],
  ])("gets nothing %s", async (_case, request) => {
    const { answer, rogue } = await checkRogue(answering(request, okay(4)));
    expect(answer).toMatchObject({ ok: false, code: "login_method_refused" });
    // The answer to the greeting, and not one packet more.
    expect(sentPackets(rogue.receivedInClear())).toHaveLength(1);
  });

  it("gets the short proof of caching_sha2_password, but neither the password nor a request for its key", async () => {
    const { answer, rogue } = await checkRogue(
      answering(switchTo(2, "caching_sha2_password"), more(4, 4), more(6, 0x2d)),
    );
    expect(answer).toMatchObject({ ok: false, code: "login_method_refused" });
    expect(sentPackets(rogue.receivedInClear()).map(([, size]) => size)).toEqual([expect.any(Number), 32]);
  });

  it.each(["mysql_clear_password", "sha256_password"])("gets nothing by announcing %s", async (plugin) => {
    const { answer } = await checkRogue(async (connection) => {
      connection.send(greeting({ plugin }));
      await answerInTurn(connection, [refuse(2, 1045)]);
    });
    expect(answer).toMatchObject({ code: "bad_credentials" });
  });

  it("gets nothing in clear inside of TLS either, unless the method asks for it by design", async () => {
    const { answer, rogue } = await checkRogue(insideTls(switchTo(3, "mysql_clear_password"), okay(5)), { ssl: true });
    expect(answer).toMatchObject({ ok: false, code: "login_method_refused" });
    expect(rogue.receivedInTls()).not.toContain(password);
  });

  it("is not tried again when it hangs up after the answer", async () => {
    const { answer } = await checkRogue(async (connection) => {
      connection.send(greeting());
      await connection.receive();
      connection.close();
    });
    expect(answer).toMatchObject({ ok: false, code: "connection_lost" });
    expect(answer.steps.at(-1)?.name).toBe("login");
  });
});

describe.concurrent("MySQL 8 with caching_sha2_password", () => {
  it("logs in by the short form without TLS", async () => {
    const play = answering(switchTo(2, "caching_sha2_password"), more(4, 3));
    const { answer } = await checkRogue(play, { deadlineMs: shortDeadlineMs });
    // The rogue falls silent instead of the last packet of the login.
    expect(answer.steps.at(-1)).toMatchObject({ name: "login", code: "server_silent" });
  });

  it.each(["caching_sha2_password", "sha256_password"])(
    "gets the password of %s inside of verified TLS",
    async (plugin) => {
      const long =
        plugin === "sha256_password" ? [switchTo(3, plugin), okay(5)] : [switchTo(3, plugin), more(5, 4), okay(7)];
      const { answer, rogue } = await checkRogue(insideTls(...long), { ssl: true });
      expect(answer.steps.map(({ name, ok }) => [name, ok])).toEqual([
        ["network", true],
        ["tls", true],
        ["login", true],
        ["rights", false],
      ]);
      expect(rogue.receivedInTls()).toContain(`${password}\0`);
      // SSLRequest is packet 1, so what follows inside of TLS begins at 2; every answer goes up by two; commands begin at 0.
      const numbers = sentPackets(rogue.receivedInTls()).map(([sequence]) => sequence);
      expect(numbers).toEqual(plugin === "sha256_password" ? [2, 4, 0] : [2, 4, 6, 0]);
    },
  );
});

describe.concurrent("a rogue MySQL server and TLS", () => {
  const secured = { ssl: true };

  it("gets not one byte when it offers none", async () => {
    const { answer, rogue } = await checkRogue(answering(okay(2)), secured);
    expect(answer).toMatchObject({
      code: "tls_unsupported_by_server",
      field: "ssl",
    });
    expect(rogue.receivedInClear()).toBe("");
  });

  it("gets an SSLRequest without the user's name, and no more until TLS is there", async () => {
    const silent = async (connection: RogueConnection) => {
      connection.send(greeting({ tls: true }));
      await connection.receive();
      await connection.receive();
    };
    const { answer, rogue } = await checkRogue(silent, { ...secured, deadlineMs: shortDeadlineMs });
    expect(answer).toMatchObject({ code: "server_silent" });
    const sent = Buffer.from(rogue.receivedInClear(), "latin1");
    expect(sent.subarray(0, 4)).toEqual(Buffer.from([32, 0, 0, 1]));
    // After the request a TLS record begins (RFC 8446 §5.1).
    expect(sent[36]).toBe(0x16);
    expect(sent.includes("app")).toBe(false);
  });

  it("is not believed what it adds to its greeting", async () => {
    const play = async (connection: RogueConnection) => {
      connection.send(Buffer.concat([greeting({ tls: true }), okay(2)]));
      await connection.receive();
    };
    const { answer, rogue } = await checkRogue(play, secured);
    expect(answer).toMatchObject({ code: "unexpected_answer" });
    expect(rogue.receivedInClear()).toBe("");
  });

  it("is not believed what it says in clear after the SSLRequest", async () => {
    const play = async (connection: RogueConnection) => {
      connection.send(greeting({ tls: true }));
      await connection.receive();
      connection.send(okay(2));
      await connection.receive();
    };
    const { answer } = await checkRogue(play, secured);
    expect(answer).toMatchObject({ ok: false, code: "tls_failed" });
    expect(answer.steps.at(-1)?.name).toBe("tls");
  });

  it("fails by address when its certificate is only for localhost", async () => {
    const local = authority.issue({ names: ["localhost"] });
    const play = async (connection: RogueConnection) => {
      connection.send(greeting({ tls: true }));
      const opening = await connection.receive();
      connection.upgrade(local, opening.subarray(sslRequestBytes));
      await connection.receive();
    };
    const { answer, rogue } = await checkRogue(play, secured);
    expect(answer).toMatchObject({ code: "tls_wrong_host", field: "host" });
    expect(rogue.receivedInTls()).toBe("");
  });

  it("gets nothing when it hangs up instead of TLS", async () => {
    const play = async (connection: RogueConnection) => {
      connection.send(greeting({ tls: true }));
      await connection.receive();
      connection.close();
    };
    const { answer } = await checkRogue(play, secured);
    expect(answer).toMatchObject({ code: "connection_lost" });
  });
});

describe.concurrent("a rogue MySQL server that asks for a file of ours", () => {
  it.each([
    ["in place of the login's answer", [wantFile(2)]],
    ["at the first statement", [okay(2), wantFile(1), okay(3)]],
    ["at the second statement", [okay(2), okay(1), wantFile(1), okay(3)]],
  ])("gets none %s", async (_case, answers) => {
    const { answer, rogue } = await checkRogue(answering(...answers));
    expect(answer.ok).toBe(false);
    expect(answer.code).toBe("unexpected_answer");
    // Neither the file nor its name comes back to the customer, and the server gets no content.
    expect(JSON.stringify(answer)).not.toContain("passwd");
    expect(rogue.receivedInClear()).not.toContain("root:");
    const emptyOrStatement = sentPackets(rogue.receivedInClear()).slice(1);
    expect(emptyOrStatement.every(([sequence, size]) => sequence === 0 || size === 0)).toBe(true);
  });

  it("was never told that we could", async () => {
    const { rogue } = await checkRogue(answering(refuse(2, 1045)));
    const flags = Buffer.from(rogue.receivedInClear(), "latin1").readUInt32LE(4);
    expect(flags & 0x0080).toBe(0);
    // CLIENT_MULTI_STATEMENTS.
    expect(flags & 0x0001_0000).toBe(0);
  });
});

describe.concurrent("a rogue MySQL server that wears us out", () => {
  const silent = async (connection: RogueConnection) => {
    await connection.receive();
  };
  const half = async (connection: RogueConnection) => {
    connection.send(greeting().subarray(0, 20));
  };

  it.each([
    ["from the start", silent, "network"],
    ["after its greeting", answering(), "login"],
    ["after the login", answering(okay(2)), "rights"],
    ["after asking for a file", answering(okay(2), wantFile(1)), "rights"],
    ["in the middle of its greeting", half, "network"],
  ] as const)("is server_silent when it falls silent %s", async (_case, play, step) => {
    const { answer } = await checkRogue(play, { deadlineMs: shortDeadlineMs });
    expect(answer).toMatchObject({ ok: false, code: "server_silent" });
    expect(answer.steps.at(-1)?.name).toBe(step);
  });

  const column = (sequence: number) =>
    packet(sequence, [3], "def", [0, 0, 0, 1], "x", [0, 0x0c, 0x3f, 0, 1, 0, 0, 0, 3, 0, 0, 0, 0, 0]);
  const table = Buffer.concat([packet(1, [1]), column(2), packet(3, [0xfe, 0, 0, 2, 0])]);

  /** SERVER_MORE_RESULTS_EXISTS. */
  const anotherFollows = (sequence: number) => packet(sequence, [0, 0, 0, 8, 0, 0, 0]);

  it.each([
    ["columns without end", packet(1, [0xfc, 0xff, 0xff]), 2, column],
    ["rows without end", table, 4, (sequence: number) => packet(sequence, [1], "1")],
    ["results without end", anotherFollows(1), 2, anotherFollows],
  ])("is cut off for %s", async (_case, before, first, make) => {
    // Numbers wrap at 256, so that the same block can follow itself.
    const flood = Buffer.concat(Array.from({ length: 4_096 }, (_, index) => make((first + index) % 256)));
    const { answer } = await checkRogue(async (connection) => {
      await answering(okay(2), before)(connection);
      // As fast as the client takes it.
      while (connection.isOpen()) {
        connection.send(flood);
        await connection.drained();
      }
    });
    expect(answer).toMatchObject({ ok: false, code: "answer_too_large" });
  });

  it("is left when it counts its packets wrongly", async () => {
    const { answer } = await checkRogue(answering(okay(7)));
    expect(answer).toMatchObject({ ok: false, code: "unexpected_answer" });
  });

  it.each([
    ["the banner of another protocol", Buffer.from("SSH-2.0-OpenSSH_9.2p1 Debian\r\n"), "unexpected_answer"],
    ["a greeting of protocol 9", packet(0, [9], "3.20\0", [1, 0, 0, 0], "12345678\0"), "unexpected_answer"],
    ["a greeting that ends too early", packet(0, [10], "8.4"), "unexpected_answer"],
    ["an empty greeting", packet(0), "unexpected_answer"],
    ["a greeting without an end", Buffer.alloc(100_000, 0xff), "unexpected_answer"],
    ["half an error", packet(0, [0xff]), "unexpected_answer"],
  ])("is left when it begins with %s", async (_case, bytes, code) => {
    const { answer } = await checkRogue(async (connection) => {
      connection.send(bytes);
      await connection.receive();
    });
    expect(answer).toMatchObject({ ok: false, code });
    expect(answer.steps.at(-1)?.name).toBe("network");
  });

  it.each([
    ["a packet that is cut short", packet(2, [0xff])],
    ["a packet that means nothing here", packet(2, [0x42])],
    ["more of a method that was never begun", more(2, 4)],
  ])("is left when it answers the login by %s", async (_case, bytes) => {
    const { answer } = await checkRogue(answering(bytes));
    expect(answer).toMatchObject({ ok: false });
  });

  it("is left when it answers the question with nothing", async () => {
    const { answer } = await checkRogue(answering(okay(2), okay(1), okay(1), okay(1), okay(1), okay(1)));
    expect(answer).toMatchObject({ ok: false, code: "unexpected_answer" });
  });
});

describe.concurrent("what a MySQL server refuses with", () => {
  it.each([
    [1040, "too_many_connections"],
    [1129, "host_not_allowed"],
    [1130, "host_not_allowed"],
  ] as const)("%i in place of a greeting is %s, with TLS wanted or not", async (number, code) => {
    for (const ssl of [false, true]) {
      const { answer } = await checkRogue(
        async (connection) => {
          connection.send(refuse(0, number));
          connection.close();
        },
        { ssl },
      );
      expect(answer).toMatchObject({ ok: false, code });
      expect(JSON.stringify(answer)).not.toContain("nobody may see");
    }
  });

  it.each([
    [1044, "rights_missing", "database"],
    [1045, "bad_credentials", "password"],
    [1049, "database_unknown", "database"],
    [1203, "too_many_connections", undefined],
    [1226, "too_many_connections", undefined],
    [1251, "login_method_refused", undefined],
    [1524, "login_method_refused", undefined],
    [1698, "bad_credentials", "password"],
    [1862, "credentials_expired", "password"],
    [3118, "account_frozen", "user"],
    [3159, "tls_required_by_server", "ssl"],
    [4151, "account_frozen", "user"],
    [1053, "connection_lost", undefined],
    [9999, "unexpected_answer", undefined],
  ] as const)("%i at the login is %s", async (number, code, field) => {
    const { answer } = await checkRogue(answering(refuse(2, number)));
    expect(answer).toMatchObject(field === undefined ? { ok: false, code } : { ok: false, code, field });
    expect(JSON.stringify(answer)).not.toContain("nobody may see");
  });

  it.each([
    [1142, "rights_missing"],
    [1820, "credentials_expired"],
    [3024, "server_silent"],
  ] as const)("%i at a statement is %s", async (number, code) => {
    const { answer } = await checkRogue(answering(okay(2), refuse(1, number)));
    expect(answer).toMatchObject({ ok: false, code });
    expect(answer.steps.at(-1)?.name).toBe("rights");
  });
});
