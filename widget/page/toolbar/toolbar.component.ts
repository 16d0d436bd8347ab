import { html, LitElement } from "lit";
import { property } from "lit/decorators.js";
import { live } from "lit/directives/live.js";
import type { Category } from "../../../schema/wire/index.ts";
import type { Texts } from "../../i18n/index.ts";
import { buttonStyles } from "../../styles/controls.ts";
import { tokenStyles } from "../../styles/tokens.ts";
import { closeIcon, searchIcon } from "../icons.ts";
import type { PageFilter } from "../search.ts";
import { toolbarStyles } from "./toolbar.styles.ts";

/**
 * Search and categories. The categories are radio buttons, so that they are one tab stop with arrow keys inside.
 *
 * @fires filter-changed - With the new `PageFilter`.
 * @csspart search - The search box.
 * @csspart filter - One category.
 */
export class SpeedaiToolbar extends LitElement {
  static override styles = [tokenStyles, buttonStyles, toolbarStyles];

  @property({ attribute: false }) texts: Texts | null = null;
  @property({ attribute: false }) filter: PageFilter = { query: "", category: null };
  /** How many integrations answer the query, per category of the catalogue (0 included). */
  @property({ attribute: false }) counts: ReadonlyMap<Category, number> = new Map();

  get #input(): HTMLInputElement | null {
    return this.renderRoot.querySelector("input[type=search]");
  }

  focusSearch(): void {
    this.#input?.focus();
    this.#input?.select();
  }

  protected override render() {
    const { texts, filter } = this;
    if (!texts) return null;
    const total = [...this.counts.values()].reduce((sum, count) => sum + count, 0);
    return html`<search class="toolbar" part="toolbar">
      <div class="search" part="search">
        ${searchIcon}
        <input
          type="search"
          aria-label=${texts.t("page.search.label")}
          aria-keyshortcuts="/"
          placeholder=${texts.t("page.search.placeholder")}
          autocomplete="off"
          autocapitalize="none"
          spellcheck="false"
          enterkeyhint="search"
          maxlength="80"
          .value=${live(filter.query)}
          @input=${this.#typed}
          @keydown=${this.#clearOnEscape}
        />
        ${
          filter.query
            ? html`<button
                class="icon-button clear"
                type="button"
                aria-label=${texts.t("page.search.clear")}
                @click=${this.#clear}
              >
                ${closeIcon}
              </button>`
            : html`<kbd aria-hidden="true" title=${texts.t("page.search.shortcut")}>/</kbd>`
        }
      </div>
      <div class="filters" role="radiogroup" aria-label=${texts.t("page.filter.label")}>
        ${this.counts.size > 0 ? this.#choice(null, total, texts) : null}
        ${[...this.counts].map(([category, count]) => this.#choice(category, count, texts))}
      </div>
    </search>`;
  }

  #choice(category: Category | null, count: number, texts: Texts) {
    const isChosen = this.filter.category === category;
    return html`<label class="filter ${isChosen ? "chosen" : ""}" part="filter">
      <input
        class="visually-hidden"
        type="radio"
        name="category"
        .checked=${live(isChosen)}
        @change=${() => this.#change({ ...this.filter, category })}
      />
      ${texts.t(`page.filter.${category ?? "all"}`)}<span class="count">${count}</span>
    </label>`;
  }

  #typed(event: Event): void {
    if (event.target instanceof HTMLInputElement) this.#change({ ...this.filter, query: event.target.value });
  }

  #clear(): void {
    this.#change({ ...this.filter, query: "" });
    this.#input?.focus();
  }

  #clearOnEscape(event: KeyboardEvent): void {
    if (event.key !== "Escape" || !this.filter.query) return;
    // Escape clears here; it must not close a dialog that the page may stand in.
    event.preventDefault();
    event.stopPropagation();
    this.#clear();
  }

  #change(detail: PageFilter): void {
    this.dispatchEvent(new CustomEvent<PageFilter>("filter-changed", { detail, bubbles: true, composed: true }));
  }
}
