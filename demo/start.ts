/** `npm start`: everything on this machine, in one process tree. Prints `ready <dashboard URL>` when everything answers. */
import { type SampleDatabases, startSampleDatabases } from "./stack/databases.ts";
import { StartError } from "./stack/ports.ts";
import { type ProcessName, type Stack, type StackOptions, startStack } from "./stack/stack.ts";

export { type ProcessName, type Stack, type StackOptions, startStack };

if (import.meta.main) await main();

async function main(): Promise<void> {
  let stack: Stack | undefined;
  let databases: Promise<SampleDatabases | undefined> | undefined;
  let ending: Promise<void> | undefined;
  const end = (code: number) => {
    ending ??= (async () => {
      await Promise.all([stack?.stop(), databases?.then((started) => started?.stop())]);
      // Whatever was still being started dies with this process.
      process.exit(code);
    })();
    return ending;
  };
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => void end(0));

  console.log("SpeedAI Integrations is starting…");
  try {
    stack = await startStack({
      say: (sentence) => console.log(sentence),
      onGivenUp: (why) => {
        // While it starts, `startStack` rejects with the same words.
        if (!stack) return;
        console.error(why);
        void end(1);
      },
    });
  } catch (error) {
    if (ending) return ending;
    console.error(error instanceof StartError ? error.message : error);
    process.exit(1);
  }
  console.log(`Data and logs: ${stack.dataDir}. A partner's page: ${stack.urls.partner}. Ctrl-C ends everything.`);
  console.log(`ready ${stack.urls.dashboard}`);
  databases = offerDatabases(stack);
}

/** Not needed for readiness: without them a visitor types the values of his own. */
async function offerDatabases(stack: Stack): Promise<SampleDatabases | undefined> {
  try {
    const databases = await startSampleDatabases();
    stack.addSamples(databases.samples);
    return databases;
  } catch (error) {
    console.log(`No sample databases: ${error instanceof Error ? error.message : error}`);
    return undefined;
  }
}
