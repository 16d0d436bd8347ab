import type { Catalogue, Connection } from "../../schema/wire/index.ts";
import type { SpeedaiDrawer } from "../drawer/drawer.component.ts";
import type { SpeedaiEventDetails } from "../events.ts";
import { wholeCatalogue } from "../testing/catalogue.ts";
import { find, findAll, readText, until } from "../testing/deep.ts";
import { type Answers, createFakeApi } from "../testing/fake-api.ts";
import { clear, listen, settle } from "../testing/settle.ts";
// What comes later is fetched now, file by file as the test server gives it: a test measures the page, not that.
import "../drawer/drawer.ts";
import "../i18n/en/inside.ts";
import "../i18n/en/page.ts";
import "../i18n/fr/inside.ts";
import "../i18n/fr/lists.ts";
import "../page/why/why.ts";
import "./lists.ts";
import "./source.ts";
import "./speedai-integrations.ts";
import type { SpeedaiIntegrations } from "./speedai-integrations.component.ts";

type Drawer = SpeedaiDrawer;

/** For `afterEach`: nothing of a test is left, in the document or in the address. */
export function leavePage(): void {
  clear();
  history.replaceState(null, "", location.pathname + location.search);
}

/** Details of the events of a name that the host page gets, as they come. */
export function told<Name extends keyof SpeedaiEventDetails>(name: Name): SpeedaiEventDetails[Name][] {
  return listen<SpeedaiEventDetails[Name]>(name);
}

/** The page with a fake API. Resolves when its first answer is on screen. */
export async function showPage({
  connections = [],
  unavailable = [],
  answers = {},
  attributes = {},
  prepare = () => {},
  waits = true,
}: {
  connections?: readonly Connection[];
  unavailable?: readonly string[];
  answers?: Answers;
  attributes?: Readonly<Record<string, string>>;
  prepare?: (element: SpeedaiIntegrations) => void;
  /** For the first answer. */
  waits?: boolean;
} = {}) {
  const api = createFakeApi({ catalogue: async () => wholeCatalogue({ connections, unavailable }), ...answers });
  const page = insertPage((element) => {
    element.client = api;
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    prepare(element);
  });
  if (waits) {
    await until(() => page.element.getState().phase !== "loading");
    await settle(page.element);
  }
  return { ...page, api, answer: (catalogue: Catalogue) => api.answer("catalogue", async () => catalogue) };
}

/** The page as it stands right after insertion. The one place where tests know what is inside it. */
export function insertPage(prepare: (element: SpeedaiIntegrations) => void) {
  const element: SpeedaiIntegrations = document.createElement("speedai-integrations");
  prepare(element);
  document.body.append(element);
  const cards = () => findAll<HTMLElementTagNameMap["speedai-card"]>("speedai-card", element);
  const connectionCards = () =>
    findAll<HTMLElementTagNameMap["speedai-connection-card"]>("speedai-connection-card", element);
  return {
    element,
    cards,
    connectionCards,
    card: (id: string) => find<HTMLElementTagNameMap["speedai-card"]>(`speedai-card[id="${id}"]`, element),
    connectionCard: (id: string) =>
      find<HTMLElementTagNameMap["speedai-connection-card"]>(`speedai-connection-card[id="${id}"]`, element),
    press: (card: HTMLElement): void => find("button", card).click(),
    titles: (): string[] => findAll("h2.section-title", element).map(readText),
    names: (): string[] => cards().map(({ integration }) => integration?.name ?? ""),
    toolbar: () => find<HTMLElementTagNameMap["speedai-toolbar"]>("speedai-toolbar", element),
    search: (): HTMLInputElement => find("input[type=search]", element),
    filters: () => ({
      opener: (): HTMLButtonElement => find(".open", element),
      option: (name: string): HTMLLabelElement => {
        const found = findAll<HTMLLabelElement>("label.choice", element).find((one) => readText(one).startsWith(name));
        if (!found) throw new Error(`no choice is called ${name}`);
        return found;
      },
      tokens: (): string[] => findAll(".tokens button", element).map(readText),
    }),
    banners: () => findAll<HTMLElementTagNameMap["speedai-attention"]>("speedai-attention", element),
    skeletons: () => findAll(".skeleton", element),
    state: (): HTMLElement => find(".state", element),
    notices: () => findAll(".notice", element),
    spoken: (): string => find("div[role=status]", element).textContent?.trim() ?? "",
    drawers: () => findAll<Drawer>("speedai-drawer", element),
    drawer: () => find<Drawer>("speedai-drawer", element),
    rule: (): HTMLElement => find("footer", element),
    whyDialog: (): HTMLDialogElement => find("dialog", find("speedai-why", element)),
  };
}
