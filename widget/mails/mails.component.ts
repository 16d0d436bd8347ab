import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import { property, query, state } from "lit/decorators.js";
import { repeat } from "lit/directives/repeat.js";
import type { Mail, MailDecision } from "../../schema/wire/index.ts";
import { type ApiClient, ApiError } from "../api/client.ts";
import type { Texts } from "../i18n/index.ts";
import { chipStyles } from "../records/chip.styles.ts";
import { pageEnd } from "../records/page-end.ts";
import { PageLoader } from "../records/page-loader.ts";
import { linedListStyles, partStyles } from "../records/part.styles.ts";
import { refreshIcon } from "../steps/icons.ts";
import { notice } from "../steps/notice.ts";
import { stepStyles } from "../steps/step.styles.ts";
import { buttonStyles } from "../styles/controls.ts";
import { tokenStyles } from "../styles/tokens.ts";
import { mailOrigin, mailOutcome, mailSubject } from "./mail-lines.ts";
import { mailsStyles } from "./mails.styles.ts";
import { sortMails } from "./sort-mails.ts";
import { mailToConfirm, mailToReview } from "./waiting-mail.ts";

type Decision = MailDecision["decision"];

/** E-mails that need nobody, shown before « Afficher la suite ». */
const shownFirst = 5;

/**
 * The e-mails of a connection: first those that wait for a person, with what could be read and two answers, then the others.
 *
 * @summary Received e-mails.
 */
export class SpeedaiMails extends LitElement {
  static override styles = [
    tokenStyles,
    buttonStyles,
    stepStyles,
    chipStyles,
    partStyles,
    linedListStyles,
    mailsStyles,
  ];

  @property({ attribute: false }) api: ApiClient | null = null;
  @property({ attribute: false }) texts: Texts | null = null;
  /** Id of the connection. */
  @property({ attribute: false }) connection = "";
  @property({ attribute: false }) provider = "";
  @property({ type: Boolean }) readonly = false;
  @property({ attribute: false }) now: Date = new Date();
  /** The first page, or its failure, is there; `hasRead`: it holds an e-mail that was read. */
  @property({ attribute: false }) settled: (hasRead: boolean) => void = () => {};
  /** A booking was taken over, here or by the server meanwhile: the data are others. */
  @property({ attribute: false }) changed: () => void = () => {};

  @state() private showsAll = false;
  @state() private deciding: { readonly id: string; readonly decision: Decision } | null = null;
  @state() private failed: { readonly id: string; readonly error: ApiError } | null = null;
  @state() private news: "accepted" | "discarded" | null = null;
  @query(".news") private newsBox: HTMLElement | null | undefined;

