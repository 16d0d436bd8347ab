/** What stands in the place of the lists when there is nothing to list. */
import { html, type TemplateResult } from "lit";
import type { Texts } from "../i18n/index.ts";
import { activeFacets, type Facet, type Filtered, noFilter, type PageFilter } from "../page/filter.ts";
import { plugIcon, searchIcon } from "../page/icons.ts";
import { sentences } from "./failure.ts";
import type { Failure } from "./state.ts";

/** The lists stay; a line above them says that they may be old. */
export function staleNotice(texts: Texts, failure: Failure, retry: () => void): TemplateResult {
  const { title, text, icon } = sentences[failure.kind];
  return html`<div class="notice" role="status">
    ${icon}
    <p>
      ${
        failure.kind === "unreachable"
          ? texts.t("page.state.stale")
          : html`<strong>${texts.t(title)}</strong> ${texts.t(text)}`
      }
    </p>
    <button class="button" type="button" @click=${retry}>${texts.t("page.state.retry")}</button>
  </div>`;
}

export function emptyState(texts: Texts): TemplateResult {
  return html`<div class="state">
    ${plugIcon}
    <h3>${texts.t("page.state.empty.title")}</h3>
    <p>${texts.t("page.state.empty.text")}</p>
  </div>`;
}

/** Says which part of the filter hides what, and offers to take it back. */
export function noResultState(
  texts: Texts,
  filter: PageFilter,
  { without, byWords }: Filtered,
  choose: (filter: PageFilter) => void,
): TemplateResult {
  const { query } = filter;
  const facets = activeFacets(filter);
  const title = query ? texts.t("page.state.none.title", { query }) : texts.t("page.state.none.filters");
  const hidden = facets.filter((facet) => without[facet] > 0);
  const all = { ...noFilter, query };
  return html`<div class="state">
    ${searchIcon}
    <h3>${title}</h3>
    ${
      query && byWords === 0
        ? html`<p>${texts.t("page.state.none.text")}</p>`
        : html`<p>
            ${texts.t("page.state.none.hidden", { filters: texts.list(facets.map((facet) => nameOf(texts, filter, facet))) })}
          </p>`
    }
    <div class="ways">
      ${hidden.map((facet) =>
        way(texts, nameOf(texts, filter, facet), without[facet], () => choose({ ...filter, [facet]: noFilter[facet] })),
      )}
      ${
        query && facets.length > 0 && without.query > 0
          ? way(texts, texts.t("page.state.none.quoted", { filter: query }), without.query, () =>
              choose({ ...filter, query: "" }),
            )
          : null
      }
      ${
        facets.length > 1 && hidden.length === 0
          ? html`<button class="button" type="button" @click=${() => choose(all)}>${texts.t("page.filter.clear")}</button>`
          : null
      }
    </div>
  </div>`;
}

function way(texts: Texts, filter: string, count: number, take: () => void): TemplateResult {
  return html`<button class="button" type="button" @click=${take}>
    ${texts.t("page.state.none.without", { filter, count })}
  </button>`;
}

/** « Hôtels », « Standard et Premium ». */
function nameOf(texts: Texts, { category, badges, statuses }: PageFilter, facet: Facet): string {
  const names =
    facet === "category"
      ? [texts.t(`page.filter.${category ?? "all"}`)]
      : facet === "badges"
        ? badges.map((badge) => texts.t(`page.badge.${badge}`))
        : statuses.map((status) => texts.t(`page.filter.status.${status}`));
  return texts.t("page.state.none.quoted", { filter: texts.list(names) });
}
