import { html, LitElement, type TemplateResult } from "lit";
import { property, state } from "lit/decorators.js";
import { live } from "lit/directives/live.js";
import type { Texts } from "../../i18n/index.ts";
import { buttonStyles } from "../../styles/controls.ts";
import { tokenStyles } from "../../styles/tokens.ts";
import { badges, type Counts, noCounts, noFilter, type PageFilter, standings, toggle } from "../filter.ts";
import { slidersIcon } from "../icons.ts";
import { filtersStyles } from "./filters.styles.ts";

/**
 * « Filtrer » : offers and states with their counts, in a panel below the button. Escape, a press elsewhere and leaving it with the
 * keyboard close it; what is chosen counts at once.
 *
 * @fires filter-changed - With the new `PageFilter`.
 */
export class SpeedaiFilters extends LitElement {
  static override styles = [tokenStyles, buttonStyles, filtersStyles];

  @property({ attribute: false }) texts: Texts | null = null;
  @property({ attribute: false }) filter: PageFilter = noFilter;
  @property({ attribute: false }) counts: Counts = noCounts;
  @state() private isOpen = false;

  override focus(options?: FocusOptions): void {
    this.renderRoot.querySelector("button")?.focus(options);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#close();
  }

  protected override render() {
    const { texts, filter, counts, isOpen } = this;
    if (!texts) return null;
    const active = filter.badges.length + filter.statuses.length;
    return html`<div class="anchor" @keydown=${this.#closeOnEscape} @focusout=${this.#closeWhenLeft}>
      <button
        class="button open"
        type="button"
        aria-expanded=${isOpen}
        aria-controls="panel"
        aria-label=${active > 0 ? texts.t("page.filter.open.label", { count: active }) : texts.t("page.filter.open")}
        @click=${this.#toggle}
      >
        ${slidersIcon}<span class="word">${texts.t("page.filter.open")}</span>
        ${active > 0 ? html`<span class="number">${active}</span>` : null}
      </button>
      <div
        class="panel"
        id="panel"
        role="group"
        tabindex="-1"
        aria-label=${texts.t("page.filter.open")}
        ?hidden=${!isOpen}
      >
        ${
          isOpen
            ? html`${this.#group(
                texts.t("page.filter.badge"),
                [...counts.badge].map(([badge, count]) =>
                  this.#choice(texts.t(`page.badge.${badge}`), count, filter.badges.includes(badge), () => ({
                    ...filter,
                    badges: toggle(badges, filter.badges, badge),
                  })),
                ),
              )}
              ${this.#group(
                texts.t("page.filter.status"),
                [...counts.status].map(([status, count]) =>
                  this.#choice(
                    texts.t(`page.filter.status.${status}`),
                    count,
                    filter.statuses.includes(status),
                    () => ({ ...filter, statuses: toggle(standings, filter.statuses, status) }),
                  ),
                ),
              )}
              ${
                active > 0
                  ? html`<button class="button quiet clear" type="button" @click=${this.#clear}>
                      ${texts.t("page.filter.clear")}
                    </button>`
                  : null
              }`
            : null
        }
      </div>
    </div>`;
  }

  #group(title: string, choices: readonly TemplateResult[]): TemplateResult {
    return html`<fieldset>
      <legend>${title}</legend>
      ${choices}
    </fieldset>`;
  }

  #choice(name: string, count: number, isChosen: boolean, change: () => PageFilter): TemplateResult {
    return html`<label class=${count > 0 || isChosen ? "choice" : "choice empty"}>
      <input type="checkbox" .checked=${live(isChosen)} @change=${() => this.#change(change())} />
      ${name}<span class="count">${count}</span>
    </label>`;
  }

  #toggle(): void {
    if (this.isOpen) this.#close();
    else {
      this.isOpen = true;
      document.addEventListener("pointerdown", this.#closeBeside);
    }
  }

  #close(): void {
    this.isOpen = false;
    document.removeEventListener("pointerdown", this.#closeBeside);
  }

  readonly #closeBeside = (event: Event): void => {
    if (!event.composedPath().includes(this)) this.#close();
  };

  #closeWhenLeft({ relatedTarget }: FocusEvent): void {
    // A press on a label gives the focus to the panel; one on nothing takes it nowhere, and is judged as a press.
    if (relatedTarget instanceof Node && !this.renderRoot.contains(relatedTarget)) this.#close();
  }

  #closeOnEscape(event: KeyboardEvent): void {
    if (event.key !== "Escape" || !this.isOpen) return;
    // Escape closes the panel; it must not close a dialog that the page may stand in.
    event.preventDefault();
    event.stopPropagation();
    this.#close();
    this.focus();
  }

  #clear(): void {
    this.#close();
    this.focus();
    this.#change({ ...this.filter, badges: [], statuses: [] });
  }

  #change(detail: PageFilter): void {
    this.dispatchEvent(new CustomEvent<PageFilter>("filter-changed", { detail, bubbles: true, composed: true }));
  }
}
