/**
 * What a PostgreSQL server may ask for while a client logs in. pg answers any request for the password, in clear too, so
 * the request is stopped before pg sees it.
 */
import { fail, type Outcome, succeed } from "./outcome.ts";

/** Authentication requests (https://www.postgresql.org/docs/current/protocol-message-formats.html). */
const authentication = { ok: 0, md5: 5, sasl: 10, saslContinue: 11, saslFinal: 12 } as const;

/** RFC 7677 §4. With fewer, a server that we do not know could try passwords against our proof thousands of times faster. */
const leastScramIterations = 4_096;

/** Login messages are a few hundred bytes. */
const maxLoginMessageBytes = 65_536;

const headerBytes = 5;

/**
 * A filter for what the server sends, chunk by chunk: gives what the driver may see. During the login only whole messages
 * pass; from ReadyForQuery on, everything does.
 */
export function createLoginFilter({ encrypted }: { readonly encrypted: boolean }): (chunk: Buffer) => Outcome<Buffer> {
  let isLoggedIn = false;
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

  return (chunk) => {
    if (isLoggedIn) return succeed(chunk);
    rest = Buffer.concat([rest, chunk]);
    let passed = 0;
    while (rest.length - passed >= headerBytes) {
      const type = String.fromCharCode(rest.readUInt8(passed));
      const length = rest.readUInt32BE(passed + 1);
      if (length < 4 || length > maxLoginMessageBytes) return fail("unexpected_answer");
      const end = passed + 1 + length;
      if (end > rest.length) break;
      const verdict = type === "R" ? judgeAuthentication(rest.subarray(passed + headerBytes, end)) : succeed(undefined);
      if (!verdict.ok) return verdict;
      passed = end;
      if (type === "Z") {
        isLoggedIn = true;
        passed = rest.length;
      }
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
