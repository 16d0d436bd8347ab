/**
 * What a PostgreSQL server may say to pg. pg answers any request for the password, in clear too, and some malformed messages
 * make it loop for ever; both are stopped before pg sees them.
 */
import { fail, type Outcome, succeed } from "./outcome.ts";

/** Authentication requests (https://www.postgresql.org/docs/current/protocol-message-formats.html). */
const authentication = { ok: 0, md5: 5, sasl: 10, saslContinue: 11, saslFinal: 12 } as const;

/** RFC 7677 §4. With fewer, a server that we do not know could try passwords against our proof thousands of times faster. */
const leastScramIterations = 4_096;

/** Everything in a check is a few hundred bytes. */
const maxMessageBytes = 65_536;

const headerBytes = 5;

/** A filter for what the server sends, chunk by chunk: gives the whole messages that the driver may see. */
export function createPostgresFilter({
  encrypted,
}: {
  readonly encrypted: boolean;
}): (chunk: Buffer) => Outcome<Buffer> {
  let saslState: "none" | "begun" | "proven" = "none";
  let rest: Buffer = Buffer.alloc(0);

  function judgeAuthentication(body: Buffer): Outcome<undefined> {
    const request = body.length >= 4 ? body.readUInt32BE(0) : -1;
    switch (request) {
      case authentication.ok:
        // Who asked for a proof must give its own: a server that skips it does not know the password.
        return saslState === "begun" ? fail("unexpected_answer") : succeed(undefined);
      case authentication.md5:
        return encrypted ? succeed(undefined) : fail("login_method_refused");
      case authentication.sasl:
        saslState = "begun";
        return body.toString("latin1", 4).split("\0").includes("SCRAM-SHA-256")
          ? succeed(undefined)
          : fail("login_method_refused");
      case authentication.saslContinue:
        return encrypted || readIterations(body) >= leastScramIterations
          ? succeed(undefined)
          : fail("login_method_refused");
      case authentication.saslFinal:
        saslState = "proven";
        return succeed(undefined);
      default:
        return fail("login_method_refused");
    }
  }

  function judgeMessage(letter: string, body: Buffer): Outcome<undefined> {
    if (letter === "R") return judgeAuthentication(body);
    const isReport = letter === "E" || letter === "N";
    return isReport && !isWholeReport(body) ? fail("unexpected_answer") : succeed(undefined);
  }

  return (chunk) => {
    rest = Buffer.concat([rest, chunk]);
    let passed = 0;
    while (rest.length - passed >= headerBytes) {
      const letter = String.fromCharCode(rest.readUInt8(passed));
      const length = rest.readUInt32BE(passed + 1);
      if (length < 4 || length > maxMessageBytes) return fail("unexpected_answer");
      const end = passed + 1 + length;
      if (end > rest.length) break;
      const verdict = judgeMessage(letter, rest.subarray(passed + headerBytes, end));
      if (!verdict.ok) return verdict;
      passed = end;
    }
    const whole = rest.subarray(0, passed);
    rest = rest.subarray(passed);
    return succeed(whole);
  };
}

/** `i=` of SCRAM's server-first-message (RFC 5802 §5.1). */
function readIterations(body: Buffer): number {
  const [, iterations = "0"] = /(?:^|,)i=(\d{1,9})(?:,|$)/.exec(body.toString("latin1", 4)) ?? [];
  return Number(iterations);
}

/** ErrorResponse and NoticeResponse: fields of a letter and a text, and a zero. Over anything else pg-protocol 1.16 loops. */
function isWholeReport(body: Buffer): boolean {
  return /^(?:[^\0]+\0)*\0$/.test(body.toString("latin1"));
}
