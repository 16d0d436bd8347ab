import { html, LitElement, nothing, type TemplateResult } from "lit";
import { property } from "lit/decorators.js";
import type { Check } from "../../../schema/wire/index.ts";
import type { Texts } from "../../i18n/index.ts";
import { tickIcon } from "../../page/icons.ts";
import { buttonStyles } from "../../styles/controls.ts";
import { tokenStyles } from "../../styles/tokens.ts";
import { alertIcon, dashIcon } from "../icons.ts";
import { checklistStyles } from "./checklist.styles.ts";
import { type ChecklistLine, readChecklist } from "./read-checklist.ts";

/** The way out of a failing line. */
export interface Remedy {
  /** Words of the button. */
  readonly label: string;
  readonly go: () => void;
}

const marks = { passed: tickIcon, failed: alertIcon, skipped: dashIcon, running: nothing } as const;

/**
 * A test as a named checklist: réseau, connexion sécurisée, identification, droits, lecture. The failing line opens cause
 * and remedy, and leads to the field to correct.
 *
 * @summary Result of « Tester la connexion ».
 */
export class SpeedaiChecklist extends LitElement {
  static override styles = [tokenStyles, buttonStyles, checklistStyles];

  @property({ attribute: false }) texts: Texts | null = null;
  @property({ attribute: false }) check: Check | null = null;
  @property({ type: Boolean }) running = false;
  @property({ attribute: false }) provider = "";
  /** The connection was tried without encryption. */
  @property({ type: Boolean }) unencrypted = false;
  @property({ attribute: false }) remedy: Remedy | null = null;
  @property({ attribute: false }) now: Date = new Date();

  override render(): TemplateResult | typeof nothing {
    const { texts, check, running } = this;
    if (!texts || (check === null && !running)) return nothing;
    const lines = readChecklist(running ? null : check);
    return html`<section class="box" aria-labelledby="title" aria-busy=${running ? "true" : "false"}>
      <div class="top">
        <h2 id="title">${texts.t("drawer.check.title")}</h2>
        <span class="when">
          ${
            running
              ? texts.t("drawer.check.running")
              : check &&
                html`<time datetime=${check.checked_at} title=${texts.dateTime(check.checked_at)}>
                  ${texts.relativeTime(check.checked_at, this.now)}
                </time>`
          }
        </span>
      </div>
      <ol>
        ${lines.map((line) => this.#renderLine(line, texts))}
      </ol>
      <p class="visually-hidden" role="status">${this.#verdict(texts, lines)}</p>
    </section>`;
  }

  #renderLine(line: ChecklistLine, texts: Texts): TemplateResult {
    return html`<li class=${line.state}>
      <div class="line">
        <span class="mark">${marks[line.state]}</span>
        <span class="name">
          ${texts.t(`drawer.check.${line.name}`)}
          <span class="visually-hidden">${texts.t(`drawer.check.state.${line.state}`)}</span>
        </span>
        <span class="fact">${this.#fact(line, texts)}</span>
      </div>
      ${line.state === "failed" ? this.#renderCause(line, texts) : nothing}
    </li>`;
  }

  /** What stands beside a line: whose account, how long, or on what its mark rests. */
  #fact({ name, state, ms, with: proof }: ChecklistLine, texts: Texts): string | typeof nothing {
    const { check } = this;
    if (state === "skipped") {
      if (name === "tls" && this.unencrypted) return texts.t("drawer.check.plain");
      return texts.t(check?.ok ? "drawer.check.untested" : "drawer.check.state.skipped");
    }
    if (state !== "passed") return nothing;
    if (name === "login" && check?.account) return check.account.label;
    if (proof) return texts.t("drawer.check.with", { line: texts.t(`drawer.check.${proof}`) });
    return ms === undefined ? nothing : texts.t("drawer.check.ms", { ms });
  }

  #renderCause(line: ChecklistLine, texts: Texts): TemplateResult {
    const { remedy } = this;
    const code = line.code ?? this.check?.reason ?? "internal";
    // MariaDB answers 1045, wrong credentials, to an account that must come by TLS and does not.
    const hint = this.unencrypted && code === "bad_credentials" ? texts.t("reason.bad_credentials.unencrypted") : null;
    return html`<speedai-explanation
      .texts=${texts}
      .code=${code}
      .hint=${hint}
      .provider=${this.provider}
      .retryAfter=${this.check?.retry_after}
    >
      ${
        remedy === null
          ? nothing
          : html`<button class="button" type="button" @click=${remedy.go}>${remedy.label}</button>`
      }
    </speedai-explanation>`;
  }

  #verdict(texts: Texts, lines: readonly ChecklistLine[]): string {
    if (this.running || this.check === null) return texts.t("drawer.check.running");
    if (this.check.ok) return texts.t("drawer.check.passed");
    const failed = lines.find((line) => line.state === "failed");
    return texts.t("drawer.check.failed", { line: failed ? texts.t(`drawer.check.${failed.name}`) : "" });
  }
}
