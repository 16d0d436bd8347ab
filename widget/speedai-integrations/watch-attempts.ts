/** Tells what happens to attempts by watching the calls that pass: the drawer need not know that a host page listens. */
import type { Attempt } from "../../schema/wire/index.ts";
import type { ApiClient } from "../api/client.ts";
import type { SpeedaiEventDetails } from "../events.ts";

type AttemptEvent = "speedai-connect-start" | "speedai-import-progress" | "speedai-import-done";
type Tell = <Name extends AttemptEvent>(name: Name, detail: SpeedaiEventDetails[Name]) => void;

export function watchAttempts(api: ApiClient, tell: Tell): ApiClient {
  /** Attempts that are importing, or were. */
  const importing = new Set<string>();

  const see = (attempt: Attempt): Attempt => {
    const { id, provider, step } = attempt;
    if (step.kind === "waiting" && step.for === "import") {
      importing.add(id);
      if (step.progress) tell("speedai-import-progress", { provider, attempt_id: id, ...step.progress });
    } else if (attempt.state !== "open" && importing.delete(id)) {
      tell("speedai-import-done", { provider, attempt_id: id, ok: attempt.state === "done" });
    }
    return attempt;
  };

  return {
    ...api,
    async createAttempt(provider, body) {
      const attempt = await api.createAttempt(provider, body);
      tell("speedai-connect-start", {
        provider,
        method: body.method,
        connection_id: body.connection_id ?? null,
      });
      return see(attempt);
    },
    attempt: async (id, signal) => see(await api.attempt(id, signal)),
    submitStep: async (id, values) => see(await api.submitStep(id, values)),
    async upload(id, file, onProgress, signal) {
      importing.add(id);
      return see(await api.upload(id, file, onProgress, signal));
    },
  };
}
