/** The test of the connection that is shown, as a controller of the drawer: its result, or why there is none. */
import type { ReactiveController, ReactiveControllerHost } from "lit";
import type { Check, Connection, LogEntry } from "../../schema/wire/index.ts";
import { type ApiClient, ApiError } from "../api/client.ts";

interface TestPorts {
  readonly api: () => ApiClient | null;
  /** The connection that is shown now. */
  readonly shown: () => Connection | null;
  readonly began: () => void;
  readonly tested: (check: Check, connectionId: string) => void;
  /** The connection as it is after its test. */
  readonly changed: (connection: Connection) => void;
}

export class ConnectionTest implements ReactiveController {
  isRunning = false;
  check: Check | null = null;
  /** Webhooks: the delivery that the test caused, as the journal tells it. */
  delivery: LogEntry | null = null;
  error: ApiError | null = null;

  readonly #host: ReactiveControllerHost;
  readonly #ports: TestPorts;

  constructor(host: ReactiveControllerHost, ports: TestPorts) {
    this.#host = host;
    this.#ports = ports;
    host.addController(this);
  }

  hostConnected(): void {}

  /** Another connection is shown: what was found is not about it. */
  forget(): void {
    this.check = null;
    this.delivery = null;
    this.error = null;
  }

  readonly run = async (): Promise<void> => {
    const { api: give, shown, began, tested, changed } = this.#ports;
    const api = give();
    const connection = shown();
    if (!api || !connection || this.isRunning) return;
    this.isRunning = true;
    this.delivery = null;
    this.error = null;
    this.#host.requestUpdate();
    began();
    try {
      const check = await api.testConnection(connection.id);
      tested(check, connection.id);
      if (shown()?.id === connection.id) {
        this.check = check;
        if (connection.kind === "webhook") this.delivery = await lastDelivery(api, connection.id);
      }
      changed(await api.connection(connection.id));
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (shown()?.id === connection.id) this.error = error;
    } finally {
      this.isRunning = false;
      this.#host.requestUpdate();
    }
  };
}

async function lastDelivery(api: ApiClient, connectionId: string): Promise<LogEntry | null> {
  const { entries } = await api.logs(connectionId);
  return entries.find(({ code }) => code.startsWith("webhook_")) ?? null;
}
