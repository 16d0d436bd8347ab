/**
 * Servers that only pretend to be PostgreSQL. Whatever they do: one connection, no password in clear, an answer in time, and
 * the main thread goes on working.
 */
import { describe, expect, it } from "vitest";
import { createAuthority } from "../scripts/certificates.ts";
import {
  type Circumstances,
  certificate,
  checkPretender,
  type Play,
  password,
  shortDeadlineMs,
} from "./testing/pretender.ts";
import type { RogueConnection } from "./testing/rogue-server.ts";

/** Nothing that PostgreSQL asks for is the password itself, inside of TLS either. */
async function checkRogue(play: Play, circumstances?: Circumstances) {
  const seen = await checkPretender("postgresql", play, circumstances);
  expect(seen.rogue.receivedInTls()).not.toContain(password);
  return seen;
}

/** A message of the protocol: a letter, the length with itself, the body. */
function message(letter: string, ...parts: readonly (string | number | Buffer)[]): Buffer {
  const body = Buffer.concat(parts.map((part) => (typeof part === "number" ? int32(part) : Buffer.from(part))));
  return Buffer.concat([Buffer.from(letter), int32(body.length + 4), body]);
}

function int32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
}

const loggedIn = Buffer.concat([message("R", 0), message("Z", "I")]);
const notice = message("N", "SNOTICE\0C00000\0", `M${"x".repeat(1000)}\0`, "\0");
const scramRequest = message("R", 10, "SCRAM-SHA-256\0\0");

/** Answers the startup message, then everything else in turn. */
function answering(...answers: readonly Buffer[]): (connection: RogueConnection) => Promise<void> {
  return async (connection) => {
    for (const answer of answers) {
      if ((await connection.receive()).length === 0) return;
      connection.send(answer);
    }
  };
}

/** The same inside of TLS. */
function insideTls(
  play: (connection: RogueConnection) => Promise<void>,
): (connection: RogueConnection) => Promise<void> {
  return async (connection) => {
    await connection.receive();
    connection.send(Buffer.from("S"));
    connection.upgrade(certificate);
    await play(connection);
  };
}

describe.concurrent("a rogue PostgreSQL server that asks for the password", () => {
  it.each([
    ["in clear", message("R", 3), "login_method_refused"],
    ["in clear, with a length that pg does not expect", message("R", 3, "more"), "login_method_refused"],
    ["by MD5", message("R", 5, "salt"), "login_method_refused"],
    ["by GSSAPI", message("R", 7), "login_method_refused"],
    ["by a method nobody knows", message("R", 99), "login_method_refused"],
    ["by no method at all", message("R"), "login_method_refused"],
    ["by an unknown SASL mechanism", message("R", 10, "PLAIN\0\0"), "login_method_refused"],
  ])("gets nothing %s", async (_case, request, code) => {
    const { answer, rogue } = await checkRogue(answering(request, loggedIn));
    expect(answer).toMatchObject({ ok: false, code });
    // The startup message, which begins with its length, and after it not one byte.
    const sent = Buffer.from(rogue.receivedInClear(), "latin1");
    expect(sent.length).toBe(sent.readUInt32BE(0));
  });

  it("gets nothing in clear inside of TLS either", async () => {
    const play = insideTls(answering(message("R", 3), loggedIn));
    const { answer } = await checkRogue(play, { ssl: true });
    expect(answer).toMatchObject({ code: "login_method_refused" });
  });

  it("gets no proof that it could try passwords against quickly", async () => {
    let proof = "";
    const { answer } = await checkRogue(async (connection) => {
      await connection.receive();
      connection.send(scramRequest);
      const [, nonce = ""] = /r=([^,]+)/.exec((await connection.receive()).toString("latin1")) ?? [];
      connection.send(message("R", 11, `r=${nonce}rogue,s=${Buffer.from("salt").toString("base64")},i=1`));
      proof = (await connection.receive()).toString("latin1");
    });
    expect(answer).toMatchObject({ code: "login_method_refused" });
    expect(proof).toBe("");
  });

  it("is not believed when it lets us in without its own proof", async () => {
    const { answer } = await checkRogue(async (connection) => {
      await connection.receive();
      connection.send(scramRequest);
      const [, nonce = ""] = /r=([^,]+)/.exec((await connection.receive()).toString("latin1")) ?? [];
      connection.send(message("R", 11, `r=${nonce}rogue,s=${Buffer.from("salt").toString("base64")},i=4096`));
      await connection.receive();
      connection.send(loggedIn);
    });
    expect(answer).toMatchObject({ ok: false, code: "unexpected_answer" });
  });

  it("is not tried again when it hangs up after the answer", async () => {
    const { answer } = await checkRogue(async (connection) => {
      await connection.receive();
      connection.send(scramRequest);
      await connection.receive();
      connection.close();
    });
    expect(answer).toMatchObject({ ok: false, code: "connection_lost" });
    expect(answer.steps.at(-1)?.name).toBe("login");
  });
});

