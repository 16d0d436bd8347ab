import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import { property, query, state } from "lit/decorators.js";
import type { Attempt, Connection, FieldValues, Integration, Method, Role, Step } from "../../../schema/wire/index.ts";
import { type ApiClient, ApiError } from "../../api/client.ts";
import { AttemptFlow, type FlowPorts } from "../../connect/attempt-flow.ts";
import { calmMs } from "../../connect/machine.ts";
import { leavePage, openPopup } from "../../connect/popup.ts";
import { waitingAt } from "../../connect/waiting.ts";
import type { Texts } from "../../i18n/index.ts";
import type { Return } from "../../speedai-integrations/routing.ts";
import type { FormAnswer, SpeedaiStepForm } from "../../steps/form/form.component.ts";
import { copyItemStyles } from "../../steps/instructions/copy-items.styles.ts";
import type { SpeedaiStepInstructions } from "../../steps/instructions/instructions.component.ts";
import { stepStyles } from "../../steps/step.styles.ts";
import { buttonStyles } from "../../styles/controls.ts";
import { tokenStyles } from "../../styles/tokens.ts";
import { accessStyles } from "./access.ts";
import { beginningView } from "./beginning.ts";
import { connectStyles } from "./connect.styles.ts";
import { hasLabel, splitLabel, withoutSecrets } from "./first-form.ts";
import { guideAbove, guideBeside } from "./guide.ts";
import { busyView, stepView } from "./step-view.ts";
import type { ConnectView } from "./view.ts";

const noValues: FieldValues = {};

/** A completion code serves once: an element that is made anew for the same drawer does not send it again. */
const takenReturns = new WeakSet<object>();

/**
 * From the choice of a method to the connection: the server says which step comes next, and each kind has its element.
 *
 * @summary View « connect » and « reconnect ».
 */
export class SpeedaiConnect extends LitElement {
  static override styles = [tokenStyles, buttonStyles, stepStyles, copyItemStyles, accessStyles, connectStyles];

  @property({ attribute: false }) api: ApiClient | null = null;
  @property({ attribute: false }) texts: Texts | null = null;
  @property({ attribute: false }) integration: Integration | null = null;
  /** Reconnect this one; null: a new connection. */
  @property({ attribute: false }) connection: Connection | null = null;
  @property({ attribute: false }) now: Date = new Date();
  @property({ attribute: false }) userRole: Role | null = null;
  @property({ attribute: false }) resume: Return | null = null;
  @property({ attribute: false }) started: (attempt: Attempt) => void = () => {};
  @property({ attribute: false }) connected: (connection: Connection) => void = () => {};
  @property({ attribute: false }) see: (connection: Connection) => void = () => {};
  @property({ attribute: false }) close: () => void = () => {};
  /** How a window is opened and how this tab leaves; the browser's own unless a test says otherwise. */
  @property({ attribute: false }) openWindow: () => Window | null = openPopup;
  @property({ attribute: false }) leave: (url: string) => void = leavePage;
  @property({ attribute: false }) calmMs = calmMs;

  @state() private methodId: string | null = null;
  @query("speedai-step-form") private form: SpeedaiStepForm | null | undefined;
  @query("speedai-step-instructions") private instructions: SpeedaiStepInstructions | null | undefined;
  @query(".region") private region: HTMLElement | null | undefined;
  #shown: Step["kind"] | null = null;
  #announced: string | null = null;
  /** Name typed when the form was sent again: the attempt keeps the one it began with. */
  #label: string | null = null;
  /** What was typed before a consent that came to nothing, without its secrets: nobody types it twice. */
  #kept: FieldValues = noValues;
  /** Method whose attempt was opened before its form; once per beginning, not again after its end. */
  #openedFor: string | null = null;
  /** Its drawer is closed and about to be removed. */
  #isClosed = false;

