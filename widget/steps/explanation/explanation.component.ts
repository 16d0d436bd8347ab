import { html, LitElement, nothing, type TemplateResult } from "lit";
import { property } from "lit/decorators.js";
import type { ProblemCode, Reason } from "../../../schema/wire/index.ts";
import type { Texts } from "../../i18n/index.ts";
import { buttonStyles } from "../../styles/controls.ts";
import { tokenStyles } from "../../styles/tokens.ts";
import { explanationStyles } from "./explanation.styles.ts";

/** Everything that can be explained: a reason, a problem document, or no answer at all. */
export type Explained = Reason | `problem.${ProblemCode}` | "problem.no_answer";

/**
 * Why something did not work: what happened, what it means, what to do, and the reference to quote.
 *
 * @summary Cause and remedy of one code.
 * @slot - Actions that lead out of it.
 */
export class SpeedaiExplanation extends LitElement {
  static override styles = [tokenStyles, buttonStyles, explanationStyles];

  @property({ attribute: false }) texts: Texts | null = null;
  @property({ attribute: false }) code: Explained | undefined;
  @property({ attribute: false }) provider = "";
  /** Seconds to wait, when the provider said so. */
  @property({ attribute: false }) retryAfter: number | undefined;
  /** More to try here than in general. */
  @property({ attribute: false }) hint: string | null = null;
  @property({ attribute: false }) requestId: string | null = null;

  override render(): TemplateResult | typeof nothing {
    const { texts, code, provider } = this;
    if (!texts || !code) return nothing;
    return html`<div class=${passes.has(code) ? "box warning" : "box"}>
      <p class="title">${texts.t(`reason.${code}.title`, { provider })}</p>
      <p>${texts.t(`reason.${code}.meaning`, { provider })}</p>
      <p class="remedy">${texts.t(`reason.${code}.remedy`, { provider })}</p>
      ${this.hint === null ? nothing : html`<p class="remedy">${this.hint}</p>`}
      ${
        this.retryAfter === undefined
          ? nothing
          : html`<p class="after">${texts.t("drawer.retry_after", { count: Math.ceil(this.retryAfter / 60) })}</p>`
      }
      ${
        this.requestId === null
          ? nothing
          : html`<p class="reference">
              <code>${this.requestId}</code>
              <speedai-copy
                .texts=${texts}
                .text=${this.requestId}
                .name=${texts.t("drawer.reference")}
                look="link"
              ></speedai-copy>
            </p>`
      }
      <slot></slot>
    </div>`;
  }
}

/** What passes by itself, or is no fault: shown calmly. */
const passes: ReadonlySet<Explained> = new Set<Explained>([
  "quota_exhausted",
  "rate_limited",
  "provider_down",
  "too_many_connections",
  "sidecar_unavailable",
  "webhook_never_called",
  "mail_never_received",
  "attempt_expired",
  "problem.too_many_requests",
  "problem.dependency_unavailable",
  "problem.no_answer",
]);
