/** Lives many random histories; the first that breaks a law is told in sentences, as short as it can be, with its seed. */
import fc from "fast-check";
import { vi } from "vitest";
import type { Command } from "./commands.ts";
import { createIsolate, type Isolate } from "./isolate.ts";
import { Judge } from "./laws.ts";
import { Life } from "./life.ts";
import { useSameThreadCrypto } from "./same-thread-crypto.ts";
import { describe } from "./sentences.ts";

/** The same lives in every run, so that a red one is red for everybody; `LIVES_SEED` draws others. */
const usualSeed = 20_261_123;
/** Of both kinds together; `LIVES` asks for another number. */
const lives = Number(process.env["LIVES"] ?? 10_000);

/**
 * Throws with the shortest history that breaks a law. `LIVES_SEED` and `LIVES_PATH`, as printed, live exactly that one again.
 */
export async function liveAll(histories: fc.Arbitrary<Command[]>, examples: readonly Command[][]): Promise<void> {
  useSameThreadCrypto();
  const isolate = await createIsolate();
  letNapsPass(isolate);
  const property = fc.asyncProperty(histories, (history) => liveOne(isolate, history));
  const { LIVES_SEED: seed = usualSeed, LIVES_PATH: path } = process.env;
  const details = await fc.check(property, {
    numRuns: Math.ceil(lives / 2),
    examples: examples.map((history) => [history]),
    seed: Number(seed),
    ...(path !== undefined && { path, endOnFailure: true }),
  });
  if (!details.failed) return;
  const history = await shorten(isolate, details.counterexample?.[0] ?? []);
  const sentences = history.map((command, index) => `  ${index + 1}. ${describe(command)}`);
  const law = details.errorInstance instanceof Error ? details.errorInstance.message : String(details.errorInstance);
  throw new Error(
    [
      `${law}, after`,
      ...sentences,
      `(life ${details.numRuns}, shortened ${details.numShrinks} times)`,
      `Again: LIVES_SEED=${details.seed} LIVES_PATH=${details.counterexamplePath ?? ""} npx vitest run --project lives`,
    ].join("\n"),
    { cause: details.errorInstance },
  );
}

/** Leaves out what is not needed: fast-check makes a list shorter at its ends and its parts smaller. */
async function shorten(isolate: Isolate, history: readonly Command[]): Promise<readonly Command[]> {
  for (const index of history.keys()) {
    const shorter = history.toSpliced(index, 1);
    const isRed = await liveOne(isolate, shorter).then(
      () => false,
      () => true,
    );
    if (isRed) return shorten(isolate, shorter);
  }
  return history;
}

async function liveOne(isolate: Isolate, history: readonly Command[]): Promise<void> {
  await isolate.renew();
  const life = new Life(isolate);
  const judge = new Judge(life);
  for (const command of history) await judge.judge(await life.live(command));
  await judge.judgeEnd();
  // Nothing of a life waits for anything outside this thread; the rest of the process gets its turn here.
  await new Promise((resolve) => setImmediate(resolve));
}

/** Whoever waits for another's refresh waits by the life's clock. */
function letNapsPass({ stage }: Isolate): void {
  const wait = globalThis.setTimeout;
  vi.stubGlobal("setTimeout", (work: () => void, ms?: number) =>
    stage.isActing ? void stage.nap().then(work) : wait(work, ms),
  );
}
