/** The table that `npm run trust` prints. */
import { casesOf, holds, judge, type TestCase } from "./count.ts";
import { type PromiseId, promises, type Requirement } from "./requirements.ts";

const width = 118;
/** Mark, id and two numbers stand before the words. */
const indent = 24;

/** Promise by promise: requirement, cases, passed, and a sum; then a sum over all, in which each case counts once. */
export function renderTable(requirements: readonly Requirement[], cases: readonly TestCase[]): string {
  const groups = Map.groupBy(requirements, ({ promise }) => promise);
  const lines = [...groups].sort().flatMap(([promise, own]) => [...renderPromise(promise, own, cases), ""]);
  const met = requirements.filter((requirement) => holds(judge(requirement, cases))).length;
  const gaps = requirements.filter(({ gap }) => gap !== undefined).length;
  return [
    `${"cases".padStart(15)}${"passed".padStart(7)}  requirement`,
    "",
    ...lines,
    `  all   ${countsOf(requirements, cases)}  ${met} of ${requirements.length} requirements hold; a case that speaks for several counts once`,
    ...(gaps === 0 ? [] : [`\n* holds as far as docs/threats.md says under « What is not met » (${gaps})`]),
  ].join("\n");
}

/** Whether every requirement has cases, and all of them passed. */
export function isWhole(requirements: readonly Requirement[], cases: readonly TestCase[]): boolean {
  return requirements.length > 0 && requirements.every((requirement) => holds(judge(requirement, cases)));
}

function renderPromise(promise: PromiseId, own: readonly Requirement[], cases: readonly TestCase[]): string[] {
  return [
    `${promise}  ${promises[promise]}`,
    ...own.flatMap((requirement) => renderRequirement(requirement, cases)),
    `  sum   ${countsOf(own, cases)}`,
  ];
}

function renderRequirement(requirement: Requirement, cases: readonly TestCase[]): string[] {
  const verdict = judge(requirement, cases);
  const words = wrap(`${requirement.says}${requirement.gap === undefined ? "" : " *"}`);
  const failed = casesOf(requirement, cases).filter(({ passed }) => !passed);
  return [
    `${holds(verdict) ? "✓" : "✗"} ${requirement.id.padEnd(4)}  ${numbers(verdict.cases, verdict.passed)}  ${words[0] ?? ""}`,
    ...words.slice(1).map((line) => " ".repeat(indent) + line),
    ...verdict.missing.map((missing) => `${" ".repeat(indent)}no test in this run: ${missing}`),
    ...failed.map(({ file, title }) => `${" ".repeat(indent)}failed: ${file}: ${title}`),
  ];
}

function countsOf(requirements: readonly Requirement[], cases: readonly TestCase[]): string {
  const found = new Set(requirements.flatMap((requirement) => [...casesOf(requirement, cases)]));
  return numbers(found.size, [...found].filter(({ passed }) => passed).length);
}

function numbers(cases: number, passed: number): string {
  return `${String(cases).padStart(7)}${String(passed).padStart(7)}`;
}

function wrap(text: string): string[] {
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + word.length < width - indent) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}
