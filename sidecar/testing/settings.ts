/** What tests give to checks and fetches: this machine may be reached, and there is little patience. */
import { randomBytes } from "node:crypto";
import type { SidecarConfig } from "../config.ts";
import type { Resolve } from "../target.ts";

export const testSettings: SidecarConfig = {
  keys: [{ id: "test", bytes: randomBytes(32) }],
  host: "127.0.0.1",
  port: 0,
  allowLoopback: true,
  databasePorts: "any",
  egressPorts: "any",
  deniedHosts: [],
  connectTimeoutMs: 1_000,
  deadlineMs: 8_000,
};

/** A resolver with these names alone. */
export function resolveFrom(names: Readonly<Record<string, readonly string[]>>): Resolve {
  return async (name) => {
    const addresses = names[name];
    if (addresses === undefined) throw new Error(`no such name: ${name}`);
    return addresses;
  };
}
