/** What is known of a connection: the addresses that we made for it, its last checks, account and days. */
import { html, nothing, type TemplateResult } from "lit";
import type { Connection, Integration } from "../../../schema/wire/index.ts";
import type { Texts } from "../../i18n/index.ts";
import { historyStrip } from "../../page/history/history.ts";
import { copyable } from "../../steps/copy/copyable.ts";
import { hasRecords } from "../views.ts";

interface Known {
  readonly texts: Texts;
  readonly integration: Integration;
  readonly connection: Connection;
  readonly now: Date;
}

/** They can be copied again at any time; the secret cannot. */
export function addresses({ texts, connection: { settings } }: Known): readonly TemplateResult[] {
  return (["webhook_url", "mail_address"] as const).flatMap((name) => {
    const value = settings[name];
    if (typeof value !== "string") return [];
    const title = texts.t(`drawer.instructions.${name}`);
    return html`<div>
      <h2 class="minor">${title}</h2>
      ${copyable(texts, title, value)}
    </div>`;
  });
}

/** Nobody checks what hands its data over. */
export function lastChecks(known: Known): TemplateResult | typeof nothing {
  const { texts, connection } = known;
  if (connection.history.length === 0 || hasRecords(connection)) return nothing;
  return html`<section>
    <h2 class="minor">${texts.t("drawer.overview.history")}</h2>
    ${historyStrip(texts, connection.history)}
    <p class="muted small caption">${caption(known)}</p>
  </section>`;
}

/** What the strip shows, in words: how many, and the last that failed. */
function caption({ texts, integration, connection: { history }, now }: Known): TemplateResult {
  const failed = history.findLast(({ ok }) => !ok);
  const label = texts.t("page.history.label", {
    count: history.length,
    failed: history.filter(({ ok }) => !ok).length,
  });
  if (failed === undefined) return html`${label}`;
  const when = texts.relativeTime(failed.at, now);
  const reason = failed.reason && texts.t(`reason.${failed.reason}.title`, { provider: integration.name });
  return html`${label}<br />
    <time datetime=${failed.at} title=${texts.dateTime(failed.at)}>${texts.t("drawer.overview.last_failed", { when, reason: reason ?? "" })}</time>`;
}

export function facts({ texts, integration, connection, now }: Known): TemplateResult {
  const method = integration.methods.find(({ id }) => id === connection.method);
  const time = (date: string) =>
    html`<time datetime=${date} title=${texts.dateTime(date)}>${texts.relativeTime(date, now)}</time>`;
  const lines = [
    ["account", connection.account?.label],
    ["method", method && texts.prose(method.title)],
    ["created", time(connection.created_at)],
    ["used", connection.last_used_at && time(connection.last_used_at)],
  ] as const;
  return html`<dl class="facts">
    ${lines.map(([name, value]) =>
      value === undefined || value === null
        ? nothing
        : html`<div><dt>${texts.t(`drawer.fact.${name}`)}</dt><dd>${value}</dd></div>`,
    )}
  </dl>`;
}
