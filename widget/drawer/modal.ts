/**
 * The dialog of the drawer, as a controller: opened with the element, closed by its button, a key, the way back of a phone, a click
 * beside it or a pull. What would be lost is asked about first.
 */
import { html, type LitElement, type ReactiveController, type TemplateResult } from "lit";
import type { Texts } from "../i18n/index.ts";
import type { SpeedaiQuestion } from "../records/question/question.component.ts";
import { Swipe } from "./swipe.ts";

/** A part of the drawer in which a person works. */
interface Workplace {
  /** A secret is shown for the only time, and was not copied. */
  readonly hasSecret: boolean;
  /** Something was typed. */
  readonly isDirty: boolean;
  /** Something is under way that a slip of the finger should not end. */
  readonly isBusy?: boolean;
}

type Loss = "secret" | "typed";

export class Modal implements ReactiveController {
  /** Listener for pointer events of the header. */
  readonly swipe = new Swipe({ dialog: () => this.#dialog, dismiss: () => this.#dismiss() });

  readonly #host: LitElement;
  readonly #workplaces: () => readonly (Workplace | null | undefined)[];
  /** Null: nothing was asked, and the question has no words yet. */
  #loss: Loss | null = null;

  constructor(host: LitElement, workplaces: () => readonly (Workplace | null | undefined)[]) {
    this.#host = host;
    this.#workplaces = workplaces;
    host.addController(this);
  }

  hostConnected(): void {
    const dialog = this.#host.hasUpdated ? this.#dialog : null;
    if (!dialog) return;
    // A dialog that was taken out of the page while open is open still, but no longer modal.
    dialog.open = false;
    dialog.showModal();
  }

  hostUpdated(): void {
    if (!this.#host.hasUpdated) this.#dialog?.showModal();
  }

  /** The browser gives the focus back to what had it before; then comes the dialog's `close`. */
  readonly close = (): void => {
    if (!this.#ask()) this.#dialog?.close();
  };

  readonly onPointerDown = (event: PointerEvent): void => {
    if (event.target === this.#dialog) this.#dismiss();
  };

  /** The browser lets a page hold `cancel` back once per act of the person (HTML, close watchers); the key can be held back always. */
  readonly onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== "Escape" || event.isComposing) return;
    const inner = event.composedPath().find((target) => target instanceof HTMLDialogElement);
    if (inner === this.#dialog && this.#ask()) event.preventDefault();
  };

  /** The way back of a phone. A cancelled choice of a file bubbles as far as here and is none. */
  readonly onCancel = (event: Event): void => {
    if (event.target === this.#dialog && this.#ask()) event.preventDefault();
  };

  renderQuestion(texts: Texts, provider: string): TemplateResult {
    return html`<speedai-question
      class="leaving"
      .texts=${texts}
      .provider=${provider}
      .heading=${texts.t(`drawer.leave.${this.#loss ?? "typed"}`)}
      .lead=${this.#loss && texts.t(this.#loss === "secret" ? "drawer.instructions.once" : "drawer.failed.lead")}
      .keepLabel=${texts.t("drawer.leave.stay")}
      .confirmLabel=${texts.t("drawer.leave.go")}
      .confirm=${() => {
        this.#question?.close();
        this.#dialog?.close();
      }}
    ></speedai-question>`;
  }

  get #dialog(): HTMLDialogElement | null {
    return this.#host.renderRoot.querySelector("dialog");
  }

  get #question(): SpeedaiQuestion | null {
    return this.#host.renderRoot.querySelector<SpeedaiQuestion>(".leaving");
  }

  #findLoss(): Loss | null {
    const workplaces = this.#workplaces();
    if (workplaces.some((one) => one?.hasSecret)) return "secret";
    return workplaces.some((one) => one?.isDirty) ? "typed" : null;
  }

  /** Asks before something is lost; false: nothing is. */
  #ask(): boolean {
    const loss = this.#findLoss();
    if (loss === null) return false;
    this.#loss = loss;
    this.#host.requestUpdate();
    this.#question?.ask();
    return true;
  }

  /** A click beside the drawer or a pull closes it, unless work is under way; what was typed is asked about. */
  #dismiss(): void {
    if (this.#findLoss() !== null || !this.#workplaces().some((one) => one?.isBusy)) this.close();
  }
}
