/** Runs flows under fire, one cut or one kill at a time, and judges what is left when it is calm again. */
import type { ProcessName } from "../../start.ts";
import type { Flow, Outcome, Run } from "./flow.ts";
import type { Cut, CutKind, Hold, Watch } from "./gate.ts";
import { judge } from "./judge.ts";
import { type Bench, type Scene, type Side, setScene, sides } from "./scene.ts";

export interface Cell {
  readonly flow: Flow;
  readonly side: Side;
  /** Which call to that side, from 1. */
  readonly at: number;
  readonly kind: CutKind | Hold;
  /** What that call was when nothing was cut. */
  readonly call: string;
}

export interface Verdict {
  readonly cell: Cell;
  /** Who was killed while the call was held. */
  readonly killed: readonly ProcessName[];
  readonly outcome: Outcome | "none";
  /** Codes of the refusals that the person was shown. */
  readonly told: readonly string[];
  readonly ms: number;
  /** Empty when all is as it must be. */
  readonly complaints: readonly string[];
}

/** A scene that was played and waits for its judgement. */
export interface Played {
  readonly cell: Cell;
  readonly killed: readonly ProcessName[];
  readonly scene: Scene;
  readonly run: Run;
  readonly outcome: Outcome | "none";
  readonly ms: number;
  /** Numbers of the families that the provider granted to this scene. */
  readonly families: readonly number[];
}

let tenants = 0;

/** What calls a flow makes to whom when nothing is cut. */
export async function countCalls(bench: Bench, flow: Flow): Promise<Readonly<Record<Side, readonly string[]>>> {
  tenants += 1;
  const scene = await setScene(bench, `calm-${tenants}`);
  const run = await flow.prepare(scene);
  const watches = watchAll(bench);
  await run.act();
  endAll(watches);
  const outcome = await run.find();
  if (outcome !== "done") throw new Error(`${flow.name}: ${outcome} without any cut`);
  return { libsql: watches.libsql.calls, provider: watches.provider.calls, sidecar: watches.sidecar.calls };
}

/** One cut after the other. */
export async function runCuts(bench: Bench, cells: readonly Cell[]): Promise<Verdict[]> {
  const played: Played[] = [];
  for (const cell of cells) {
    const begun = await begin(bench, cell);
    const watches = watchAll(bench, cell);
    begun.scene.follow(watches[cell.side]);
    begun.scene.begin();
    await begun.act(() => begun.run.act()).catch((error: unknown) => noteSilence(begun.scene, error));
    endAll(watches);
    await bench.giveUpTransaction();
    if (!watches[cell.side].isMet) begun.scene.complaints.push("the call that was to be cut was never made");
    played.push(await settle(begun));
  }
  return judge(bench, played);
}

/**
 * Each cell is brought to its call, which is held. Then what is to be killed is killed and comes back; with nobody to kill, the
 * calls stay held until the Worker gives each of them up. The last cell may hold a transaction, which keeps every other
 * writer waiting.
 */
export async function runHeld(
  bench: Bench,
  victims: readonly ProcessName[],
  cells: readonly Cell[],
): Promise<Verdict[]> {
  const begun: Begun[] = [];
  for (const cell of cells) begun.push(await begin(bench, cell, victims));
  const watched: Readonly<Record<Side, Watch>>[] = [];
  const underWay: Promise<unknown>[] = [];
  for (const one of begun) {
    const { scene, cell, run } = one;
    const watches = watchAll(bench, cell);
    watched.push(watches);
    scene.follow(watches[cell.side]);
    scene.begin();
    const acting = one
      .act(() => run.act())
      .catch((error: unknown) => {
        if (!victims.includes("worker")) noteSilence(scene, error);
      });
    underWay.push(acting);
    await Promise.race([watches[cell.side].met, acting]);
  }
  if (victims.length === 0) await Promise.all(underWay);
  await Promise.all(victims.map((victim) => bench.stack.kill(victim)));
  for (const watches of watched) endAll(watches);
  await Promise.all(underWay);
  for (const victim of victims) await bench.stack.whenHealthy(victim);
  await bench.giveUpTransaction();
  await bench.stack.whenHealthy("worker");
  const played: Played[] = [];
  for (const one of begun) played.push(await settle(one));
  return judge(bench, played);
}

/** Sentences for a test to show: which cell, and what was wrong. */
export function complaintsOf(verdicts: readonly Verdict[]): string[] {
  return verdicts.flatMap(({ cell, outcome, complaints }) =>
    complaints.map((complaint) => `${nameCell(cell)} → ${outcome}: ${complaint}`),
  );
}

export function nameCell({ flow, side, at, kind, call }: Cell): string {
  return `${flow.name}, ${side} call ${at} (${call}) ${kind}`;
}

interface Begun {
  readonly cell: Cell;
  readonly killed: readonly ProcessName[];
  readonly scene: Scene;
  readonly run: Run;
  readonly families: Set<number>;
  readonly startedAt: number;
  /** Notes whatever the provider grants meanwhile. */
  act<Value>(work: () => Promise<Value>): Promise<Value>;
}

async function begin(bench: Bench, cell: Cell, killed: readonly ProcessName[] = []): Promise<Begun> {
  tenants += 1;
  const startedAt = Date.now();
  const scene = await setScene(bench, `fire-${tenants}`);
  const families = new Set<number>();
  const { ledger } = bench;
  const act = async <Value>(work: () => Promise<Value>): Promise<Value> => {
    const before = ledger.families.length;
    try {
      return await work();
    } finally {
      for (const { number } of ledger.families.slice(before)) families.add(number);
    }
  };
  const run = await act(() => cell.flow.prepare(scene));
  return { cell, killed, scene, run, families, startedAt, act };
}

/** What there is, and how the person goes on from there. */
async function settle({ cell, killed, scene, run, families, startedAt, act }: Begun): Promise<Played> {
  const { complaints, person } = scene;
  const complain = (what: string) => (error: unknown) => {
    complaints.push(`${what}: ${error instanceof Error ? error.message : error}`);
    return undefined;
  };
  scene.begin();
  const outcome = (await act(() => run.find()).catch(complain("found"))) ?? "none";
  await act(() => run.goOn()).catch(complain("going on"));
  const id = run.connectionId();
  if (id !== undefined) {
    const check = await person.test(id).catch(complain("the last test"));
    if (check && !(check.ok && check.status === "connected")) complaints.push(`the last test says ${check.reason}`);
  }
  return { cell, killed, scene, run, outcome, ms: Date.now() - startedAt, families: [...families] };
}

/** Without a Worker that was killed there is always an answer. */
function noteSilence({ complaints }: Scene, error: unknown): void {
  if (error instanceof TypeError) complaints.push(`no answer: ${error.message}`);
}

function watchAll({ gates }: Bench, cell?: Cell): Readonly<Record<Side, Watch>> {
  const cutAt = (side: Side): Cut | undefined => (cell?.side === side ? { at: cell.at, kind: cell.kind } : undefined);
  return {
    libsql: gates.libsql.watch(cutAt("libsql")),
    provider: gates.provider.watch(cutAt("provider")),
    sidecar: gates.sidecar.watch(cutAt("sidecar")),
  };
}

function endAll(watches: Readonly<Record<Side, Watch>>): void {
  for (const side of sides) watches[side].end();
}
