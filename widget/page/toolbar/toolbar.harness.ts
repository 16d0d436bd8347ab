import type { Badge, Category } from "../../../schema/wire/index.ts";
import { createTexts } from "../../i18n/complete.ts";
import { find, findAll, readText } from "../../testing/deep.ts";
import { show } from "../../testing/settle.ts";
import { type Counts, noFilter, type PageFilter, type Standing } from "../filter.ts";
import "./toolbar.ts";
import type { SpeedaiToolbar } from "./toolbar.component.ts";

const counts: Counts = {
  all: 7,
  category: new Map<Category, number>([
    ["crm", 5],
    ["hotel", 2],
    ["custom", 0],
  ]),
  badge: new Map<Badge, number>([
    ["standard", 4],
    ["premium", 3],
    ["custom", 0],
  ]),
  status: new Map<Standing, number>([
    ["attention", 1],
    ["none", 6],
  ]),
};

/** The one place where tests know what is inside the toolbar. Keeps the filter that it asks for, as the page does. */
export async function showToolbar(filter: Partial<PageFilter> = {}, locale = "fr") {
  const element: SpeedaiToolbar = document.createElement("speedai-toolbar");
  element.texts = createTexts(locale);
  element.filter = { ...noFilter, ...filter };
  element.counts = counts;
  element.addEventListener("filter-changed", (event) => {
    if (event instanceof CustomEvent) element.filter = event.detail;
  });
  await show(element);
  return {
    element,
    input: (): HTMLInputElement => find("input[type=search]", element),
    clearButtons: (): HTMLButtonElement[] => findAll(".clear", element),
    choices: (): string[] => findAll("label.filter", element).map(readText),
    chosen: (): string => readText(find("label.filter:has(:checked)", element)),
    choose: (at: number): void => findAll<HTMLInputElement>("input[type=radio]", element)[at]?.click(),
    opener: (): HTMLButtonElement => find(".open", element),
    panel: (): HTMLElement => find(".panel", element),
    options: (): HTMLLabelElement[] => findAll<HTMLLabelElement>("label.choice", element),
    tokens: (): HTMLButtonElement[] => findAll<HTMLButtonElement>(".tokens button", element),
  };
}
