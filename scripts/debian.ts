/** Programs that npm does not bring: found on the machine, or installed from Debian when we are root. */
import { spawn } from "node:child_process";
import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";

/** Without the recommended extras; waits for another apt instead of failing beside it. */
const INSTALL = ["install", "-y", "--no-install-recommends", "-o", "DPkg::Lock::Timeout=300"];

/** Full path of a program in `folders` or PATH. */
export function findProgram(name: string, folders: readonly string[] = []): string | undefined {
  const { PATH = "" } = process.env;
  return [...folders, ...PATH.split(delimiter)].map((folder) => join(folder, name)).find(isExecutable);
}

export function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error) return false;
    throw error;
  }
}

/** Throws with the command to type where we may not install. */
export async function installPackage(name: string): Promise<void> {
  if (process.getuid?.() !== 0 || findProgram("apt-get") === undefined) {
    throw new Error(
      `${name} is missing. Install it: sudo apt-get update && sudo apt-get install -y --no-install-recommends ${name}`,
    );
  }
  await runApt(["update"]);
  await runApt([...INSTALL, name]);
}

function runApt(parameters: readonly string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
    // What apt says goes to stderr: stdout belongs to whoever called.
    const child = spawn("apt-get", parameters, { env, stdio: ["ignore", 2, 2] });
    child.once("error", reject);
    child.once("close", (code) =>
      code === 0 ? resolve() : reject(new Error(`apt-get ${parameters.join(" ")} ended with ${code}`)),
    );
  });
}
