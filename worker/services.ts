/** Composition root: every port is wired here and nowhere else. */
import { waitUntil } from "cloudflare:workers";
import type { Config } from "./env.ts";
import { systemClock } from "./platform/clock.ts";
import { openDatabase } from "./platform/database.ts";
import { createLog, nameError } from "./platform/log.ts";
import { createOutbound } from "./platform/outbound.ts";
import { systemRandom } from "./platform/random.ts";
import { createSidecarClient } from "./platform/sidecar-client.ts";
import { createVault } from "./platform/vault.ts";
import type { Services } from "./services/types.ts";

export function createServices(config: Config, dispatch: Services["dispatch"]): Services {
  const clock = systemClock;
  const random = systemRandom;
  const log = createLog((line) => console.log(line));
  const send: typeof fetch = (input, init) => fetch(input, init);
  const sidecar = createSidecarClient({ ...config.sidecar, clock, random, fetch: send, log });
  return {
    config,
    clock,
    random,
    log,
    dispatch,
    later: (work) => {
      waitUntil(work().catch((error: unknown) => log.error("later_work_failed", { error: nameError(error) })));
    },
    sidecar,
    outbound: createOutbound({ originMap: config.originMap, sidecarExit: sidecar, fetch: send, log, clock }),
    vault: createVault({ keys: config.vaultKeys, fingerprintKey: config.fingerprintKey, random }),
    db: openDatabase({ url: config.libsql.url, authToken: config.libsql.authToken?.reveal() }),
  };
}
