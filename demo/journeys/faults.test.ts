/**
 * Every flow of the product, cut at every one of its calls: before the call arrives, after it was answered, within the answer,
 * from it on; and with the Worker, libSQL and the sidecar killed while calls are held. Afterwards each flow is done,
 * or has failed without a trace, or asks for a new consent and says why; no grant is lost or held twice; journal and audit
 * trail tell what happened. This is a selection; `npm run trust:faults` plays every call with every kind.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { flows } from "./faults/flows/all.ts";
import { type Counted, coveringCuts, everyHold, spread } from "./faults/matrix.ts";
import { complaintsOf, countCalls, runCuts, runHeld } from "./faults/run.ts";
import { type Bench, openBench, sides } from "./faults/scene.ts";

const folder = mkdtempSync(join(tmpdir(), "faults-"));
/** Two dozen cuts, each with all that a person does before and after it, on a busy machine. */
const enoughMs = 180_000;

let bench: Bench;
const counted: Counted[] = [];

beforeAll(async () => {
  bench = await openBench(folder);
  for (const flow of flows) counted.push({ flow, calls: await countCalls(bench, flow) });
});
afterAll(async () => {
  await bench?.close();
  rmSync(folder, { recursive: true, force: true });
});

describe("one call cut", () => {
  test.each(flows.map((flow, turn) => ({ name: flow.name, flow, turn })))(
    "$name: done, or nothing of it, or a new consent asked for",
    async ({ flow, turn }) => {
      const own = counted.find((one) => one.flow === flow);
      const cells = own ? coveringCuts(own, turn) : [];
      expect(new Set(cells.map(({ side }) => side))).toEqual(new Set(flow.sides));
      expect(complaintsOf(await runCuts(bench, cells))).toEqual([]);
    },
    enoughMs,
  );
});

describe("while calls are held", () => {
  /** One moment of each flow and side outside of a transaction, then one within. */
  function momentsOf(turn: number) {
    const free = counted.flatMap((own) =>
      sides.flatMap((side) => {
        const cells = everyHold(own, "free").filter((cell) => cell.side === side);
        return cells.slice((turn * 5) % Math.max(1, cells.length)).slice(0, 1);
      }),
    );
    const locking = counted.flatMap((own) => everyHold(own, "locking"));
    return [...free, ...spread(locking, 2).slice(turn, turn + 1)];
  }

  test.each([
    { name: "the Worker is killed", victims: ["worker"], turn: 0 },
    { name: "libSQL and the sidecar are killed", victims: ["libsql", "sidecar"], turn: 1 },
  ] as const)(
    "$name: every flow is whole, or there is nothing of it",
    async ({ victims, turn }) => {
      expect(complaintsOf(await runHeld(bench, victims, momentsOf(turn)))).toEqual([]);
    },
    enoughMs,
  );
});
