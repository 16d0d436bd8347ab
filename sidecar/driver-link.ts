/**
 * What stands between a database driver and the wire. The driver gets a stream in place of a socket: the connection is
 * already made, to a checked address and with TLS where it is wanted. What the server sends is counted and filtered before
 * the driver sees it.
 */
import { Duplex } from "node:stream";
import { type Failure, fail, type Outcome } from "./outcome.ts";

export interface DriverLink {
  /** For the driver. Has the few methods of a socket that drivers call. */
  readonly stream: Duplex;
  /** Gives the driver bytes that were read from the server before. */
  receive(chunk: Buffer): void;
  /** From now on the driver reads what this wire brings. */
  listen(wire: Duplex): void;
  /** Cuts the connection. What the driver says afterwards is only the consequence. */
  refuse(failure: Failure): void;
  /** Why the connection was cut, if it was. */
  refusal(): Failure | undefined;
}

/** A check brings a few kilobytes. Rows, notices and packets without end stop here. */
const maxServerBytes = 262_144;

/** `filter` gives what the driver may see of a chunk; `send` puts on the wire what the driver writes. */
export function createDriverLink(rules: {
  filter(chunk: Buffer): Outcome<Buffer>;
  send(chunk: Buffer): Promise<void>;
}): DriverLink {
  const wires: Duplex[] = [];
  let refusal: Failure | undefined;
  let receivedBytes = 0;

  const stream = new Duplex({
    // The end of what the server sends closes the stream, as it does for the sockets that drivers make.
    allowHalfOpen: false,
    read() {},
    write(chunk, _encoding, done) {
      rules.send(chunk).then(() => done(), done);
    },
    final(done) {
      wires.at(-1)?.end();
      done();
    },
    destroy(error, done) {
      for (const wire of wires) wire.destroy();
      done(error);
    },
  });

  function receive(chunk: Buffer): void {
    if (stream.destroyed) return;
    receivedBytes += chunk.length;
    const passed = receivedBytes > maxServerBytes ? fail("answer_too_large") : rules.filter(chunk);
    if (passed.ok) stream.push(passed.value);
    else refuse(passed.failure);
  }

  function refuse(failure: Failure): void {
    refusal ??= failure;
    stream.destroy();
  }

  return {
    // pg calls these on what it believes to be a socket of its own making.
    stream: Object.assign(stream, {
      setNoDelay: () => stream,
      connect: () => {
        process.nextTick(() => stream.emit("connect"));
        return stream;
      },
    }),
    receive,
    listen(wire) {
      wires.push(wire);
      wire.on("data", receive).resume();
      // Pushed, not destroyed: the driver still reads what came before the end.
      wire.once("close", () => {
        if (wire === wires.at(-1) && !stream.destroyed) stream.push(null);
      });
    },
    refuse,
    refusal: () => refusal,
  };
}

/** Writes and waits until the bytes are handed to the system. */
export function write(wire: Duplex, bytes: Buffer): Promise<void> {
  return new Promise((resolve, reject) => {
    wire.write(bytes, (error) => (error ? reject(error) : resolve()));
  });
}
