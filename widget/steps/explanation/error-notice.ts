/** A refused call in words, wherever it was made. */
import { html, nothing, type TemplateResult } from "lit";
import type { ApiError } from "../../api/client.ts";
import type { Texts } from "../../i18n/index.ts";
import { explainError } from "./explain-error.ts";

/** Nothing for no error. `retry` null: another try would change nothing, or has its button already. */
export function errorNotice(
  texts: Texts,
  error: ApiError | null,
  provider: string,
  retry: (() => void) | null = null,
): TemplateResult | typeof nothing {
  if (error === null) return nothing;
  const { code, requestId } = explainError(error);
  return html`<speedai-explanation
    .texts=${texts}
    .code=${code}
    .provider=${provider}
    .requestId=${requestId}
    role="alert"
  >
    ${retry && html`<button class="button" type="button" @click=${retry}>${texts.t("drawer.retry")}</button>`}
  </speedai-explanation>`;
}
