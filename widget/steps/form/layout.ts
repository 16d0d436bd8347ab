/** Which fields of a form share a line. Pure. */
import type { Field } from "../../../schema/wire/index.ts";

/** A short number stands beside the text it belongs to (host and port); everything else has its own line. */
export function layoutOf(fields: readonly Field[], at: number): string {
  const isBeside = (index: number) => fields[index]?.type === "number" && fields[index - 1]?.type === "text";
  if (isBeside(at)) return "short";
  return isBeside(at + 1) && at >= 0 ? "long" : "";
}
