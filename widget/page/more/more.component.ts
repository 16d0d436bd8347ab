import { LitElement, type PropertyValues } from "lit";
import { property } from "lit/decorators.js";
import { whenSeen } from "../logo/when-seen.ts";

/**
 * Stands at the end of a list that is only begun, and asks for its next part when it comes near the visible part of the page.
 *
 * @fires more-requested - Once per value of `shown`.
 */
export class SpeedaiMore extends LitElement {
  /** How much of the list is drawn. */
  @property({ attribute: false }) shown = 0;
  #stopWatching: (() => void) | undefined;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#stopWatching?.();
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (!changed.has("shown")) return;
    this.#stopWatching?.();
    this.#stopWatching = whenSeen(this, () =>
      this.dispatchEvent(new CustomEvent("more-requested", { bubbles: true, composed: true })),
    );
  }
}
