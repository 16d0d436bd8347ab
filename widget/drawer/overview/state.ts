/** The state of a connection: what happened and since when, what stops working, what to do. */
import { html, nothing, type TemplateResult } from "lit";
import type { Connection, Integration, Reason } from "../../../schema/wire/index.ts";
import type { Texts } from "../../i18n/index.ts";
import { lastFailure } from "../../page/last-failure.ts";
import { notice } from "../../steps/notice.ts";

/** Days before a known end from which it is announced. */
const warnDays = 14;
const dayMs = 86_400_000;

export interface State {
  readonly texts: Texts;
  readonly integration: Integration;
  readonly connection: Connection;
  readonly now: Date;
  readonly isReadonly: boolean;
  /** A webhook whose only messages are our own tests. */
  readonly isUnused: boolean;
  /** The test that was just run says the same, with its line and its field. */
  readonly isExplainedByTest: boolean;
  readonly repair: () => void;
}

export function connectionState(state: State): TemplateResult {
  const { texts, connection, isUnused } = state;
  if (connection.status !== "connected") return trouble(state);
  const failure = lastFailure(connection);
  if (failure !== undefined) return passing(state, failure.reason);
  if (isUnused) return notice(html`<p>${texts.t("drawer.overview.only_tested")}</p>${lostSecret(state)}`);
  return notice(html`<strong>${texts.t("drawer.overview.fine")}</strong>${since(state)}`, "ok");
}

function trouble(state: State): TemplateResult {
  const { texts, integration, connection, isReadonly } = state;
  const code = connection.reason ?? expectedReason(connection);
  const isNew = code === "webhook_never_called" || code === "mail_never_received";
  const affected = isNew ? [] : [...integration.access.reads, ...integration.access.writes];
  return html`<section class="trouble">
    ${
      state.isExplainedByTest
        ? nothing
        : html`<speedai-explanation .texts=${texts} .code=${code} .provider=${integration.name}>
            ${
              isReadonly || isNew
                ? nothing
                : html`<button class="button primary" type="button" @click=${state.repair}>
                    ${repairLabel(texts, integration, connection)}
                  </button>`
            }
          </speedai-explanation>`
    }
    ${isNew ? lostSecret(state) : nothing} ${since(state)}
    ${
      affected.length === 0
        ? nothing
        : html`<div>
            <h2 class="minor">${texts.t("drawer.overview.stopped")}</h2>
            <ul class="stopped">
              ${affected.map((item) => html`<li>${texts.prose(item)}</li>`)}
            </ul>
          </div>`
    }
  </section>`;
}

/** A connection that waits for its first message has no reason of its own to give. */
function expectedReason({ status, kind }: Connection): Reason {
  if (status !== "pending") return "internal";
  return kind === "mailbox" ? "mail_never_received" : "webhook_never_called";
}

/** A fault that passes leaves the connection as it is, but nobody is told that all is well. */
function passing({ texts, integration, connection }: State, reason: Reason | null): TemplateResult {
  const success = connection.history.findLast(({ ok }) => ok);
  return notice(
    html`<strong>${texts.t(`reason.${reason ?? "internal"}.title`, { provider: integration.name })}</strong>
      <p>${texts.t("drawer.overview.retrying")}</p>
      ${
        success === undefined
          ? nothing
          : html`<p class="muted small">
              <time datetime=${success.at}>${texts.t("drawer.overview.last_passed", { date: texts.dateTime(success.at) })}</time>
            </p>`
      }`,
    "warning",
  );
}

function lostSecret({ texts, connection, isReadonly, repair }: State): TemplateResult | typeof nothing {
  if (isReadonly || connection.kind !== "webhook") return nothing;
  return html`<p>
    <button class="link" type="button" @click=${repair}>${texts.t("drawer.overview.lost_secret")}</button>
  </p>`;
}

function since({ texts, connection: { status_since: at }, now }: State): TemplateResult {
  return html`<p class="muted small">
    <time datetime=${at} title=${texts.relativeTime(at, now)}>
      ${texts.t("drawer.overview.since", { date: texts.dateTime(at) })}
    </time>
  </p>`;
}

/** A new consent, or the settings: where a connection is repaired. */
export function repairLabel(texts: Texts, { name: provider }: Integration, { kind }: Connection): string {
  return texts.t(kind === "oauth2" ? "drawer.reconnect" : "drawer.overview.correct", { provider });
}

export function expiry({ texts, connection, now }: State): TemplateResult | typeof nothing {
  const { expires_at, kind, status } = connection;
  // A token that SpeedAI renews by itself is nobody's worry.
  if (expires_at === null || kind === "oauth2" || status !== "connected") return nothing;
  const days = Math.ceil((Date.parse(expires_at) - now.getTime()) / dayMs);
  if (days > warnDays) return nothing;
  return notice(texts.t("drawer.overview.expires", { count: Math.max(0, days) }), "warning");
}
