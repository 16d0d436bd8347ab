import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import { property, query, state } from "lit/decorators.js";
import type {
  Attempt,
  Connection,
  FieldErrorCode,
  FieldValues,
  Integration,
  Method,
  MethodKind,
  Role,
  Step,
} from "../../../schema/wire/index.ts";
import { type ApiClient, ApiError } from "../../api/client.ts";
import { AttemptFlow, type FlowPorts } from "../../connect/attempt-flow.ts";
import { calmMs } from "../../connect/machine.ts";
import { leavePage, openPopup } from "../../connect/popup.ts";
import { waitingAt } from "../../connect/waiting.ts";
import type { Texts } from "../../i18n/index.ts";
import type { Return } from "../../speedai-integrations/routing.ts";
import { errorNotice } from "../../steps/explanation/error-notice.ts";
import type { FormAnswer, SpeedaiStepForm } from "../../steps/form/form.component.ts";
import { infoIcon } from "../../steps/icons.ts";
import { copyItemStyles } from "../../steps/instructions/copy-items.styles.ts";
import { copyItems } from "../../steps/instructions/copy-items.ts";
import type { SpeedaiStepInstructions } from "../../steps/instructions/instructions.component.ts";
import { stepStyles } from "../../steps/step.styles.ts";
import { buttonStyles } from "../../styles/controls.ts";
import { tokenStyles } from "../../styles/tokens.ts";
import { accessStyles } from "./access.ts";
import { connectStyles } from "./connect.styles.ts";
import { firstFields, submitLabel } from "./first-form.ts";
import { guideAbove, guideBeside } from "./guide.ts";

/** A new connection is checked while the person waits: the checklist shows at once. */
const testsOnSubmit: readonly MethodKind[] = ["credentials", "database"];