  readonly #ports: FlowPorts = {
    api: () => {
      if (!this.api) throw new Error("speedai-connect has no api");
      return this.api;
    },
    waitingText: () => this.texts?.t("drawer.redirect.opening", { provider: this.integration?.name ?? "" }) ?? "",
    onAttempt: (attempt) => this.#hear(attempt),
    openWindow: () => this.openWindow(),
    leave: (url) => this.leave(url),
    calmMs: () => this.calmMs,
  };
  #flow = new AttemptFlow(this, this.#ports);

  /** Leaving now would lose something: typed values, a consent under way. */
  get isBusy(): boolean {
    return this.#flow.isBusy || this.#flow.attempt?.state === "open" || this.form?.isDirty === true;
  }

  get isDirty(): boolean {
    return this.form?.isDirty === true;
  }

  /** A secret is shown for the only time, and was not copied. */
  get hasSecret(): boolean {
    return this.instructions?.hasSecret === true;
  }

  get hasAttempt(): boolean {
    return this.#flow.attempt !== null || this.#flow.isBusy;
  }

  /** Ends what is under way; a connection that exists already is not touched. */
  abandon(): void {
    this.#flow.cancel();
    this.#clear();
  }

  /** The drawer closes: a consent under way waits for it to be opened again. */
  depart(): void {
    this.#isClosed = true;
    this.#flow.depart();
    this.#clear();
  }

  #clear(): void {
    this.form?.forget();
    this.#shown = null;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    const before = changed.get("integration");
    const other = changed.get("connection");
    const isOther = before && before.id !== this.integration?.id;
    const isAnother = changed.has("connection") && other?.id !== this.connection?.id && this.hasUpdated;
    if (isOther || isAnother) {
      this.abandon();
      this.#openedFor = null;
      this.methodId = null;
      this.#kept = noValues;
    }
    this.#goOn();
    const method = this.integration ? this.#methodOf(this.integration) : undefined;
    if (method && this.#mustOpen(method)) {
      this.#openedFor = method.id;
      void this.#begin(method, null);
    }
  }

  /** Takes up what was begun before: on the way back from a provider, after the page was loaded again, after the drawer was closed. */
  #goOn(): void {
    const { api, integration, resume } = this;
    if (!api || !integration || this.hidden || this.#isClosed || this.hasAttempt || !this.isConnected) return;
    if (resume && !takenReturns.has(resume)) {
      takenReturns.add(resume);
      if (resume.completion === null) this.#flow.rejoin(resume.attempt);
      else void this.#flow.resume(resume.attempt, resume.completion);
      return;
    }
    const [attempt, provider, connection] = waitingAt(api);
    if (provider !== integration.id || connection !== (this.connection?.id ?? "")) return;
    const flow = AttemptFlow.takeOver(attempt, this, this.#ports);
    if (flow) this.#flow = flow;
    else this.#flow.rejoin(attempt);
  }

  protected override updated(): void {
    const kind = this.#flow.attempt?.step.kind ?? null;
    if (kind === this.#shown) return;
    const isFirst = this.#shown === null && kind === "form";
    this.#shown = kind;
    // A new step: the keyboard and the screen reader go where the eye goes. A form finds its own first error.
    if (kind === null || isFirst || kind === "form") return;
    this.region?.focus({ preventScroll: true });
    // Wherever the step before was read, on a phone far down.
    this.scrollIntoView();
  }

  override render(): TemplateResult | typeof nothing {
    const { texts, integration } = this;
    if (!texts || !integration) return nothing;
    const view = this.#view(texts, integration);
    const kind = this.#flow.attempt?.step.kind;
    const isFillingIn = kind === undefined || kind === "form" || kind === "upload" || kind === "instructions";
    const guide = { texts, integration, method: view.method, isFillingIn };
    return html`<div class="layout">
      <div class="main">
        ${guideAbove(guide)}
        <div class="region" tabindex="-1">${this.#renderContent(view)}</div>
      </div>
      <aside class="guide" aria-label=${texts.t("drawer.guide.label")}>
        ${guideBeside(guide)}
      </aside>
    </div>`;
  }

  #renderContent(view: ConnectView): TemplateResult {
    const { texts, integration, method, flow } = view;
    const step = flow.attempt?.step;
    if (step !== undefined && step.kind !== "form") return html`<div class="step">${stepView(view, step)}</div>`;
    if (flow.isResuming && flow.isBusy && !flow.attempt)
      return busyView(texts.t(flow.window.silent ? "drawer.redirect.silent" : "drawer.resuming"));
    if (flow.window.phase === "opening" && method?.fields.length === 0)
      return busyView(texts.t("drawer.redirect.opening", { provider: integration.name }));
    return html`<div class="step">${beginningView(view, step)}</div>`;
  }

  #view(texts: Texts, integration: Integration): ConnectView {
    return {
      api: this.api,
      texts,
      integration,
      method: this.#methodOf(integration),
      connection: this.connection,
      flow: this.#flow,
      role: this.userRole,
      now: this.now,
      kept: this.#kept,
      choose: (id) => {
        this.abandon();
        this.#openedFor = null;
        this.methodId = id;
      },
      begin: (method, answer) => void this.#begin(method, answer),
      goOn: (answer) => void this.#continue(answer),
      giveUp: this.#giveUp,
      finish: (made) => {
        this.abandon();
        this.see(made);
      },
      leave: () => {
        this.abandon();
        this.close();
      },
      close: this.close,
    };
  }

  #methodOf({ methods }: Integration): Method | undefined {
    const wanted = this.connection?.method ?? this.methodId ?? this.#flow.attempt?.method;
    return methods.find(({ id }) => id === wanted) ?? methods.find(({ available }) => available) ?? methods[0];
  }

  /** A form with addresses to copy first exists only once the server has made them. */
  #mustOpen(method: Method): boolean {
    if (!method.opens_with_attempt || !method.available || this.#openedFor === method.id) return false;
    return this.isConnected && !this.hidden && this.api !== null && !this.hasAttempt;
  }

  /** `answer` null: the form is still to come. Runs inside the click: the window must be opened before anything is awaited. */
  async #begin(method: Method, answer: FormAnswer | null): Promise<void> {
    const { integration, connection } = this;
    if (!integration) return;
    const typed = answer?.values ?? noValues;
    this.#kept = withoutSecrets(method.fields, typed);
    const { values, label } = splitLabel(method.fields, typed);
    await this.#flow.begin({
      provider: integration.id,
      method: method.id,
      // Without values the attempt begins with its form.
      ...(answer === null ? {} : { values }),
      ...(label === null ? {} : { label }),
      ...(connection === null ? {} : { connectionId: connection.id }),
      opensWindow: method.kind === "oauth2",
    });
    const { attempt } = this.#flow;
    if (attempt) this.started(attempt);
    if (attempt?.step.kind === "upload" && answer !== null && answer.file !== null)
      await this.#flow.upload(answer.file);
  }

  async #continue(answer: FormAnswer): Promise<void> {
    const step = this.#flow.attempt?.step;
    const fields = step?.kind === "form" ? step.fields : [];
    const { values, label } = splitLabel(fields, answer.values);
    this.#label = hasLabel(fields) ? null : label;
    await this.#flow.submit(values);
    if (this.#flow.attempt?.step.kind === "upload" && answer.file !== null) await this.#flow.upload(answer.file);
  }

  #hear(attempt: Attempt): void {
    const { step } = attempt;
    const connection = step.kind === "done" || step.kind === "instructions" ? step.connection : attempt.connection;
    if (connection === undefined) return;
    this.#kept = noValues;
    // Once per state: polling tells the same again.
    const mark = `${attempt.id} ${step.kind} ${connection.status}`;
    if (mark === this.#announced) return;
    this.#announced = mark;
    this.connected(connection);
    if (this.#label !== null && this.#label !== connection.label) void this.#rename(connection, this.#label);
    this.#label = null;
  }

  async #rename({ id }: Connection, label: string): Promise<void> {
    try {
      if (this.api) this.connected(await this.api.patchConnection(id, { label }));
    } catch (error) {
      // It is connected all the same; its name can be set in the settings.
      if (!(error instanceof ApiError)) throw error;
    }
  }

  readonly #giveUp = (): void => {
    this.#openedFor = null;
    this.abandon();
    this.region?.focus();
  };
}
