/**
 * A port that behaves as if a firewall dropped its packets: somebody listens but never accepts, and when the short queue is
 * full the system leaves further connections without an answer.
 */
import { type AddressInfo, connect, type Socket } from "node:net";
import { Worker } from "node:worker_threads";

/** A connection on this machine takes less than a millisecond; one that takes longer is not coming. */
const noAnswerMs = 300;
const mostQueued = 10;

export interface FilteredPort {
  readonly port: number;
  stop(): Promise<void>;
}

export async function startFilteredPort(): Promise<FilteredPort> {
  const thread = new Worker(new URL("./deaf-thread.ts", import.meta.url), { execArgv: [] });
  const { promise: listening, resolve, reject } = Promise.withResolvers<AddressInfo>();
  thread.once("message", resolve).once("error", reject);
  const { port } = await listening;
  const queued: Socket[] = [];
  let isAnswered = true;
  while (isAnswered && queued.length < mostQueued) isAnswered = await queueUp(port, queued);
  return {
    port,
    async stop() {
      for (const socket of queued) socket.destroy();
      await thread.terminate();
    },
  };
}

function queueUp(port: number, queued: Socket[]): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: "127.0.0.1", port });
    queued.push(socket);
    const timer = setTimeout(() => resolve(false), noAnswerMs);
    socket.on("error", () => socket.destroy());
    socket.once("connect", () => {
      clearTimeout(timer);
      resolve(true);
    });
  });
}
