/** The page between the intro and the closing rule, as functions of what is known and asked for. */
import { html, type TemplateResult } from "lit";
import type { Texts } from "../i18n/index.ts";
import { type Counts, type Filtered, type PageFilter, showsConnection, showsTool } from "../page/filter.ts";
import { isFiltered } from "../page/filter-address.ts";
import { closeIcon } from "../page/icons.ts";
import { categories, needsAttention } from "../page/search.ts";
import { toggleFold } from "./folds.ts";
import { cardGrid, categorySection, connectedSection, type Shown, sortConnections } from "./sections.ts";
import type { Failure } from "./state.ts";
import { emptyState, noResultState, staleNotice } from "./states.ts";

export interface Body {
  readonly shown: Shown;
  readonly failure: Failure | null;
  readonly filter: PageFilter;
  readonly filtered: Filtered;
  /** Cards of the catalogue that are drawn. */
  readonly limit: number;
  /** Cards of the catalogue that have their place; the end of the page asks for more. */
  readonly space: number;
  readonly cannotResume: boolean;
  readonly retry: () => void;
  /** Take back a part of the filter. */
  readonly choose: (filter: PageFilter) => void;
  /** Hide the message of `cannotResume`. */
  readonly dismiss: () => void;
  /** A section was folded or unfolded. */
  readonly redraw: () => void;
}

/** What stands in the search, beside it and below it. */
export interface Drawn {
  readonly filter: PageFilter;
  readonly counts: Counts;
  /** The toolbar is as high as the place that is kept for it: it may follow a frame later. */
  readonly canFollow: boolean;
  readonly notices: unknown;
  readonly lists: unknown;
}

export function pageBody(body: Body): Drawn {
  const { shown, failure, filter, filtered } = body;
  const { texts, isReadonly } = shown;
  const problems = filtered.listed.flatMap(({ name, connections }) =>
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
  const canFollow = filtered.listed.length > 0 && filter.badges.length + filter.statuses.length === 0;
  return { filter, counts: filtered.counts, canFollow, notices, lists: lists(body) };
}

function lists({ shown, filter, filtered, limit, space, choose, redraw }: Body): TemplateResult | TemplateResult[] {
  const { texts } = shown;
  const { listed, found, byWords } = filtered;
  if (listed.length === 0) return emptyState(texts);
  if (found.length === 0) {
    const custom = listed.filter(({ category }) => category === "custom");
    return html`<div class="results">
      ${noResultState(texts, filter, filtered, choose)}
      ${byWords === 0 && custom.length > 0 ? cardGrid(custom, shown) : null}
    </div>`;
  }
  const connections = sortConnections(found, texts.locale).filter(({ connection }) =>
    showsConnection(filter, connection),
  );
  const tools = found.filter((integration) => showsTool(filter, integration));
  // What was asked for is not folded away.
  const canFold = !isFiltered(filter);
  // Where there are connections, they are the first row.
  const drawn = shown.isEarly && connections.length > 0 ? 0 : limit;
  let before = 0;
  const sections = categories.map((category) => {
    const members = tools.filter((integration) => integration.category === category);
    if (members.length === 0 || before >= space) return null;
    const fold = canFold
      ? () => {
          toggleFold(category);
          redraw();
        }
      : null;
    const section = categorySection(category, members, shown, drawn - before, space - before, fold);
    before += members.length;
    return section;
  });
  return html`${connections.length > 0 ? connectedSection(connections, shown) : null}
  ${sections}
  ${tools.length > space ? html`<speedai-more .shown=${space}></speedai-more>` : null}`;
}

function resumeNotice(texts: Texts, dismiss: () => void): TemplateResult {
  return html`<div class="notice" role="alert">
    <p>${texts.t("page.state.resume")}</p>
    <button class="icon-button" type="button" aria-label=${texts.t("page.state.resume.close")} @click=${dismiss}>
      ${closeIcon}
    </button>
  </div>`;
}
