/** The one place where tests reach into the drawer: opens it, reads it, uses it as a person would. */
import "../testing/tokens.ts";
import "./drawer.ts";
import type { Step } from "../../schema/wire/index.ts";
import { createTexts } from "../i18n/complete.ts";
import { attempt } from "../testing/attempts.ts";
import { find, findAll, readText, typeInto, until } from "../testing/deep.ts";
import { createFakeApi, type FakeApi } from "../testing/fake-api.ts";
import { now } from "../testing/now.ts";
import { integration } from "../testing/tools.ts";
import type { SpeedaiConnect } from "./connect/connect.component.ts";
import type { SpeedaiDrawer } from "./drawer.component.ts";
import type { DrawerEvents } from "./events.ts";

export interface Opening {
  readonly properties?: Partial<SpeedaiDrawer>;
  readonly api?: FakeApi;
  readonly locale?: string;
  readonly theme?: "light" | "dark";
}

export interface SeenEvent {
  readonly name: keyof DrawerEvents;
  readonly detail: unknown;
}

const eventNames = [
  "drawer-close",
  "view-change",
  "connect-start",
  "connection-changed",
  "connection-removed",
  "test-result",
] as const satisfies readonly (keyof DrawerEvents)[];

export class DrawerHarness {
  readonly drawer: SpeedaiDrawer;
  readonly api: FakeApi;
  /** Everything that crossed into the host page. */
  readonly events: SeenEvent[] = [];
  readonly #opener = document.createElement("button");

  constructor(opening: Opening = {}) {
    this.api = opening.api ?? createFakeApi({ cancelAttempt: async () => {} });
    this.drawer = document.createElement("speedai-drawer");
    Object.assign(this.drawer, {
      api: this.api,
      texts: createTexts(opening.locale ?? "fr"),
      integration: integration(),
      clock: () => now,
      ...opening.properties,
    });
    document.documentElement.lang = opening.locale ?? "fr";
    document.documentElement.className = opening.theme ?? "light";
    this.#opener.textContent = "Gérer";
    for (const name of eventNames) document.addEventListener(name, this.#onEvent);
  }

  static async open(opening: Opening = {}): Promise<DrawerHarness> {
    const harness = new DrawerHarness(opening);
    document.body.append(harness.#opener, harness.drawer);
    harness.#opener.focus();
    // As the page does: the drawer enters while the button that opened it has the focus.
    harness.drawer.remove();
    document.body.append(harness.drawer);
    await harness.settle();
    return harness;
  }

  /** Opens the drawer and leads it to a step, by whatever form it begins with. */
  static async openAt(step: Step, opening: Opening = {}): Promise<DrawerHarness> {
    const api = opening.api ?? createFakeApi({ cancelAttempt: async () => {}, attempt: () => new Promise(() => {}) });
    const facts = { method: opening.properties?.integration?.methods[0]?.id ?? "credentials" };
    api.answer("createAttempt", async () => attempt(step, facts));
    const harness = await DrawerHarness.open({ ...opening, api });
    harness.connect.openWindow = () => null;
    harness.find<HTMLElementTagNameMap["speedai-step-form"]>("speedai-step-form").submit({ values: {}, file: null });
    await until(() => api.countOf("createAttempt") === 1);
    await harness.settle();
    return harness;
  }

  get opener(): HTMLButtonElement {
    return this.#opener;
  }

  get connect(): SpeedaiConnect {
    return this.find<SpeedaiConnect>("speedai-connect");
  }

  get dialog(): HTMLDialogElement {
    return this.find<HTMLDialogElement>("dialog");
  }

  get text(): string {
    return readText(this.drawer);
  }

  /** Of the events so far. */
  names(): readonly string[] {
    return this.events.map(({ name }) => name);
  }

  find<Found extends Element = HTMLElement>(selector: string): Found {
    return find<Found>(selector, this.drawer);
  }

  findAll<Found extends Element = HTMLElement>(selector: string): Found[] {
    return findAll<Found>(selector, this.drawer);
  }

  /** A button by its words or its accessible name. */
  button(words: string): HTMLButtonElement {
    const found = this.findAll<HTMLButtonElement>("button").find(
      (candidate) =>
        candidate.checkVisibility() &&
        [readText(candidate), candidate.getAttribute("aria-label")].some((name) => sameWords(name, words)),
    );
    if (!found) throw new Error(`no button « ${words} » in: ${this.text}`);
    return found;
  }

  async click(words: string): Promise<void> {
    this.button(words).click();
    await this.settle();
  }

  field(name: string): HTMLInputElement {
    return this.find<HTMLInputElement>(`speedai-field [name="${name}"], [name="${name}"]`);
  }

  async type(name: string, text: string, inputType?: string): Promise<void> {
    typeInto(this.field(name), text, inputType);
    await this.settle();
  }

  /** Waits until no element below the drawer has an update to make. */
  async settle(): Promise<void> {
    for (let round = 0; round < 4; round += 1) {
      await this.drawer.updateComplete;
      await Promise.all(
        this.findAll("*").map((element) => ("updateComplete" in element ? element.updateComplete : undefined)),
      );
      await new Promise((resolve) => requestAnimationFrame(resolve));
    }
    // What fades in is judged when it is there; what turns for ever is not waited for.
    const passing = this.drawer.renderRoot instanceof ShadowRoot ? this.drawer.renderRoot.getAnimations() : [];
    const finite = passing.filter(({ effect }) => effect?.getComputedTiming().endTime !== Number.POSITIVE_INFINITY);
    await Promise.allSettled(finite.map(({ finished }) => finished));
  }

  remove(): void {
    // Each opening is a tab of its own.
    sessionStorage.clear();
    for (const name of eventNames) document.removeEventListener(name, this.#onEvent);
    this.drawer.remove();
    this.#opener.remove();
    document.documentElement.className = "";
  }

  readonly #onEvent = (event: Event): void => {
    if (!(event instanceof CustomEvent)) return;
    const name = eventNames.find((candidate) => candidate === event.type);
    if (name) this.events.push({ name, detail: event.detail });
  };
}

/** The host page: its colours, and nothing in its way. */
const hostStyles = new CSSStyleSheet();
hostStyles.replaceSync(
  ":root{color-scheme:light;background:#faf8f4;font-family:sans-serif}:root.dark{color-scheme:dark;background:#0d1117}",
);
document.adoptedStyleSheets = [...document.adoptedStyleSheets, hostStyles];

/** Typeset spaces are spaces to a test. */
function sameWords(found: string | null, words: string): boolean {
  return found?.replace(/\s+/g, " ").trim() === words;
}
