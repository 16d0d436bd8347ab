import type { Category } from "../../../schema/wire/index.ts";
import { createTexts } from "../../i18n/complete.ts";
import { find, findAll, readText } from "../../testing/deep.ts";
import { show } from "../../testing/settle.ts";
import type { PageFilter } from "../search.ts";
import "./toolbar.ts";
import type { SpeedaiToolbar } from "./toolbar.component.ts";

const counts = new Map<Category, number>([
  ["crm", 5],
  ["hotel", 2],
  ["custom", 0],
]);

/** The one place where tests know what is inside the toolbar. Keeps the filter that it asks for, as the page does. */
export async function showToolbar(filter: PageFilter = { query: "", category: null }, locale = "fr") {
  const element: SpeedaiToolbar = document.createElement("speedai-toolbar");
  element.texts = createTexts(locale);
  element.filter = filter;
  element.counts = counts;
  element.addEventListener("filter-changed", (event) => {
    if (event instanceof CustomEvent) element.filter = event.detail;
  });
  await show(element);
  return {
    element,
    input: (): HTMLInputElement => find("input[type=search]", element),
    clearButtons: (): HTMLButtonElement[] => findAll(".clear", element),
    choices: (): string[] => findAll("label", element).map(readText),
    chosen: (): string => readText(find("label:has(:checked)", element)),
    choose: (at: number): void => findAll<HTMLInputElement>("input[type=radio]", element)[at]?.click(),
  };
}
