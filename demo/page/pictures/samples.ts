/** Values that the simulators accept. */
import type { FieldValues } from "../../../schema/wire/index.ts";
import { loadSimulators } from "../../simulators/index.ts";

const samples = new Map((await loadSimulators()).map((simulator) => [simulator.id, simulator.samples] as const));

export function sampleOf(provider: string, method = "credentials"): FieldValues {
  return samples.get(provider)?.[method] ?? {};
}

/** The file of bookings or customers that a tool would export. */
export function sampleText(provider: string): string {
  return String(sampleOf(provider, "csv")["file"]);
}
