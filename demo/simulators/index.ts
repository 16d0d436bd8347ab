/** The simulators of this folder: every file whose default export was made by `defineSimulator`. Adding one touches only its own file. */
import { readdir } from "node:fs/promises";
import type { Simulator } from "./define.ts";

const framework = new Set(["define.ts", "server.ts", "index.ts", "faults.ts", "oauth.ts", "consent.ts"]);

/** In alphabetical order of the file names. Throws when a file of the folder does not load. */
export async function loadSimulators(): Promise<readonly Simulator[]> {
  const names = (await readdir(new URL(".", import.meta.url))).filter(
    (name) => name.endsWith(".ts") && !name.endsWith(".test.ts") && !framework.has(name),
  );
  const modules = await Promise.all(
    names.sort().map(async (name): Promise<unknown> => import(new URL(name, import.meta.url).href)),
  );
  return modules.map(defaultExport).filter(isSimulator);
}

function defaultExport(module: unknown): unknown {
  return typeof module === "object" && module !== null && "default" in module ? module.default : undefined;
}

/** Files without a default export are parts that several simulators share. */
function isSimulator(value: unknown): value is Simulator {
  return typeof value === "object" && value !== null && "id" in value && "origins" in value && "mounts" in value;
}
