/** What is wrong with a choice of columns, as the API would say it. Pure. */
import type { ImportTarget, StepOf } from "../../../schema/wire/index.ts";

type Target = StepOf<"mapping">["targets"][number];

/** `who`: nothing would tell one guest from another. `taken`: another meaning has that column already. */
export type MappingFault =
  | { readonly code: "required" }
  | { readonly code: "who" }
  | { readonly code: "taken"; readonly by: ImportTarget };

/** One of these must have a column. */
const whoTargets: readonly ImportTarget[] = ["full_name", "first_name", "last_name", "phone", "email"];

/** Faults by target, in the order of the targets; empty when the file can be read. */
export function judgeMapping(
  targets: readonly Target[],
  columnOf: (target: Target) => number | null,
): ReadonlyMap<ImportTarget, MappingFault> {
  const faults = new Map<ImportTarget, MappingFault>();
  const owners = new Map<number, ImportTarget>();
  for (const target of targets) {
    const column = columnOf(target);
    if (column === null) {
      if (target.required) faults.set(target.name, { code: "required" });
      continue;
    }
    const owner = owners.get(column);
    if (owner === undefined) owners.set(column, target.name);
    else faults.set(target.name, { code: "taken", by: owner });
  }
  const who = targets.filter(({ name }) => whoTargets.includes(name));
  const [first] = who;
  if (first && who.every((target) => columnOf(target) === null) && !faults.has(first.name))
    faults.set(first.name, { code: "who" });
  return faults;
}
