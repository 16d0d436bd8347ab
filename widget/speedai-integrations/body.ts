/** The page between the intro and the closing rule, as functions of what is known and asked for. */
import { html, type TemplateResult } from "lit";
import type { Category, Integration } from "../../schema/wire/index.ts";
import type { Texts } from "../i18n/index.ts";
import { closeIcon } from "../page/icons.ts";
import {
  categories,
  type HostFilter,
  isCategory,
  matchesHost,
  needsAttention,
  type Searchable,
  search,
} from "../page/search.ts";
import { cardGrid, categorySection, connectedSection, type Shown, sortConnections } from "./sections.ts";
import type { Failure } from "./state.ts";
import { emptyState, noResultState, staleNotice } from "./states.ts";

export interface Body {
  readonly shown: Shown;
  readonly integrations: readonly Integration[];
  readonly failure: Failure | null;
  readonly index: readonly Searchable[];
  readonly hostFilter: HostFilter;
  readonly query: string;
  /** As the host page wrote it. */
  readonly category: string | null;
  /** Cards of the catalogue that are drawn; the end of the page asks for more. */
  readonly limit: number;
  readonly cannotResume: boolean;
  readonly retry: () => void;
  /** Search in all categories. */
  readonly widen: () => void;
  /** Hide the message of `cannotResume`. */
  readonly dismiss: () => void;
}

/** What stands in the search, beside it and below it. */
export interface Drawn {
  readonly category: Category | null;
  /** Per category of the catalogue, 0 included: how many answer the query. */
  readonly counts: ReadonlyMap<Category, number>;
  readonly notices: unknown;
  readonly lists: unknown;
}

export function pageBody(body: Body): Drawn {
  const { shown, integrations, failure, hostFilter, query } = body;
  const { texts, isReadonly } = shown;
  const listed = integrations.filter((integration) => matchesHost(integration, hostFilter));
  const found = findListed(body.index, query, hostFilter);
  const counts = new Map(
    categories
      .filter((category) => listed.some((integration) => integration.category === category))
      .map((category) => [category, found.filter((integration) => integration.category === category).length]),
  );
  const problems = listed.flatMap(({ name, connections }) =>
    connections.filter(({ status }) => needsAttention(status)).map((connection) => ({ name, connection })),
  );
  const notices = html`${body.cannotResume ? resumeNotice(texts, body.dismiss) : null}
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
    }`;
  const category = isCategory(body.category) ? body.category : null;
  return { category, counts, notices, lists: lists(body, category, listed, found) };
}

/** What the host lets through and the query finds, in all categories. */
export function findListed(index: readonly Searchable[], query: string, hostFilter: HostFilter): Integration[] {
  return search(index, query).filter((integration) => matchesHost(integration, hostFilter));
}

function lists(
  { shown, query, limit, widen }: Body,
  category: Category | null,
  listed: readonly Integration[],
  found: readonly Integration[],
): TemplateResult | TemplateResult[] {
  const { texts } = shown;
  if (listed.length === 0) return emptyState(texts);
  const visible = category ? found.filter((integration) => integration.category === category) : found;
  if (visible.length === 0) {
    const custom = listed.filter(({ category }) => category === "custom");
    return html`<div class="results">
      ${noResultState(texts, query, found.length > 0 ? widen : null)}
      ${found.length === 0 && custom.length > 0 ? cardGrid(custom, shown) : null}
    </div>`;
  }
  const connections = sortConnections(visible, texts.locale);
  let left = limit;
  const sections = categories.map((one) => {
    const members = visible.filter((integration) => integration.category === one);
    if (members.length === 0 || left <= 0) return null;
    const section = categorySection(one, members, shown, left);
    left -= members.length;
    return section;
  });
  return html`${connections.length > 0 ? connectedSection(connections, shown) : null}
  ${sections}
  ${visible.length > limit ? html`<speedai-more .shown=${limit}></speedai-more>` : null}`;
}

function resumeNotice(texts: Texts, dismiss: () => void): TemplateResult {
  return html`<div class="notice" role="alert">
    <p>${texts.t("page.state.resume")}</p>
    <button class="icon-button" type="button" aria-label=${texts.t("page.state.resume.close")} @click=${dismiss}>
      ${closeIcon}
    </button>
  </div>`;
}
