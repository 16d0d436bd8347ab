/** Entry points of the Worker: each hands over at once. */
import { createApp } from "./app.ts";
import { describeConfigProblem, parseEnv } from "./env.ts";
import { createLog } from "./platform/log.ts";
import { runDueWork } from "./services/background.ts";
import { takeMail } from "./services/mailbox.ts";
import type { Services } from "./services/types.ts";
import { admitVaultKeys } from "./services/vault-keys.ts";
import { createServices } from "./services.ts";

type Bindings = Readonly<Record<string, unknown>>;

interface Running {
  readonly services: Services;
  readonly fetch: (request: Request) => Promise<Response>;
}

let running: Promise<Running> | undefined;

/** Once per isolate. A configuration or a vault key that is refused stops everything, and is asked again by the next call. */
function start(bindings: Bindings): Promise<Running> {
  running ??= boot(bindings).catch((error: unknown) => {
    running = undefined;
    throw error;
  });
  return running;
}

async function boot(bindings: Bindings): Promise<Running> {
  const config = await parseEnv(bindings);
  if (!config.ok) {
    for (const problem of config.failure) console.error(describeConfigProblem(problem));
    throw new Error("configuration refused");
  }
  const services: Services = createServices(config.value, (request) => app(request));
  await admitVaultKeys(services);
  const hono = createApp(services);
  const app = async (request: Request) => hono.fetch(request);
  return { services, fetch: app };
}

function unavailable(): Response {
  createLog((line) => console.error(line)).error("start_refused");
  return Response.json(
    { type: "about:blank", title: "Temporarily unavailable", status: 503, code: "dependency_unavailable" },
    { status: 503, headers: { "content-type": "application/problem+json", "retry-after": "10" } },
  );
}

export default {
  async fetch(request: Request, bindings: Bindings): Promise<Response> {
    const app = await start(bindings).catch(() => undefined);
    return app ? app.fetch(request) : unavailable();
  },

  async scheduled(_controller: ScheduledController, bindings: Bindings): Promise<void> {
    const { services } = await start(bindings);
    await runDueWork(services);
  },

  /** What is thrown here is a failure of ours: the sending server keeps the mail and tries again. */
  async email(message: ForwardableEmailMessage, bindings: Bindings): Promise<void> {
    const { services } = await start(bindings);
    await takeMail(services, message);
  },
} satisfies ExportedHandler<Bindings>;
