/** What every test of a simulator begins with: its simulators on a free port, fresh before each test. */
import { afterAll, beforeAll, beforeEach } from "vitest";
import type { Simulator } from "../define.ts";
import { type RunningSimulators, serveSimulators } from "../server.ts";

/** To be called once in a test file, outside of any test. `url` is known from the first test on. */
export function serveForTests(simulators: readonly Simulator[]): { readonly url: string; reset(): void } {
  let served: RunningSimulators | undefined;
  const running = () => {
    if (served === undefined) throw new Error("the simulators are served from the first test on");
    return served;
  };
  beforeAll(async () => {
    served = await serveSimulators({ simulators, port: 0 });
  });
  beforeEach(() => running().reset());
  afterAll(() => running().close());
  return {
    get url() {
      return running().url;
    },
    reset: () => running().reset(),
  };
}
