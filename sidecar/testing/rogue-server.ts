/** A TCP server that says what a test wants, and remembers every byte it was given, inside of TLS too. */
import { createServer, type Socket } from "node:net";
import type { Duplex } from "node:stream";
import { TLSSocket } from "node:tls";
import type { ServerCertificate } from "../../scripts/certificates.ts";

export interface RogueServer {
  readonly port: number;
  connections(): number;
  /** Waits until the client has closed every connection. */
  allClosed(): Promise<void>;
  /** All bytes received so far in clear, of all connections, as Latin-1 text. */
  receivedInClear(): string;
  /** All bytes received so far inside of TLS. */
  receivedInTls(): string;
  stop(): Promise<void>;
}

export interface RogueConnection {
  send(bytes: Buffer): void;
  /** Waits for the next bytes of the client; empty when it has gone. */
  receive(): Promise<Buffer>;
  isOpen(): boolean;
  /** Waits until the client has taken what was sent, or has gone. */
  drained(): Promise<void>;
  /** Goes on inside of TLS, which begins with `early` if some of it was received already. */
  upgrade(certificate: ServerCertificate, early?: Buffer): void;
  /** Sends the last bytes and ends the connection properly. */
  finish(bytes: Buffer): void;
  close(): void;
}

export async function startRogueServer(play: (connection: RogueConnection) => Promise<void>): Promise<RogueServer> {
  let connections = 0;
  const received = { clear: "", tls: "" };
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    connections += 1;
    sockets.add(socket);
    socket.on("error", () => socket.destroy());
    socket.on("close", () => sockets.delete(socket));
    play(converse(socket, received)).catch((error: unknown) => {
      throw error;
    });
  });
  const { promise: listening, resolve } = Promise.withResolvers<void>();
  server.listen(0, "127.0.0.1", resolve);
  await listening;
  const address = server.address();
  if (typeof address !== "object" || address === null) throw new Error("no port");
  return {
    port: address.port,
    connections: () => connections,
    async allClosed() {
      await Promise.all([...sockets].map((socket) => new Promise((closed) => socket.once("close", closed))));
    },
    receivedInClear: () => received.clear,
    receivedInTls: () => received.tls,
    stop: () =>
      new Promise((stopped) => {
        server.close(() => stopped());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

function converse(socket: Socket, received: { clear: string; tls: string }): RogueConnection {
  let wire: Duplex = socket;
  let waiting: Buffer[] = [];
  let isOver = false;
  let wake = () => {};

  function listen(to: Duplex, kind: "clear" | "tls"): void {
    to.on("data", (chunk: Buffer) => {
      received[kind] += chunk.toString("latin1");
      waiting.push(chunk);
      wake();
    });
    to.on("error", () => to.destroy());
    to.on("close", () => {
      isOver = true;
      wake();
    });
  }

  listen(socket, "clear");
  return {
    send(bytes) {
      if (!wire.destroyed) wire.write(bytes);
    },
    async receive() {
      while (waiting.length === 0 && !isOver) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      const bytes = Buffer.concat(waiting);
      waiting = [];
      return bytes;
    },
    isOpen: () => !isOver,
    drained: () =>
      new Promise((resolve) => {
        if (isOver || !wire.writableNeedDrain) resolve();
        else wire.once("drain", resolve).once("close", resolve);
      }),
    upgrade({ cert, key }, early) {
      socket.removeAllListeners("data").pause();
      if (early) socket.unshift(early);
      wire = new TLSSocket(socket, { isServer: true, cert, key });
      listen(wire, "tls");
    },
    finish: (bytes) => void wire.end(bytes),
    close: () => void wire.destroy(),
  };
}