describe.concurrent("a rogue PostgreSQL server and TLS", () => {
  it.each([
    ["no", "N", "tls_unsupported_by_server"],
    ["an error", message("E", "SFATAL\0C53300\0Mno\0\0").toString("latin1"), "unexpected_answer"],
    ["yes and more, for the time after TLS", `S${loggedIn.toString("latin1")}`, "unexpected_answer"],
    ["something else", "HTTP/1.1 400 Bad Request\r\n\r\n", "unexpected_answer"],
  ])("gets nothing but the question when it says %s", async (_case, reply, code) => {
    const play = answering(Buffer.from(reply, "latin1"), message("R", 3));
    const { answer, rogue } = await checkRogue(play, { ssl: true });
    expect(answer).toMatchObject({ ok: false, code });
    expect(answer.steps.at(-1)?.name).toBe("tls");
    // SSLRequest alone: eight bytes, no user.
    expect(Buffer.from(rogue.receivedInClear(), "latin1").toString("hex")).toBe("0000000804d2162f");
  });

  it("gets no user's name when its certificate is from an unknown authority", async () => {
    const own = createAuthority().issue({ names: ["127.0.0.1"] });
    const play = async (connection: RogueConnection) => {
      await connection.receive();
      connection.send(Buffer.from("S"));
      connection.upgrade(own);
      await connection.receive();
    };
    const { answer, rogue } = await checkRogue(play, { ssl: true });
    expect(answer).toMatchObject({ code: "tls_unknown_authority" });
    expect(rogue.receivedInTls()).toBe("");
  });

  it.each([
    ["hangs up", (connection: RogueConnection) => connection.close(), "connection_lost"],
    ["sends noise", (connection: RogueConnection) => connection.send(Buffer.alloc(64, "noise")), "tls_failed"],
  ])("fails cleanly when it %s instead of TLS", async (_case, act, code) => {
    const play = async (connection: RogueConnection) => {
      await connection.receive();
      connection.send(Buffer.from("S"));
      await connection.receive();
      act(connection);
    };
    const { answer } = await checkRogue(play, { ssl: true });
    expect(answer).toMatchObject({ ok: false, code });
    expect(answer.steps.at(-1)?.name).toBe("tls");
  });
});

describe.concurrent("a rogue PostgreSQL server that wears us out", () => {
  const forever = () => new Promise<never>(() => {});

  it.each([
    ["from the start", forever, false, "login"],
    ["when asked for TLS", forever, true, "tls"],
    ["in the middle of TLS", insideTls(forever), true, "login"],
    ["after the login", answering(loggedIn), false, "rights"],
  ] as const)("is server_silent when it falls silent %s", async (_case, play, ssl, step) => {
    const { answer } = await checkRogue(play, { ssl, deadlineMs: shortDeadlineMs });
    expect(answer).toMatchObject({ ok: false, code: "server_silent" });
    expect(answer.steps.at(-1)?.name).toBe(step);
  });

  /** Rows with no column. */
  const table = message("T", Buffer.from([0, 0]));

  it.each([
    ["notices without end during the login", [], notice],
    ["settings without end during the login", [], message("S", "name\0value\0")],
    ["notices without end after it", [loggedIn], notice],
    ["rows without end", [loggedIn, table], message("D", Buffer.from([0, 0]))],
  ])("is cut off for %s", async (_case, before, repeated) => {
    const flood = Buffer.concat(Array.from({ length: 1 + 65_536 / repeated.length }, () => repeated));
    const { answer } = await checkRogue(async (connection) => {
      await answering(...before)(connection);
      // As fast as the client takes it; what it says in between is nothing to us.
      while (connection.isOpen()) {
        connection.send(flood);
        await connection.drained();
      }
    });
    expect(answer).toMatchObject({ ok: false, code: "answer_too_large" });
  });

  it.each([
    ["a huge message", Buffer.concat([Buffer.from("R"), int32(0x7fffffff)]), "unexpected_answer"],
    ["a huge row", Buffer.concat([loggedIn, Buffer.from("D"), int32(0x7fffffff)]), "unexpected_answer"],
    ["an error without an end, over which pg would loop for ever", message("E"), "unexpected_answer"],
    ["such an error after the login", Buffer.concat([loggedIn, message("E")]), "unexpected_answer"],
    ["a negative length", Buffer.concat([Buffer.from("R"), int32(-1)]), "unexpected_answer"],
    ["a length below its own", Buffer.concat([Buffer.from("R"), int32(3)]), "unexpected_answer"],
    ["a letter that is no message", message("!"), "unexpected_answer"],
  ])("is left when it sends %s", async (_case, bytes, code) => {
    const { answer } = await checkRogue(answering(bytes));
    expect(answer).toMatchObject({ ok: false, code });
  });

  it("is left when it sends a row that makes pg throw out of a socket event", async () => {
    const row = message("D", Buffer.from([0xff, 0xff]));
    const { answer } = await checkRogue(answering(loggedIn, row));
    expect(answer).toMatchObject({ ok: false, code: "unexpected_answer" });
  });

  it("is left when it answers the question with something else", async () => {
    const done = Buffer.concat([message("C", "SELECT 0\0"), message("Z", "I")]);
    const { answer } = await checkRogue(answering(loggedIn, done, done, done, done, done, done));
    expect(answer).toMatchObject({ ok: false, code: "unexpected_answer" });
    expect(answer.steps.at(-1)?.name).toBe("sample");
  });
});
