import { css, html, LitElement } from "lit";
import { property, state } from "lit/decorators.js";
import type { Connection } from "../../../schema/wire/index.ts";
import type { Texts } from "../../i18n/index.ts";
import { buttonStyles } from "../../styles/controls.ts";
import { tokenStyles } from "../../styles/tokens.ts";
import { requestOpening } from "../card/open-request.ts";
import { verbFor } from "../connection-card/verb.ts";
import { alertIcon } from "../icons.ts";

/** A connection that needs the person, with the name of its tool. */
export interface Problem {
  readonly name: string;
  readonly connection: Connection;
}

/**
 * « 2 connexions demandent votre attention » : which ones, since when. One problem is opened at once; several are visited in turn.
 *
 * @fires open-requested - The only problem is to be repaired.
 * @fires jump-requested - With the id of the connection to show.
 * @csspart attention - The banner.
 */
export class SpeedaiAttention extends LitElement {
  static override styles = [
    tokenStyles,
    buttonStyles,
    css`
      :host {
        display: block;
      }
      .banner {
        display: flex;
        flex-wrap: wrap;
        gap: 10px 14px;
        align-items: center;
        padding: 12px 14px 12px 16px;
        border: 1px solid color-mix(in oklab, var(--_color-error) 32%, var(--_color-error-tint));
        border-radius: var(--_radius-card);
        background: var(--_color-error-tint);
      }
      .sign {
        display: grid;
        place-items: center;
        flex: none;
        inline-size: 26px;
        block-size: 26px;
        border-radius: 50%;
        background: var(--_color-error);
        color: var(--_color-error-tint);
      }
      .sign .icon {
        stroke-width: 1.9;
      }
      p {
        flex: 1 1 150px;
        margin: 0;
        text-wrap: pretty;
      }
      strong {
        font-weight: 640;
      }
      .button {
        flex: none;
      }
      @container (inline-size < 560px) {
        .banner {
          align-items: start;
        }
        .button {
          inline-size: 100%;
        }
      }
    `,
  ];

  @property({ attribute: false }) problems: readonly Problem[] = [];
  @property({ attribute: false }) texts: Texts | null = null;
  /** For « depuis hier, 9:12 ». */
  @property({ attribute: false }) now: Date = new Date();
  @property({ type: Boolean }) readonly = false;
  /** Which problem was shown last. */
  @state() private visited = -1;

  protected override render() {
    const { problems, texts } = this;
    const [first] = problems;
    if (!texts || !first) return null;
    const verb = verbFor(first.connection, this.readonly);
    const which = problems.map(({ name, connection }) =>
      texts.t("page.attention.which", { name, when: texts.moment(connection.status_since, this.now) }),
    );
    return html`<section class="banner" part="attention">
      <span class="sign">${alertIcon}</span>
      <p>
        <strong>${texts.t("page.attention.title", { count: problems.length })}</strong>
        ${texts.list(which)}
      </p>
      ${
        problems.length === 1
          ? html`<button class="button primary" type="button" @click=${() => this.#open(first, verb.view)}>
              ${texts.t(`page.action.${verb.name}`)}<span class="visually-hidden">${first.name}</span>
            </button>`
          : html`<button class="button primary" type="button" @click=${this.#jump}>
              ${texts.t(this.visited < 0 ? "page.attention.show" : "page.attention.next")}
            </button>`
      }
    </section>`;
  }

  #open({ connection }: Problem, view: ReturnType<typeof verbFor>["view"]): void {
    requestOpening(this, { integration: connection.provider, connection: connection.id, view });
  }

  #jump(): void {
    this.visited = (this.visited + 1) % this.problems.length;
    const detail = this.problems[this.visited]?.connection.id ?? "";
    this.dispatchEvent(new CustomEvent<string>("jump-requested", { detail, bubbles: true, composed: true }));
  }
}
