/** What is said of a connection that is gone. */
import { html, type TemplateResult } from "lit";
import type { MethodKind } from "../../schema/wire/index.ts";
import type { Texts } from "../i18n/index.ts";
import { tickIcon } from "../page/icons.ts";
import { infoIcon } from "../steps/icons.ts";

/** How it went: what the provider answered, what is left to do where it cannot be asked, or from another page. */
export type Goodbye = "revoked" | "failed" | "elsewhere" | MethodKind;

export function farewell(texts: Texts, goodbye: Goodbye | null, provider: string): TemplateResult {
  const look = goodbye === "failed" ? "warning" : goodbye === "elsewhere" ? "" : "ok";
  return html`<div class="goodbye" role="status" tabindex="-1">
    ${
      goodbye &&
      html`<div class="notice ${look}">
        ${goodbye === "elsewhere" ? infoIcon : tickIcon}
        <div>
          <strong>${texts.t("drawer.disconnected.title")}</strong>
          <p>${texts.t(`drawer.disconnected.${goodbye}`, { provider })}</p>
        </div>
      </div>`
    }
  </div>`;
}
