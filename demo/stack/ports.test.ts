import { createServer, type Server } from "node:net";
import { afterEach, expect, test } from "vitest";
import { choosePorts, portVariables, StartError } from "./ports.ts";

let taken: Server | undefined;
afterEach(() => new Promise<void>((resolve) => (taken ? taken.close(() => resolve()) : resolve())));

async function takePort(): Promise<number> {
  const server = createServer();
  taken = server;
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no TCP address");
  return address.port;
}

test("free ports are six different ones", async () => {
  const ports = await choosePorts({}, "free");
  expect(Object.keys(ports)).toEqual(["api", "dashboard", "partner", "sidecar", "simulators", "libsql"]);
  expect(new Set(Object.values(ports)).size).toBe(6);
});

test("a variable is kept, whatever stands for the others", async () => {
  const { api } = await choosePorts({}, "free");
  expect((await choosePorts({ API_PORT: String(api) }, "free")).api).toBe(api);
});

test("the usual ports are those of the documentation", () => {
  expect(Object.values(portVariables).map(({ port }) => port)).toEqual([8787, 8788, 8789, 8790, 8791, 8792]);
});

test("a taken port is named with the variable that changes it", async () => {
  const port = await takePort();
  const refused = choosePorts({ SIDECAR_PORT: String(port) }, "free");
  await expect(refused).rejects.toThrow(StartError);
  await expect(refused).rejects.toThrow(
    `Port ${port} (sidecar) is taken by another program. Free it, or choose another with SIDECAR_PORT=<port>.`,
  );
});

test.each(["0", "-1", "65536", "80.5", "http", "8787 8788"])("%j is no port", async (text) => {
  await expect(choosePorts({ LIBSQL_PORT: text }, "free")).rejects.toThrow("LIBSQL_PORT is not a port");
});

test("an empty variable counts as none", async () => {
  expect((await choosePorts({ API_PORT: "" }, "free")).api).toBeGreaterThan(0);
});

test("two programs cannot be given one port", async () => {
  const { api } = await choosePorts({}, "free");
  await expect(choosePorts({ API_PORT: String(api), PARTNER_PORT: String(api) }, "free")).rejects.toThrow(
    `Port ${api} is chosen for api and for partner.`,
  );
});
