import type { DatabaseCheckAnswer } from "../../schema/wire/index.ts";

/** Names of the steps that passed, and the one that failed with its reason. */
export function outline({ ok, steps, code, field }: DatabaseCheckAnswer): unknown {
  return {
    ok,
    passed: steps.filter((step) => step.ok).map((step) => step.name),
    failed: steps.at(-1)?.code,
    code,
    field,
  };
}
