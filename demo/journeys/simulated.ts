/** The simulated providers as a test sees them: failures on order, and who was asked what. */
import { z } from "zod";
import type { FaultKind } from "../simulators/define.ts";
import type { Stack } from "../start.ts";

export interface FaultOrder {
  readonly provider: string;
  readonly kind: FaultKind;
  /** Prefix of the provider's own path; every path when absent. */
  readonly path?: string;
  /** How many requests; until cleared when absent. */
  readonly times?: number;
  /** Seconds. */
  readonly retry_after?: number;
}

const counted = z.record(z.string(), z.array(z.object({ method: z.string(), path: z.string(), count: z.number() })));

export interface Simulated {
  order(fault: FaultOrder): Promise<void>;
  clear(provider: string): Promise<void>;
  /** How often each request of a provider was made so far: `"POST /oauth/token"` → 3. */
  requests(provider: string): Promise<ReadonlyMap<string, number>>;
  /** Beginnings of the paths of a provider that `run` asks. */
  pathsAsked(provider: string, run: () => Promise<unknown>): Promise<readonly string[]>;
  /** Sum over the requests that fit. */
  countRequests(provider: string, fits: RegExp): Promise<number>;
}

export function simulatedProviders({ urls }: Pick<Stack, "urls">): Simulated {
  const requests: Simulated["requests"] = async (provider) => {
    const all = counted.parse(await (await fetch(`${urls.simulators}/requests`)).json());
    return new Map((all[provider] ?? []).map(({ method, path, count }) => [`${method} ${path}`, count]));
  };
  return {
    requests,
    pathsAsked: async (provider, run) => {
      const before = await requests(provider);
      await run();
      return [...(await requests(provider))].flatMap(([request, count]) => {
        // `…` stands for what may be a token; the beginning is enough for an order.
        const path = request.slice(request.indexOf(" ") + 1).replace(/….*$/s, "");
        return count > (before.get(request) ?? 0) ? [path] : [];
      });
    },
    countRequests: async (provider, fits) =>
      [...(await requests(provider))].reduce((sum, [request, count]) => (fits.test(request) ? sum + count : sum), 0),
    order: async (fault) => {
      const answer = await fetch(`${urls.simulators}/faults`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(fault),
      });
      if (!answer.ok) throw new Error(`the fault was not taken: ${await answer.text()}`);
    },
    clear: async (provider) => {
      await fetch(`${urls.simulators}/faults?provider=${provider}`, { method: "DELETE" });
    },
  };
}
