/** A load that failed: what the host page is told, and what stands in the place of the lists. */
import { html, type TemplateResult } from "lit";
import { announce } from "../events.ts";
import type { Sentences } from "../i18n/sentences.ts";
import type { TextKey } from "../i18n/words.ts";
import { cloudOffIcon, triangleIcon } from "../page/icon.ts";
import type { Failure } from "./state.ts";

export const sentences = {
  offline: { title: "page.state.offline.title", text: "page.state.offline.text", icon: cloudOffIcon },
  session: { title: "page.state.session.title", text: "page.state.session.text", icon: triangleIcon },
  forbidden: { title: "page.state.forbidden.title", text: "page.state.forbidden.text", icon: triangleIcon },
  unreachable: { title: "page.state.failed.title", text: "page.state.failed.text", icon: triangleIcon },
} as const satisfies Record<Failure["kind"], { title: TextKey; text: TextKey; icon: TemplateResult }>;

export function failureState(texts: Sentences, failure: Failure, retry: () => void): TemplateResult {
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

export function reportFailure(element: EventTarget, failure: Failure): void {
  if (failure.kind === "session") announce(element, "speedai-session-required", { reason: failure.reason });
  const problem = "error" in failure ? failure.error.problem : null;
  announce(element, "speedai-error", {
    code: failure.kind === "session" ? "session" : (problem?.code ?? null),
    request_id: problem?.request_id ?? null,
    retryable: failure.kind !== "forbidden",
  });
}
