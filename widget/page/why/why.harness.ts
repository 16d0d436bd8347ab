import { createTexts } from "../../i18n/complete.ts";
import { find } from "../../testing/deep.ts";
import { show } from "../../testing/settle.ts";
import "./why.ts";
import type { SpeedaiWhy } from "./why.component.ts";

/** The one place where tests know what is inside the modal. */
export async function showWhy(locale = "fr") {
  const opener = document.createElement("button");
  opener.textContent = "ouvrir";
  document.body.append(opener);
  const element: SpeedaiWhy = document.createElement("speedai-why");
  element.texts = createTexts(locale);
  await show(element);
  opener.focus();
  element.show();
  return {
    element,
    opener,
    dialog: (): HTMLDialogElement => find("dialog", element),
    cross: (): HTMLButtonElement => find("button", element),
  };
}
