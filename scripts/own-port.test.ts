import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { expect, it } from "vitest";
import { reservePort } from "./own-port.ts";

/** Draws this port first. */
function drawing(port: number): () => number {
  const drawn = [(port - 11_000 + 0.5) / 21_000];
  return () => drawn.pop() ?? Math.random();
}

it("gives no port twice", async () => {
  const port = await reservePort();
  expect(await reservePort(drawing(port))).not.toBe(port);
});

it("gives no port on which something listens", async () => {
  const server = createServer().listen(0, "127.0.0.1");
  try {
    await once(server, "listening");
    const address = server.address();
    const port = address !== null && typeof address === "object" ? address.port : 0;
    expect(await reservePort(drawing(port))).not.toBe(port);
  } finally {
    server.close();
  }
});

it("gives no port that another process was given and does not use yet, until that process ends", async () => {
  const module = new URL("./own-port.ts", import.meta.url).href;
  const ask = `import(${JSON.stringify(module)}).then((m) => m.reservePort()).then((port) => { console.log(port); process.stdin.resume(); })`;
  const other = spawn(process.execPath, ["-e", ask], { stdio: ["pipe", "pipe", "inherit"] });
  try {
    const [line] = await once(other.stdout, "data");
    const port = Number(line);
    expect(await reservePort(drawing(port))).not.toBe(port);
    other.kill();
    await once(other, "exit");
    expect(await reservePort(drawing(port))).toBe(port);
  } finally {
    other.kill();
  }
});
