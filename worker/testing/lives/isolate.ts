/** The whole application in Node, made once; each life gives it a database, a provider and a clock of its own. */
import { createApp } from "../../app.ts";
import { encodeBase64 } from "../../domain/base64.ts";
import { err, ok } from "../../domain/result.ts";
import { parseEnv } from "../../env.ts";
import { createLog, nameError } from "../../platform/log.ts";
import { systemRandom } from "../../platform/random.ts";
import { createVault } from "../../platform/vault.ts";
import type { Services } from "../../services/types.ts";
import { admitVaultKeys } from "../../services/vault-keys.ts";
import { bindings, publicUrl } from "../rig.ts";
import { type LifeDatabase, openLifeDatabase } from "./database.ts";
import { Stage } from "./stage.ts";
import { StrictProvider } from "./strict-provider.ts";

/** The trail grows with each life; nothing is deleted from it. */
const livesPerDatabase = 100;
const begin = Date.parse("2026-11-23T08:00:00Z");
const key = () => encodeBase64(systemRandom.bytes(32));
const vaultKeys = ["v1", "v2", "v3"].map((id) => `${id}:${key()}`);

/** What changes from life to life, and within one. */
interface Surroundings {
  readonly database: LifeDatabase;
  /** Counted from 0: each life has houses of its own. */
  readonly number: number;
  readonly provider: StrictProvider;
  readonly lines: string[];
  /** Every text that the database was given. */
  readonly written: string[];
  nowMs: number;
  /** How often the vault's key was replaced. */
  rotations: number;
}

export interface Isolate {
  readonly services: Services;
  readonly stage: Stage;
  /** Of the present life. */
  readonly now: Surroundings;
  renew(): Promise<void>;
  pass(seconds: number): void;
  /** False: there is no newer key. */
  replaceVaultKey(): Promise<boolean>;
  request(path: string, init?: RequestInit): Promise<Response>;
}

export async function createIsolate(): Promise<Isolate> {
  const stages = await Promise.all(
    vaultKeys.map(async (_, index) => {
      // The newest key first; older ones only open.
      const keys = vaultKeys.slice(0, index + 1).toReversed();
      const parsed = await parseEnv({ ...bindings, VAULT_KEYS: keys.join(",") });
      if (!parsed.ok) throw new Error(JSON.stringify(parsed.failure));
      const config = parsed.value;
      const vault = createVault({
        keys: config.vaultKeys,
        fingerprintKey: config.fingerprintKey,
        random: systemRandom,
      });
      return { config, vault };
    }),
  );
  const stage = new Stage((seconds) => pass(seconds));
  const open = () => openLifeDatabase(stage, (text) => now.written.push(text));
  let now = surround(open(), 0);

  function surround(database: LifeDatabase, number: number): Surroundings {
    const provider = new StrictProvider(() => new Date(now.nowMs));
    return { database, number, provider, lines: [], written: [], nowMs: begin, rotations: 0 };
  }

  function pass(seconds: number): void {
    now.nowMs += seconds * 1_000;
  }

  const configured = () => {
    const found = stages[now.rotations];
    if (!found) throw new RangeError("no such key");
    return found;
  };
  const services: Services = {
    get config() {
      return configured().config;
    },
    get vault() {
      return configured().vault;
    },
    get db() {
      return now.database.db;
    },
    clock: { now: () => new Date(now.nowMs) },
    random: systemRandom,
    log: createLog((line) => now.lines.push(line)),
    sidecar: { check: async () => err({ reason: "sidecar_unavailable" }), healthy: async () => true },
    outbound: {
      async send(request) {
        const answered = await stage.call("provider", async () => now.provider.answer(request));
        return "reason" in answered ? err(answered) : ok(answered);
      },
    },
    dispatch: async (request) => app.fetch(request),
    later: (work) => {
      // As the composition root has it: a fault after the answer is a line of the log.
      const log = createLog((line) => now.lines.push(line));
      stage.later(() => work().catch((error: unknown) => log.error("later_work_failed", { error: nameError(error) })));
    },
  };
  const app = createApp(services);

  return {
    services,
    stage,
    get now() {
      return now;
    },
    async renew() {
      const number = now.number + 1;
      const isFull = number % livesPerDatabase === 0;
      if (isFull) now.database.client.close();
      else now.database.clear();
      now = surround(isFull ? open() : now.database, number);
      await admitVaultKeys(services);
    },
    pass,
    async replaceVaultKey() {
      if (now.rotations + 1 >= stages.length) return false;
      now.rotations += 1;
      await admitVaultKeys(services);
      return true;
    },
    request: async (path, init) => app.fetch(new Request(`${publicUrl}${path}`, init)),
  };
}
