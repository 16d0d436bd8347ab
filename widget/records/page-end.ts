/** What stands below a list that comes page by page: why it stopped, and the way to more of it. */
import { html, nothing, type TemplateResult } from "lit";
import type { ApiError } from "../api/client.ts";
import type { Texts } from "../i18n/index.ts";
import { errorNotice } from "../steps/explanation/error-notice.ts";

interface PageEnd {
  readonly texts: Texts;
  readonly provider: string;
  readonly pages: {
    readonly error: ApiError | null;
    readonly isLoading: boolean;
    readonly next: string | null;
    more(): Promise<void>;
  };
  /** There is more to show; where the list holds something back, not only at the API. */
  readonly hasMore?: boolean;
  readonly more?: () => void;
}

export function pageEnd({ texts, provider, pages, hasMore, more }: PageEnd): TemplateResult {
  const next = (): void => void pages.more();
  return html`${errorNotice(texts, pages.error, provider, next)}
  ${
    pages.error !== null || !(hasMore ?? pages.next !== null)
      ? nothing
      : html`<div class="actions">
          <button
            class="button"
            type="button"
            aria-disabled=${pages.isLoading ? "true" : nothing}
            @click=${more ?? next}
          >
            ${texts.t("records.more")}
          </button>
        </div>`
  }`;
}
