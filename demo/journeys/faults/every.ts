/**
 * `npm run trust:faults`: every flow of the product, every call it makes, every kind of cut, and every moment at which the Worker
 * can be killed. Prints a line per cell and a table at the end; the exit code is 0 only when nothing was complained of. Takes
 * most of an hour. A text behind it plays only the flows whose names contain it.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import type { ProcessName } from "../../start.ts";
import { flows } from "./flows/all.ts";
import { type Counted, everyCut, everyHold, spread } from "./matrix.ts";
import { type Cell, countCalls, runCuts, runHeld, type Verdict } from "./run.ts";
import { type Bench, openBench } from "./scene.ts";

/** The stack gives up a process that dies too often within a minute. */
const killEveryMs = 13_000;
/** Moments within transactions are killed one at a time; so many of each flow. */
const lockingPerFlow = 4;
const cellsAtOnce = 16;

const [only = ""] = process.argv.slice(2);
const folder = mkdtempSync(join(tmpdir(), "faults-"));
const verdicts: Verdict[] = [];
const bench = await openBench(folder);
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => void end().then(() => process.exit(1)));
try {
  const counted: Counted[] = [];
  for (const flow of flows.filter(({ name }) => name.includes(only))) {
    counted.push({ flow, calls: await countCalls(bench, flow) });
  }
  for (const one of counted) for (const part of inParts(everyCut(one))) note(await runCuts(bench, part));
  await holdAll(bench, ["worker"], counted);
  await holdAll(bench, ["libsql", "sidecar"], counted);
  await holdAll(bench, [], counted);
  printTable(counted);
} finally {
  await end();
}

/** Rounds of moments outside of transactions, each ending with one inside while there are any. */
async function holdAll(on: Bench, victims: readonly ProcessName[], counted: readonly Counted[]): Promise<void> {
  const locking = counted.flatMap((one) => spread(everyHold(one, "locking"), lockingPerFlow));
  const rounds = inParts(counted.flatMap((one) => everyHold(one, "free")));
  while (rounds.length < locking.length) rounds.push([]);
  for (const [place, round] of rounds.entries()) {
    const pace = wait(killEveryMs);
    note(await runHeld(on, victims, [...round, ...locking.slice(place, place + 1)]));
    if (victims.length > 0) await pace;
  }
}

function inParts(cells: readonly Cell[]): Cell[][] {
  return Array.from({ length: Math.ceil(cells.length / cellsAtOnce) }, (_, place) =>
    cells.slice(place * cellsAtOnce, (place + 1) * cellsAtOnce),
  );
}

function note(judged: readonly Verdict[]): void {
  verdicts.push(...judged);
  for (const { cell, killed, outcome, told, ms, complaints } of judged) {
    const how = killed.length > 0 ? `${cell.kind}, ${killed.join(" and ")} killed` : cell.kind;
    const line = [cell.flow.name, `${cell.side} ${cell.at}: ${cell.call}`, how, outcome, told.join(" "), `${ms} ms`];
    console.log(`${complaints.length > 0 ? "✗" : "✓"} ${line.join(" | ")}`);
    for (const complaint of complaints) console.log(`    ${complaint}`);
  }
}

function printTable(counted: readonly Counted[]): void {
  console.log("\nflow | cells | done | clean failure | needs reconnect | complained of");
  for (const { flow } of counted) {
    const own = verdicts.filter(({ cell }) => cell.flow === flow);
    const count = (outcome: Verdict["outcome"]) => own.filter((verdict) => verdict.outcome === outcome).length;
    const bad = own.filter(({ complaints }) => complaints.length > 0).length;
    const numbers = [own.length, count("done"), count("clean_failure"), count("needs_reconnect"), bad];
    console.log([flow.name, ...numbers].join(" | "));
  }
  const bad = verdicts.filter(({ complaints }) => complaints.length > 0).length;
  console.log(`\n${verdicts.length} cells, ${bad} complained of`);
  process.exitCode = bad === 0 ? 0 : 1;
}

async function end(): Promise<void> {
  await bench.close();
  rmSync(folder, { recursive: true, force: true });
}
