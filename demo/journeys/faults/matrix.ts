/** Which cells there are, and which of them are enough for every run of the tests. */
import type { Flow } from "./flow.ts";
import { type CutKind, cutKinds, type Hold } from "./gate.ts";
import type { Cell } from "./run.ts";
import { type Side, sides } from "./scene.ts";

export type Calls = Readonly<Record<Side, readonly string[]>>;

export interface Counted {
  readonly flow: Flow;
  /** What the flow asks of whom when nothing is cut. */
  readonly calls: Calls;
}

const holds: readonly Hold[] = ["hold_before", "hold_after"];

/** Every call of a flow with every kind of cut. */
export function everyCut(counted: Counted): Cell[] {
  return cellsOf(counted, () => cutKinds);
}

/**
 * Every call once, each cut in another way than its neighbours; of the statements inside a transaction, which are undone
 * together, every fourth. `turn` makes flows differ.
 */
export function coveringCuts(counted: Counted, turn: number): Cell[] {
  const cells = cellsOf(counted, (place) => [cutKinds[(place + turn) % cutKinds.length] ?? "down"]);
  const inner = cells.filter((cell) => isInner(counted, cell));
  const kept = new Set(inner.filter((_cell, place) => place % 4 === turn % 4));
  return cells.filter((cell) => !inner.includes(cell) || kept.has(cell));
}

/** Every call, held before and after it was passed on; `locking`: only those with a transaction open, or all the others. */
export function everyHold(counted: Counted, which: "locking" | "free"): Cell[] {
  return cellsOf(counted, () => holds).filter((cell) => isLocking(counted, cell) === (which === "locking"));
}

/** So many of the list, evenly from its beginning to its end. */
export function spread<Item>(list: readonly Item[], most: number): Item[] {
  const step = Math.max(1, list.length / most);
  return list.filter((_item, place) => Math.floor(place / step) !== Math.floor((place - 1) / step));
}

/** The first statement of a transaction begins it in the same call. */
const begins = (call: string | undefined) => call?.includes("begin") ?? false;
const ends = (call: string | undefined) => call?.includes("commit") ?? false;

/** Whether a transaction is open after so many calls. */
function isOpenAfter(calls: readonly string[], amount: number): boolean {
  const before = calls.slice(0, amount);
  return before.findLastIndex(begins) > before.findLastIndex(ends);
}

/** Neither the first nor the last statement of its transaction. */
function isInner({ calls }: Counted, { side, at, call }: Cell): boolean {
  return side === "libsql" && isOpenAfter(calls.libsql, at - 1) && !begins(call) && !ends(call);
}

/** Whether the database waits for the held call with a transaction open. */
function isLocking({ calls }: Counted, { side, at, kind }: Cell): boolean {
  return side === "libsql" && isOpenAfter(calls.libsql, kind === "hold_after" ? at : at - 1);
}

function cellsOf({ flow, calls }: Counted, kindsAt: (place: number) => readonly (CutKind | Hold)[]): Cell[] {
  return sides
    .filter((side) => flow.sides.includes(side))
    .flatMap((side) =>
      calls[side].flatMap((call, place) => kindsAt(place).map((kind) => ({ flow, side, at: place + 1, kind, call }))),
    );
}
