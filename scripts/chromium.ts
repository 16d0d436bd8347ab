/** The browser of the tests and of the demonstration's pictures. */
import { type Browser, chromium } from "playwright-core";
import { findProgram, installPackage, isExecutable } from "./debian.ts";

/** As root, without a display, and silent on the network. */
export const CHROMIUM_FLAGS: readonly string[] = [
  "--headless=new",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

export async function launchChromium(...more: readonly string[]): Promise<Browser> {
  return chromium.launch({ executablePath: await ensureChromium(), args: [...CHROMIUM_FLAGS, ...more] });
}

/**
 * Path of a Chromium: CHROMIUM_PATH, else the machine's own, else Debian's package, installed now when we are root.
 * Throws with the command to type, or when CHROMIUM_PATH names no program.
 */
export async function ensureChromium(): Promise<string> {
  const { CHROMIUM_PATH } = process.env;
  if (CHROMIUM_PATH) {
    if (!isExecutable(CHROMIUM_PATH)) throw new Error(`CHROMIUM_PATH is ${CHROMIUM_PATH}, which is no program`);
    return CHROMIUM_PATH;
  }
  const find = () => findProgram("chromium", ["/usr/bin"]);
  const found = find();
  if (found !== undefined) return found;
  await installPackage("chromium");
  const installed = find();
  if (installed === undefined) throw new Error("Debian's package chromium has brought no program chromium");
  return installed;
}
