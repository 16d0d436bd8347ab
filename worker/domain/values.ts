/** The values of one connection, settings and opened secrets together, read without casts. */
import type { FieldValue } from "../../schema/wire/index.ts";

export interface Values {
  /** The value as text; empty when absent. */
  text(name: string): string;
  flag(name: string): boolean;
  number(name: string): number;
  has(name: string): boolean;
}

export function toValues(...records: readonly Readonly<Record<string, FieldValue>>[]): Values {
  const all = new Map(records.flatMap((record) => Object.entries(record)));
  return {
    text: (name) => String(all.get(name) ?? ""),
    flag: (name) => all.get(name) === true || all.get(name) === "true",
    number: (name) => Number(all.get(name)),
    has: (name) => all.has(name) && all.get(name) !== "",
  };
}

/** The same values, some of them replaced or added. */
export function withValues(values: Values, more: Readonly<Record<string, FieldValue>>): Values {
  const own = toValues(more);
  const holder = (name: string) => (Object.hasOwn(more, name) ? own : values);
  return {
    text: (name) => holder(name).text(name),
    flag: (name) => holder(name).flag(name),
    number: (name) => holder(name).number(name),
    has: (name) => holder(name).has(name),
  };
}
