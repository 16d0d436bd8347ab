/** Which connection of a tool is shown: one control whatever their number, so that the header keeps its height. */
import { html, nothing, type TemplateResult } from "lit";
import type { Connection, Integration } from "../../schema/wire/index.ts";
import type { Texts } from "../i18n/index.ts";
import { chevronIcon } from "../steps/icons.ts";

/** What tells a connection from the others: its name, its account where that says more, and for twins how or when they came. */
export function nameConnections(
  { connections, methods }: Pick<Integration, "connections" | "methods">,
  texts: Texts,
  now: Date,
): ReadonlyMap<string, string> {
  const names = connections.map(nameOf);
  return new Map(
    connections.map((connection, at) => {
      const name = names[at] ?? connection.label;
      const twins = connections.filter((_, other) => names[other] === name);
      if (twins.length === 1) return [connection.id, name];
      const isOnlyOne = twins.filter(({ method }) => method === connection.method).length === 1;
      const method = methods.find(({ id }) => id === connection.method);
      const mark = isOnlyOne && method ? texts.prose(method.title) : texts.moment(connection.created_at, now);
      return [connection.id, `${name} · ${mark}`];
    }),
  );
}

export function nameOf({ label, account }: Connection): string {
  return account === null || account.label === label ? label : `${label} · ${account.label}`;
}

interface Switcher {
  readonly texts: Texts;
  readonly integration: Integration;
  /** null, or an id that is not listed yet: a new connection. */
  readonly current: string | null;
  readonly now: Date;
  readonly choose: (id: string) => void;
}

export function switcher({ texts, integration, current, now, choose }: Switcher): TemplateResult {
  const { connections } = integration;
  const names = nameConnections(integration, texts, now);
  return html`<span class="switcher">
    <select
      aria-label=${texts.t("drawer.connections")}
      @change=${(event: Event) => {
        if (event.target instanceof HTMLSelectElement && event.target.value !== "") choose(event.target.value);
      }}
    >
      ${connections.every(({ id }) => id !== current) ? html`<option value="" selected>${texts.t("drawer.new")}</option>` : nothing}
      ${connections.map(
        ({ id, status }) => html`<option value=${id} .selected=${id === current}>
          ${names.get(id)}${id === current ? nothing : ` (${texts.t(`page.status.${status}`)})`}
        </option>`,
      )}
    </select>
    ${chevronIcon}
  </span>`;
}
