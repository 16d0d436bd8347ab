/** The page between the intro and the closing rule, as a function of what is known and asked for. */
import { html, type TemplateResult } from "lit";
import type { Category, Integration } from "../../schema/wire/index.ts";
import type { Texts } from "../i18n/index.ts";
import { closeIcon } from "../page/icons.ts";
import {
  categories,
  type HostFilter,
  matchesHost,
  needsAttention,
  type PageFilter,
  type Searchable,
  search,
} from "../page/search.ts";
import {
  cardGrid,
  categorySection,
  connectedSection,
  type Shown,
  skeletonSections,
  sortConnections,
} from "./sections.ts";
import type { Failure } from "./state.ts";
import { emptyState, failureState, noResultState, staleNotice } from "./states.ts";

export interface Body {
  readonly shown: Shown;
  /** null until the first answer. */
  readonly integrations: readonly Integration[] | null;
  readonly failure: Failure | null;
  readonly index: readonly Searchable[];
  readonly hostFilter: HostFilter;
  readonly filter: PageFilter;
  readonly cannotResume: boolean;
  readonly retry: () => void;
  /** Search in all categories. */
  readonly widen: () => void;
  /** Hide the message of `cannotResume`. */
  readonly dismiss: () => void;
}

export function pageBody(body: Body): TemplateResult {
  const { shown, integrations, failure, filter, hostFilter } = body;
  const { texts, isReadonly } = shown;
  if (!integrations && failure) return failureState(texts, failure, body.retry);
  const listed = (integrations ?? []).filter((integration) => matchesHost(integration, hostFilter));
  const found = findListed(body.index, filter.query, hostFilter);
  const counts = new Map(
    categories
      .filter((category) => listed.some((integration) => integration.category === category))
      .map((category) => [category, found.filter((integration) => integration.category === category).length]),
  );
  const problems = listed.flatMap(({ name, connections }) =>
    connections.filter(({ status }) => needsAttention(status)).map((connection) => ({ name, connection })),
  );
  return html`<div class="tools">
      <speedai-toolbar
        exportparts="search, filter"
        .texts=${texts}
        .filter=${filter}
        .counts=${counts}
      ></speedai-toolbar>
      ${body.cannotResume ? resumeNotice(texts, body.dismiss) : null}
      ${failure ? staleNotice(texts, failure, body.retry) : null}
      ${
        problems.length > 0
          ? html`<speedai-attention
              exportparts="attention"
              .problems=${problems}
              .now=${shown.now}
              .texts=${texts}
              ?readonly=${isReadonly}
            ></speedai-attention>`
          : null
      }
    </div>
    ${integrations ? lists(body, listed, found) : skeletonSections(texts)}`;
}

/** What the host lets through and the query finds, in all categories. */
export function findListed(index: readonly Searchable[], query: string, hostFilter: HostFilter): Integration[] {
  return search(index, query).filter((integration) => matchesHost(integration, hostFilter));
}

function lists(
  { shown, filter, widen }: Body,
  listed: readonly Integration[],
  found: readonly Integration[],
): TemplateResult | TemplateResult[] {
  const { texts } = shown;
  if (listed.length === 0) return emptyState(texts);
  const visible = filter.category ? found.filter(({ category }) => category === filter.category) : found;
  if (visible.length === 0) {
    const custom = listed.filter(({ category }) => category === "custom");
    return html`<div class="results">
      ${noResultState(texts, filter.query, found.length > 0 ? widen : null)}
      ${found.length === 0 && custom.length > 0 ? cardGrid(custom, shown) : null}
    </div>`;
  }
  const connections = sortConnections(visible, texts.locale);
  return html`${connections.length > 0 ? connectedSection(connections, shown) : null}
  ${categories.map((category: Category) => {
    const members = visible.filter((integration) => integration.category === category);
    return members.length > 0 ? categorySection(category, members, shown) : null;
  })}`;
}

function resumeNotice(texts: Texts, dismiss: () => void): TemplateResult {
  return html`<div class="notice" role="alert">
    <p>${texts.t("page.state.resume")}</p>
    <button class="icon-button" type="button" aria-label=${texts.t("page.state.resume.close")} @click=${dismiss}>
      ${closeIcon}
    </button>
  </div>`;
}

/** Last words of the page: the customer's own tools are the measure. */
export function closingRule(texts: Texts): TemplateResult {
  return html`<footer class="rule" part="closing-rule">
    <svg viewBox="0 0 46 46" aria-hidden="true">
      <rect x="4" y="4" width="16" height="16" rx="5"></rect>
      <rect x="26" y="26" width="16" height="16" rx="5"></rect>
      <path d="M20 12h8a6 6 0 0 1 6 6v8M26 34h-8a6 6 0 0 1-6-6v-8"></path>
    </svg>
    <p>
      <strong>${texts.t("page.rule.first")}</strong>
      <span>${texts.t("page.rule.second")}</span>
    </p>
  </footer>`;
}
