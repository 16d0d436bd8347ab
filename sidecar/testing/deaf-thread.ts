/** Listens with the shortest queue, tells its port, and then stands still for good: nobody accepts what queues up. */
import { createServer } from "node:net";
import { parentPort } from "node:worker_threads";

const server = createServer();
server.listen(0, "127.0.0.1", 1, () => {
  parentPort?.postMessage(server.address());
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
});
