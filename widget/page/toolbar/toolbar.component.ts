import { html, LitElement } from "lit";
import { property } from "lit/decorators.js";
import { live } from "lit/directives/live.js";
import type { Category } from "../../../schema/wire/index.ts";
import type { Texts } from "../../i18n/index.ts";
import { buttonStyles } from "../../styles/controls.ts";
import { tokenStyles } from "../../styles/tokens.ts";
import { badges, type Counts, noCounts, noFilter, type PageFilter, standings, toggle } from "../filter.ts";
import { longestQuery } from "../filter-address.ts";
import { closeIcon, searchIcon } from "../icons.ts";
import { toolbarStyles } from "./toolbar.styles.ts";

/**
 * Search, categories and filters. The categories are radio buttons, so that they are one tab stop with arrow keys inside; offers and
 * states stand in a panel, and once chosen below, where a press takes them back.
 *
 * @fires filter-changed - With the new `PageFilter`.
 * @csspart search - The search box.
 * @csspart filter - One category.
 */
export class SpeedaiToolbar extends LitElement {
  static override styles = [tokenStyles, buttonStyles, toolbarStyles];

  @property({ attribute: false }) texts: Texts | null = null;
  @property({ attribute: false }) filter: PageFilter = noFilter;
  /** How many cards each choice would show. */
  @property({ attribute: false }) counts: Counts | null = null;

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
    const counts = this.counts ?? noCounts;
    // A workspace without tools has nothing to search.
    if (this.counts?.category.size === 0) return null;
    return html`<search class="toolbar" part="toolbar">
      <div class="first"><div class="search" part="search">
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
          maxlength=${longestQuery}
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
      <speedai-filters @filter-changed=${this.#keep} .texts=${texts} .filter=${filter} .counts=${counts}></speedai-filters></div>
      <div class="filters" role="radiogroup" aria-label=${texts.t("page.filter.label")}>
        ${counts.category.size > 0 ? this.#choice(null, counts.all, texts) : null}
        ${[...counts.category].map(([category, count]) => this.#choice(category, count, texts))}
      </div>
      ${this.#chosen(texts)}
    </search>`;
  }

  /** Offers and states that limit the view, each with the way back. */
  #chosen(texts: Texts) {
    const { filter } = this;
    const chosen = [
      ...filter.badges.map((badge) => ({
        name: texts.t(`page.badge.${badge}`),
        without: { ...filter, badges: toggle(badges, filter.badges, badge) },
      })),
      ...filter.statuses.map((status) => ({
        name: texts.t(`page.filter.status.${status}`),
        without: { ...filter, statuses: toggle(standings, filter.statuses, status) },
      })),
    ];
    if (chosen.length === 0) return null;
    return html`<ul class="tokens" role="list" aria-label=${texts.t("page.filter.active")}>
      ${chosen.map(
        ({ name, without }) => html`<li>
          <button
            class="token"
            type="button"
            aria-label=${texts.t("page.filter.remove", { filter: name })}
            @click=${() => this.#takeBack(without)}
          >
            ${name}${closeIcon}
          </button>
        </li>`,
      )}
      ${
        chosen.length > 1
          ? html`<li>
              <button
                class="link"
                type="button"
                @click=${() => this.#takeBack({ ...filter, badges: [], statuses: [] })}
              >
                ${texts.t("page.filter.clear")}
              </button>
            </li>`
          : null
      }
    </ul>`;
  }

  /** The button that was pressed goes: the focus stays near. */
  #takeBack(filter: PageFilter): void {
    this.renderRoot.querySelector("speedai-filters")?.focus();
    this.#change(filter);
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

  /** The choice shows at once, and the next one builds on it: the page may still be drawing. */
  #keep(event: CustomEvent<PageFilter>): void {
    this.filter = event.detail;
  }

  #change(detail: PageFilter): void {
    this.filter = detail;
    this.dispatchEvent(new CustomEvent<PageFilter>("filter-changed", { detail, bubbles: true, composed: true }));
  }
}