const noErrors: readonly { readonly field: string; readonly code: FieldErrorCode }[] = [];
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
    const method = this.integration ? this.#method(this.integration) : undefined;
    if (method && this.#mustOpen(method)) {
      this.#openedFor = method.id;
      void this.#begin(method, null);
    }
  }

  /** Takes up what was begun before: on the way back from a provider, after the page was loaded again, after the drawer was closed. */
  #goOn(): void {
    const { api, integration, resume } = this;
    if (!api || !integration || this.hidden || this.#isClosed || this.hasAttempt) return;
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
    const method = this.#method(integration);
    const kind = this.#flow.attempt?.step.kind;
    const isFillingIn = kind === undefined || kind === "form" || kind === "upload" || kind === "instructions";
    const guide = { texts, integration, method, isFillingIn };
    return html`<div class="layout">
      <div class="main">
        ${guideAbove(guide)}
        <div class="region" tabindex="-1">${this.#renderContent(texts, integration, method)}</div>
      </div>
      <aside class="guide" aria-label=${texts.t("drawer.guide.label")}>
        ${guideBeside(guide)}
      </aside>
    </div>`;
  }

  #renderContent(texts: Texts, integration: Integration, method: Method | undefined): TemplateResult {
    const flow = this.#flow;
    const step = flow.attempt?.step;
    if (step !== undefined && step.kind !== "form") {
      return html`<div class="step">
        ${step.kind === "failed" || this.#isToldByFields(step) ? nothing : this.#renderError(texts, integration.name)}
        ${this.#renderStep(texts, integration, step)}
      </div>`;
    }
    if (flow.isResuming && flow.isBusy && !flow.attempt) {
      const words = texts.t(flow.window.silent ? "drawer.redirect.silent" : "drawer.resuming");
      return html`<p class="busy" role="status"><span class="spinner"></span>${words}</p>`;
    }
    if (flow.window.phase === "opening" && method?.fields.length === 0) {
      return html`<p class="busy" role="status">
        <span class="spinner"></span>${texts.t("drawer.redirect.opening", { provider: integration.name })}
      </p>`;
    }
    return html`<div class="step">
      ${step === undefined ? this.#renderIntroduction(texts, integration, method) : nothing}
      ${method === undefined ? nothing : this.#renderBeginning(texts, integration, method, step)}
    </div>`;
  }

  /** Which way to connect, when the tool offers several; why not, when it offers none. */
  #renderIntroduction(texts: Texts, integration: Integration, method: Method | undefined): TemplateResult {
    const { connection } = this;
    const isOffered = method?.available ?? integration.available;
    const why = method?.unavailable_reason ?? integration.unavailable_reason ?? "adapter_missing";
    return html`
      ${
        connection === null
          ? nothing
          : connection.kind === "csv"
            ? html`<div>
                <h2>${texts.t("records.import.again.title")}</h2>
                <p class="lead">${texts.t("records.import.again.lead")}</p>
              </div>`
            : html`<div>
              <h2>${texts.t("drawer.reconnect.title", { label: connection.account?.label ?? connection.label })}</h2>
              <p class="lead">${texts.t("drawer.reconnect.lead")}</p>
            </div>`
      }
      ${
        isOffered
          ? nothing
          : html`<div class="notice">
              ${infoIcon}<span>${texts.t(`page.card.unavailable.${why}`, { name: integration.name })}</span>
            </div>`
      }
      ${
        connection === null && integration.methods.length > 1
          ? html`<fieldset class="methods">
              <legend>${texts.t("drawer.methods")}</legend>
              ${integration.methods.map(
                (candidate) => html`<label>
                  <input
                    type="radio"
                    name="method"
                    .value=${candidate.id}
                    .checked=${candidate === method}
                    @change=${() => this.#choose(candidate.id)}
                  />
                  <span>
                    <strong>${texts.prose(candidate.title)}</strong>
                    ${
                      candidate.summary === undefined
                        ? nothing
                        : html`<span class="muted small">${texts.prose(candidate.summary)}</span>`
                    }
                  </span>
                </label>`,
              )}
            </fieldset>`
          : nothing
      }
    `;
  }

  /** The first form of the method, or the one the server sent back: the same element, so that what was typed stays. */
  #renderBeginning(texts: Texts, integration: Integration, method: Method, step: Step | undefined): TemplateResult {
    const flow = this.#flow;
    const form = step?.kind === "form" ? step : undefined;
    const first = { texts, integration, method, role: this.userRole, isAgain: this.connection !== null };
    const beginning = firstFields(first);
    // The name that was given at first stays at hand.
    const name = method.opens_with_attempt === true ? undefined : beginning.find((field) => field.name === "label");
    const isNamed = name === undefined || form?.fields.some((field) => field.name === "label") === true;
    const fields = form === undefined ? beginning : isNamed ? form.fields : [...form.fields, name];
    const file = fields.find((field) => field.type === "file");
    if (form === undefined && file !== undefined && fields.every((field) => field.type === "file")) {
      return html`${this.#renderError(texts, integration.name)}
        <speedai-step-upload
          .texts=${texts}
          .accept=${file.accept ?? ""}
          .sent=${flow.sent}
          ?busy=${flow.isBusy}
          .send=${(chosen: File) => void this.#begin(method, { values: {}, file: chosen })}
          .stop=${this.#giveUp}
        ></speedai-step-upload>`;
    }
    return html`${form?.items === undefined || form.items.length === 0 ? nothing : copyItems(texts, form.items)}
      ${
        method.kind === "oauth2" && form === undefined
          ? html`<p class="lead">${texts.t("drawer.consent.lead", { provider: integration.name })}</p>`
          : nothing
      }
      <speedai-step-form
        .texts=${texts}
        .fields=${fields}
        .values=${form?.values ?? { ...this.connection?.settings, ...this.#kept }}
        .errors=${form?.errors ?? noErrors}
        .check=${form?.check ?? null}
        .problem=${flow.error}
        .provider=${integration.name}
        .now=${this.now}
        .submitLabel=${submitLabel(first)}
        .testsOnSubmit=${testsOnSubmit.includes(method.kind)}
        ?busy=${flow.isBusy}
        ?locked=${!method.available}
        .submit=${(answer: FormAnswer) => void (form === undefined ? this.#begin(method, answer) : this.#continue(answer))}
      ></speedai-step-form>`;
  }

  #renderStep(texts: Texts, integration: Integration, step: Exclude<Step, { kind: "form" }>): TemplateResult {
    const flow = this.#flow;
    const provider = integration.name;
    switch (step.kind) {
      case "redirect":
        return html`<speedai-step-redirect
          .texts=${texts}
          .provider=${provider}
          .window=${flow.window}
          .open=${() => flow.openWindow()}
          .leave=${() => flow.goSameTab()}
          .cancel=${this.#giveUp}
        ></speedai-step-redirect>`;
      case "upload":
        return html`<speedai-step-upload
          .texts=${texts}
          .accept=${step.accept}
          .maxBytes=${step.max_bytes}
          .sent=${flow.sent}
          ?busy=${flow.isBusy}
          .send=${(file: File) => void flow.upload(file)}
          .stop=${() => flow.stopUpload()}
        ></speedai-step-upload>`;
      case "mapping":
        return html`<speedai-step-mapping
          .texts=${texts}
          .step=${step}
          .provider=${provider}
          .problem=${flow.error}
          ?busy=${flow.isBusy}
          .submit=${(values: FieldValues) => void flow.submit(values)}
          .cancel=${this.#giveUp}
        ></speedai-step-mapping>`;
      case "choice":
        return html`<speedai-step-choice
          .texts=${texts}
          .step=${step}
          .provider=${provider}
          ?busy=${flow.isBusy}
          .submit=${(values: FieldValues) => void flow.submit(values)}
          .cancel=${this.#giveUp}
        ></speedai-step-choice>`;
      case "instructions":
        return html`<speedai-step-instructions
          .texts=${texts}
          .step=${step}
          .provider=${provider}
          .finish=${() => this.#finish(step.connection)}
        ></speedai-step-instructions>`;
      case "waiting":
        return html`<speedai-step-waiting
          .texts=${texts}
          .step=${step}
          .provider=${provider}
          ?silent=${flow.window.silent}
          .cancel=${step.for === "consent" || step.for === "commit" ? this.#giveUp : null}
        ></speedai-step-waiting>`;
      case "done":
        return html`<speedai-step-done
          .api=${this.api}
          .texts=${texts}
          .step=${step}
          .provider=${provider}
          .now=${this.now}
          ?again=${this.connection !== null}
          .twin=${twinOf(step.connection, integration.connections)}
          .see=${() => this.#finish(step.connection)}
          .close=${() => {
            this.abandon();
            this.close();
          }}
        ></speedai-step-done>`;
      case "failed":
        return html`<speedai-step-failed
          .texts=${texts}
          .step=${step}
          .provider=${provider}
          .now=${this.now}
          .retry=${this.#giveUp}
          .close=${this.close}
        ></speedai-step-failed>`;
    }
  }

  /** The columns say themselves what is wrong with them. */
  #isToldByFields(step: Step): boolean {
    return step.kind === "mapping" && (this.#flow.error?.problem?.errors?.length ?? 0) > 0;
  }

  #renderError(texts: Texts, provider: string): TemplateResult | typeof nothing {
    if (this.#flow.error === null) return nothing;
    return errorNotice(texts, this.#flow.error, provider);
  }

  #method(integration: Integration): Method | undefined {
    const wanted = this.connection?.method ?? this.methodId ?? this.#flow.attempt?.method;
    return (
      integration.methods.find((method) => method.id === wanted) ??
      integration.methods.find((method) => method.available) ??
      integration.methods[0]
    );
  }

  /** A form with addresses to copy first exists only once the server has made them. */
  #mustOpen(method: Method): boolean {
    if (!method.opens_with_attempt || !method.available || this.#openedFor === method.id) return false;
    return this.isConnected && !this.hidden && this.api !== null && !this.hasAttempt;
  }

  #choose(methodId: string): void {
    this.abandon();
    this.#openedFor = null;
    this.methodId = methodId;
  }

  /** `answer` null: the form is still to come. Runs inside the click: the window must be opened before anything is awaited. */
  async #begin(method: Method, answer: FormAnswer | null): Promise<void> {
    const { integration, connection } = this;
    if (!integration) return;
    const isOwn = method.fields.some((field) => field.name === "label");
    const { label: typedLabel, ...others } = answer?.values ?? {};
    const label = typeof typedLabel === "string" ? typedLabel : undefined;
    const secrets = new Set(method.fields.flatMap(({ name, type }) => (type === "secret" ? name : [])));
    this.#kept = Object.fromEntries(Object.entries(answer?.values ?? {}).filter(([name]) => !secrets.has(name)));
    await this.#flow.begin({
      provider: integration.id,
      method: method.id,
      // Without values the attempt begins with its form.
      ...(answer === null ? {} : { values: isOwn ? answer.values : others }),
      ...(label === undefined ? {} : { label }),
      ...(connection === null ? {} : { connectionId: connection.id }),
      opensWindow: method.kind === "oauth2",
    });
    const { attempt } = this.#flow;
    if (attempt) this.started(attempt);
    if (attempt?.step.kind === "upload" && answer !== null && answer.file !== null)
      await this.#flow.upload(answer.file);
  }

  async #continue(answer: FormAnswer): Promise<void> {
    const { attempt } = this.#flow;
    const isOwn = attempt?.step.kind === "form" && attempt.step.fields.some((field) => field.name === "label");
    const { label, ...others } = answer.values;
    this.#label = !isOwn && typeof label === "string" ? label : null;
    await this.#flow.submit(isOwn ? answer.values : others);
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

  #finish(connection: Connection): void {
    this.abandon();
    this.see(connection);
  }
}

/** Connected twice: a slip more often than a wish. */
function twinOf({ id, account }: Connection, connections: readonly Connection[]): string | null {
  return (
    connections.find((other) => other.id !== id && account !== null && other.account?.id === account.id)?.label ?? null
  );
}
