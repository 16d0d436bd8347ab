import type { Integration } from "../../../schema/wire/index.ts";
import { createTexts } from "../../i18n/complete.ts";
import { find, findAll, readText } from "../../testing/deep.ts";
import { createFakeApi } from "../../testing/fake-api.ts";
import { show } from "../../testing/settle.ts";
import "./drawing.ts";
import "./intro.ts";
import type { SpeedaiIntro } from "./intro.component.ts";

/** A picture that tells which logo it stands for. */
export function pictureOf(path: string): string {
  return `data:image/svg+xml,${encodeURIComponent(`<svg xmlns="http://www.w3.org/2000/svg"><!--${path}--></svg>`)}`;
}

/** The one place where tests know what is inside the intro. It stands in a container as wide as a page. */
export async function showIntro({
  integrations = [],
  locale = "fr",
  width = 1200,
  isEarly = false,
  logo = async (path: string) => pictureOf(path),
}: {
  integrations?: readonly Integration[];
  locale?: string;
  /** Of the page, in CSS pixels. */
  width?: number;
  isEarly?: boolean;
  logo?: (path: string) => Promise<string>;
} = {}) {
  const element: SpeedaiIntro = document.createElement("speedai-intro");
  element.texts = createTexts(locale);
  element.api = createFakeApi({ logo });
  element.integrations = integrations;
  element.early = isEarly;
  const page = document.createElement("div");
  page.style.containerType = "inline-size";
  page.style.inlineSize = `${width}px`;
  page.append(element);
  document.body.append(page);
  await show(page);
  return {
    element,
    title: (): string => readText(find("h2", element)),
    button: (): HTMLButtonElement => find("button", element),
    drawing: (): SVGElement => find(".drawing", element),
    pictures: (): (string | null)[] => findAll<SVGElement>("image", element).map((image) => image.getAttribute("href")),
  };
}
