import { createTexts } from "../../i18n/complete.ts";
import { wholeCatalogue } from "../../testing/catalogue.ts";
import { find, findAll } from "../../testing/deep.ts";
import { createFakeApi } from "../../testing/fake-api.ts";
import { show } from "../../testing/settle.ts";
import "./card.ts";
import type { SpeedaiCard } from "./card.component.ts";

/** The one place where tests know what is inside a card. */
export async function showCard(
  id: string,
  {
    locale = "fr",
    isReadonly = false,
    ...catalogue
  }: Parameters<typeof wholeCatalogue>[0] & {
    locale?: string;
    isReadonly?: boolean;
  } = {},
) {
  const element: SpeedaiCard = document.createElement("speedai-card");
  element.integration = wholeCatalogue(catalogue).integrations.find((integration) => integration.id === id) ?? null;
  element.api = createFakeApi();
  element.texts = createTexts(locale);
  element.readonly = isReadonly;
  await show(element);
  return {
    element,
    buttons: (): HTMLButtonElement[] => findAll("button", element),
    button: (): HTMLButtonElement => find("button", element),
    badge: (): HTMLElement => find(".badge", element),
  };
}
