/** Flows with a form: open, or sent and being checked. */
import { createServer, type Server, type Socket } from "node:net";
import { expect } from "vitest";
import { connectionOf } from "../person.ts";
import { expectWell, type Flow, letRun, sampleOf, untilAsked } from "./scene.ts";

/** A form that is open, nothing sent. */
export const formOpen: Flow = async (scene) => {
  const attempt = await scene.person.begin("pipedrive", { method: "credentials" });
  return {
    finish: async () => {
      const done = await scene.person.submit(attempt.id, sampleOf("pipedrive", "credentials"));
      await expectWell(scene, connectionOf(done));
    },
  };
};

/** The form is sent; the provider is being asked. */
export const checkUnderWay: Flow = async (scene) => {
  const { person, simulated } = scene;
  const attempt = await person.begin("monday", { method: "credentials" });
  const before = await simulated.countRequests("monday", /./);
  await simulated.order({ provider: "monday", kind: "hang" });
  const underWay = letRun(person.submit(attempt.id, sampleOf("monday", "credentials")));
  await untilAsked(scene, "monday", /./, before);
  return {
    underWay,
    finish: async () => {
      await simulated.clear("monday");
      expect(await person.attempt(attempt.id)).toMatchObject({ state: "open", step: { kind: "form" } });
      await expectWell(scene, connectionOf(await person.submit(attempt.id, sampleOf("monday", "credentials"))));
    },
  };
};

/** The sidecar waits for a server that accepts and never speaks. */
export const databaseCheckUnderWay: Flow = async (scene) => {
  const { person, postgresql } = scene;
  const deaf = await openDeafServer();
  const attempt = await person.begin("postgresql", { method: "database" });
  const underWay = letRun(person.submit(attempt.id, { ...postgresql.values, port: deaf.port }));
  await deaf.heard;
  return {
    underWay,
    finish: async () => {
      await deaf.close();
      expect(await person.attempt(attempt.id)).toMatchObject({ state: "open", step: { kind: "form" } });
      await expectWell(scene, connectionOf(await person.submit(attempt.id, { ...postgresql.values })));
    },
  };
};

/** Accepts and never says a word. `heard` resolves at the first connection. */
async function openDeafServer(): Promise<{ port: number; heard: Promise<void>; close(): Promise<void> }> {
  const sockets = new Set<Socket>();
  const server: Server = createServer();
  const heard = new Promise<void>((resolve) => {
    server.on("connection", (socket) => {
      sockets.add(socket.on("error", () => undefined));
      resolve();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no TCP address");
  return {
    port: address.port,
    heard,
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
  };
}