  readonly #pages = new PageLoader<Mail>(this, async (before, signal) => {
    if (!this.api) return { items: [], next: null };
    const { mails, next } = await this.api.mails(this.connection, before, signal);
    return { items: mails, next };
  });

  override connectedCallback(): void {
    super.connectedCallback();
    document.addEventListener("visibilitychange", this.#onVisible);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    document.removeEventListener("visibilitychange", this.#onVisible);
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has("connection") && !changed.has("api")) return;
    this.news = null;
    this.failed = null;
    this.showsAll = false;
    void this.#start();
  }

  override render(): TemplateResult | typeof nothing {
    const { texts } = this;
    if (!texts) return nothing;
    const { items, isLoading, isSettled, error } = this.#pages;
    const { waiting, others } = sortMails(items);
    const toReview = waiting.filter(({ verdict }) => verdict === "to_review").length;
    const shown = this.showsAll ? others : others.slice(0, shownFirst);
    return html`<section class="step" aria-labelledby="title" aria-busy=${isLoading ? "true" : "false"}>
      <div class="head">
        <div class="title">
          <h2 class="minor" id="title">${texts.t("records.mail.title")}</h2>
          ${
            toReview === 0
              ? nothing
              : html`<span class="chip to_review">${texts.t("records.mail.to_review", { count: toReview })}</span>`
          }
        </div>
        <button class="button quiet" type="button" aria-disabled=${isLoading ? "true" : nothing} @click=${this.#refresh}>
          ${refreshIcon}${texts.t("records.mail.refresh")}
        </button>
      </div>
      <div class="news" role="status" tabindex="-1">
        ${this.news === null ? nothing : notice(texts.t(`records.mail.${this.news}`), "ok")}
      </div>
      ${repeat(
        waiting,
        (mail) => mail.id,
        (mail) => this.#renderWaiting(mail, texts),
      )}
      ${
        shown.length > 0
          ? html`<ul>
              ${repeat(
                shown,
                (mail) => mail.id,
                (mail) => html`<li>${this.#renderLine(mail, texts)}</li>`,
              )}
            </ul>`
          : isSettled && items.length === 0 && error === null
            ? notice(texts.t("records.mail.empty"))
            : nothing
      }
      ${pageEnd({
        texts,
        provider: this.provider,
        pages: this.#pages,
        hasMore: others.length > shown.length || this.#pages.next !== null,
        more: this.#more,
      })}
      <p class="visually-hidden" role="status">${isLoading ? texts.t("drawer.loading") : nothing}</p>
    </section>`;
  }

  #renderWaiting(mail: Mail, texts: Texts): TemplateResult {
    const { deciding, failed } = this;
    const waiting = {
      mail,
      texts,
      provider: this.provider,
      now: this.now,
      isReadonly: this.readonly,
      deciding: deciding?.id === mail.id ? deciding.decision : null,
      error: failed?.id === mail.id ? failed.error : null,
      decide: (decision: Decision) => void this.#decide(mail.id, decision),
    };
    return mail.verdict === "confirmation" ? mailToConfirm(waiting) : mailToReview(waiting);
  }

  #renderLine(mail: Mail, texts: Texts): TemplateResult {
    const outcome = mailOutcome(texts, mail, this.provider, this.now);
    return html`<div class="line">
        <p class="subject">${mailSubject(texts, mail)}</p>
        ${
          outcome.length === 0
            ? nothing
            : html`<p class="small facts">${outcome.map((fact) => html`<span>${fact}</span> `)}</p>`
        }
        ${mailOrigin(texts, mail, this.now)}
      </div>
      <span class="chip ${mail.verdict}">${texts.t(`records.mail.verdict.${mail.verdict}`)}</span>`;
  }

  async #start(): Promise<void> {
    await this.#pages.start();
    const { isSettled, items } = this.#pages;
    if (isSettled) this.settled(items.some(({ verdict }) => verdict === "accepted"));
  }

  readonly #more = (): void => {
    if (this.showsAll || this.#pages.items.length === 0) void this.#pages.more();
    this.showsAll = true;
  };

  readonly #refresh = async (): Promise<void> => {
    if (this.#pages.isLoading) return;
    const newest = this.#pages.items[0]?.id;
    await this.#pages.refresh();
    if (this.#pages.items[0]?.id !== newest) this.changed();
  };

  /** Back from the mailbox, where the forwarding was set up: what came meanwhile is shown without being asked for. */
  readonly #onVisible = (): void => {
    if (document.visibilityState === "visible" && this.#pages.isSettled) void this.#refresh();
  };

  async #decide(id: string, decision: Decision): Promise<void> {
    const { api } = this;
    if (!api || this.deciding !== null) return;
    this.deciding = { id, decision };
    this.failed = null;
    this.news = null;
    try {
      const decided = await api.decideMail(this.connection, id, decision);
      this.#pages.replace(decided);
      this.news = decision === "accept" ? "accepted" : "discarded";
      if (decision === "accept") this.changed();
      await this.updateComplete;
      // The button that was pressed is gone.
      this.newsBox?.focus();
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      this.failed = { id, error };
    } finally {
      this.deciding = null;
    }
  }
}
