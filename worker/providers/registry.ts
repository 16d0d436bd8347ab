/** All providers, in the order of the page. A new provider file enters by `node scripts/generate.ts`. */
import type { Method, Provider } from "./define.ts";
import { providers } from "./generated/registry.ts";

export { providers };

const byId: ReadonlyMap<string, Provider> = new Map(providers.map((provider) => [provider.id, provider]));

export function findProvider(id: string): Provider | undefined {
  return byId.get(id);
}

export function findMethod(provider: Provider, methodId: string): Method | undefined {
  return provider.methods.find((method) => method.id === methodId);
}
