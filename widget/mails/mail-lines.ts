/** Short lines about an e-mail: subject, origin, and what it became. */
import { html, nothing, type TemplateResult } from "lit";
import type { Mail } from "../../schema/wire/index.ts";
import type { Texts } from "../i18n/index.ts";

export function mailSubject(texts: Texts, { subject }: Mail): string {
  return subject.trim() === "" ? texts.t("records.mail.no_subject") : subject;
}

export function mailOrigin(texts: Texts, { from_domain: domain, received_at: at }: Mail, now: Date): TemplateResult {
  return html`<p class="muted small facts">
    ${domain === "" ? nothing : html`<span>${texts.t("records.mail.from", { domain })}</span>`}
    <time datetime=${at} title=${texts.dateTime(at)}>${texts.moment(at, now)}</time>
  </p>`;
}

/** The booking that was read, or why there is none; nothing more to say of one that was put aside. */
export function mailOutcome(texts: Texts, mail: Mail, provider: string, now: Date): readonly string[] {
  const { booking, verdict, reason } = mail;
  if (verdict === "discarded") return [];
  if (booking === null) return [texts.t(`records.mail.reason.${reason}`, { provider, domain: mail.from_domain })];
  const { day, hour } = texts.localTime(booking.local_start, now);
  const party = booking.party_size;
  return [
    [day, hour].filter(Boolean).join(", "),
    ...(party === null ? [] : [texts.t("records.party", { count: party })]),
    booking.guest.full_name,
  ];
}
