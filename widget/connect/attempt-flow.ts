/** One attempt to connect, from the first click to its end, as a controller of the element that shows it. */
import type { ReactiveController, ReactiveControllerHost } from "lit";
import type { Attempt, AttemptCreate, FieldValues } from "../../schema/wire/index.ts";
import { type ApiClient, ApiError } from "../api/client.ts";
import { idle, isAwaited, type WindowState } from "./machine.ts";
import { ConnectWindow, returnUrl } from "./popup.ts";
import { forgetWaiting, keepWaiting, waitingAt } from "./waiting.ts";

export interface FlowPorts {
  readonly api: () => ApiClient;
  readonly waitingText: () => string;
  /** Called for every attempt that the API tells, in order. */
  readonly onAttempt: (attempt: Attempt) => void;
  readonly openWindow: () => Window | null;
  readonly leave: (url: string) => void;
  readonly calmMs: () => number;
}

export interface Beginning {
  readonly provider: string;
  readonly method: string;
  readonly values?: FieldValues;
  readonly label?: string;
  /** Reconnect. */
  readonly connectionId?: string;
  /** The method leaves for the provider: a window is opened inside this very click. */
  readonly opensWindow: boolean;
}

/** Consents whose drawer was closed, by attempt. */
const left = new Map<string, AttemptFlow>();

export class AttemptFlow implements ReactiveController {
  attempt: Attempt | null = null;
  /** A request that the person waits for is on its way. */
  isBusy = false;
  /** What was begun before is taken up. */
  isResuming = false;
  error: ApiError | null = null;
  /** Bytes sent of the file on its way. */
  sent: { readonly bytes: number; readonly total: number } | null = null;
  window: WindowState = idle;

  #host: ReactiveControllerHost;
  #ports: FlowPorts;
  #popup: ConnectWindow | null = null;
  #upload: AbortController | null = null;
  /** Grows with every new beginning and cancellation: answers of an earlier life are dropped. */
  #life = 0;

  constructor(host: ReactiveControllerHost, ports: FlowPorts) {
    this.#host = host;
    this.#ports = ports;
    host.addController(this);
  }

  /** The consent that was left waiting, in a drawer that is opened again. */
  static takeOver(attemptId: string, host: ReactiveControllerHost, ports: FlowPorts): AttemptFlow | undefined {
    const flow = left.get(attemptId);
    left.delete(attemptId);
    if (!flow) return undefined;
    flow.#host = host;
    flow.#ports = ports;
    host.addController(flow);
    if (flow.attempt) keepWaiting(ports.api(), flow.attempt, false);
    return flow;
  }

  /** The host page shows something else: a consent goes on in its window. */
  hostDisconnected(): void {
    if (this.#isLeft) return;
    this.#popup?.disconnect({ keepsWindow: this.#isUnderWay });
    this.#forget();
  }

  /** Call it from the click itself, nothing awaited before. */
  async begin(beginning: Beginning): Promise<void> {
    const api = this.#ports.api();
    const popup = this.#freshWindow(api);
    if (beginning.opensWindow) popup.open();
    const back = returnUrl(location.href);
    const body: AttemptCreate = {
      method: beginning.method,
      ...(beginning.values === undefined ? {} : { values: beginning.values }),
      ...(beginning.label === undefined ? {} : { label: beginning.label }),
      ...(beginning.connectionId === undefined ? {} : { connection_id: beginning.connectionId }),
      ...(back === undefined ? {} : { return_url: back }),
    };
    const life = this.#life;
    const created = await this.#run(() => api.createAttempt(beginning.provider, body));
    // Given up while it was being made.
    if (created && life !== this.#life) this.#cancelAtApi(created);
  }

  async submit(values: FieldValues): Promise<void> {
    const id = this.attempt?.id;
    if (id !== undefined) await this.#run(() => this.#ports.api().submitStep(id, values));
  }

  /** Same-tab road: this page was loaded again with a completion code in its fragment. */
  async resume(attemptId: string, completionCode: string): Promise<void> {
    const api = this.#ports.api();
    this.#freshWindow(api);
    this.isResuming = true;
    await this.#run(() => api.submitStep(attemptId, { completion_code: completionCode }));
  }

  /** Asks about an attempt that waited before. One that is not this person's is forgotten without a word. */
  rejoin(attemptId: string): void {
    const popup = this.#freshWindow(this.#ports.api());
    this.isResuming = true;
    this.isBusy = true;
    popup.rejoin(attemptId);
  }

  async upload(file: Blob): Promise<void> {
    const id = this.attempt?.id;
    if (id === undefined) return;
    const upload = new AbortController();
    this.#upload = upload;
    this.sent = { bytes: 0, total: file.size };
    await this.#run(() =>
      this.#ports.api().upload(
        id,
        file,
        (bytes, total) => {
          this.sent = { bytes, total };
          this.#host.requestUpdate();
        },
        upload.signal,
      ),
    );
    this.sent = null;
    this.#host.requestUpdate();
  }

