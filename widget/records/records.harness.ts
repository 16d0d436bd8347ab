/** The one place where tests reach into the tab « Données »: shows it for a connection, reads it, uses it as a person would. */
import "./records.ts";
import { createTexts } from "../i18n/complete.ts";
import { find, findAll, readText, until } from "../testing/deep.ts";
import { type Answers, createFakeApi, type FakeApi } from "../testing/fake-api.ts";
import { now } from "../testing/now.ts";
import { csvConnection, importSummary, mails, recordPage, thefork } from "../testing/records.ts";
import { settle, show } from "../testing/settle.ts";
import type { SpeedaiRecords } from "./records.component.ts";

export class RecordsHarness {
  readonly element: SpeedaiRecords;
  readonly api: FakeApi;

  private constructor(element: SpeedaiRecords, api: FakeApi) {
    this.element = element;
    this.api = api;
  }

  static async open(answers: Answers = {}, properties: Partial<SpeedaiRecords> = {}): Promise<RecordsHarness> {
    const harness = await RecordsHarness.begin(answers, properties);
    await until(() => !harness.isLoading);
    await harness.settle();
    return harness;
  }

  /** Shows it and does not wait for what it asks for. */
  static async begin(answers: Answers = {}, properties: Partial<SpeedaiRecords> = {}): Promise<RecordsHarness> {
    const api = createFakeApi({
      records: async () => recordPage(),
      imports: async () => ({ imports: [importSummary()] }),
      mails: async () => ({ mails: Object.values(mails), next: null }),
      ...answers,
    });
    const element = document.createElement("speedai-records");
    Object.assign(element, {
      api,
      texts: createTexts("fr"),
      integration: thefork,
      connection: csvConnection,
      now,
      ...properties,
    });
    await show(element);
    return new RecordsHarness(element, api);
  }

  get isLoading(): boolean {
    return this.findAll(".skeleton").length > 0;
  }

  get text(): string {
    return readText(this.element);
  }

  find<Found extends Element = HTMLElement>(selector: string): Found {
    return find<Found>(selector, this.element);
  }

  findAll<Found extends Element = HTMLElement>(selector: string): Found[] {
    return findAll<Found>(selector, this.element);
  }

  /** What matches inside one element of the tab. */
  within<Found extends Element = HTMLElement>(tag: keyof HTMLElementTagNameMap, selector: string): Found[] {
    return findAll<Found>(selector, this.find(tag));
  }

  /** Lines of a list, as a person reads them. */
  lines(tag: keyof HTMLElementTagNameMap): string[] {
    return this.within(tag, "li")
      .filter((line) => line.checkVisibility())
      .map(readText);
  }

  /** Words of everything that can be pressed. */
  get buttons(): string[] {
    return this.findAll("button")
      .filter((button) => button.checkVisibility())
      .map(readText);
  }

  /** A button by its words or its accessible name. */
  button(words: string): HTMLButtonElement {
    const found = this.findAll<HTMLButtonElement>("button").find(
      (candidate) =>
        candidate.checkVisibility() &&
        [readText(candidate), plain(candidate.getAttribute("aria-label") ?? "")].includes(words),
    );
    if (!found) throw new Error(`no button « ${words} » among: ${this.buttons.join(", ")}`);
    return found;
  }

  async click(words: string): Promise<void> {
    this.button(words).click();
    await this.settle();
  }

  async settle(): Promise<void> {
    await settle(this.element);
  }
}

/** Typeset spaces are spaces to a test. */
function plain(text: string): string {
  return text.replace(/\s+/g, " ").trim();
}
