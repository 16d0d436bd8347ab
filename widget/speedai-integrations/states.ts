/** What stands in the place of the lists when there is nothing to list. */
import { html, type TemplateResult } from "lit";
import type { Texts } from "../i18n/index.ts";
import { plugIcon, searchIcon } from "../page/icons.ts";
import { sentences } from "./failure.ts";
import type { Failure } from "./state.ts";

/** The lists stay; a line above them says that they may be old. */
export function staleNotice(texts: Texts, failure: Failure, retry: () => void): TemplateResult {
  const { title, icon } = sentences[failure.kind];
  return html`<div class="notice" role="status">
    ${icon}
    <p>${failure.kind === "unreachable" ? texts.t("page.state.stale") : texts.t(title)}</p>
    <button class="button" type="button" @click=${retry}>${texts.t("page.state.retry")}</button>
  </div>`;
}

export function emptyState(texts: Texts): TemplateResult {
  return html`<div class="state">
    ${plugIcon}
    <h3>${texts.t("page.state.empty.title")}</h3>
    <p>${texts.t("page.state.empty.text")}</p>
  </div>`;
}

/** `widen`: other categories have an answer. */
export function noResultState(texts: Texts, query: string, widen: (() => void) | null): TemplateResult {
  return html`<div class="state">
    ${searchIcon}
    <h3>${texts.t(widen ? "page.state.none.category" : "page.state.none.title", { query })}</h3>
    ${
      widen
        ? html`<button class="button" type="button" @click=${widen}>${texts.t("page.state.none.all")}</button>`
        : html`<p>${texts.t("page.state.none.text")}</p>`
    }
  </div>`;
}
