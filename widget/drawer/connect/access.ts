/** What SpeedAI reads, writes and never does with the access: three lists, beside the form and on their own tab. */
import { css, html, nothing, type TemplateResult } from "lit";
import type { Integration } from "../../../schema/wire/index.ts";
import type { Texts } from "../../i18n/index.ts";
import { closeIcon, tickIcon } from "../../page/icons.ts";

export function accessLists(texts: Texts, access: Integration["access"]): TemplateResult {
  return html`${list(texts, "reads", access.reads)} ${list(texts, "writes", access.writes)}
  ${list(texts, "never", access.never)}`;
}

function list(
  texts: Texts,
  kind: keyof Integration["access"],
  items: readonly string[],
): TemplateResult | typeof nothing {
  // Where nothing is written, that is worth saying.
  const isSaid = items.length === 0 && kind === "writes";
  if (items.length === 0 && !isSaid) return nothing;
  const mark = kind === "never" || isSaid ? closeIcon : tickIcon;
  return html`<section class=${`access ${isSaid ? "never" : kind}`}>
    <h2 class="minor">${texts.t(`drawer.access.${kind}`)}</h2>
    <ul>
      ${(isSaid ? [texts.t("drawer.access.nothing")] : items).map((item) => html`<li>${mark}<span>${texts.prose(item)}</span></li>`)}
    </ul>
  </section>`;
}

export const accessStyles = css`
  .access ul {
    display: grid;
    gap: 8px;
    margin: 8px 0 0;
    padding: 0;
    list-style: none;
  }
  .access li {
    display: flex;
    gap: 9px;
  }
  .access .icon {
    margin-block-start: 3px;
    color: var(--_color-ok);
  }
  .access.never .icon {
    color: var(--_color-muted);
  }
`;
