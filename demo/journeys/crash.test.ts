/**
 * A process is killed while every flow of the product is in its middle. Afterwards what was confirmed is there, nothing is
 * half-made, and every person can go on or begin again.
 */
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { auditVerification } from "../../schema/wire/index.ts";
import { startEphemeralStack } from "../stack/ephemeral.ts";
import type { ProcessName, Stack } from "../start.ts";
import { flows, flowsOfData, flowsUnderWay } from "./crash/flows.ts";
import { findHalfMade } from "./crash/half-made.ts";
import type { Halfway, Scene } from "./crash/scene.ts";
import { type Inside, lookInside } from "./inside.ts";
import { foreignHostKeys, sitDownAbroad } from "./person.ts";
import { type CustomerDatabase, engines, startCustomerDatabases } from "./real-databases.ts";
import { simulatedProviders } from "./simulated.ts";

const auditorKey = "internal-key-of-the-auditor-4c07d1e2b9f35a68";
const environment = {
  PARTNER_KEYS: foreignHostKeys,
  INTERNAL_KEYS: JSON.stringify([{ key: auditorKey, name: "auditor", scopes: ["audit:read"], tenants: "*" }]),
};
/** Every way takes its time: ten seconds of a deadline, the start of a Worker, some thousand rows. */
const enoughMs = 150_000;

let stack: Stack;
let inside: Inside;
let databases: Awaited<ReturnType<typeof startCustomerDatabases>>;

beforeAll(async () => {
  [stack, databases] = await Promise.all([startEphemeralStack(environment), startCustomerDatabases()]);
  inside = lookInside(stack);
});
afterAll(async () => {
  inside?.close();
  await Promise.all([stack?.stop(), ...engines.map((engine) => databases?.[engine].stop())]);
});

afterEach(async () => {
  await fetch(`${stack.urls.simulators}/faults`, { method: "DELETE" });
});

async function setScene(tenant: string, postgresql: CustomerDatabase): Promise<Scene> {
  const person = await sitDownAbroad(stack, { tenant });
  return { stack, person, inside, postgresql, simulated: simulatedProviders(stack) };
}

/** Kills the process; resolves when the whole product answers again. */
async function crash(name: ProcessName): Promise<void> {
  await stack.kill(name);
  await stack.whenHealthy(name);
  await stack.whenHealthy("worker");
}

async function verifyAudit(tenant: string): Promise<unknown> {
  const answer = await fetch(`${stack.urls.api}/internal/audit/verification?tenant=${tenant}`, {
    headers: { authorization: `Bearer ${auditorKey}` },
  });
  return auditVerification.parse(await answer.json());
}

describe.each(["worker", "libsql", "sidecar"] as const)("%s killed", (name) => {
  test(
    "in the middle of every flow loses nothing confirmed and leaves nothing half-made",
    async () => {
      const tenant = `tenant-of-${name}`;
      const scene = await setScene(tenant, databases.postgresql);
      const halfway: Halfway[] = await Promise.all(flows.map((flow) => flow(scene)));
      const confirmed = (await scene.person.connections()).map(({ id }) => id);
      halfway.push(...(await Promise.all(flowsUnderWay.map((flow) => flow(scene)))));
      for (const flow of flowsOfData) halfway.push(await flow(scene));

      await crash(name);
      await Promise.all(halfway.map(({ underWay }) => underWay));
      expect(await findHalfMade(inside)).toEqual({});
      const kept = (await scene.person.connections()).map(({ id }) => id);
      expect(kept).toEqual(expect.arrayContaining(confirmed));

      for (const { finish } of halfway) await finish();
      // A revocation that was cut off is tried again after a while.
      await inside.endAttemptsOf(tenant);
      await stack.fireCron();
      await vi.waitFor(async () => {
        expect(await findHalfMade(inside)).toEqual({});
        expect(await inside.count("attempts", "sealed_draft is not null and tenant_id = ?", tenant)).toBe(0);
      });
      for (const { id, kind } of await scene.person.connections()) {
        const check = await scene.person.test(id);
        expect([id, kind, check.ok]).toEqual([id, kind, true]);
      }
      expect(await verifyAudit(tenant)).toMatchObject({ broken_at: null, problem: null });
    },
    enoughMs,
  );
});

describe("at any moment of a commit", () => {
  /** Each round, the kill meets another moment of ten connections that are being written. */
  test.each(["worker", "libsql"] as const)(
    "%s killed: a connection is whole, or there is none",
    async (name) => {
      const { person } = await setScene(`commits-of-${name}`, databases.postgresql);
      for (const answered of [0, 1, 4]) {
        const attempts = await Promise.all(
          Array.from({ length: 10 }, () => person.begin("resy", { method: "credentials" })),
        );
        const confirmed: string[] = [];
        let notice = () => undefined;
        const enough = new Promise<void>((resolve) => {
          notice = () => {
            if (confirmed.length >= answered) resolve();
            return undefined;
          };
        });
        const values = { api_key: "simulatedResyContractKey2026", venue_id: "54602" };
        const underWay = attempts.map(({ id }) =>
          person.submit(id, values).then(
            ({ state, connection }) => {
              if (state === "done" && connection) confirmed.push(connection.id);
              notice();
            },
            () => notice(),
          ),
        );
        notice();
        await enough;
        await crash(name);
        await Promise.all(underWay);
        expect(await findHalfMade(inside)).toEqual({});
        const kept = (await person.connections()).map(({ id }) => id);
        expect(kept).toEqual(expect.arrayContaining(confirmed));
        for (const { id } of attempts) {
          const now = await person.attempt(id);
          const done = now.state === "done" ? now : await person.submit(id, values);
          expect(done).toMatchObject({ state: "done", connection: { status: "connected" } });
        }
        for (const { id } of await person.connections()) await person.disconnect(id);
      }
    },
    enoughMs,
  );
});
