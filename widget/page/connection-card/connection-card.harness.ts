import type { Connection } from "../../../schema/wire/index.ts";
import { createTexts } from "../../i18n/complete.ts";
import { wholeCatalogue } from "../../testing/catalogue.ts";
import { find, findAll } from "../../testing/deep.ts";
import { createFakeApi } from "../../testing/fake-api.ts";
import { now } from "../../testing/now.ts";
import { show } from "../../testing/settle.ts";
import "./connection-card.ts";
import type { SpeedaiConnectionCard } from "./connection-card.component.ts";

/** The one place where tests know what is inside the card of a connection. */
export async function showConnection(connection: Connection, { locale = "fr", isReadonly = false } = {}) {
  const element: SpeedaiConnectionCard = document.createElement("speedai-connection-card");
  const { integrations } = wholeCatalogue({ connections: [connection] });
  element.integration = integrations.find(({ id }) => id === connection.provider) ?? null;
  element.connection = connection;
  element.api = createFakeApi();
  element.texts = createTexts(locale);
  element.now = now;
  element.readonly = isReadonly;
  await show(element);
  return {
    element,
    button: (): HTMLButtonElement => find("button", element),
    status: (): HTMLElement => find(".status", element),
    when: (): HTMLElement => find(".when", element),
    account: (): HTMLElement => find(".clip", element),
    history: (): HTMLElement => find(".history", element),
    bars: (): string[] => findAll(".history i", element).map(({ className }) => className || "none"),
  };
}
