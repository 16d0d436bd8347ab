/** What stands in the place of the lists when there is nothing to list. */
import { html, type TemplateResult } from "lit";
import type { TextKey, Texts } from "../i18n/index.ts";
import { cloudOffIcon, plugIcon, searchIcon, triangleIcon } from "../page/icons.ts";
import type { Failure } from "./state.ts";

const sentences = {
  offline: { title: "page.state.offline.title", text: "page.state.offline.text", icon: cloudOffIcon },
  session: { title: "page.state.session.title", text: "page.state.session.text", icon: triangleIcon },
  forbidden: { title: "page.state.forbidden.title", text: "page.state.forbidden.text", icon: triangleIcon },
  unreachable: { title: "page.state.failed.title", text: "page.state.failed.text", icon: triangleIcon },
} as const satisfies Record<Failure["kind"], { title: TextKey; text: TextKey; icon: TemplateResult }>;

export function failureState(texts: Texts, failure: Failure, retry: () => void): TemplateResult {
  const { title, text, icon } = sentences[failure.kind];
  const requestId = "error" in failure ? failure.error.problem?.request_id : undefined;
  return html`<div class="state" role="alert">
    ${icon}
    <h3>${texts.t(title)}</h3>
    <p>${texts.t(text)}</p>
    ${requestId ? html`<p class="reference">${texts.t("page.state.failed.request", { id: requestId })}</p>` : null}
    <button class="button" type="button" @click=${retry}>${texts.t("page.state.retry")}</button>
  </div>`;
}

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
