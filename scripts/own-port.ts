/** Ports for servers that are told where to listen, so that any number of stacks and databases start side by side. */
import { createSocket } from "node:dgram";
import { createServer } from "node:net";

/** Below the ports that the system hands out by itself: no client's connection is given one between the look and its use. */
const firstOwnPort = 11_000;
const ownPorts = 21_000;

/**
 * A port of 127.0.0.1 that nothing listens on, and that nobody else who asks here is given as long as this process lives: its UDP
 * twin, which our servers leave alone, is held. The system lets go of it however the process ends.
 */
export async function reservePort(random: () => number = Math.random): Promise<number> {
  for (;;) {
    const port = firstOwnPort + Math.floor(random() * ownPorts);
    if ((await isTaken(hold(port))) || (await isTaken(tryPort(port)))) continue;
    return port;
  }
}

/** Listens for a moment. Rejects with the system's error when it may not. */
export function tryPort(port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", reject);
    probe.listen(port, "127.0.0.1", () => probe.close(() => resolve()));
  });
}

function hold(port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const held = createSocket("udp4");
    held.once("error", (error) => {
      held.close();
      reject(error);
    });
    held.bind({ port, address: "127.0.0.1", exclusive: true }, () => {
      // Held as long as the process lives, and no reason for it to live on.
      held.unref();
      resolve();
    });
  });
}

async function isTaken(attempt: Promise<void>): Promise<boolean> {
  try {
    await attempt;
    return false;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EADDRINUSE") return true;
    throw error;
  }
}
