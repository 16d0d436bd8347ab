/** The lines of a test in the order in which they are proven. Pure. */
import type { Check, CheckStepName, Reason } from "../../../schema/wire/index.ts";

export interface ChecklistLine {
  readonly name: CheckStepName;
  /** `skipped`: an earlier line failed, so this one proves nothing yet. */
  readonly state: "passed" | "failed" | "skipped" | "running";
  readonly code?: Reason | undefined;
  /** Left out where the line was not measured by itself: one call proves several. */
  readonly ms?: number;
}

export const checkOrder: readonly CheckStepName[] = ["network", "tls", "login", "rights", "sample"];

/** `check` null: the test runs, and the expected lines wait. */
export function readChecklist(check: Check | null, expected: readonly CheckStepName[]): readonly ChecklistLine[] {
  if (check === null) {
    const names = expected.length > 0 ? expected : checkOrder;
    return names.map((name) => ({ name, state: "running" }));
  }
  const lines: ChecklistLine[] = check.steps.map((step) => ({
    name: step.name,
    state: step.ok ? "passed" : "failed",
    code: step.code,
    ...(step.ms > 0 && { ms: step.ms }),
  }));
  if (check.ok) return lines;
  // A refusal before the first line (address not accepted, secret unreadable) still needs a line that explains it.
  if (!lines.some((line) => line.state === "failed")) {
    const next = checkOrder.find((name) => !lines.some((line) => line.name === name)) ?? "sample";
    lines.push({ name: next, state: "failed", code: check.reason ?? undefined });
  }
  const failedAt = checkOrder.indexOf(lines.find((line) => line.state === "failed")?.name ?? "sample");
  const later = checkOrder.filter((name, at) => at > failedAt && !lines.some((line) => line.name === name));
  return [...lines, ...later.map((name) => ({ name, state: "skipped" }) as const)];
}
