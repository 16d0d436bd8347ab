/**
 * One battery over every method of the registry, through the whole product: connect by the API, test, every way of failing with
 * its status and remedy, recovery without anybody's doing, renewal of tokens by each provider's own rule, the end.
 */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { providers } from "../../worker/providers/registry.ts";
import { customApiWays } from "../simulators/custom-api.ts";
import { loadSimulators } from "../simulators/index.ts";
import { lightspeedLSeries } from "../simulators/lightspeed.ts";
import { startEphemeralStack } from "../stack/ephemeral.ts";
import { type Bench, inOrder, methodOf, type Subject, setUpBench } from "./battery/bench.ts";
import { batteryOfKeys, batteryOfSilence } from "./battery/calls.ts";
import { batteryOfConsent } from "./battery/consents.ts";
import { batteryOfDatabases } from "./battery/databases.ts";
import { batteryOfFiles, batteryOfMail, batteryOfWebhooks } from "./battery/inbound.ts";
import { foreignHostKeys } from "./person.ts";
import { engines, startCustomerDatabases } from "./real-databases.ts";

let running: Bench | undefined;

function bench(): Bench {
  if (!running) throw new Error("the battery has not started");
  return running;
}

beforeAll(async () => {
  const [stack, databases] = await Promise.all([
    startEphemeralStack({ PARTNER_KEYS: foreignHostKeys }),
    startCustomerDatabases(),
  ]);
  running = await setUpBench(stack, databases);
});
afterAll(async () => {
  if (running) {
    running.inside.close();
    await Promise.all([running.stack.stop(), ...engines.map((engine) => bench().databases[engine].stop())]);
  }
});

const samples: readonly Subject[] = (await loadSimulators()).flatMap(({ id, samples: byMethod }) =>
  Object.entries(byMethod).map(([method, values]) => ({ name: `${id} ${method}`, provider: id, method, values })),
);
const sampleOf = (provider: string, method: string) =>
  samples.find((sample) => sample.provider === provider && sample.method === method)?.values ?? {};
/** Other shapes of the same method. */
const variants: readonly Subject[] = [
  { name: "lightspeed L-Series", provider: "lightspeed", method: "credentials", values: lightspeedLSeries },
  ...(["basic", "hmac"] as const).map((way) => ({
    name: `custom_api ${way}`,
    provider: "custom_api",
    method: "credentials",
    values: { ...sampleOf("custom_api", "credentials"), ...customApiWays[way] },
  })),
];
const called = [...samples, ...variants].filter(({ provider, method }) =>
  ["credentials", "oauth2"].includes(methodOf(provider, method).kind),
);

describe.concurrent.each([...new Set(called.map(({ provider }) => provider))])("%s", (provider) => {
  for (const subject of called.filter((candidate) => candidate.provider === provider)) {
    const { kind } = methodOf(provider, subject.method);
    describe(subject.name, inOrder, () =>
      kind === "oauth2" ? batteryOfConsent(bench, subject) : batteryOfKeys(bench, subject),
    );
    // Ten real seconds: once is enough.
    if (subject.name === "resy credentials") batteryOfSilence(bench, subject);
  }
});

describe.concurrent.each(engines)("%s", (engine) => batteryOfDatabases(bench, engine));
describe.concurrent("webhook", () => batteryOfWebhooks(bench));
describe.concurrent.each(["zenchef", "thefork"])("%s file", (provider) => batteryOfFiles(bench, provider));

describe.concurrent("thefork mailbox", () => batteryOfMail(bench));

test("every method of the registry was connected", () => {
  const all = providers.flatMap(({ id, methods }) => methods.map((method) => `${id} ${method.id}`));
  expect([...bench().connected].toSorted()).toEqual(all.toSorted());
});
