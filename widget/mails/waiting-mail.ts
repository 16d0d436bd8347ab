/** E-mails that wait for a person: one to judge, one with which a mailbox asks whether it may forward. */
import { html, nothing, type TemplateResult } from "lit";
import type { Mail, MailDecision } from "../../schema/wire/index.ts";
import type { ApiError } from "../api/client.ts";
import type { Texts } from "../i18n/index.ts";
import { factsOf } from "../records/facts.ts";
import { errorNotice } from "../steps/explanation/error-notice.ts";
import { chevronIcon, windowIcon } from "../steps/icons.ts";
import { mailOrigin, mailSubject } from "./mail-lines.ts";

export interface WaitingMail {
  readonly mail: Mail;
  readonly texts: Texts;
  readonly provider: string;
  readonly now: Date;
  readonly isReadonly: boolean;
  /** The decision on its way. */
  readonly deciding: MailDecision["decision"] | null;
  readonly error: ApiError | null;
  readonly decide: (decision: MailDecision["decision"]) => void;
}

/** What came, why it waits, what was read in it, and the two answers. */
export function mailToReview(waiting: WaitingMail): TemplateResult {
  const { mail, texts, provider, now } = waiting;
  const { booking, excerpt } = mail;
  return html`<article class="waiting to_review" aria-labelledby=${`subject-${mail.id}`}>
    <div class="top">
      <div>
        <h3 id=${`subject-${mail.id}`}>${mailSubject(texts, mail)}</h3>
        ${mailOrigin(texts, mail, now)}
      </div>
      <span class="chip to_review">${texts.t("records.mail.verdict.to_review")}</span>
    </div>
    <p>
      ${texts.t(`records.mail.reason.${mail.reason}`, { provider, domain: mail.from_domain })}
      ${
        waiting.isReadonly
          ? nothing
          : texts.t(booking === null ? "records.mail.nothing_read" : "records.mail.check_first")
      }
    </p>
    ${
      booking === null
        ? nothing
        : html`<div class="read">
            <h4>${texts.t("records.mail.read")}</h4>
            <dl>
              ${factsOf(texts, booking, now).map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}
            </dl>
          </div>`
    }
    ${
      excerpt === null || excerpt === ""
        ? nothing
        : html`<details ?open=${booking === null}>
            <summary>${texts.t("records.mail.excerpt")}${chevronIcon}</summary>
            <blockquote>${excerpt}</blockquote>
          </details>`
    }
    ${waiting.isReadonly ? nothing : answers(waiting)}
  </article>`;
}

function answers({ mail, texts, provider, deciding, error, decide }: WaitingMail): TemplateResult {
  const subject = mailSubject(texts, mail);
  const answer = (decision: MailDecision["decision"], look: string) => html`<button
    class="button ${look}"
    type="button"
    aria-label=${texts.t(`records.mail.${decision}_named`, { subject })}
    aria-disabled=${deciding === null ? nothing : "true"}
    @click=${() => decide(decision)}
  >
    ${deciding === decision ? html`<span class="spinner"></span>` : nothing}${texts.t(`records.mail.${decision}`)}
  </button>`;
  return html`${errorNotice(texts, error, provider)}
  <div class="actions">
    ${mail.booking === null ? nothing : answer("accept", "primary")} ${answer("discard", mail.booking === null ? "" : "quiet")}
  </div>`;
}

/** Gmail asks with a code or with a page of its own; SpeedAI opens neither. */
export function mailToConfirm({ mail, texts, now }: WaitingMail): TemplateResult {
  const { confirmation_code: code, confirmation_link: link } = mail;
  const name = texts.t("records.mail.confirm.code");
  return html`<article class="waiting confirmation" aria-labelledby=${`subject-${mail.id}`}>
    <div class="top">
      <div>
        <h3 id=${`subject-${mail.id}`}>${texts.t("records.mail.confirm.title")}</h3>
        ${mailOrigin(texts, mail, now)}
      </div>
    </div>
    ${
      code === null
        ? nothing
        : html`<div class="secret">
              <code aria-label=${name}>${code}</code>
              <speedai-copy .texts=${texts} .text=${code} .name=${name}></speedai-copy>
            </div>
            <p class="muted">${texts.t("records.mail.confirm.code_lead")}</p>`
    }
    ${
      link === null || !link.startsWith("https://")
        ? nothing
        : html`<p class="muted">${texts.t("records.mail.confirm.link_lead")}</p>
            <div class="actions">
              <a class="button" href=${link} target="_blank" rel="noopener noreferrer">
                ${windowIcon}${texts.t("records.mail.confirm.link")}
                <span class="visually-hidden">${texts.t("records.mail.confirm.window")}</span>
              </a>
            </div>`
    }
    ${code === null && link === null ? html`<p class="muted">${texts.t("records.mail.confirm.hidden")}</p>` : nothing}
  </article>`;
}
