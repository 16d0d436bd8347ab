/** What stands beside a form: where its values are found or how it goes on, and what SpeedAI does with the access. */
import { html, nothing, type TemplateResult } from "lit";
import type { Integration, Method, MethodKind } from "../../../schema/wire/index.ts";
import type { TextKey, Texts } from "../../i18n/index.ts";
import { chevronIcon } from "../../steps/icons.ts";
import { accessLists } from "./access.ts";

/** What the numbered steps answer: where a value is, or how it goes on. */
const titles = {
  credentials: "drawer.guide.title",
  database: "drawer.guide.title",
  oauth2: "drawer.guide.how",
  webhook: "drawer.guide.how",
  mailbox: "drawer.guide.how",
  csv: "records.import.guide",
} as const satisfies Record<MethodKind, TextKey>;

interface Guide {
  readonly texts: Texts;
  readonly integration: Integration;
  readonly method: Method | undefined;
  /** There is something to fill in or to copy: the steps help. */
  readonly isFillingIn: boolean;
}

function numbered({ texts, method, isFillingIn }: Guide) {
  const steps = isFillingIn ? (method?.steps ?? []) : [];
  if (steps.length === 0) return undefined;
  return {
    title: texts.t(titles[method?.kind ?? "credentials"]),
    list: html`<ol class="numbered">
      ${steps.map((step) => html`<li>${withCommands(texts, step)}</li>`)}
    </ol>`,
  };
}

/** What stands between backquotes is to be copied as it is. */
function withCommands(texts: Texts, step: string) {
  return step.split("`").map((part, at) => (at % 2 ? html`<code>${part}</code>` : texts.prose(part)));
}

/** Beside the form, where there is room. */
export function guideBeside(guide: Guide): TemplateResult {
  const steps = numbered(guide);
  return html`
    ${steps === undefined ? nothing : html`<section><h2 class="minor">${steps.title}</h2>${steps.list}</section>`}
    ${accessLists(guide.texts, guide.integration.access)}
  `;
}

/** Above the form, where there is none: folded. A container query shows one of both. */
export function guideAbove(guide: Guide): TemplateResult | typeof nothing {
  const steps = numbered(guide);
  return steps === undefined
    ? nothing
    : html`<details class="folded">
        <summary>${steps.title}${chevronIcon}</summary>
        ${steps.list}
      </details>`;
}
