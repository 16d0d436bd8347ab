import { css, html, LitElement, type PropertyValues } from "lit";
import { property, state } from "lit/decorators.js";
import { type ApiClient, ApiError } from "../../api/client.ts";
import { tokenStyles } from "../../styles/tokens.ts";
import { whenSeen } from "./when-seen.ts";

/**
 * A tool's logo on its light plate; the first letter of its name until the picture is there. Decorative: the name stands beside
 * it. The picture is fetched when the element is first seen and shown as a `data:` URL, so that the host page's
 * `img-src 'self' data:` is enough.
 *
 * @cssproperty --_logo-size - Side of the plate.
 */
export class SpeedaiLogo extends LitElement {
  static override styles = [
    tokenStyles,
    css`
      :host {
        display: grid;
        place-items: center;
        flex: none;
        inline-size: var(--_logo-size, 44px);
        block-size: var(--_logo-size, 44px);
        overflow: hidden;
        border: 1px solid var(--_color-plate-line);
        border-radius: calc(var(--_logo-size, 44px) * 0.27);
        background: var(--_color-plate);
        color: var(--_color-plate-ink);
        font-size: calc(var(--_logo-size, 44px) * 0.38);
        font-weight: 650;
        line-height: 1;
        user-select: none;
      }
      img {
        inline-size: 60%;
        block-size: 60%;
        object-fit: contain;
        animation: appear var(--_duration);
      }
      @keyframes appear {
        from {
          opacity: 0;
        }
      }
    `,
  ];

  @property({ attribute: false }) api: ApiClient | null = null;
  /** `logo_url` of the integration. */
  @property({ attribute: false }) path = "";
  @property({ attribute: false }) name = "";
  @state() private picture: string | null = null;
  #stopWatching: (() => void) | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    this.setAttribute("aria-hidden", "true");
    if (this.hasUpdated && !this.picture) this.#watch();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#stopWatching?.();
    removeEventListener("online", this.#again);
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (changed.has("path") || changed.has("api")) {
      if (changed.get("path") !== undefined && changed.get("path") !== this.path) this.picture = null;
      if (!this.picture) this.#watch();
    }
  }

  #watch(): void {
    this.#stopWatching?.();
    this.#stopWatching = whenSeen(this, () => void this.#load());
  }

  async #load(): Promise<void> {
    const { api, path } = this;
    if (!api || !path) return;
    try {
      const picture = await api.logo(path);
      if (path === this.path) this.picture = picture;
    } catch (error) {
      // The letter stays: a missing picture is no reason to disturb anybody.
      if (!(error instanceof ApiError)) throw error;
      addEventListener("online", this.#again, { once: true });
    }
  }

  readonly #again = (): void => this.#watch();

  protected override render() {
    return this.picture ? html`<img src=${this.picture} alt="" decoding="async" />` : html`${[...this.name][0] ?? ""}`;
  }
}