  stopUpload(): void {
    this.#upload?.abort();
  }

  /** Call it from the click itself. */
  openWindow(): void {
    this.#popup?.open();
  }

  goSameTab(): void {
    this.#popup?.goSameTab();
  }

  /** Gives up: nothing of the attempt remains, here or at the API. */
  cancel(): void {
    const attempt = this.attempt;
    this.#forget();
    if (attempt) this.#cancelAtApi(attempt);
  }

  /** The drawer closes: a consent under way goes on without it, anything else is given up. */
  depart(): void {
    const { attempt } = this;
    const api = this.#ports.api();
    if (!attempt || !this.#isUnderWay || waitingAt(api)[0] !== attempt.id) this.cancel();
    else {
      left.set(attempt.id, this);
      keepWaiting(api, attempt, true);
    }
  }

  get #isUnderWay(): boolean {
    return this.window.phase === "away" || this.window.phase === "following";
  }

  get #isLeft(): boolean {
    return [...left.values()].includes(this);
  }

  #cancelAtApi({ id, state, step }: Attempt): void {
    forgetWaiting(this.#ports.api(), id);
    // The connection is made, or the work goes on by itself.
    if (state !== "open" || step.kind === "instructions") return;
    if (step.kind === "waiting" && (step.for === "import" || step.for === "mail")) return;
    // The person does not wait for this answer, and an attempt that is not cancelled expires by itself.
    void this.#ports
      .api()
      .cancelAttempt(id)
      .catch((error: unknown) => {
        if (!(error instanceof ApiError)) throw error;
      });
  }

  #forget(): void {
    this.#life += 1;
    this.#upload?.abort();
    this.#upload = null;
    this.#popup?.disconnect();
    this.#popup = null;
    this.attempt = null;
    this.isBusy = false;
    this.isResuming = false;
    this.error = null;
    this.sent = null;
    this.window = idle;
    this.#host.requestUpdate();
  }

  #freshWindow(api: ApiClient): ConnectWindow {
    this.#forget();
    const life = this.#life;
    const popup = new ConnectWindow({
      apiBase: api.base,
      ask: (id) => api.attempt(id),
      onState: (state) => {
        if (life !== this.#life) return;
        this.window = state;
        this.#host.requestUpdate();
      },
      onAttempt: (attempt) => {
        this.isBusy = false;
        this.#show(attempt);
        // Nobody looks, and the page has heard of it.
        if (this.#isLeft && !isAwaited(attempt)) this.#end(attempt.id);
      },
      onLost: (error, id) => {
        forgetWaiting(api, id);
        if (this.#isLeft) return this.#end(id);
        this.isBusy = false;
        if (this.attempt) this.error = error;
        this.attempt = null;
        this.#host.requestUpdate();
      },
      waitingText: this.#ports.waitingText,
      openWindow: this.#ports.openWindow,
      leave: this.#ports.leave,
      calmMs: this.#ports.calmMs(),
    });
    popup.connect();
    this.#popup = popup;
    return popup;
  }

  #end(attemptId: string): void {
    left.delete(attemptId);
    this.#forget();
  }

  #show(attempt: Attempt): void {
    this.attempt = attempt;
    this.error = null;
    keepWaiting(this.#ports.api(), attempt, this.#isLeft);
    this.#ports.onAttempt(attempt);
    this.#host.requestUpdate();
  }

  /** Shows the answer, unless this life is over; answers it in any case, undefined after a failure. */
  async #run(call: () => Promise<Attempt>): Promise<Attempt | undefined> {
    const life = this.#life;
    this.isBusy = true;
    this.error = null;
    this.#host.requestUpdate();
    try {
      const attempt = await call();
      if (life !== this.#life) return attempt;
      this.isBusy = false;
      this.#popup?.tell(attempt);
      this.#show(attempt);
      return attempt;
    } catch (error) {
      if (life !== this.#life) return undefined;
      this.isBusy = false;
      this.#host.requestUpdate();
      if (error instanceof DOMException && error.name === "AbortError") return undefined;
      if (!(error instanceof ApiError)) throw error;
      this.error = error;
      this.#popup?.refuse();
      return undefined;
    }
  }
}
