import { createTexts } from "../../i18n/complete.ts";
import { find, findAll } from "../../testing/deep.ts";
import { now } from "../../testing/now.ts";
import { show } from "../../testing/settle.ts";
import "./attention.ts";
import type { Problem, SpeedaiAttention } from "./attention.component.ts";

/** The one place where tests know what is inside the banner. */
export async function showAttention(problems: readonly Problem[], { locale = "fr", isReadonly = false } = {}) {
  const element: SpeedaiAttention = document.createElement("speedai-attention");
  element.problems = problems;
  element.texts = createTexts(locale);
  element.now = now;
  element.readonly = isReadonly;
  await show(element);
  return {
    element,
    buttons: (): HTMLButtonElement[] => findAll("button", element),
    button: (): HTMLButtonElement => find("button", element),
  };
}
