/** The five lines of a test, always all, in the order in which they are proven. Pure. */
import type { Check, CheckStepName, Reason } from "../../../schema/wire/index.ts";

export interface ChecklistLine {
  readonly name: CheckStepName;
  /** `skipped`: nothing proves this line, because an earlier one failed or because the tool's test has no call for it. */
  readonly state: "passed" | "failed" | "skipped" | "running";
  readonly code?: Reason | undefined;
  /** Left out where the line was not measured by itself: one call proves several. */
  readonly ms?: number;
  /** Proven by the call of another line. */
  readonly with?: CheckStepName | undefined;
}

const checkOrder: readonly CheckStepName[] = ["network", "tls", "login", "rights", "sample"];

/** `check` null: the test runs. */
export function readChecklist(check: Check | null): readonly ChecklistLine[] {
  if (check === null) return checkOrder.map((name) => ({ name, state: "running" }));
  const stepOf = (wanted: CheckStepName) => check.steps.find(({ name }) => name === wanted);
  // A refusal before the first line (address not accepted, secret unreadable) still needs a line that explains it.
  const blamed = check.ok
    ? undefined
    : (check.steps.find(({ ok }) => !ok)?.name ?? checkOrder.find((name) => !stepOf(name)) ?? "sample");
  return checkOrder.map((name) => {
    const step = stepOf(name);
    if (name === blamed) return { name, state: "failed", code: step?.code ?? check.reason ?? undefined };
    if (!step) return { name, state: "skipped" };
    return { name, state: "passed", with: step.with, ...(step.ms > 0 && { ms: step.ms }) };
  });
}
