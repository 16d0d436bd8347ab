/**
 * MySQL's connection phase, as far as mysql2 leaves it to us: the greeting is read before the driver exists, and TLS is
 * begun here. mysql2 can do TLS by itself, but it checks the name in a certificate against `localhost` when the host is an
 * address, and it replaces the reason of a failure by one word.
 * https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_connection_phase.html
 */
import type { Duplex } from "node:stream";
import { write } from "./driver-link.ts";
import { judgeServerError } from "./mysql-errors.ts";
import { fail, type Outcome, succeed } from "./outcome.ts";

export interface Greeting {
  readonly offersTls: boolean;
  readonly isMariaDb: boolean;
}

/** Three bytes of length, one of sequence number. */
const headerBytes = 4;
const protocolVersion = 10;
const errorMarker = 0xff;
/** CLIENT_SSL, in the lower half of the capability flags. */
const tlsCapability = 0x0800;
/** An SSLRequest is what a HandshakeResponse41 begins with: flags, packet size, character set, filler. */
const sslRequestBytes = 32;

/** A greeting has about 100 bytes. Other protocols' first words read as lengths of megabytes. */
const maxGreetingBytes = 4_096;

/** Whether these bytes hold the whole greeting, or can be none. */
export function isGreetingRead(bytes: Buffer): boolean {
  return isWholePacket(bytes) || (bytes.length >= headerBytes && bytes.readUIntLE(0, 3) > maxGreetingBytes);
}

function isWholePacket(bytes: Buffer): boolean {
  return bytes.length >= headerBytes && bytes.length >= headerBytes + bytes.readUIntLE(0, 3);
}

/** Reads Protocol::HandshakeV10. An error packet in its place (too many connections, host not allowed) is judged. */
export function readGreeting(bytes: Buffer): Outcome<Greeting> {
  const end = headerBytes + bytes.readUIntLE(0, 3);
  const packet = bytes.subarray(headerBytes, end);
  if (packet.length >= 3 && packet[0] === errorMarker)
    return { ok: false, failure: judgeServerError(packet.readUInt16LE(1)) };
  const versionEnd = packet.indexOf(0, 1);
  // Connection id, 8 bytes of challenge and a filler stand before the flags.
  const flagsAt = versionEnd + 1 + 4 + 8 + 1;
  const isGreeting = packet[0] === protocolVersion && versionEnd > 0 && packet.length >= flagsAt + 2;
  // A server speaks once and waits. What follows was put there by somebody on the way, to be taken for its words.
  if (!isGreeting || bytes.length > end) return fail("unexpected_answer");
  return succeed({
    offersTls: (packet.readUInt16LE(flagsAt) & tlsCapability) !== 0,
    isMariaDb: /mariadb/i.test(packet.toString("latin1", 1, versionEnd)),
  });
}

export interface TlsUpgrade {
  /** Puts the driver's packets on the wire. The first one begins TLS and follows inside of it. */
  send(packet: Buffer): Promise<void>;
  /** Gives the server's bytes with the numbers that the driver expects. */
  filter(chunk: Buffer): Outcome<Buffer>;
}

/**
 * TLS for a driver that does not know of it. The driver answers the greeting as packet 1; the wire gets an SSLRequest as
 * packet 1, TLS, and the answer as packet 2. So all numbers are one apart until the first command, which begins at 0.
 *
 * `beginTls` makes the TLS connection and gives undefined when it has failed and the link is cut.
 */
export function createTlsUpgrade(plain: Duplex, beginTls: () => Promise<Duplex | undefined>): TlsUpgrade {
  let wire: Duplex | undefined;
  let isLogin = true;
  let rest: Buffer = Buffer.alloc(0);

  return {
    async send(packet) {
      if (wire === undefined) {
        const header = Buffer.from([sslRequestBytes, 0, 0, 1]);
        await write(plain, Buffer.concat([header, packet.subarray(headerBytes, headerBytes + sslRequestBytes)]));
        wire = await beginTls();
        if (wire === undefined) return;
      } else if (packet[3] === 0) {
        isLogin = false;
      }
      await write(wire, isLogin ? renumber(packet, 1) : packet);
    },
    filter(chunk) {
      // The greeting came before TLS and has its own number.
      if (wire === undefined || !isLogin) return succeed(chunk);
      rest = Buffer.concat([rest, chunk]);
      const packets: Buffer[] = [];
      while (isWholePacket(rest)) {
        const end = headerBytes + rest.readUIntLE(0, 3);
        packets.push(renumber(rest.subarray(0, end), -1));
        rest = rest.subarray(end);
      }
      return succeed(Buffer.concat(packets));
    },
  };
}

/** A copy with another sequence number; numbers wrap at 256. */
function renumber(packet: Buffer, difference: number): Buffer {
  const copy = Buffer.from(packet);
  copy.writeUInt8((copy.readUInt8(3) + difference) & 0xff, 3);
  return copy;
}
