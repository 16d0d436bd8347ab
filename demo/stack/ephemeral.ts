/** A stack of its own for a test or a set of pictures: on free ports, in a folder that goes with it. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Stack, type StackOptions, startStack } from "./stack.ts";
import type { Environment } from "./variables.ts";

/** `environment` comes on top of the system's own; nothing else of this process is taken over. */
export async function startEphemeralStack(environment: Environment = {}): Promise<Stack> {
  const { PATH = "", HOME = "" } = process.env;
  const dataDir = mkdtempSync(join(tmpdir(), "stack-"));
  const remove = () => rmSync(dataDir, { recursive: true, force: true });
  const options: StackOptions = { environment: { PATH, HOME, ...environment }, dataDir, ports: "free" };
  try {
    const stack = await startStack(options);
    return { ...stack, stop: () => stack.stop().then(remove) };
  } catch (error) {
    remove();
    throw error;
  }
}
