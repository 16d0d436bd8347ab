/** The wired platform, as services see it. Made once per isolate in worker/services.ts. */
import type { Config } from "../env.ts";
import type { Tools } from "../methods/driver.ts";
import type { Database } from "../platform/database.ts";
import type { Log, Vault } from "../platform/ports.ts";

export interface Services extends Tools {
  readonly config: Config;
  readonly db: Database;
  readonly vault: Vault;
  readonly log: Log;
  /** Sends a request through our own app without a network: the webhook's self-test. */
  readonly dispatch: (request: Request) => Promise<Response>;
  /** Goes on after the answer was sent; errors are logged. The clock picks up what is cut off. */
  readonly later: (work: () => Promise<void>) => void;
}
