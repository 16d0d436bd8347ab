/** `npm start`: everything on this machine, in one process tree. Prints `ready <dashboard URL>` when everything answers. */
import { type Stack, type StackOptions, StartError, startStack } from "./stack/stack.ts";

export { type Stack, type StackOptions, startStack };

if (import.meta.main) {
  const say = (sentence: string) => console.log(sentence);
  say("SpeedAI Integrations is starting…");
  let stack: Stack | undefined;
  let isEnding = false;
  const end = async (code: number) => {
    if (isEnding) return;
    isEnding = true;
    await stack?.stop();
    process.exit(code);
  };
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => void end(0));
  try {
    stack = await startStack({
      say,
      onGivenUp: (why) => {
        console.error(why);
        void end(1);
      },
    });
    say(`Data and logs are in ${stack.dataDir}; the partner's page is ${stack.urls.partner}. Ctrl-C ends everything.`);
    say(`ready ${stack.urls.dashboard}`);
  } catch (error) {
    if (isEnding) process.exit(0);
    console.error(error instanceof StartError ? error.message : error);
    process.exit(1);
  }
}
